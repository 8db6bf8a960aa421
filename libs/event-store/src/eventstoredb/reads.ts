import type { EventStoreDBClient } from '@eventstore/db-client';
import { type Position, START, type StoredEvent } from '../event-store.js';
import { typeOf, within } from './client.js';
import { type ClientEvent, fromClient, fromPosition, passes, toPosition } from './records.js';

/** How long a page may take, in milliseconds. */
const PAGE_MS = 5_000;
/** Most streams are short; of a long one the first page does not tell. */
const FIRST_PAGE_EVENTS = 64;
const PAGE_EVENTS = 512;
/** How many events are looked at in search of the last one that passes a filter: at first, and at a time. */
const FIRST_LOOK_EVENTS = 8;
const LOOK_EVENTS = 256;
/** After so many the place is good enough: a tail is told of it, though it is not given any of them. */
const LOOKED_AT_EVENTS = 1_024;

/** Consecutive events of a stream, and whether there may be more after them. */
export interface StreamPage {
  readonly events: readonly StoredEvent[];
  readonly more: boolean;
}

/** Where the log ends. */
export interface LogEnd {
  /**
   * The position of the last event that passes the filter, or of a later one that passes the tail by some time;
   * {@link START} when there is none.
   */
  readonly head: Position;
  /** The position of the last event of all. */
  readonly last: Position;
}

/** A page of a stream from a revision on; an unknown stream has no events. */
export async function readPage(
  client: EventStoreDBClient,
  stream: string,
  from: number,
  first: boolean,
): Promise<StreamPage> {
  const maxCount = first ? FIRST_PAGE_EVENTS : PAGE_EVENTS;
  const events = await collect(client.readStream(stream, { fromRevision: BigInt(from), maxCount }));
  return { events: events.map(fromClient), more: events.length === maxCount };
}

/** The last events of a stream, newest first. */
export async function readBack(
  client: EventStoreDBClient,
  stream: string,
  maxCount: number,
): Promise<StoredEvent[]> {
  const options = { direction: 'backwards', fromRevision: 'end', maxCount } as const;
  return (await collect(client.readStream(stream, options))).map(fromClient);
}

/** Where the log ends now, and what of it passes a filter; without one, what is not the engine's own. */
export async function readEnd(
  client: EventStoreDBClient,
  prefixes?: readonly string[],
): Promise<LogEnd> {
  let last: Position | undefined;
  let before: Position | undefined;
  for (let lookedAt = 0; ;) {
    const page = await collect(
      client.readAll({
        direction: 'backwards',
        fromPosition: before === undefined ? 'end' : fromPosition(before),
        maxCount: before === undefined ? FIRST_LOOK_EVENTS : LOOK_EVENTS,
      }),
    );
    if (page.length === 0) return { head: START, last: last ?? START };
    for (const { streamId, position } of page) {
      before = position === undefined ? START : toPosition(position);
      last ??= before;
      if (passes(streamId, prefixes)) return { head: before, last };
    }
    lookedAt += page.length;
    if (prefixes !== undefined && lookedAt >= LOOKED_AT_EVENTS)
      return { head: before ?? START, last: last ?? START };
  }
}

/** A page is read to its end, since the client gives up its connection when a read is cancelled. */
async function collect(
  stream: AsyncIterable<{ readonly event?: ClientEvent }> & {
    cancel(): Promise<void>;
    on(event: 'error', listener: () => void): unknown;
  },
): Promise<ClientEvent[]> {
  // The client may tell of an error again when nobody listens any more, and that would end the process.
  stream.on('error', () => undefined);
  const read = async (): Promise<ClientEvent[]> => {
    const events: ClientEvent[] = [];
    for await (const { event } of stream) if (event !== undefined) events.push(event);
    return events;
  };
  try {
    return await within(PAGE_MS, read(), () => void stream.cancel().catch(() => undefined));
  } catch (error) {
    if (typeOf(error) === 'stream-not-found') return [];
    throw error;
  }
}
