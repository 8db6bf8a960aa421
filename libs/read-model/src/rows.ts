import type { ObjectLiteral } from 'typeorm';
import type { ReadDatabase } from './read-database.js';
import type { Removal, RowChange, RowClass, RowKey, TableChanges } from './row-changes.js';

/** A row by its table and key. */
export type RowReference = readonly [table: RowClass, ...key: RowKey];

/** What a projection works with: rows by key. */
export interface Rows {
  /**
   * Without the columns that are not selected: whoever changes a row that has some puts all of them.
   *
   * @throws Error for a row that neither the projection's `touches` has named nor the batch has put
   */
  get<Row extends ObjectLiteral>(table: RowClass<Row>, ...key: RowKey): Row | undefined;
  put<Row extends ObjectLiteral>(table: RowClass<Row>, row: Row): void;
  /** Adds to the `count` of the row of the same key, without reading it. */
  add<Row extends ObjectLiteral & { count: number }>(table: RowClass<Row>, row: Row): void;
  delete<Row extends ObjectLiteral>(table: RowClass<Row>, ...key: RowKey): void;
  deleteWhere<Row extends ObjectLiteral>(
    table: RowClass<Row>,
    property: keyof Row & string,
    value: string,
  ): void;
}

/** A row of the batch; what is `before` undefined may be in the table all the same. */
type Entry = { -readonly [Property in keyof RowChange]: RowChange[Property] } & { dirty: boolean };

interface TableEntries {
  readonly entries: Map<string, Entry>;
  readonly removals: Removal[];
  readonly increments: Map<string, ObjectLiteral & { count: number }>;
}

/** The rows that a batch of events touches: read once, written once, however many of the events are about them. */
export class BatchRows implements Rows {
  private readonly tables = new Map<RowClass, TableEntries>();

  constructor(private readonly database: ReadDatabase) {}

  /** Reads rows, a look-up for each table. */
  async load(references: Iterable<RowReference>): Promise<void> {
    const wanted = new Map<RowClass, Map<string, RowKey>>();
    for (const [table, ...key] of references) {
      const keys = wanted.get(table) ?? new Map<string, RowKey>();
      wanted.set(table, keys.set(idOf(key), key));
    }
    await Promise.all(
      [...wanted].map(async ([table, keys]) => {
        const { entries } = this.of(table);
        for (const row of await this.database.rows(table, [...keys.values()])) {
          const key = this.keyOf(table, row);
          entries.set(idOf(key), { key, before: row, after: row, dirty: false });
        }
        for (const [id, key] of keys) {
          if (entries.has(id)) continue;
          entries.set(id, { key, before: undefined, after: undefined, dirty: false });
        }
      }),
    );
  }

  get<Row extends ObjectLiteral>(table: RowClass<Row>, ...key: RowKey): Row | undefined {
    const entry = this.of(table).entries.get(idOf(key));
    if (entry === undefined) throw new Error(`a row of ${table.name} was not asked for ahead`);
    return entry.after as Row | undefined;
  }

  put<Row extends ObjectLiteral>(table: RowClass<Row>, row: Row): void {
    this.set(table, this.keyOf(table, row), row);
  }

  add<Row extends ObjectLiteral & { count: number }>(table: RowClass<Row>, row: Row): void {
    const { increments } = this.of(table);
    const id = idOf(this.keyOf(table, row));
    const known = increments.get(id);
    if (known === undefined) increments.set(id, { ...row });
    else known.count += row.count;
  }

  delete<Row extends ObjectLiteral>(table: RowClass<Row>, ...key: RowKey): void {
    this.set(table, key, undefined);
  }

  deleteWhere<Row extends ObjectLiteral>(
    table: RowClass<Row>,
    property: keyof Row & string,
    value: string,
  ): void {
    const { entries, removals } = this.of(table);
    removals.push({ property, value });
    for (const entry of entries.values()) {
      if (entry.after?.[property] === value)
        Object.assign(entry, { after: undefined, dirty: true });
      // The removal comes first when it is written: what is kept of the row has to be inserted again.
      if (entry.before?.[property] === value) entry.before = undefined;
    }
  }

  /** What the batch has come to. */
  changes(): TableChanges[] {
    return [...this.tables].map(([table, { entries, removals, increments }]) => ({
      table,
      removals,
      rows: [...entries.values()].filter(({ dirty }) => dirty),
      increments: [...increments.values()],
    }));
  }

  private set(table: RowClass, key: RowKey, row: ObjectLiteral | undefined): void {
    const { entries } = this.of(table);
    const entry = entries.get(idOf(key));
    if (entry === undefined) {
      entries.set(idOf(key), { key, before: undefined, after: row, dirty: true });
    } else {
      entry.after = row;
      entry.dirty = true;
    }
  }

  private keyOf(table: RowClass, row: ObjectLiteral): RowKey {
    const { primaryColumns } = this.database.dataSource.getMetadata(table);
    return primaryColumns.map(({ propertyName }) => row[propertyName] as string | number);
  }

  private of(table: RowClass): TableEntries {
    let rows = this.tables.get(table);
    if (rows === undefined) {
      rows = { entries: new Map(), removals: [], increments: new Map() };
      this.tables.set(table, rows);
    }
    return rows;
  }
}

function idOf(key: RowKey): string {
  return key.join('\0');
}
