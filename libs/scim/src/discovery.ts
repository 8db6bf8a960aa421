import type { JsonObject } from './json.js';
import type {
  AttributeDefinition,
  ResourceType,
  SchemaDefinition,
} from './schema/attribute-definition.js';
import { GROUP_MEMBERS } from './schema/core-group.js';
import { USER_EMAILS, USER_GROUPS } from './schema/core-user.js';
import { USER_MEMBERSHIPS } from './schema/extensions.js';
import { GROUP, USER } from './schema/resource-types.js';
import { RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG } from './urns.js';

/** What this service provider offers, where it depends on the profile or on configuration. */
export interface ServiceFeatures {
  /** Without groups there is neither the resource type nor its schemas, and users have no attributes about them. */
  readonly groups: boolean;
  /** Whether a group may be a member of another. */
  readonly nestedGroups: boolean;
  /** Whether every user must have an e-mail address besides her name. */
  readonly emailRequired: boolean;
  /** The most resources that one page holds. */
  readonly maxResults: number;
  /** How long a cursor can be used, in seconds. */
  readonly cursorTimeout: number;
  readonly documentationUri?: string;
  /** Absent when bulk is not supported. */
  readonly bulk?: { readonly maxOperations: number; readonly maxPayloadSize: number } | undefined;
}

/** The document of `/ServiceProviderConfig` (RFC 7643 section 5, paging as in RFC 9865). */
export function serviceProviderConfig(features: ServiceFeatures, baseUrl: string): JsonObject {
  const { documentationUri, maxResults, cursorTimeout, bulk } = features;
  return {
    schemas: [SERVICE_PROVIDER_CONFIG],
    ...(documentationUri !== undefined && { documentationUri }),
    patch: { supported: true },
    bulk:
      bulk === undefined
        ? { supported: false, maxOperations: 0, maxPayloadSize: 0 }
        : { supported: true, ...bulk },
    filter: { supported: true, maxResults },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: maxResults,
      maxPageSize: maxResults,
      cursorTimeout,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'The token of the provisioning method, as in RFC 6750.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
      {
        type: 'oauth2',
        name: 'OAuth 2.0 client credentials',
        description:
          'Access tokens for an OAuth client of the provisioning method, as in RFC 6749.',
        specUri: 'https://www.rfc-editor.org/info/rfc6749',
        primary: false,
      },
    ],
    meta: metaOf('ServiceProviderConfig', `${baseUrl}/ServiceProviderConfig`),
  };
}

/** The documents of `/Schemas` (RFC 7643 section 7), made of the definitions that are enforced. */
export function schemaDocuments(features: ServiceFeatures, baseUrl: string): JsonObject[] {
  return resourceTypesOf(features)
    .flatMap(({ schema, extensions }) => [schema, ...extensions])
    .map((schema) => schemaDocument(schema, features, baseUrl));
}

/** The documents of `/ResourceTypes` (RFC 7643 section 6). */
export function resourceTypeDocuments(features: ServiceFeatures, baseUrl: string): JsonObject[] {
  return resourceTypesOf(features).map(({ name, description, endpoint, schema, extensions }) => ({
    schemas: [RESOURCE_TYPE],
    id: name,
    name,
    description,
    endpoint,
    schema: schema.id,
    schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: metaOf('ResourceType', `${baseUrl}/ResourceTypes/${name}`),
  }));
}

function resourceTypesOf({ groups }: ServiceFeatures): readonly ResourceType[] {
  return groups ? [USER, GROUP] : [USER];
}

function schemaDocument(
  { id, name, description, attributes }: SchemaDefinition,
  features: ServiceFeatures,
  baseUrl: string,
): JsonObject {
  const offered = attributes
    .filter(
      (attribute) =>
        features.groups || (attribute !== USER_GROUPS && attribute !== USER_MEMBERSHIPS),
    )
    .map((attribute) => asOffered(attribute, features));
  return {
    schemas: [SCHEMA],
    id,
    name,
    description,
    attributes: offered.map(attributeDocument),
    meta: metaOf('Schema', `${baseUrl}/Schemas/${id}`),
  };
}

/** An attribute as the features have it. */
function asOffered(
  attribute: AttributeDefinition,
  { emailRequired, nestedGroups }: ServiceFeatures,
): AttributeDefinition {
  if (attribute === USER_EMAILS) return { ...attribute, required: emailRequired };
  if (attribute !== GROUP_MEMBERS || nestedGroups) return attribute;
  const subAttributes = (attribute.subAttributes ?? []).map((each) => ({
    ...each,
    ...(each.canonicalValues && { canonicalValues: ['User'] }),
    ...(each.referenceTypes && { referenceTypes: ['User'] }),
  }));
  return { ...attribute, subAttributes };
}

function attributeDocument(attribute: AttributeDefinition): JsonObject {
  const { canonicalValues, referenceTypes, subAttributes } = attribute;
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    caseExact: attribute.caseExact,
    mutability: attribute.mutability,
    returned: attribute.returned,
    uniqueness: attribute.uniqueness,
    ...(canonicalValues !== undefined && { canonicalValues }),
    ...(referenceTypes !== undefined && { referenceTypes }),
    ...(subAttributes !== undefined && { subAttributes: subAttributes.map(attributeDocument) }),
  };
}

function metaOf(resourceType: string, location: string): JsonObject {
  return { resourceType, location };
}
