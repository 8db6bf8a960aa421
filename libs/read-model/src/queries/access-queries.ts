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
}

/** A method by one of its tokens. */
export interface TokenAccess extends MethodAccess {
  readonly tokenId: string;
  readonly tokenLabel: string;
  readonly tokenHash: string;
}

export interface ApiKeyAccess {
  readonly id: string;
  readonly role: 'owner';
  readonly hash: string;
  readonly label: string;
}

const METHOD = `m.id AS "methodId", m.node_id AS "nodeId", m.organisation_id AS "organisationId",
  m.profile AS "profile", m.idp AS "idp", m.state AS "state"`;

/** What authentication asks. */
export class AccessQueries {
  /** Tokens that were found, until a method or a token changes. Those that do not exist are looked up each time. */
  private readonly tokens = new Map<string, TokenAccess>();

  constructor(private readonly database: ReadDatabase) {}

  /** @param tokenHash SHA-256 of the secret, hexadecimal */
  async token(tokenHash: string): Promise<TokenAccess | undefined> {
    const known = this.tokens.get(tokenHash);
    if (known !== undefined) return known;
    const access = await this.database.get<TokenAccess>(
      `SELECT ${METHOD}, t.id AS "tokenId", t.label AS "tokenLabel", t.hash AS "tokenHash"
       FROM tokens t JOIN methods m ON m.id = t.method_id WHERE t.hash = ?`,
      tokenHash,
    );
    if (access !== undefined) this.tokens.set(tokenHash, access);
    return access;
  }

  /** Takes note of what was applied to the rows: a changed method must be looked up anew at once. */
  applied(kinds: readonly string[]): void {
    if (kinds.includes('method-')) this.tokens.clear();
  }

  method(nodeId: string): Promise<MethodAccess | undefined> {
    const sql = `SELECT ${METHOD} FROM methods m WHERE m.node_id = ?`;
    return this.database.get<MethodAccess>(sql, nodeId);
  }

  /** @param keyHash SHA-256 of the secret, hexadecimal */
  apiKey(keyHash: string): Promise<ApiKeyAccess | undefined> {
    const sql = 'SELECT id, role, hash, label FROM api_keys WHERE hash = ?';
    return this.database.get<ApiKeyAccess>(sql, keyHash);
  }

  async hasApiKeys(): Promise<boolean> {
    return (await this.database.get('SELECT 1 FROM api_keys LIMIT 1')) !== undefined;
  }
}
