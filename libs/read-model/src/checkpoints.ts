import type { ProcessCheckpoint } from '#application';
import { type Position, START } from '#event-store';
import { CheckpointRow } from './entities/index.js';
import { isEngineError } from './engine-errors.js';
import type { ReadDatabase } from './read-database.js';

/** The checkpoints of process managers, beside those of the projections. */
export class ProcessCheckpoints implements ProcessCheckpoint {
  constructor(private readonly database: ReadDatabase) {}

  async load(name: string): Promise<Position> {
    const [row] = await this.database.rows(CheckpointRow, [[name]]);
    return row === undefined ? START : row.position;
  }

  /** When there is no room it is not saved: what lies behind the old checkpoint is then handled again, without harm. */
  async save(name: string, position: Position, handled: boolean): Promise<void> {
    // Those who wait for it in this process need no row to tell them; other processes have nothing else.
    if (!handled && this.database.dialect.name === 'sqlite') return;
    try {
      await this.database.write([], { name, version: 1, from: 'any', to: position, kinds: [] });
    } catch (error) {
      if (!isEngineError(error)) throw error;
    }
  }
}
