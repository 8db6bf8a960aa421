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

interface TokenIdentity extends MethodIdentity {
  readonly tokenId: string;
  readonly label: string;
}

const token = {
  ...method,
  tokenId: { summary: 'the token' },
  label: { summary: 'what the audit log calls it' },
} satisfies Record<string, FieldDefinition>;

const provisioningTokenIssued = defineEvent<
  TokenIdentity & { readonly tokenHash: string; readonly expiresAt: string | null }
>()('ProvisioningTokenIssued', {
  version: 2,
  stream: 'method',
  summary: 'A bearer token was made and shown once.',
  fields: {
    ...token,
    tokenHash: { summary: 'SHA-256 of the secret, hexadecimal' },
    expiresAt: { summary: 'when it ends by itself, ISO 8601; null for never' },
  },
  upcasters: [(data) => ({ ...data, expiresAt: null })],
});

const provisioningTokenRevoked = defineEvent<TokenIdentity>()('ProvisioningTokenRevoked', {
  version: 1,
  stream: 'method',
  summary: 'A bearer token was withdrawn; it is refused from then on.',
  fields: token,
});

interface ClientIdentity extends MethodIdentity {
  readonly clientId: string;
  readonly label: string;
}

const client = {
  ...method,
  clientId: { summary: 'the OAuth client' },
  label: { summary: 'what the audit log calls it' },
} satisfies Record<string, FieldDefinition>;

const secretHash: FieldDefinition = { summary: "SHA-256 of the client's secret, hexadecimal" };

const oauthClientRegistered = defineEvent<ClientIdentity & { readonly secretHash: string }>()(
  'OAuthClientRegistered',
  {
    version: 1,
    stream: 'method',
    summary: 'A client that gets access tokens by OAuth 2.0 was made, its secret shown once.',
    fields: { ...client, secretHash },
  },
);

const oauthClientSecretRotated = defineEvent<ClientIdentity & { readonly secretHash: string }>()(
  'OAuthClientSecretRotated',
  {
    version: 1,
    stream: 'method',
    summary: "The client's secret was replaced by another, which was shown once.",
    fields: { ...client, secretHash },
  },
);

const oauthClientRevoked = defineEvent<ClientIdentity>()('OAuthClientRevoked', {
  version: 1,
  stream: 'method',
  summary: 'An OAuth client was withdrawn, and every access token it was given with it.',
  fields: client,
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

const provisioningMethodDeleted = defineEvent<MethodIdentity>()('ProvisioningMethodDeleted', {
  version: 1,
  stream: 'method',
  summary: 'The connection ended for good, its tokens and clients with it; users and teams stay.',
  fields: method,
});

/** Every event of a `method-<id>` stream. */
export const provisioningMethodEvents = {
  provisioningMethodCreated,
  provisioningTokenIssued,
  provisioningTokenRevoked,
  oauthClientRegistered,
  oauthClientSecretRotated,
  oauthClientRevoked,
  provisioningMethodActivated,
  provisioningMethodChanged,
  provisioningMethodPaused,
  provisioningMethodResumed,
  provisioningMethodDeleted,
} as const;

export type ProvisioningMethodEvent = EventOf<
  (typeof provisioningMethodEvents)[keyof typeof provisioningMethodEvents]
>;
