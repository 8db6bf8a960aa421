import type { ProcessCheckpoint } from '#application';
import { type Position, START } from '#event-store';
import { CheckpointRow } from './entities/index.js';
import { isEngineError, type ReadDatabase } from './read-database.js';
import { putting } from './row-changes.js';

/** The checkpoints of process managers, beside those of the projections. */
export class ProcessCheckpoints implements ProcessCheckpoint {
  constructor(private readonly database: ReadDatabase) {}

  async load(name: string): Promise<Position> {
    const [row] = await this.database.rows(CheckpointRow, [[name]]);
    return row === undefined ? START : row.position;
  }

  /** When there is no room it is not saved: what lies behind the old checkpoint is then handled again, without harm. */
  async save(name: string, position: Position): Promise<void> {
    try {
      const row = { name, version: 1, position };
      await this.database.write([putting(CheckpointRow, [name], row)]);
    } catch (error) {
      if (!isEngineError(error)) throw error;
    }
  }
}
