import { setImmediate } from 'node:timers/promises';
import type { AllStreamSubscription, EventStoreDBClient } from '@eventstore/db-client';
import {
  EventStoreUnavailableError,
  type Position,
  type StoredEvent,
  type TailBatch,
} from '../event-store.js';
import { type ClientEvent, fromClient, isSystemStream, toPosition } from './records.js';
import { BATCH_CHARACTERS, BATCH_EVENTS, giveUp, subscribe } from './subscriptions.js';

/** So much of the newest is kept for those who are slower; who is slower still reads history. */
const KEPT_EVENTS = 2_000;
const KEPT_CHARACTERS = 8 * 1024 * 1024;

/** What a tail asks of the feed. */
export interface FeedRequest {
  readonly after: Position;
  /** Where the log ended just now: a tail that has come so far is live. */
  readonly head: Position;
  readonly prefixes: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/**
 * The log as it grows, over one subscription for all tails of a process. It gets every event, and once: the server need
 * not tell each tail of each event that its filter leaves out, which costs more than the events themselves.
 */
export class LiveFeed {
  private readonly events: StoredEvent[] = [];
  private characters = 0;
  /** How many events have been let go of. */
  private gone = 0;
  private reached: Position;
  private followers = 0;
  private source: AllStreamSubscription | undefined;
  private failure: Error | undefined;
  private waiting: (() => void)[] = [];

  /** @param start it has what comes after this position */
  constructor(
    client: EventStoreDBClient,
    private start: Position,
  ) {
    this.reached = start;
    void this.run(client);
  }

  get failed(): boolean {
    return this.failure !== undefined;
  }

  /** Whether it has everything after a position. */
  covers(position: Position): boolean {
    return !this.failed && position >= this.start;
  }

  /**
   * The log after a position that the feed covers. Ends when the consumer was too slow for it.
   *
   * @throws the client's error when the connection is lost
   */
  async *follow({
    after,
    head,
    prefixes,
    signal,
  }: FeedRequest): AsyncGenerator<TailBatch, void, undefined> {
    this.followers++;
    const wake = () => {
      this.wake();
    };
    signal.addEventListener('abort', wake);
    try {
      const first = this.events.findIndex((event) => event.position > after);
      let next = this.gone + (first < 0 ? this.events.length : first);
      let told: Position | undefined;
      while (!signal.aborted && next >= this.gone) {
        const { events, end } = this.batch(next, prefixes);
        next = end;
        const atEnd = end === this.gone + this.events.length;
        const last = this.events[end - 1 - this.gone]?.position ?? after;
        const position = Math.max(told ?? after, atEnd ? this.reached : last);
        const live = atEnd && position >= head;
        if (events.length > 0 || position > (told ?? after) || (live && told === undefined)) {
          told = position;
          yield { events, position, live };
        } else {
          if (this.failure !== undefined) throw this.failure;
          await this.news();
        }
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.followers--;
      if (this.followers === 0) {
        this.end(new EventStoreUnavailableError('nobody follows the log any more'));
      }
    }
  }

  /** Lets go of the subscription; the tails that follow it fail, and begin anew. */
  end(reason: unknown): void {
    this.failure ??= reason instanceof Error ? reason : new Error(String(reason));
    if (this.source !== undefined) giveUp(this.source);
    this.wake();
  }

  private async run(client: EventStoreDBClient): Promise<void> {
    try {
      this.source = await subscribe(client, this.start);
      // It may have ended meanwhile.
      if (this.failure !== undefined) giveUp(this.source);
      for await (const { event } of this.source) if (event !== undefined) this.take(event);
      this.end(new EventStoreUnavailableError('the subscription ended'));
    } catch (error) {
      this.end(error);
    }
  }

  private take(event: ClientEvent): void {
    const { streamId, position } = event;
    if (position !== undefined) this.reached = Math.max(this.reached, toPosition(position));
    if (!isSystemStream(streamId)) {
      const stored = fromClient(event);
      this.events.push(stored);
      this.characters += sizeOf(stored);
      while (this.events.length > KEPT_EVENTS || this.characters > KEPT_CHARACTERS) this.drop();
    }
    this.wake();
  }

  private drop(): void {
    const oldest = this.events.shift();
    if (oldest === undefined) return;
    this.gone++;
    this.start = oldest.position;
    this.characters -= sizeOf(oldest);
  }

  /** What passes the filter from an event on, and where the next batch begins. */
  private batch(from: number, prefixes: readonly string[] | undefined) {
    const events: StoredEvent[] = [];
    let characters = 0;
    let end = from;
    for (; events.length < BATCH_EVENTS && characters < BATCH_CHARACTERS; end++) {
      const event = this.events[end - this.gone];
      if (event === undefined) break;
      if (prefixes?.some((prefix) => event.stream.startsWith(prefix)) === false) continue;
      events.push(event);
      characters += sizeOf(event);
    }
    return { events, end };
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  private async news(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
    });
    // What the wire has brought meanwhile joins the batch.
    await setImmediate();
  }
}

function sizeOf({ data, metadata }: StoredEvent): number {
  return data.length + metadata.length;
}
