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

/** Every row with a value in a property goes. */
export interface Removal {
  readonly property: string;
  readonly value: string;
}

/** What a transaction does to one table. */
export interface TableChanges {
  readonly table: RowClass;
  /** What goes ahead of the changes to single rows: every row, or those with a value in a property. */
  readonly removals: 'all' | readonly Removal[];
  readonly rows: readonly RowChange[];
  /** Rows whose `count` is added to that of the row with their key, if there is one. */
  readonly increments?: readonly ObjectLiteral[];
}

/** A checkpoint that moves with the rows. */
export interface CheckpointMove {
  readonly name: string;
  readonly version: number;
  /**
   * Where it must be, undefined where it must not be yet: only one of two instances finds it so, which fences the other
   * off. `any` for one that may be moved from wherever it is.
   */
  readonly from: { readonly version: number; readonly position: Position } | undefined | 'any';
  readonly to: Position;
  /** The kinds of streams (`user-`) that the rows tell of; replicas hear of them. */
  readonly kinds: readonly string[];
}

/** The change that inserts a row, or replaces the one of its key. */
export function putting<Row extends ObjectLiteral>(
  table: RowClass<Row>,
  key: RowKey,
  row: Row,
): TableChanges {
  return { table, removals: [], rows: [{ key, before: undefined, after: row }] };
}
