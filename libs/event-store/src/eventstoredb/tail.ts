import { setImmediate } from 'node:timers/promises';
import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type Filter,
  streamNameFilter,
} from '@eventstore/db-client';
import {
  EventStoreUnavailableError,
  type Position,
  type StoredEvent,
  type TailBatch,
} from '../event-store.js';
import { LiveFeed } from './live-feed.js';
import { readEnd } from './reads.js';
import { fromClient, toPosition } from './records.js';
import { BATCH_CHARACTERS, BATCH_EVENTS, giveUp, subscribe } from './subscriptions.js';

/** So many events are looked at in one step of reading history. */
const HISTORY_WINDOW = 256;

/** A feed, which filters nothing, begins only this close to the end of the log, in bytes. */
const NEAR_BYTES = 65_536;

/** What comes out of a subscription, in the order of the log. */
type Item = AllStreamResolvedEvent | { readonly reached: Position } | { readonly caughtUp: true };

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
      const { head, last } = await readEnd(client);
      if (!state.checked && state.position > last) {
        throw new RangeError(`position ${state.position} is beyond the log, which ends at ${last}`);
      }
      state.checked = true;
      const feed = this.feedFor(client, state.position, last - state.position < NEAR_BYTES);
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

  /** The feed, if it reaches back to a position; a new one where there is none and the position is near the end. */
  private feedFor(
    client: EventStoreDBClient,
    position: Position,
    near: boolean,
  ): LiveFeed | undefined {
    if (near && this.feed?.failed !== false) this.feed = new LiveFeed(client, position);
    return this.feed?.covers(position) === true ? this.feed : undefined;
  }
}

/** History up to the end of the log as it was; a batch says that it is live only at that end. */
async function* history(
  client: EventStoreDBClient,
  { position, live }: TailState,
  prefixes: readonly string[] | undefined,
  last: Position,
  signal: AbortSignal,
): AsyncGenerator<TailBatch, void, undefined> {
  const source = await subscribe(client, position, filterOf(prefixes));
  source.on('caughtUp', () => source.push({ caughtUp: true } satisfies Item));
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

/** The streams that begin with one of the prefixes, or all but the engine's own. */
function filterOf(prefixes: readonly string[] | undefined): Filter {
  const options = {
    maxSearchWindow: HISTORY_WINDOW,
    checkpointInterval: 1,
    checkpointReached: (
      source: AllStreamSubscription,
      position: { readonly commit: bigint; readonly prepare: bigint },
    ) => void source.push({ reached: toPosition(position) } satisfies Item),
  };
  return prefixes === undefined
    ? streamNameFilter({ regex: '^[^$]', ...options })
    : streamNameFilter({ prefixes: [...prefixes], ...options });
}
