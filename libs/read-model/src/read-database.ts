import type { DataSource, ObjectLiteral } from 'typeorm';
import type { Dialect } from './dialect.js';
import type { SqlValue } from './search/sql.js';
import type { CheckpointMove, RowClass, RowKey, TableChanges } from './row-changes.js';

export type { SqlValue };

/**
 * The read models' database. TypeORM owns the schema, the migrations and the queries that nobody waits for; what every
 * request needs is SQL whose statements are prepared once, which costs a tenth of building a query.
 *
 * SQL is written with `?` for its values and must not be made from data. Where the engines differ, the words come
 * from the {@link dialect}.
 */
export interface ReadDatabase {
  readonly dialect: Dialect;
  readonly dataSource: DataSource;

  // The caller knows the shape of what it selects, as with any SQL; nobody else can.

  /** The first row, or undefined. */
  get<Row>(sql: string, ...values: SqlValue[]): Promise<Row | undefined>;

  /** All rows. */
  all<Row>(sql: string, ...values: SqlValue[]): Promise<Row[]>;

  /**
   * All rows of a statement that may have to look at very much. Nobody else has to wait for it, however long it takes;
   * it costs more than {@link all}, and sees the same.
   */
  search<Row>(sql: string, ...values: SqlValue[]): Promise<Row[]>;

  /** Runs a statement and tells how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): Promise<number>;

  /**
   * The rows of a table that have one of the keys, in any order: without the columns that the entity says are not selected,
   * which are texts that nothing is folded onto.
   */
  rows<Row extends ObjectLiteral>(table: RowClass<Row>, keys: readonly RowKey[]): Promise<Row[]>;

  /**
   * Writes everything in one transaction, together with the move of a checkpoint.
   *
   * @throws CheckpointMovedError when the checkpoint is not where the move begins; nothing is written then
   */
  write(changes: readonly TableChanges[], move?: CheckpointMove): Promise<void>;

  close(): Promise<void>;
}

/** Somebody else has moved the checkpoint meanwhile: two instances run one projection. */
export class CheckpointMovedError extends Error {
  override readonly name = 'CheckpointMovedError';
  constructor(name: string) {
    super(`the checkpoint of ${name} was moved by another instance`);
  }
}
