import type { Position } from '#event-store';

/** How far projections and processes have come, by their names. */
export interface Positions {
  positionOf(name: string): Position;
  /** Waits until everything up to the position has been handled, and tells whether it has. */
  passed(name: string, position: Position, milliseconds: number): Promise<boolean>;
}
