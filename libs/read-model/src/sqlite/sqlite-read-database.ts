import { ownTurn, PORTION } from '#event-store';
import type { Database, Statement } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { DataSource, type ObjectLiteral } from 'typeorm';
import { checkpointStatement } from '../checkpoint-statement.js';
import { sqliteDialect } from '../dialect.js';
import * as entities from '../entities/index.js';
import { migrations } from '../migrations/index.js';
import { CheckpointMovedError, type ReadDatabase, type SqlValue } from '../read-database.js';
import type { CheckpointMove, RowClass, RowKey, TableChanges } from '../row-changes.js';
import { CommitGroup } from './commit-group.js';
import { registerFunctions } from './functions.js';
import { SqliteTable } from './sqlite-table.js';
import { StatementThread } from './statement-thread.js';
import { WriteAheadLog } from './write-ahead-log.js';

/**
 * Opens the embedded read database, makes it when it is not there, and brings its schema up to date.
 *
 * Losing its last transactions in a crash or a power cut is no loss, since they go with their checkpoint and are made
 * again from the log: `synchronous=NORMAL`, and writes are committed in groups.
 *
 * @param onFailure hears of what the disk did not take, a full one for instance; it is tried again
 */
export async function openSqliteReadDatabase(
  file: string,
  onFailure: (error: unknown) => void = () => undefined,
): Promise<ReadDatabase> {
  let connection: Database | undefined;
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database: file,
    entities: Object.values(entities),
    migrations: [...migrations],
    migrationsRun: true,
    prepareDatabase: (database: Database) => {
      // A user and what is said of her takes 2.5 KB: three to a page. One that exists keeps its pages of 4 KiB.
      database.pragma('page_size = 8192');
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = NORMAL');
      database.pragma('cache_size = -16384');
      registerFunctions(database);
      connection = database;
    },
  });
  await dataSource.initialize();
  if (connection === undefined) throw new Error('the driver gave no connection');
  return new SqliteReadDatabase(dataSource, connection, onFailure);
}

/**
 * Statements are synchronous inside: each runs to its end before anything else does, on the one connection that writes, so
 * that nobody sees half of a transaction. Searches have a thread, which sees what is committed.
 */
class SqliteReadDatabase implements ReadDatabase {
  readonly dialect = sqliteDialect;
  /** Filters make statements of their own; those nobody asks for any more go. */
  private readonly statements = new LRUCache<string, Statement<SqlValue[]>>({ max: 500 });
  private readonly tables = new Map<RowClass, SqliteTable>();
  private readonly searches: StatementThread;
  private readonly log: WriteAheadLog;
  private readonly group: CommitGroup;

  constructor(
    readonly dataSource: DataSource,
    private readonly connection: Database,
    onFailure: (error: unknown) => void,
  ) {
    this.searches = new StatementThread(connection.name);
    this.log = new WriteAheadLog(connection, onFailure);
    this.group = new CommitGroup(connection, () => this.log.moveWhatIsDue(), onFailure);
  }

  // Async for its errors: they must be rejections, as those of any engine.

  async get<Row>(sql: string, ...values: SqlValue[]): Promise<Row | undefined> {
    this.group.restore();
    return this.prepared(sql).get(...values) as Row | undefined;
  }

  async all<Row>(sql: string, ...values: SqlValue[]): Promise<Row[]> {
    this.group.restore();
    return this.prepared(sql).all(...values) as Row[];
  }

  async search<Row>(sql: string, ...values: SqlValue[]): Promise<Row[]> {
    // Where the disk is full, what could not be committed is seen here alone.
    if (!this.group.commit()) return this.all<Row>(sql, ...values);
    // Where each commit falls into a search, which holds on to what was before, only between two searches all can be moved.
    this.log.moveWhatIsDue();
    await this.log.moving;
    return this.searches.all<Row>(sql, values);
  }

  async run(sql: string, ...values: SqlValue[]): Promise<number> {
    this.group.restore();
    return this.prepared(sql).run(...values).changes;
  }

  async rows<Row extends ObjectLiteral>(
    table: RowClass<Row>,
    keys: readonly RowKey[],
  ): Promise<Row[]> {
    this.group.restore();
    const rows = this.table(table);
    return keys.map((key) => rows.get(key) as Row | undefined).filter((row) => row !== undefined);
  }

  async write(changes: readonly TableChanges[], move?: CheckpointMove): Promise<void> {
    await this.removeMany(changes);
    const rows = changes.reduce((sum, change) => sum + change.rows.length, 0);
    await this.log.moving;
    const steps = changes.flatMap((change) => this.table(change.table).steps(change));
    this.group.write(rows, () => {
      if (move !== undefined) this.move(move);
      for (const { statement, values } of steps) statement.run(...values);
    });
  }

  /**
   * Removes rows ahead of a write where it removes very many: the members of a deleted team. Whoever reads them meanwhile
   * sees fewer, under the version that they had. A crash in between does no harm, for the write is done again.
   */
  private async removeMany(changes: readonly TableChanges[]): Promise<void> {
    for (const { table, removals } of changes) {
      if (removals === 'all') continue;
      const rows = this.table(table);
      for (const removal of removals) {
        while (rows.isMany(removal)) {
          await this.log.moving;
          this.group.write(PORTION, () => {
            rows.removePortion(removal);
          });
          await ownTurn();
        }
      }
    }
  }

  async close(): Promise<void> {
    await this.searches.close();
    this.group.commit();
    await this.log.close();
    await this.dataSource.destroy();
  }

  private move(move: CheckpointMove): void {
    const { text, values } = checkpointStatement(move);
    if (this.prepared(text).run(...values).changes === 0) throw new CheckpointMovedError(move.name);
  }

  private table(entity: RowClass): SqliteTable {
    let table = this.tables.get(entity);
    if (table === undefined) {
      table = new SqliteTable(this.connection, this.dataSource.getMetadata(entity));
      this.tables.set(entity, table);
    }
    return table;
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
