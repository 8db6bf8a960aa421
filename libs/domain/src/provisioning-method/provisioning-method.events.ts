import { defineEvent, type EventOf, type FieldDefinition } from '#kernel';
import type { Profile } from '../profile/profile.js';

/** The identity providers that a method can name; what a request looks like is recognised by itself. */
export const IDP_KINDS = [
  'entra-id',
  'google-workspace',
  'okta',
  'onelogin',
  'jumpcloud',
  'ping',
  'authentik',
  'rauthy',
  'sailpoint',
  'keeper',
  'other',
] as const;

export type IdpKind = (typeof IDP_KINDS)[number];

export interface MethodIdentity {
  readonly methodId: string;
  readonly nodeId: string;
}

/** What an administrator can change about a method once it is there. */
export interface MethodSettings {
  /** Her own name for it; null for none. */
  readonly label: string | null;
  readonly idp: IdpKind;
  /** Whether what the RFC forbids is refused, even where it is tolerated otherwise. */
  readonly strict: boolean;
  /** Requests a second of each of its tokens, 0 for no limit; null for the server's default. */
  readonly rateLimit: number | null;
}

const method = {
  methodId: { summary: 'the provisioning method' },
  nodeId: { summary: 'the node it provisions' },
} satisfies Record<string, FieldDefinition>;

const provisioningMethodCreated = defineEvent<
  MethodIdentity & { readonly profile: Profile; readonly idp: IdpKind; readonly label?: string }
>()('ProvisioningMethodCreated', {
  version: 1,
  stream: 'method',
  summary: 'A SCIM connection was drafted; every SCIM call is refused until it is activated.',
  fields: {
    ...method,
    profile: { summary: 'how the service provider behaves' },
    idp: { summary: 'the identity provider' },
    label: { summary: "the administrator's name for it" },
  },
});

const provisioningMethodChanged = defineEvent<
  MethodIdentity & {
    readonly from: Partial<MethodSettings>;
    readonly to: Partial<MethodSettings>;
  }
>()('ProvisioningMethodChanged', {
  version: 1,
  stream: 'method',
  summary: 'Settings of the connection were changed: its label, IdP, strictness or rate limit.',
  fields: {
    ...method,
    from: { summary: 'the changed settings as they were' },
    to: { summary: 'the changed settings as they are' },
  },
});

const provisioningTokenIssued = defineEvent<
  MethodIdentity & { readonly tokenId: string; readonly tokenHash: string; readonly label: string }
>()('ProvisioningTokenIssued', {
  version: 1,
  stream: 'method',
  summary: 'A bearer token was made and shown once.',
  fields: {
    ...method,
    tokenId: { summary: 'the token' },
    tokenHash: { summary: 'SHA-256 of the secret, hexadecimal' },
    label: { summary: 'what the audit log calls it' },
  },
});

const provisioningMethodActivated = defineEvent<MethodIdentity>()('ProvisioningMethodActivated', {
  version: 1,
  stream: 'method',
  summary: 'The draft was saved; SCIM calls are served.',
  fields: method,
});

const provisioningMethodPaused = defineEvent<MethodIdentity>()('ProvisioningMethodPaused', {
  version: 1,
  stream: 'method',
  summary: 'SCIM calls are refused; configuration and users are kept.',
  fields: method,
});

const provisioningMethodResumed = defineEvent<MethodIdentity>()('ProvisioningMethodResumed', {
  version: 1,
  stream: 'method',
  summary: 'SCIM calls are served again.',
  fields: method,
});

/** Every event of a `method-<id>` stream. */
export const provisioningMethodEvents = {
  provisioningMethodCreated,
  provisioningTokenIssued,
  provisioningMethodActivated,
  provisioningMethodChanged,
  provisioningMethodPaused,
  provisioningMethodResumed,
} as const;

export type ProvisioningMethodEvent = EventOf<
  (typeof provisioningMethodEvents)[keyof typeof provisioningMethodEvents]
>;
