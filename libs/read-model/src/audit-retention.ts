import type { Clock } from '#kernel';
import type { ReadDatabase } from './read-database.js';

/** How many entries go at once, so that nobody waits for the rest. */
const PORTION = 2_000;

/** Removes audit entries that are older than they are kept; the log itself is never touched. */
export class AuditRetention {
  /** @param days how long entries are kept */
  constructor(
    private readonly database: ReadDatabase,
    private readonly clock: Clock,
    private readonly days: number,
  ) {}

  /** @returns how many entries went */
  async run(): Promise<number> {
    const oldest = new Date(this.clock.now().getTime() - this.days * 86_400_000).toISOString();
    for (let total = 0; ;) {
      const removed = await this.database.run(
        `DELETE FROM audit_entries WHERE position IN
           (SELECT position FROM audit_entries WHERE occurred_at < ? LIMIT ${PORTION})`,
        oldest,
      );
      total += removed;
      if (removed < PORTION) return total;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
