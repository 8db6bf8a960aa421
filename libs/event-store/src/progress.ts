import { type Position, START } from './event-store.js';

interface Waiter {
  readonly position: Position;
  readonly settle: (passed: boolean) => void;
}

/** How far something has come in the log, and those who wait for it. */
export class Progress {
  private reached: Position = START;
  private ended = false;
  private waiters: Waiter[] = [];

  /** Up to here everything has been handled. */
  get position(): Position {
    return this.reached;
  }

  get awaited(): boolean {
    return this.waiters.length > 0;
  }

  /** It has come to a position; behind the one before when everything is made anew. */
  moveTo(position: Position): void {
    this.reached = position;
    this.settle((waiter) => waiter.position <= position, true);
  }

  /** It goes on. */
  begin(): void {
    this.ended = false;
  }

  /** It goes no further: nobody needs to wait. */
  end(): void {
    this.ended = true;
    this.settle(() => true, false);
  }

  /**
   * Waits until everything up to the position has been handled.
   *
   * @param milliseconds for how long at the most
   * @returns whether it has; false also when it goes no further
   */
  passed(position: Position, milliseconds: number): Promise<boolean> {
    if (position <= this.reached) return Promise.resolve(true);
    if (this.ended) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        resolve(false);
      }, milliseconds);
      const waiter: Waiter = {
        position,
        settle: (passed) => {
          clearTimeout(timer);
          resolve(passed);
        },
      };
      this.waiters.push(waiter);
    });
  }

  private settle(which: (waiter: Waiter) => boolean, passed: boolean): void {
    const settled = this.waiters.filter(which);
    if (settled.length === 0) return;
    this.waiters = this.waiters.filter((waiter) => !which(waiter));
    for (const waiter of settled) waiter.settle(passed);
  }
}
