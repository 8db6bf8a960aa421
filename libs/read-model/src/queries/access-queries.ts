import type { IdpKind, Profile } from '#domain';
import type { ReadDatabase } from '../read-database.js';

/** The provisioning method of a node, as far as a request must know it. */
export interface MethodAccess {
  readonly methodId: string;
  readonly nodeId: string;
  readonly organisationId: string;
  readonly profile: Profile;
  readonly idp: IdpKind;
  readonly state: 'draft' | 'active' | 'paused';
  /** Whether what the RFC forbids is refused, never tolerated. */
  readonly strict: boolean;
  /** Requests a second, 0 for no limit; null for the server's default. */
  readonly rateLimit: number | null;
}

/** A method by one of its tokens. */
export interface TokenAccess extends MethodAccess {
  readonly tokenId: string;
  readonly tokenLabel: string;
  readonly tokenHash: string;
  /** When the token ends by itself, ISO 8601; null for never. */
  readonly expiresAt: string | null;
}

/** A method by one of its OAuth clients. */
export interface ClientAccess extends MethodAccess {
  readonly clientId: string;
  readonly clientLabel: string;
  readonly secretHash: string;
}

export interface ApiKeyAccess {
  readonly id: string;
  readonly role: 'owner';
  readonly hash: string;
  readonly label: string;
}

const METHOD = `m.id AS "methodId", m.node_id AS "nodeId", m.organisation_id AS "organisationId",
  m.profile AS "profile", m.idp AS "idp", m.state AS "state", m.strict AS "strict",
  m.rate_limit AS "rateLimit"`;

/** As engines give it: they know no truth values. */
type Raw<Access extends MethodAccess> = Omit<Access, 'strict'> & { readonly strict: number };

/** What authentication asks. */
export class AccessQueries {
  /** What was found, until a method changes. What does not exist is looked up each time. */
  private readonly tokens = new Map<string, TokenAccess>();
  private readonly clients = new Map<string, ClientAccess>();
  /** How often they have been forgotten. */
  private changes = 0;

  constructor(private readonly database: ReadDatabase) {}

  /** @param tokenHash SHA-256 of the secret, hexadecimal */
  token(tokenHash: string): Promise<TokenAccess | undefined> {
    return this.find(
      this.tokens,
      tokenHash,
      `SELECT ${METHOD}, t.id AS "tokenId", t.label AS "tokenLabel", t.hash AS "tokenHash",
         t.expires_at AS "expiresAt"
       FROM tokens t JOIN methods m ON m.id = t.method_id WHERE t.hash = ?`,
    );
  }

  /** @param clientId the `client_id` of an OAuth client */
  client(clientId: string): Promise<ClientAccess | undefined> {
    return this.find(
      this.clients,
      clientId,
      `SELECT ${METHOD}, c.id AS "clientId", c.label AS "clientLabel",
         c.secret_hash AS "secretHash"
       FROM oauth_clients c JOIN methods m ON m.id = c.method_id WHERE c.id = ?`,
    );
  }

  /** Takes note of what was applied to the rows: a changed method must be looked up anew at once. */
  applied(kinds: readonly string[]): void {
    if (!kinds.includes('method-')) return;
    this.changes++;
    this.tokens.clear();
    this.clients.clear();
  }

  async method(nodeId: string): Promise<MethodAccess | undefined> {
    const sql = `SELECT ${METHOD} FROM methods m WHERE m.node_id = ?`;
    const row = await this.database.get<Raw<MethodAccess>>(sql, nodeId);
    return row === undefined ? undefined : toAccess<MethodAccess>(row);
  }

  /** @param keyHash SHA-256 of the secret, hexadecimal */
  apiKey(keyHash: string): Promise<ApiKeyAccess | undefined> {
    const sql = 'SELECT id, role, hash, label FROM api_keys WHERE hash = ?';
    return this.database.get<ApiKeyAccess>(sql, keyHash);
  }

  async hasApiKeys(): Promise<boolean> {
    return (await this.database.get('SELECT 1 FROM api_keys LIMIT 1')) !== undefined;
  }

  private async find<Access extends MethodAccess>(
    known: Map<string, Access>,
    key: string,
    sql: string,
  ): Promise<Access | undefined> {
    const found = known.get(key);
    if (found !== undefined) return found;
    const changes = this.changes;
    const row = await this.database.get<Raw<Access>>(sql, key);
    if (row === undefined) return undefined;
    const access = toAccess<Access>(row);
    // What was revoked while the row was on its way must not be remembered as if it were there.
    if (changes === this.changes) known.set(key, access);
    return access;
  }
}

function toAccess<Access extends MethodAccess>(row: Raw<Access>): Access {
  return { ...row, strict: row.strict === 1 } as unknown as Access;
}
