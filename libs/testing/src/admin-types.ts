/** The admin API's answers, as its clients see them. */

export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
}

export interface OrganisationNode {
  readonly id: string;
  readonly name: string;
}

export type Profile = 'keeper' | 'keepabl' | 'standard';
export type Idp = 'entra-id' | 'okta' | 'google-workspace' | 'onelogin' | 'jumpcloud' | 'other';

export interface NewProvisioningMethod {
  readonly profile: Profile;
  readonly idp: Idp;
  readonly label?: string;
}

/** What of a method can be changed; what is left out stays. */
export interface MethodSettings {
  readonly label?: string | null;
  readonly idp?: Idp;
  readonly strict?: boolean;
  readonly rateLimit?: number | null;
}

export interface Token {
  readonly id: string;
  readonly label: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

/** In the answer to its creation, and never again. */
export interface IssuedToken extends Token {
  readonly secret: string;
}

export interface OAuthClient {
  readonly clientId: string;
  readonly label: string;
  readonly createdAt: string;
  readonly rotatedAt: string | null;
}

/** In the answer to a registration or a rotation, and never again. */
export interface ClientCredentials extends OAuthClient {
  readonly clientSecret: string;
  readonly tokenUrl: string;
}

export interface ProvisioningMethod extends NewProvisioningMethod {
  readonly id: string;
  readonly state: 'draft' | 'active' | 'paused' | 'deleted';
  readonly strict: boolean;
  readonly rateLimit: number | null;
  readonly tolerances: {
    readonly since: string;
    readonly used: readonly { readonly id: string; readonly count: number }[];
  };
  readonly tenantUrl: string;
  readonly tokens: readonly Token[];
  readonly clients: readonly OAuthClient[];
  /** The secret is there in the answer to the creation, and never again. */
  readonly token?: IssuedToken;
  readonly lastRequestAt?: string | null;
}

export interface User {
  readonly id: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly externalId?: string;
  readonly state: 'invited' | 'active' | 'locked' | 'deprovisioned';
}

export interface Team {
  readonly id: string;
  readonly displayName: string;
  readonly externalId?: string;
  readonly members: { readonly pending: number; readonly active: number };
}

export interface Membership {
  readonly userId: string;
  readonly userName: string;
  readonly state: 'pending' | 'active';
  readonly approved: boolean;
}

export interface AuditEntry {
  readonly id: string;
  readonly occurredAt: string;
  readonly category: string;
  readonly displayName: string;
  readonly outcome: 'success' | 'failure';
  readonly actor: { readonly kind: string; readonly id: string; readonly label: string };
  readonly client: {
    readonly address: string;
    readonly userAgent: string;
    readonly dialect: string;
  } | null;
  readonly target: {
    readonly kind: string;
    readonly id: string;
    readonly userName?: string;
    readonly externalId?: string;
  } | null;
  readonly changes: readonly {
    readonly attribute: string;
    readonly from?: unknown;
    readonly to?: unknown;
  }[];
  readonly status?: number | null;
  readonly scimType?: string | null;
  readonly reason?: string | null;
  readonly tolerances: readonly string[];
  readonly requestId: string;
  readonly eventType: string;
  readonly position: number;
  readonly organisationId: string;
  readonly nodeId?: string | null;
  readonly methodId?: string | null;
  readonly count?: number | null;
}

export interface Usage {
  readonly days: number;
  readonly categories: readonly {
    readonly category: string;
    readonly displayName: string;
    readonly total: number;
    readonly byDay: readonly { readonly day: string; readonly count: number }[];
  }[];
}
