import type { Clock } from '#kernel';

/** How long a failed append counts, in milliseconds. Then writes are let in again: they alone can tell that it is over. */
const UNWRITABLE_MS = 10_000;

/** Whether the event log takes what is appended, as far as the last append tells. */
export class LogHealth {
  private failedAt: number | undefined;

  constructor(private readonly clock: Clock) {}

  /** An append was written. */
  written(): void {
    this.failedAt = undefined;
  }

  /** An append could not be written, e.g. since the disk is full. */
  failed(): void {
    this.failedAt = this.clock.now().getTime();
  }

  isWritable(): boolean {
    if (this.failedAt === undefined) return true;
    // A clock that was set back must not keep writes out for as long as it was set back.
    return Math.abs(this.clock.now().getTime() - this.failedAt) > UNWRITABLE_MS;
  }
}
