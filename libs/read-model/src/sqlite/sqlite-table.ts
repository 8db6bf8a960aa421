import { PORTION } from '#event-store';
import type { Database, Statement } from 'better-sqlite3';
import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { Removal, RowChange, RowKey, TableChanges } from '../row-changes.js';

/** A statement, and the values to be bound to it. */
export interface Step {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

interface Removals {
  readonly all: Statement;
  readonly portion: Statement;
  readonly isMany: Statement;
}

/** Whole rows of one table by their primary key, through prepared statements made from the entity's definition. */
export class SqliteTable {
  private readonly properties: readonly string[];
  private readonly columns: ReadonlyMap<string, string>;
  private readonly selectStatement: Statement<unknown[], ObjectLiteral>;
  private readonly upsertStatement: Statement;
  private readonly deleteStatement: Statement;
  private readonly byKey: string;
  private incrementStatement: Statement | undefined;
  private readonly updateStatements = new Map<string, Statement>();
  private readonly removals = new Map<string, Removals>();

  constructor(
    private readonly connection: Database,
    private readonly metadata: EntityMetadata,
  ) {
    this.columns = new Map(
      metadata.columns.map(({ propertyName, databaseName }) => [propertyName, databaseName]),
    );
    this.properties = metadata.columns.map(({ propertyName }) => propertyName);
    const names = metadata.columns.map(({ databaseName }) => databaseName);
    const keys = metadata.primaryColumns.map(({ databaseName }) => databaseName);
    const others = names.filter((name) => !keys.includes(name));
    const aliased = metadata.columns
      .filter(({ isSelect }) => isSelect)
      .map(({ databaseName, propertyName }) => `${databaseName} AS "${propertyName}"`);
    this.byKey = keys.map((key) => `${key} = ?`).join(' AND ');
    const updates = others.map((name) => `${name} = excluded.${name}`).join(', ');
    const table = metadata.tableName;
    this.selectStatement = connection.prepare(
      `SELECT ${aliased.join(', ')} FROM ${table} WHERE ${this.byKey}`,
    );
    this.upsertStatement = connection.prepare(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
       ON CONFLICT (${keys.join(', ')}) DO ${updates === '' ? 'NOTHING' : `UPDATE SET ${updates}`}`,
    );
    this.deleteStatement = connection.prepare(`DELETE FROM ${table} WHERE ${this.byKey}`);
  }

  get(key: RowKey): ObjectLiteral | undefined {
    return this.selectStatement.get(...key);
  }

  /** Whether a removal takes more rows than are removed in one turn of the event loop. */
  isMany({ property, value }: Removal): boolean {
    return this.removalOf(property).isMany.get(value) !== undefined;
  }

  /** Removes as much of what is meant as is removed in one turn of the event loop. */
  removePortion({ property, value }: Removal): void {
    this.removalOf(property).portion.run(value);
  }

  /**
   * What carries changes out, in this order; within a transaction of the caller's. It holds the values to be bound and
   * nothing else of the rows, since it is kept until the transaction is committed.
   */
  steps({ removals, rows, increments = [] }: TableChanges): Step[] {
    const ahead =
      removals === 'all'
        ? [{ statement: this.prepareClear(), values: [] }]
        : removals.map(({ property, value }) => ({
            statement: this.removalOf(property).all,
            values: [value],
          }));
    return [
      ...ahead,
      ...rows.flatMap((change) => this.stepOf(change) ?? []),
      ...increments.map((row) => ({
        statement: this.prepareIncrement(),
        values: valuesOf(row, this.properties),
      })),
    ];
  }

  private stepOf({ key, before, after }: RowChange): Step | undefined {
    if (after === undefined) return { statement: this.deleteStatement, values: key };
    if (before === undefined) {
      return { statement: this.upsertStatement, values: valuesOf(after, this.properties) };
    }
    // An index is touched only when what it holds has changed.
    const changed = this.properties.filter((property) => before[property] !== after[property]);
    if (changed.length === 0) return undefined;
    return { statement: this.updateOf(changed), values: [...valuesOf(after, changed), ...key] };
  }

  private prepareClear(): Statement {
    return this.connection.prepare(`DELETE FROM ${this.metadata.tableName}`);
  }

  private prepareIncrement(): Statement {
    const { tableName, primaryColumns } = this.metadata;
    this.incrementStatement ??= this.connection.prepare(
      `INSERT INTO ${tableName} (${[...this.columns.values()].join(', ')})
       VALUES (${this.properties.map(() => '?').join(', ')})
       ON CONFLICT (${primaryColumns.map(({ databaseName }) => databaseName).join(', ')})
       DO UPDATE SET count = ${tableName}.count + excluded.count`,
    );
    return this.incrementStatement;
  }

  private updateOf(properties: readonly string[]): Statement {
    const id = properties.join();
    let statement = this.updateStatements.get(id);
    if (statement === undefined) {
      const values = properties.map((property) => `${this.columnOf(property)} = ?`).join(', ');
      statement = this.connection.prepare(
        `UPDATE ${this.metadata.tableName} SET ${values} WHERE ${this.byKey}`,
      );
      this.updateStatements.set(id, statement);
    }
    return statement;
  }

  private removalOf(property: string): Removals {
    let statements = this.removals.get(property);
    if (statements === undefined) {
      const { tableName } = this.metadata;
      const meant = `FROM ${tableName} WHERE ${this.columnOf(property)} = ?`;
      const portion = `SELECT rowid ${meant} LIMIT ${PORTION}`;
      statements = {
        all: this.connection.prepare(`DELETE ${meant}`),
        portion: this.connection.prepare(`DELETE FROM ${tableName} WHERE rowid IN (${portion})`),
        isMany: this.connection.prepare(`SELECT 1 ${meant} LIMIT 1 OFFSET ${PORTION}`),
      };
      this.removals.set(property, statements);
    }
    return statements;
  }

  private columnOf(property: string): string {
    const column = this.columns.get(property);
    if (column === undefined) throw new Error(`${this.metadata.tableName} has no ${property}`);
    return column;
  }
}

function valuesOf(row: ObjectLiteral, properties: readonly string[]): unknown[] {
  return properties.map((property) => row[property] as unknown);
}
