import { describe, expect, it } from '@jest/globals';
import { isJsonObject, type JsonObject, type JsonValue } from './json.js';
import { CORE_GROUP, CORE_USER, ENTERPRISE_USER, ROLLBOOK_GROUP, ROLLBOOK_USER } from './urns.js';
import {
  resourceTypeDocuments,
  schemaDocuments,
  type ServiceFeatures,
  serviceProviderConfig,
} from './discovery.js';

const base = 'http://host/scim/v2/n1';
const limits = { maxResults: 200, cursorTimeout: 3600 };
const all = { groups: true, nestedGroups: true, emailRequired: false, ...limits };
const usersOnly = { groups: false, nestedGroups: false, emailRequired: true, ...limits };

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function attributeNames(documents: readonly JsonObject[], id: string): unknown[] {
  const document = documents.find((candidate) => candidate['id'] === id);
  return objects(document?.['attributes']).map(({ name }) => name);
}

describe('ServiceProviderConfig', () => {
  it('tells what is supported', () => {
    expect(serviceProviderConfig(all, base)).toMatchObject({
      patch: { supported: true },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: true },
      sort: { supported: true },
      bulk: { supported: false },
      changePassword: { supported: false },
      pagination: { cursor: true, index: true, cursorTimeout: 3600 },
      meta: { location: `${base}/ServiceProviderConfig` },
    });
  });

  it('tells of bulk and documentation where they are', () => {
    const bulk = { maxOperations: 10, maxPayloadSize: 1000 };
    const documentationUri = 'http://docs';
    expect(serviceProviderConfig({ ...all, bulk, documentationUri }, base)).toMatchObject({
      bulk: { supported: true, ...bulk },
      documentationUri,
    });
    expect(serviceProviderConfig(all, base)).not.toHaveProperty('documentationUri');
  });
});

describe('ResourceTypes', () => {
  it('are users and groups with their extensions', () => {
    expect(resourceTypeDocuments(all, base)).toMatchObject([
      {
        id: 'User',
        name: 'User',
        endpoint: '/Users',
        schema: CORE_USER,
        schemaExtensions: [
          { schema: ENTERPRISE_USER, required: false },
          { schema: ROLLBOOK_USER, required: false },
        ],
        meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
      },
      { id: 'Group', endpoint: '/Groups', schema: CORE_GROUP },
    ]);
  });

  it('are users only in a profile without groups', () => {
    expect(resourceTypeDocuments(usersOnly, base).map(({ id }) => id)).toEqual(['User']);
  });
});

describe('Schemas', () => {
  it.each([
    [true, ['User', 'Group']],
    [false, ['User']],
  ])('tell what a member may be: where groups nest is %s', (nestedGroups, kinds) => {
    const group = schemaDocuments({ ...all, nestedGroups }, base).find(
      ({ id }) => id === CORE_GROUP,
    );
    const members = objects(group?.['attributes']).find(({ name }) => name === 'members');
    expect(objects(members?.['subAttributes'])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: '$ref', referenceTypes: kinds }),
        expect.objectContaining({ name: 'type', canonicalValues: kinds }),
      ]),
    );
  });

  it('are those of the resource types', () => {
    expect(schemaDocuments(all, base).map(({ id }) => id)).toEqual([
      CORE_USER,
      ENTERPRISE_USER,
      ROLLBOOK_USER,
      CORE_GROUP,
      ROLLBOOK_GROUP,
    ]);
  });

  it('know no groups in a profile without them', () => {
    const documents = schemaDocuments(usersOnly, base);
    expect(documents.map(({ id }) => id)).toEqual([CORE_USER, ENTERPRISE_USER, ROLLBOOK_USER]);
    expect(attributeNames(documents, CORE_USER)).not.toContain('groups');
    expect(attributeNames(documents, ROLLBOOK_USER)).toEqual(['status', 'lockReason']);
  });

  it('require e-mail addresses in a profile that wants one of every user', () => {
    const emailsOf = (features: ServiceFeatures) =>
      schemaDocuments(features, base)
        .filter(({ id }) => id === CORE_USER)
        .flatMap(({ attributes }) => attributes as JsonObject[])
        .filter(({ name }) => name === 'emails');
    expect(emailsOf(usersOnly)).toMatchObject([{ required: true }]);
    expect(emailsOf(all)).toMatchObject([{ required: false }]);
  });

  it('have the whole core of RFC 7643 section 4.1', () => {
    expect(attributeNames(schemaDocuments(all, base), CORE_USER)).toEqual(
      expect.arrayContaining([
        ...['userName', 'name', 'displayName', 'nickName', 'profileUrl', 'title', 'userType'],
        ...['preferredLanguage', 'locale', 'timezone', 'active', 'password', 'emails'],
        ...['phoneNumbers', 'ims', 'photos', 'addresses', 'groups', 'entitlements', 'roles'],
        'x509Certificates',
      ]),
    );
  });

  it('give every attribute all its characteristics, those of ours left out', () => {
    const expectWhole = (attribute: JsonObject): void => {
      expect(attribute).toEqual({
        name: expect.any(String),
        type: expect.any(String),
        multiValued: expect.any(Boolean),
        description: expect.stringMatching(/\S/),
        required: expect.any(Boolean),
        caseExact: expect.any(Boolean),
        mutability: expect.any(String),
        returned: expect.any(String),
        uniqueness: expect.any(String),
        ...(attribute['type'] === 'complex' && { subAttributes: expect.any(Array) }),
        ...(attribute['type'] === 'reference' && { referenceTypes: expect.any(Array) }),
        ...('canonicalValues' in attribute && { canonicalValues: expect.any(Array) }),
      });
      objects(attribute['subAttributes']).forEach(expectWhole);
    };
    schemaDocuments(all, base)
      .flatMap(({ attributes }) => objects(attributes))
      .forEach(expectWhole);
  });

  it('contain no null', () => {
    const documents = [
      ...schemaDocuments(all, base),
      ...resourceTypeDocuments(all, base),
      serviceProviderConfig(all, base),
    ];
    expect(JSON.stringify(documents)).not.toContain('null');
    expect(JSON.parse(JSON.stringify(documents))).toEqual(documents);
  });
});
