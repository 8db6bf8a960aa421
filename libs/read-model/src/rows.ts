import type { ObjectLiteral } from 'typeorm';
import type { ReadDatabase } from './read-database.js';

type RowClass<Row extends ObjectLiteral> = new () => Row;

/** What a projection works with: rows by key. */
export interface Rows {
  get<Row extends ObjectLiteral>(
    table: RowClass<Row>,
    ...key: (string | number)[]
  ): Row | undefined;
  put<Row extends ObjectLiteral>(table: RowClass<Row>, row: Row): void;
  delete<Row extends ObjectLiteral>(table: RowClass<Row>, ...key: (string | number)[]): void;
  deleteWhere<Row extends ObjectLiteral>(
    table: RowClass<Row>,
    property: keyof Row & string,
    value: string,
  ): void;
}

interface Entry {
  readonly key: readonly unknown[];
  /** As it is in the table; undefined also when nobody has looked. */
  readonly stored: ObjectLiteral | undefined;
  row: ObjectLiteral | undefined;
  dirty: boolean;
}

/** The rows that a batch of events touches: read once, written once, however many of the events are about them. */
export class BatchRows implements Rows {
  private readonly entries = new Map<RowClass<ObjectLiteral>, Map<string, Entry>>();

  constructor(private readonly database: ReadDatabase) {}

  get<Row extends ObjectLiteral>(
    table: RowClass<Row>,
    ...key: (string | number)[]
  ): Row | undefined {
    const entries = this.entriesOf(table);
    const id = key.join('\0');
    let entry = entries.get(id);
    if (entry === undefined) {
      const row = this.database.table(table).get(key);
      entry = { key, stored: row, row, dirty: false };
      entries.set(id, entry);
    }
    return entry.row as Row | undefined;
  }

  put<Row extends ObjectLiteral>(table: RowClass<Row>, row: Row): void {
    this.set(table, this.database.table(table).keyOf(row), row);
  }

  delete<Row extends ObjectLiteral>(table: RowClass<Row>, ...key: (string | number)[]): void {
    this.set(table, key, undefined);
  }

  deleteWhere<Row extends ObjectLiteral>(
    table: RowClass<Row>,
    property: keyof Row & string,
    value: string,
  ): void {
    // Rows that are not written yet may be among those to go.
    this.flushTable(table);
    this.entries.delete(table);
    this.database.table(table).deleteWhere(property, value);
  }

  /** Writes what has changed. */
  flush(): void {
    for (const table of this.entries.keys()) this.flushTable(table);
  }

  private set<Row extends ObjectLiteral>(
    table: RowClass<Row>,
    key: readonly unknown[],
    row: ObjectLiteral | undefined,
  ): void {
    const entries = this.entriesOf(table);
    const id = key.join('\0');
    const entry = entries.get(id);
    if (entry === undefined) {
      entries.set(id, { key, stored: undefined, row, dirty: true });
    } else {
      entry.row = row;
      entry.dirty = true;
    }
  }

  private flushTable<Row extends ObjectLiteral>(table: RowClass<Row>): void {
    const target = this.database.table(table);
    for (const { key, stored, row, dirty } of this.entriesOf(table).values()) {
      if (!dirty) continue;
      if (row === undefined) target.delete(key);
      else if (stored === undefined) target.put(row as Row);
      else target.change(stored as Row, row as Row);
    }
  }

  private entriesOf<Row extends ObjectLiteral>(table: RowClass<Row>): Map<string, Entry> {
    let entries = this.entries.get(table);
    if (entries === undefined) {
      entries = new Map();
      this.entries.set(table, entries);
    }
    return entries;
  }
}
