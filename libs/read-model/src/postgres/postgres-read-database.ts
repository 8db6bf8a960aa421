import pg from 'pg';
import { DataSource, type ObjectLiteral } from 'typeorm';
import { checkpointStatement } from '../checkpoint-statement.js';
import { postgresDialect } from '../dialect.js';
import * as entities from '../entities/index.js';
import { migrations } from '../migrations/index.js';
import { CheckpointMovedError, type ReadDatabase, type SqlValue } from '../read-database.js';
import type { CheckpointMove, RowClass, RowKey, TableChanges } from '../row-changes.js';
import { type BulkStatement, PostgresTable, storable } from './postgres-table.js';

/** Who hears that a checkpoint has moved. */
export const CHECKPOINT_CHANNEL = 'rollbook_checkpoints';

/** How many statements a connection keeps planned. */
const MOST_STATEMENTS = 500;

/** How many connections serve a process. */
const POOL_SIZE = 16;

/**
 * How long to wait for a connection, for a statement, and for a server that says nothing at all, in milliseconds. What
 * takes longer is answered with 503: a frozen server must not hold requests for as long as it is frozen.
 */
const CONNECT_MS = 2_000;
const STATEMENT_MS = 5_000;
const SILENCE_MS = 6_000;

/** Held by who brings the schema up to date: several processes may start at once. */
const MIGRATION_LOCK = 7_264_100;

/**
 * Opens the read database of a Postgres server, and brings its schema up to date.
 *
 * @param onConnectionLost hears of connections that broke while nobody used them
 */
export async function openPostgresReadDatabase(
  url: string,
  onConnectionLost: (error: unknown) => void = () => undefined,
): Promise<PostgresReadDatabase> {
  await migrate(url);
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: Object.values(entities),
    installExtensions: false,
    parseInt8: true,
    poolErrorHandler: onConnectionLost,
    extra: {
      max: POOL_SIZE,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      query_timeout: SILENCE_MS,
      idle_in_transaction_session_timeout: STATEMENT_MS,
      application_name: 'rollbook',
    },
  });
  await dataSource.initialize();
  // TypeORM calls the pool of its driver its master.
  const { master } = dataSource.driver as unknown as { readonly master: pg.Pool };
  return new PostgresReadDatabase(dataSource, master, url);
}

/** The read models on a Postgres server, which several processes share. */
export class PostgresReadDatabase implements ReadDatabase {
  readonly dialect = postgresDialect;
  private readonly statements = new Map<
    string,
    { readonly name?: string; readonly text: string }
  >();
  private readonly tables = new Map<RowClass, PostgresTable>();
  private written = 0;
  private analyzeAt = 1_000;

  constructor(
    readonly dataSource: DataSource,
    private readonly pool: pg.Pool,
    /** Secret: it has the password in it. */
    private readonly url: string,
  ) {}

  async get<Row>(sql: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return (await this.all<Row>(sql, ...values))[0];
  }

  async all<Row>(sql: string, ...values: SqlValue[]): Promise<Row[]> {
    return (await this.query(sql, values)).rows as Row[];
  }

  search<Row>(sql: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.all<Row>(sql, ...values);
  }

  async run(sql: string, ...values: SqlValue[]): Promise<number> {
    return (await this.query(sql, values)).rowCount ?? 0;
  }

  async rows<Row extends ObjectLiteral>(
    table: RowClass<Row>,
    keys: readonly RowKey[],
  ): Promise<Row[]> {
    const { text, values } = this.table(table).select(keys);
    return (await this.pool.query({ ...this.prepared(text), values: [...values] })).rows as Row[];
  }

  async write(changes: readonly TableChanges[], move?: CheckpointMove): Promise<void> {
    const statements = changes.flatMap((change) => this.table(change.table).write(change));
    const client = await this.pool.connect();
    // A connection that breaks between two statements says so here, and ends the process when nobody listens; the next
    // statement fails by itself.
    client.on('error', ignore);
    try {
      await client.query('BEGIN');
      if (move !== undefined) await this.move(client, move);
      for (const statement of statements) await this.runBulk(client, statement);
      await client.query('COMMIT');
      client.off('error', ignore);
      client.release();
      this.count(changes);
    } catch (error) {
      // The connection may be lost, or its transaction open: another one is cheap.
      client.release(true);
      throw error;
    }
  }

  /**
   * Lets the planner look at the tables each time that as much has been written as ever before: until the server does so
   * by itself, a minute later, it would walk through all users of a node to find one by her id.
   */
  private count(changes: readonly TableChanges[]): void {
    this.written += changes.reduce((sum, { rows }) => sum + rows.length, 0);
    if (this.written < this.analyzeAt) return;
    this.analyzeAt = 2 * this.written;
    const tables = this.dataSource.entityMetadatas.map(({ tableName }) => tableName);
    this.pool.query(`ANALYZE ${tables.join(', ')}`).catch(() => undefined);
  }

  /** A connection that is in no pool, for who listens. */
  connection(): pg.Client {
    return new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: CONNECT_MS,
      query_timeout: CONNECT_MS,
      application_name: 'rollbook listener',
    });
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  private query(sql: string, values: readonly SqlValue[]): Promise<pg.QueryResult> {
    return this.pool.query({ ...this.prepared(sql), values: values.map(storable) });
  }

  private async runBulk(client: pg.PoolClient, { text, values }: BulkStatement): Promise<void> {
    await client.query({ ...this.prepared(text), values: [...values] });
  }

  private async move(client: pg.PoolClient, move: CheckpointMove): Promise<void> {
    const { name, to, kinds } = move;
    const { text, values } = checkpointStatement(move);
    const moved = await client.query({ ...this.prepared(text), values: [...values] });
    if (moved.rowCount === 0) throw new CheckpointMovedError(name);
    // Delivered with the commit, in the order of commits.
    const notice = JSON.stringify({ name, position: to, kinds });
    await client.query({
      ...this.prepared('SELECT pg_notify(?, ?)'),
      values: [CHECKPOINT_CHANNEL, notice],
    });
  }

  private table(entity: RowClass): PostgresTable {
    let table = this.tables.get(entity);
    if (table === undefined) {
      table = new PostgresTable(this.dataSource.getMetadata(entity));
      this.tables.set(entity, table);
    }
    return table;
  }

  /** Names a statement, so that each connection plans it once; `?` becomes `$1` and so on. */
  private prepared(sql: string): { readonly name?: string; readonly text: string } {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      let count = 0;
      const text = sql.replace(/\?/g, () => `$${++count}`);
      // Filters make statements of their own without end: connections keep only so many.
      if (this.statements.size >= MOST_STATEMENTS) return { text };
      statement = { name: `rollbook_${this.statements.size}`, text };
      this.statements.set(sql, statement);
    }
    return statement;
  }
}

function ignore(): void {
  // What failed is told by the statement that needed it.
}

/** Brings the schema up to date, on a connection that may take its time. */
async function migrate(url: string): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: Object.values(entities),
    migrations: [...migrations],
    migrationsTransactionMode: 'all',
    installExtensions: false,
    extra: { max: 2, connectionTimeoutMillis: CONNECT_MS },
  });
  await dataSource.initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    await dataSource.runMigrations();
  } finally {
    // The lock goes with its connection.
    await runner.release();
    await dataSource.destroy();
  }
}
