import type { Clock } from '#kernel';
import { MethodActivityRow } from './entities/index.js';
import { isEngineError } from './engine-errors.js';
import type { ReadDatabase } from './read-database.js';
import { putting } from './row-changes.js';

/** How often an IdP's last call is written down at the most, in milliseconds. */
const INTERVAL_MS = 1_000;

/** Remembers when an IdP last called, without a write for each call. */
export class MethodActivity {
  private readonly written = new Map<string, number>();

  constructor(
    private readonly database: ReadDatabase,
    private readonly clock: Clock,
  ) {}

  /**
   * An IdP called with a token of the method. What it asks for matters more than this remark: a database that can't
   * take it, on a full disk for one, refuses nobody.
   */
  async note(methodId: string): Promise<void> {
    const now = this.clock.now();
    if (now.getTime() - (this.written.get(methodId) ?? 0) < INTERVAL_MS) return;
    this.written.set(methodId, now.getTime());
    const row = { methodId, lastRequestAt: now.toISOString() };
    try {
      await this.database.write([putting(MethodActivityRow, [methodId], row)]);
    } catch (error) {
      if (!isEngineError(error)) throw error;
    }
  }
}
