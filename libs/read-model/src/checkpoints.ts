import type { ProcessCheckpoint } from '#application';
import { type Position, START } from '#event-store';
import { CheckpointRow } from './entities/index.js';
import { isEngineError, type ReadDatabase } from './read-database.js';

/** The checkpoints of process managers, beside those of the projections. */
export class ProcessCheckpoints implements ProcessCheckpoint {
  constructor(private readonly database: ReadDatabase) {}

  load(name: string): Promise<Position> {
    const row = this.database.table(CheckpointRow).get([name]);
    return Promise.resolve(row === undefined ? START : row.position);
  }

  /** When there is no room it is not saved: what lies behind the old checkpoint is then handled again, without harm. */
  save(name: string, position: Position): Promise<void> {
    try {
      this.database.table(CheckpointRow).put({ name, version: 1, position });
    } catch (error) {
      if (!isEngineError(error)) throw error;
    }
    return Promise.resolve();
  }
}
