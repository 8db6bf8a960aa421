import type { Position } from '#event-store';
import type { ObjectLiteral } from 'typeorm';

/** The entity of a table. */
export type RowClass<Row extends ObjectLiteral = ObjectLiteral> = new () => Row;

/** The values of a primary key, in the order of its columns. */
export type RowKey = readonly (string | number)[];

/** What becomes of the row of a key. */
export interface RowChange {
  readonly key: RowKey;
  /** As it is in the table; undefined also when nobody has looked. */
  readonly before: ObjectLiteral | undefined;
  /** Undefined: the row goes. */
  readonly after: ObjectLiteral | undefined;
}

/** What a transaction does to one table. */
export interface TableChanges {
  readonly table: RowClass;
  /** What goes ahead of the changes to single rows: every row, or those with a value in a property. */
  readonly removals: 'all' | readonly { readonly property: string; readonly value: string }[];
  readonly rows: readonly RowChange[];
  /** Rows whose `count` is added to that of the row with their key, if there is one. */
  readonly increments?: readonly ObjectLiteral[];
}

/** A checkpoint that moves with the rows. It fences off a second instance: only one of them finds it where it began. */
export interface CheckpointMove {
  readonly name: string;
  readonly version: number;
  /** Undefined for one that has never been. */
  readonly from: { readonly version: number; readonly position: Position } | undefined;
  readonly to: Position;
}

/** The change that inserts a row, or replaces the one of its key. */
export function putting<Row extends ObjectLiteral>(
  table: RowClass<Row>,
  key: RowKey,
  row: Row,
): TableChanges {
  return { table, removals: [], rows: [{ key, before: undefined, after: row }] };
}
