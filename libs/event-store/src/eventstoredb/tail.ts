import { setImmediate } from 'node:timers/promises';
import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type Filter,
  streamNameFilter,
} from '@eventstore/db-client';
import { type Position, START, type StoredEvent, type TailBatch } from '../event-store.js';
import { within } from './client.js';
import { readEnd } from './reads.js';
import { fromClient, fromPosition, toPosition } from './records.js';

const BATCH_EVENTS = 500;
const BATCH_CHARACTERS = 1024 * 1024;

/** How long a subscription may take until the server confirms it, in milliseconds. */
const CONFIRM_MS = 10_000;

/** So many events are looked at in one step of reading history. */
const HISTORY_WINDOW = 256;

/**
 * A live subscription is told of each position that the filter leaves out, so that waiting for it ends at once. It reads
 * history one event a step, and so it begins only this close to the end of the log, in bytes.
 */
const NEAR_BYTES = 65_536;

/** What comes out of a subscription, in the order of the log. */
type Item =
  | AllStreamResolvedEvent
  | { readonly reached: Position }
  | { readonly caughtUp: true }
  | { readonly fellBehind: true };

/** Where a tail is, across its subscriptions. */
export interface TailState {
  position: Position;
  /** Whether its last batch said that the end of the log was reached. */
  live: boolean;
  /** Whether its position is known to lie in this log. */
  checked: boolean;
}

/**
 * The log after a position, over one connection: history through a subscription that reads in large steps, then a live
 * one. Ends with an error when the connection is lost; the state tells where to go on.
 *
 * @throws {RangeError} for a position beyond the end: it is another log than the position is of
 */
export async function* followLog(
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
    const near = last - state.position < NEAR_BYTES;
    yield* subscription(
      client,
      state,
      { prefixes, window: near ? 1 : HISTORY_WINDOW, head },
      signal,
    );
  }
}

interface Span {
  readonly prefixes: readonly string[] | undefined;
  readonly window: number;
  readonly head: Position;
}

/** One subscription, until it should be followed by one of the other kind. */
async function* subscription(
  client: EventStoreDBClient,
  state: TailState,
  { prefixes, window, head }: Span,
  signal: AbortSignal,
): AsyncGenerator<TailBatch, void, undefined> {
  const live = window === 1;
  const source = await subscribe(client, state.position, filterOf(prefixes, window));
  const stop = () => {
    giveUp(source);
  };
  signal.addEventListener('abort', stop);
  // It may have come while the server was asked.
  if (signal.aborted) stop();
  try {
    let caughtUp = false;
    let over = false;
    let reached = state.position;
    let events: StoredEvent[] = [];
    let characters = 0;
    for await (const item of source as AsyncIterable<Item>) {
      if ('reached' in item) reached = Math.max(reached, item.reached);
      else if ('fellBehind' in item) over = live;
      else if ('caughtUp' in item) {
        caughtUp = true;
        reached = Math.max(reached, head);
        over = !live;
      } else if (item.event !== undefined) {
        const event = fromClient(item.event);
        if (event.position <= reached) continue;
        events.push(event);
        reached = event.position;
        characters += event.data.length + event.metadata.length;
      }
      const full = events.length >= BATCH_EVENTS || characters > BATCH_CHARACTERS;
      if (!full && !over) {
        // What the wire has brought meanwhile joins the batch.
        if (source.readableLength === 0) await setImmediate();
        if (source.readableLength > 0) continue;
      }
      const atEnd = caughtUp && source.readableLength === 0;
      const news = events.length > 0 || reached > state.position || (atEnd && !state.live);
      if (news) {
        const batch = { events, position: reached, live: atEnd };
        events = [];
        characters = 0;
        state.live = atEnd;
        // Until the consumer comes for the next one, this batch may not have been handled.
        yield batch;
        state.position = reached;
      }
      if (over) return;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Ends a subscription, also that of a consumer who never comes back: it would keep the process alive. */
function giveUp(source: AllStreamSubscription): void {
  source.destroy();
  void source.unsubscribe().catch(() => undefined);
}

/** Subscribes, and waits for the server's word. What is not an event is put into the stream at its place. */
async function subscribe(
  client: EventStoreDBClient,
  after: Position,
  filter: Filter,
): Promise<AllStreamSubscription> {
  const options = {
    fromPosition: after === START ? ('start' as const) : fromPosition(after),
    filter,
  };
  const source = client.subscribeToAll(options, { highWaterMark: BATCH_EVENTS });
  source.on('caughtUp', () => source.push({ caughtUp: true } satisfies Item));
  source.on('fellBehind', () => source.push({ fellBehind: true } satisfies Item));
  const confirmed = new Promise<void>((resolve, reject) => {
    source.once('confirmation', resolve);
    // Stays: the client may tell of an error again when nobody listens any more, and that would end the process.
    source.on('error', reject);
  });
  await within(CONFIRM_MS, confirmed, () => {
    giveUp(source);
  });
  return source;
}

/** The streams that begin with one of the prefixes, or all but the engine's own. */
function filterOf(prefixes: readonly string[] | undefined, window: number): Filter {
  const options = {
    maxSearchWindow: window,
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
