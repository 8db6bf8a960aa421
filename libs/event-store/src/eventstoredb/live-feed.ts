import { setImmediate } from 'node:timers/promises';
import type { AllStreamSubscription, EventStoreDBClient } from '@eventstore/db-client';
import {
  EventStoreUnavailableError,
  type Position,
  type StoredEvent,
  type TailBatch,
} from '../event-store.js';
import { fromClient, passes } from './records.js';
import {
  BATCH_CHARACTERS,
  BATCH_EVENTS,
  filterOf,
  giveUp,
  type Item,
  subscribe,
} from './subscriptions.js';

/**
 * Of so many events that are left out, one is told. What the end of the log is taken to be must not lie so close to it
 * that the feed is not told of having come there: see {@link readEnd}.
 */
const FEED_WINDOW = 512;

/** So much of the newest is kept for those who are slower; who is slower still reads history. */
const KEPT_EVENTS = 2_000;
const KEPT_CHARACTERS = 8 * 1024 * 1024;

/** What a tail asks of the feed. */
export interface FeedRequest {
  readonly after: Position;
  /** Where what passes the filter ended just now: a tail that has come so far is live. */
  readonly head: Position;
  readonly prefixes: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/**
 * The log as it grows, over one subscription for all tails of a process: what any of them follows comes once, and what
 * none of them follows does not come at all.
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
  private retired = false;
  private waiting: (() => void)[] = [];

  /**
   * @param start it has what comes after this position
   * @param last where the log ended just now
   * @param prefixes it has only streams that begin with one of these
   */
  constructor(
    client: EventStoreDBClient,
    private start: Position,
    private readonly last: Position,
    readonly prefixes: readonly string[] | undefined,
  ) {
    this.reached = start;
    void this.run(client);
  }

  get ended(): boolean {
    return this.retired || this.failure !== undefined;
  }

  /** Whether it has what comes after a position. */
  covers(position: Position): boolean {
    return !this.ended && position >= this.start;
  }

  /** Whether it has every stream that a filter lets pass. */
  takes(prefixes: readonly string[] | undefined): boolean {
    if (this.prefixes === undefined) return true;
    return prefixes?.every((prefix) => passes(prefix, this.prefixes)) === true;
  }

  /**
   * The log after a position that the feed covers. Ends when the consumer was too slow for it, or the feed is retired.
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
      let next = this.gone;
      let told: Position | undefined;
      while (!signal.aborted && !this.retired && next >= this.gone) {
        const { events, end } = this.batch(next, after, prefixes);
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

  /** Lets go of the subscription, since a wider feed has taken its place; the tails that follow this one leave it. */
  retire(): void {
    this.retired = true;
    if (this.source !== undefined) giveUp(this.source);
    this.wake();
  }

  /** Lets go of the subscription; the tails that follow it fail, and begin anew. */
  end(reason: unknown): void {
    this.failure ??= reason instanceof Error ? reason : new Error(String(reason));
    if (this.source !== undefined) giveUp(this.source);
    this.wake();
  }

  private async run(client: EventStoreDBClient): Promise<void> {
    try {
      const { prefixes } = this;
      const filter = prefixes === undefined ? undefined : filterOf(prefixes, FEED_WINDOW);
      this.source = await subscribe(client, this.start, filter);
      // It may have ended meanwhile.
      if (this.ended) giveUp(this.source);
      for await (const item of this.source as AsyncIterable<Item>) this.take(item);
      this.end(new EventStoreUnavailableError('the subscription ended'));
    } catch (error) {
      this.end(error);
    }
  }

  private take(item: Item): void {
    if ('reached' in item) this.reached = Math.max(this.reached, item.reached);
    else if ('caughtUp' in item) this.reached = Math.max(this.reached, this.last);
    else if (item.event !== undefined) {
      const stored = fromClient(item.event);
      this.reached = Math.max(this.reached, stored.position);
      if (!passes(stored.stream, this.prefixes)) return;
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

  /**
   * What passes the filter from an event on, and where the next batch begins.
   *
   * @param after what lies before this is known, also what the feed has yet to be told of
   */
  private batch(from: number, after: Position, prefixes: readonly string[] | undefined) {
    const events: StoredEvent[] = [];
    let characters = 0;
    let end = from;
    for (; events.length < BATCH_EVENTS && characters < BATCH_CHARACTERS; end++) {
      const event = this.events[end - this.gone];
      if (event === undefined) break;
      if (event.position <= after || !passes(event.stream, prefixes)) continue;
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
