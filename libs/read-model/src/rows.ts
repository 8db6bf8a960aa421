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
  readonly row: ObjectLiteral | undefined;
  readonly dirty: boolean;
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
      entry = { key, row: this.database.table(table).get(key), dirty: false };
      entries.set(id, entry);
    }
    return entry.row as Row | undefined;
  }

  put<Row extends ObjectLiteral>(table: RowClass<Row>, row: Row): void {
    const key = this.database.table(table).keyOf(row);
    this.entriesOf(table).set(key.join('\0'), { key, row, dirty: true });
  }

  delete<Row extends ObjectLiteral>(table: RowClass<Row>, ...key: (string | number)[]): void {
    this.entriesOf(table).set(key.join('\0'), { key, row: undefined, dirty: true });
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

  private flushTable<Row extends ObjectLiteral>(table: RowClass<Row>): void {
    const target = this.database.table(table);
    for (const { key, row, dirty } of this.entriesOf(table).values()) {
      if (!dirty) continue;
      if (row === undefined) target.delete(key);
      else target.put(row as Row);
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
