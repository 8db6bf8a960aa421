import type { Database, Statement } from 'better-sqlite3';
import type { EntityMetadata, ObjectLiteral } from 'typeorm';

/** Whole rows of one table by their primary key, through prepared statements made from the entity's definition. */
export class SqliteTable<Row extends ObjectLiteral> {
  private readonly properties: readonly string[];
  private readonly keyProperties: readonly string[];
  private readonly columns: ReadonlyMap<string, string>;
  private readonly selectStatement: Statement<unknown[], Row>;
  private readonly upsertStatement: Statement;
  private readonly deleteStatement: Statement;
  private readonly byKey: string;
  private readonly updateStatements = new Map<string, Statement>();
  private readonly deleteWhereStatements = new Map<string, Statement>();

  constructor(
    private readonly connection: Database,
    private readonly metadata: EntityMetadata,
  ) {
    this.columns = new Map(
      metadata.columns.map(({ propertyName, databaseName }) => [propertyName, databaseName]),
    );
    this.properties = metadata.columns.map(({ propertyName }) => propertyName);
    this.keyProperties = metadata.primaryColumns.map(({ propertyName }) => propertyName);
    const names = metadata.columns.map(({ databaseName }) => databaseName);
    const keys = metadata.primaryColumns.map(({ databaseName }) => databaseName);
    const others = names.filter((name) => !keys.includes(name));
    const aliased = metadata.columns.map(
      ({ databaseName, propertyName }) => `${databaseName} AS "${propertyName}"`,
    );
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

  /** The values of a row's primary key, in the order of its columns. */
  keyOf(row: Row): unknown[] {
    return this.keyProperties.map((property) => row[property] as unknown);
  }

  get(key: readonly unknown[]): Row | undefined {
    return this.selectStatement.get(...key);
  }

  /** Inserts the row, or replaces the one of its key. */
  put(row: Row): void {
    this.upsertStatement.run(...this.properties.map((property) => row[property] as unknown));
  }

  /** Writes what differs between two rows of one key: an index is touched only when what it holds has changed. */
  change(before: Row, after: Row): void {
    const changed = this.properties.filter((property) => before[property] !== after[property]);
    if (changed.length === 0) return;
    const id = changed.join();
    let statement = this.updateStatements.get(id);
    if (statement === undefined) {
      const values = changed.map((property) => `${this.columnOf(property)} = ?`).join(', ');
      statement = this.connection.prepare(
        `UPDATE ${this.metadata.tableName} SET ${values} WHERE ${this.byKey}`,
      );
      this.updateStatements.set(id, statement);
    }
    statement.run(...changed.map((property) => after[property] as unknown), ...this.keyOf(after));
  }

  delete(key: readonly unknown[]): void {
    this.deleteStatement.run(...key);
  }

  deleteWhere(property: keyof Row & string, value: string): void {
    let statement = this.deleteWhereStatements.get(property);
    if (statement === undefined) {
      statement = this.connection.prepare(
        `DELETE FROM ${this.metadata.tableName} WHERE ${this.columnOf(property)} = ?`,
      );
      this.deleteWhereStatements.set(property, statement);
    }
    statement.run(value);
  }

  private columnOf(property: string): string {
    const column = this.columns.get(property);
    if (column === undefined) throw new Error(`${this.metadata.tableName} has no ${property}`);
    return column;
  }

  /** Removes every row. */
  clear(): void {
    this.connection.exec(`DELETE FROM ${this.metadata.tableName}`);
  }
}
