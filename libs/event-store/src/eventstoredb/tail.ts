import { setImmediate } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import {
  EventStoreUnavailableError,
  type Position,
  type StoredEvent,
  type TailBatch,
} from '../event-store.js';
import { LiveFeed } from './live-feed.js';
import { readEnd } from './reads.js';
import { fromClient } from './records.js';
import {
  BATCH_CHARACTERS,
  BATCH_EVENTS,
  filterOf,
  giveUp,
  type Item,
  subscribe,
} from './subscriptions.js';

/** So many events are looked at in one step of reading history. */
const HISTORY_WINDOW = 256;

/** A feed begins only this close to the end of the log, in bytes. */
const NEAR_BYTES = 65_536;

/** Where a tail is, across its subscriptions. */
export interface TailState {
  position: Position;
  /** Whether its last batch said that the end of the log was reached. */
  live: boolean;
  /** Whether its position is known to lie in this log. */
  checked: boolean;
}

/** The tails of a process: each reads history by itself, and all share what is live. */
export class Tails {
  private feed: LiveFeed | undefined;

  /**
   * The log after a position, over one connection: history through a subscription that filters on the server, then what
   * is live. Ends with an error when the connection is lost; the state tells where to go on.
   *
   * @throws {RangeError} for a position beyond the end: it is another log than the position is of
   */
  async *follow(
    client: EventStoreDBClient,
    state: TailState,
    prefixes: readonly string[] | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<TailBatch, void, undefined> {
    while (!signal.aborted) {
      // The end as this server shows it ahead of the subscription: once that has caught up, everything to there has come.
      const { head, last } = await readEnd(client, prefixes);
      if (!state.checked && state.position > last) {
        throw new RangeError(`position ${state.position} is beyond the log, which ends at ${last}`);
      }
      state.checked = true;
      const feed = this.feedFor(client, state.position, last, prefixes);
      const request = { after: state.position, head, prefixes, signal };
      const batches =
        feed === undefined ? history(client, state, prefixes, last, signal) : feed.follow(request);
      for await (const batch of batches) {
        state.live = batch.live;
        // Until the consumer comes for the next one, this batch may not have been handled.
        yield batch;
        state.position = batch.position;
      }
    }
  }

  /** Ends what is shared; tails end by their signals. */
  close(): void {
    this.feed?.end(new EventStoreUnavailableError('the event store is closed'));
  }

  /**
   * The feed, if it has what comes after a position and passes the filter. Near the end of the log one is begun where
   * there is none, or a wider one in the place of one that is too narrow, whose followers go over to it.
   */
  private feedFor(
    client: EventStoreDBClient,
    position: Position,
    last: Position,
    prefixes: readonly string[] | undefined,
  ): LiveFeed | undefined {
    const present = this.feed?.ended === false ? this.feed : undefined;
    if (present?.takes(prefixes) !== true && last - position < NEAR_BYTES) {
      const both = present === undefined ? prefixes : union(present.prefixes, prefixes);
      this.feed = new LiveFeed(client, position, last, both);
      present?.retire();
    }
    const { feed } = this;
    return feed?.takes(prefixes) === true && feed.covers(position) ? feed : undefined;
  }
}

function union(
  some: readonly string[] | undefined,
  others: readonly string[] | undefined,
): readonly string[] | undefined {
  if (some === undefined || others === undefined) return undefined;
  return [...new Set([...some, ...others])];
}

/** History up to the end of the log as it was; a batch says that it is live only at that end. */
async function* history(
  client: EventStoreDBClient,
  { position, live }: TailState,
  prefixes: readonly string[] | undefined,
  last: Position,
  signal: AbortSignal,
): AsyncGenerator<TailBatch, void, undefined> {
  const source = await subscribe(client, position, filterOf(prefixes, HISTORY_WINDOW));
  const stop = () => {
    giveUp(source);
  };
  signal.addEventListener('abort', stop);
  // It may have come while the server was asked.
  if (signal.aborted) stop();
  try {
    let caughtUp = false;
    let told = position;
    let reached = position;
    let events: StoredEvent[] = [];
    let characters = 0;
    for await (const item of source as AsyncIterable<Item>) {
      if ('reached' in item) reached = Math.max(reached, item.reached);
      else if ('caughtUp' in item) {
        caughtUp = true;
        reached = Math.max(reached, last);
      } else if (item.event !== undefined) {
        const event = fromClient(item.event);
        if (event.position <= reached) continue;
        events.push(event);
        reached = event.position;
        characters += event.data.length + event.metadata.length;
      }
      if (events.length < BATCH_EVENTS && characters < BATCH_CHARACTERS && !caughtUp) {
        // What the wire has brought meanwhile joins the batch.
        if (source.readableLength === 0) await setImmediate();
        if (source.readableLength > 0) continue;
      }
      if (events.length > 0 || reached > told || (caughtUp && !live)) {
        const batch = { events, position: reached, live: caughtUp };
        events = [];
        characters = 0;
        told = reached;
        yield batch;
      }
      if (caughtUp) return;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
