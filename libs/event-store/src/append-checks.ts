import {
  AppendTooLargeError,
  EventIdReusedError,
  EventStoreUnavailableError,
  type StreamAppend,
} from './event-store.js';
import { PORTION } from './turns.js';

/** Data and metadata of one event together, in UTF-8. */
const LARGEST_EVENT_BYTES = 4 * 1024 * 1024;

/**
 * What every adapter refuses before it asks its engine: what no log could take, as the port tells it. Yields after each
 * portion of a large append, for a turn of the event loop.
 *
 * @throws {RangeError} for no events, or a revision that cannot be
 * @throws {AppendTooLargeError} for an event beyond 4 MiB
 * @throws {EventIdReusedError} for an id that occurs twice
 */
export function* checkAppends(appends: readonly StreamAppend[]): Generator<void, void, void> {
  if (appends.length === 0) throw new RangeError('an append of nothing');
  const ids = new Set<string>();
  for (const { stream, events, expected } of appends) {
    if (events.length === 0) throw new RangeError(`stream ${stream}: an append of no events`);
    if (typeof expected === 'number' && !(Number.isSafeInteger(expected) && expected >= 0)) {
      throw new RangeError(`stream ${stream}: ${expected} is no revision`);
    }
    for (const { id, data, metadata } of events) {
      // A UTF-16 code unit is three bytes at the most: only what is long needs to be measured.
      if ((data.length + metadata.length) * 3 > LARGEST_EVENT_BYTES) {
        const bytes = Buffer.byteLength(data) + Buffer.byteLength(metadata);
        if (bytes > LARGEST_EVENT_BYTES) {
          throw new AppendTooLargeError(stream, bytes, LARGEST_EVENT_BYTES);
        }
      }
      if (ids.has(id)) throw new EventIdReusedError(stream, id);
      ids.add(id);
      if (ids.size % PORTION === 0) yield;
    }
  }
}

/** What an engine's error is to the callers of the port. */
export function unavailable(error: unknown): EventStoreUnavailableError {
  if (error instanceof EventStoreUnavailableError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new EventStoreUnavailableError(reason, { cause: error });
}
