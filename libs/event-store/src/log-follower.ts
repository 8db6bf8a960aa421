import { setTimeout as delay } from 'node:timers/promises';
import {
  type EventStore,
  EventStoreUnavailableError,
  type Position,
  type TailBatch,
} from './event-store.js';
import { Progress } from './progress.js';

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
  /** Hears of an error that passes by itself, each time. */
  onInterrupted?(error: unknown): void;
  /**
   * Where to go on after a passing error of {@link handle}, which may have done its work and failed after that. Behind
   * the last batch that was handled without an error when absent.
   */
  resumeFrom?(): Promise<Position>;
  /**
   * How long it may let events gather before it takes them, in milliseconds: fewer and larger batches. Whoever waits
   * for a position cuts it short. 0 when absent.
   */
  readonly gatherMs?: number;
  /** The follower has stopped and needs somebody. */
  onStopped(error: unknown): void;
}

/** Follows the log from a position on, and tells how far it has come. */
export class LogFollower {
  private readonly progress = new Progress();
  private aborter = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failure: unknown;
  /** Ends the gathering, while there is one. */
  private hurry: (() => void) | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly options: LogFollowerOptions,
  ) {}

  /** Up to here everything has been handled. */
  get position(): Position {
    return this.progress.position;
  }

  /** Why it has stopped; undefined while it follows. */
  get stoppedBy(): unknown {
    return this.failure;
  }

  /** Follows what comes after the position; again, too, once it has been stopped. */
  start(after: Position): void {
    this.aborter = new AbortController();
    this.failure = undefined;
    this.progress.begin();
    this.progress.moveTo(after);
    this.running = this.follow(this.aborter.signal);
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.aborter.abort();
    this.hurry?.();
    await this.running;
    this.progress.end();
  }

  /** Waits until everything up to the position has been handled; see {@link Progress.passed}. */
  passed(position: Position, milliseconds: number): Promise<boolean> {
    const passed = this.progress.passed(position, milliseconds);
    if (this.progress.awaited) this.hurry?.();
    return passed;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { streamPrefixes } = this.options;
    const filter = streamPrefixes === undefined ? {} : { streamPrefixes };
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const resumed = failures > 0 ? await this.options.resumeFrom?.() : undefined;
        if (resumed !== undefined) this.progress.moveTo(resumed);
        for await (const batch of this.store.tail(this.position, { ...filter, signal })) {
          await this.options.handle(batch);
          failures = 0;
          this.progress.moveTo(batch.position);
          if (batch.live) await this.gather(signal);
        }
        return;
      } catch (error) {
        if (
          !(error instanceof EventStoreUnavailableError) &&
          this.options.isTemporary?.(error) !== true
        ) {
          this.failure = error;
          this.progress.end();
          this.options.onStopped(error);
          return;
        }
        this.options.onInterrupted?.(error);
        await delay(Math.min(100 * 2 ** failures, 5_000), undefined, { signal }).catch(
          () => undefined,
        );
      }
    }
  }

  private async gather(signal: AbortSignal): Promise<void> {
    const { gatherMs = 0 } = this.options;
    if (gatherMs === 0 || this.progress.awaited || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.hurry = undefined;
  }
}
