import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import * as entities from './entities/index.js';
import { Initial1764000000000 } from './migrations/1764000000000-initial.js';
import { MethodSettings1764000001000 } from './migrations/1764000001000-method-settings.js';
import { AuditTolerances1764000002000 } from './migrations/1764000002000-audit-tolerances.js';
import { SqliteTable } from './sqlite-table.js';

/** What SQL can be given, and what it gives back. */
export type SqlValue = string | number | null;

/**
 * The read models' database, embedded. TypeORM owns the schema, the migrations and the queries that nobody waits for;
 * what every request needs are prepared statements on the same connection, which costs a tenth of building a query.
 *
 * Losing its last transactions in a power cut is no loss, since they go with their checkpoint and are made again from
 * the log: `synchronous=NORMAL`.
 */
export class ReadDatabase {
  private readonly statements = new Map<string, Statement<SqlValue[]>>();
  private readonly tables = new Map<EntityTarget<ObjectLiteral>, SqliteTable<ObjectLiteral>>();

  private constructor(
    readonly dataSource: DataSource,
    private readonly connection: Database,
  ) {}

  /** Opens the file, makes it when it is not there, and brings its schema up to date. */
  static async open(file: string): Promise<ReadDatabase> {
    let connection: Database | undefined;
    const dataSource = new DataSource({
      type: 'better-sqlite3',
      database: file,
      entities: Object.values(entities),
      migrations: [Initial1764000000000, MethodSettings1764000001000, AuditTolerances1764000002000],
      migrationsRun: true,
      prepareDatabase: (database: Database) => {
        database.pragma('journal_mode = WAL');
        database.pragma('synchronous = NORMAL');
        // 64 MiB between checkpoints, which stop the event loop, and 16 MiB of pages in memory.
        database.pragma('wal_autocheckpoint = 16384');
        database.pragma('cache_size = -16384');
        connection = database;
      },
    });
    await dataSource.initialize();
    if (connection === undefined) throw new Error('the driver gave no connection');
    return new ReadDatabase(dataSource, connection);
  }

  // The caller knows the shape of what it selects, as with any SQL; nobody else can.
  /* eslint-disable @typescript-eslint/no-unnecessary-type-parameters */
  /** The first row, or undefined. The statement is prepared once; the text must not be made from data. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.prepared(sql).get(...values) as Row | undefined;
  }

  /** All rows. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.prepared(sql).all(...values) as Row[];
  }

  /* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

  /** Runs a statement and tells how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.prepared(sql).run(...values).changes;
  }

  /** The table of an entity, for whole rows by their key. */
  table<Row extends ObjectLiteral>(entity: new () => Row): SqliteTable<Row> {
    let table = this.tables.get(entity);
    if (table === undefined) {
      table = new SqliteTable(this.connection, this.dataSource.getMetadata(entity));
      this.tables.set(entity, table);
    }
    return table as SqliteTable<Row>;
  }

  /** Runs the body in one transaction; nothing else runs meanwhile, since the body can't wait. */
  transaction(body: () => void): void {
    this.connection.transaction(body)();
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  private prepared(sql: string): Statement<SqlValue[]> {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.connection.prepare<SqlValue[]>(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}

/** Whether the engine failed for a reason that can pass, rather than the data: no room, no disk, somebody's lock. */
export function isEngineError(error: unknown): boolean {
  return (
    error instanceof SqliteDatabase.SqliteError &&
    /^SQLITE_(FULL|IOERR|BUSY|LOCKED)/.test(error.code)
  );
}
