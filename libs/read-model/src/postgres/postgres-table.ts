import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { RowKey, TableChanges } from '../row-changes.js';

/** A statement with its values, one list for each column. */
export interface BulkStatement {
  readonly text: string;
  readonly values: readonly (readonly unknown[])[];
}

/** The statements that read and write many rows of one table at once, made from the entity's definition. */
export class PostgresTable {
  private readonly properties: readonly string[];
  private readonly columns: ReadonlyMap<string, string>;
  private readonly selectText: string;
  private readonly upsertText: string;
  private readonly deleteText: string;
  private readonly incrementText: string;

  constructor(private readonly metadata: EntityMetadata) {
    const { columns, primaryColumns, tableName } = metadata;
    this.properties = columns.map(({ propertyName }) => propertyName);
    this.columns = new Map(
      columns.map(({ propertyName, databaseName }) => [propertyName, databaseName]),
    );
    const names = columns.map(({ databaseName }) => databaseName);
    const keys = primaryColumns.map(({ databaseName }) => databaseName);
    const lists = (of: typeof columns) =>
      of.map(({ type }, index) => `$${index + 1}::${String(type)}[]`).join(', ');
    const given = `unnest(${lists(primaryColumns)}) AS given (${keys.join(', ')})`;
    const byKey = keys.map((key) => `row.${key} = given.${key}`).join(' AND ');
    const aliased = columns
      .filter(({ isSelect }) => isSelect)
      .map(({ databaseName, propertyName }) => `row.${databaseName} AS "${propertyName}"`);
    const others = names.filter((name) => !keys.includes(name));
    const updates = others.map((name) => `${name} = excluded.${name}`).join(', ');
    this.selectText = `SELECT ${aliased.join(', ')} FROM ${given} JOIN ${tableName} row ON ${byKey}`;
    this.upsertText = `INSERT INTO ${tableName} (${names.join(', ')})
      SELECT * FROM unnest(${lists(columns)})
      ON CONFLICT (${keys.join(', ')}) DO ${updates === '' ? 'NOTHING' : `UPDATE SET ${updates}`}`;
    this.incrementText = `INSERT INTO ${tableName} (${names.join(', ')})
      SELECT * FROM unnest(${lists(columns)})
      ON CONFLICT (${keys.join(', ')}) DO UPDATE SET count = ${tableName}.count + excluded.count`;
    this.deleteText = `DELETE FROM ${tableName} row USING ${given} WHERE ${byKey}`;
  }

  select(keys: readonly RowKey[]): BulkStatement {
    return { text: this.selectText, values: this.byColumn(keys) };
  }

  /** In the order in which they must be run. */
  write({ removals, rows, increments = [] }: TableChanges): BulkStatement[] {
    const kept = rows.flatMap(({ after }) => (after === undefined ? [] : [after]));
    const gone = rows.flatMap(({ key, after }) => (after === undefined ? [key] : []));
    return [
      ...this.removals(removals),
      ...(gone.length === 0 ? [] : [{ text: this.deleteText, values: this.byColumn(gone) }]),
      ...(kept.length === 0 ? [] : [this.put(this.upsertText, kept)]),
      ...(increments.length === 0 ? [] : [this.put(this.incrementText, increments)]),
    ];
  }

  private put(text: string, rows: readonly ObjectLiteral[]): BulkStatement {
    const values = this.properties.map((property) =>
      rows.map((row) => storable(row[property] as unknown)),
    );
    return { text, values };
  }

  private removals(removals: TableChanges['removals']): BulkStatement[] {
    const { tableName } = this.metadata;
    if (removals === 'all') return [{ text: `TRUNCATE ${tableName}`, values: [] }];
    const byProperty = new Map<string, unknown[]>();
    for (const { property, value } of removals) {
      byProperty.set(property, [...(byProperty.get(property) ?? []), storable(value)]);
    }
    return [...byProperty].map(([property, values]) => ({
      text: `DELETE FROM ${tableName} WHERE ${this.columnOf(property)} = ANY ($1::text[])`,
      values: [values],
    }));
  }

  private byColumn(keys: readonly RowKey[]): unknown[][] {
    return this.metadata.primaryColumns.map((_, index) => keys.map((key) => storable(key[index])));
  }

  private columnOf(property: string): string {
    const column = this.columns.get(property);
    if (column === undefined) throw new Error(`${this.metadata.tableName} has no ${property}`);
    return column;
  }
}

/** Postgres' text holds every character but NUL, which is shown as what cannot be shown. */
export function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0')
    ? value.replaceAll('\0', '\uFFFD')
    : value;
}
