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

/** How long a replica believes what it has found, in milliseconds: a revoked token ends within a second everywhere. */
const REMEMBER_SHARED_MS = 500;

/** What authentication asks. */
export class AccessQueries {
  /** Tokens that were found, until a method or a token changes. Those that do not exist are looked up each time. */
  private tokens = new Map<string, { readonly access: TokenAccess; readonly until: number }>();
  private readonly rememberMs: number;

  constructor(private readonly database: ReadDatabase) {
    // Where rows change in other processes, one that has lost touch must not go on with what it knows.
    this.rememberMs = database.dialect.name === 'sqlite' ? Infinity : REMEMBER_SHARED_MS;
  }

  /** @param tokenHash SHA-256 of the secret, hexadecimal */
  async token(tokenHash: string): Promise<TokenAccess | undefined> {
    const { tokens } = this;
    const now = performance.now();
    const known = tokens.get(tokenHash);
    if (known !== undefined && now < known.until) return known.access;
    const access = await this.database.get<TokenAccess>(
      `SELECT ${METHOD}, t.id AS "tokenId", t.label AS "tokenLabel", t.hash AS "tokenHash"
       FROM tokens t JOIN methods m ON m.id = t.method_id WHERE t.hash = ?`,
      tokenHash,
    );
    // Into the memory as it was when the database was asked: what has changed since is not remembered.
    if (access !== undefined) tokens.set(tokenHash, { access, until: now + this.rememberMs });
    return access;
  }

  /** Takes note of what was applied to the rows: a changed method must be looked up anew at once. */
  applied(kinds: readonly string[]): void {
    if (kinds.includes('method-')) this.tokens = new Map();
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
