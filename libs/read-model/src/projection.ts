import type { RollbookEvent } from '#domain';
import type { Position } from '#event-store';
import type { EventMetadata } from '#kernel';
import type { RowClass } from './row-changes.js';
import type { RowReference, Rows } from './rows.js';

/** An event as projections take it: told apart by its type. */
export type ProjectedEvent = RollbookEvent & {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly metadata: EventMetadata;
};

/**
 * Code that folds the log into rows. It says which events it takes and what each does to its rows, and nothing else:
 * no clock, no network, no reading of other projections' rows.
 */
export interface Projection {
  readonly name: string;
  /** Raised when the rows would come out differently; they are then made anew from the start of the log. */
  readonly version: number;
  readonly streamPrefixes: readonly string[];
  /** How long it may let events gather, in milliseconds, where nobody waits for its rows; 0 when absent. */
  readonly gatherMs?: number;
  /** The tables it fills, and nobody else does. */
  readonly tables: readonly RowClass[];
  /** The rows that {@link apply} will ask for: those of a whole batch are read at once. */
  touches(event: ProjectedEvent): readonly RowReference[];
  /** @throws Error when the event cannot be applied, which stops the projection */
  apply(event: ProjectedEvent, rows: Rows): void;
}
