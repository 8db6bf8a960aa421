import { setTimeout as delay } from 'node:timers/promises';
import {
  type EventStore,
  EventStoreUnavailableError,
  type Position,
  START,
  type TailBatch,
} from './event-store.js';

export interface LogFollowerOptions {
  /** For people: in logs, metrics and alarms. */
  readonly name: string;
  readonly streamPrefixes?: readonly string[];
  /**
   * Takes a batch; the next comes when it has returned. What it throws stops the follower for good, since an event is
   * never skipped; only {@link EventStoreUnavailableError} is tried again.
   */
  handle(batch: TailBatch): Promise<void> | void;
  /** Whether an error of {@link handle} passes by itself, like a full disk. */
  isTemporary?(error: unknown): boolean;
  /**
   * How long it may let events gather before it takes them, in milliseconds: fewer and larger batches. Whoever waits
   * for a position cuts it short. 0 when absent.
   */
  readonly gatherMs?: number;
  /** The follower has stopped and needs somebody. */
  onStopped(error: unknown): void;
}

interface Waiter {
  readonly position: Position;
  readonly settle: (passed: boolean) => void;
}

/** Follows the log from a position on, and tells how far it has come. */
export class LogFollower {
  private handled: Position = START;
  private readonly aborter = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private waiters: Waiter[] = [];
  private failure: unknown;
  /** Ends the gathering, while there is one. */
  private hurry: (() => void) | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly options: LogFollowerOptions,
  ) {}

  /** Up to here everything has been handled. */
  get position(): Position {
    return this.handled;
  }

  /** Why it has stopped; undefined while it follows. */
  get stoppedBy(): unknown {
    return this.failure;
  }

  /** Follows what comes after the position. */
  start(after: Position): void {
    this.handled = after;
    this.running = this.follow();
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.aborter.abort();
    this.hurry?.();
    await this.running;
    this.settle(() => true, false);
  }

  /**
   * Waits until everything up to the position has been handled.
   *
   * @param milliseconds for how long at the most
   * @returns whether it has; false also when the follower has stopped
   */
  passed(position: Position, milliseconds: number): Promise<boolean> {
    if (position <= this.handled) return Promise.resolve(true);
    if (this.failure !== undefined || this.aborter.signal.aborted) return Promise.resolve(false);
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
      this.hurry?.();
    });
  }

  private async follow(): Promise<void> {
    const { signal } = this.aborter;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const { streamPrefixes } = this.options;
        const filter = streamPrefixes === undefined ? {} : { streamPrefixes };
        for await (const batch of this.store.tail(this.handled, { ...filter, signal })) {
          await this.options.handle(batch);
          this.handled = batch.position;
          failures = 0;
          this.settle(({ position }) => position <= this.handled, true);
          if (batch.live) await this.gather();
        }
        return;
      } catch (error) {
        if (
          !(error instanceof EventStoreUnavailableError) &&
          this.options.isTemporary?.(error) !== true
        ) {
          this.failure = error;
          this.settle(() => true, false);
          this.options.onStopped(error);
          return;
        }
        await delay(Math.min(100 * 2 ** failures, 5_000), undefined, { signal }).catch(
          () => undefined,
        );
      }
    }
  }

  private async gather(): Promise<void> {
    const { gatherMs = 0 } = this.options;
    if (gatherMs === 0 || this.waiters.length > 0 || this.aborter.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.hurry = undefined;
  }

  private settle(which: (waiter: Waiter) => boolean, passed: boolean): void {
    const settled = this.waiters.filter(which);
    if (settled.length === 0) return;
    this.waiters = this.waiters.filter((waiter) => !which(waiter));
    for (const waiter of settled) waiter.settle(passed);
  }
}
