import {
  type AppendResult,
  AppendTooLargeError,
  type EncodedEvent,
  EventIdReusedError,
  EventStoreUnavailableError,
  type ExpectedRevision,
  type StoredEvent,
  WrongExpectedRevisionError,
} from '../event-store.js';
import { backOff } from './backoff.js';
import { typeOf, unreachable } from './client.js';
import { KnownAppends } from './known-appends.js';
import { toClient, toPosition } from './records.js';
import type { Sender, Sending } from './sender.js';

/** How many events back an append of `any` is looked for whose outcome is unknown. */
const LOOK_BACK_EVENTS = 256;

/**
 * The engine limits an append, by default to 1 MiB, and says so; a message beyond what it receives at all would end the
 * connection, and with it every other append in flight.
 */
const LARGEST_APPEND_BYTES = 8 * 1024 * 1024;

/** Appends until there is an answer, or patience ends. */
export class Appends {
  private readonly known = new KnownAppends();
  private readonly inFlight = new Set<Promise<unknown>>();

  constructor(
    private readonly sender: Sender,
    private readonly readBack: (stream: string, count: number) => Promise<StoredEvent[]>,
    private readonly patienceMs: number,
  ) {}

  /** See the port; the events have been checked. */
  append(
    stream: string,
    events: readonly EncodedEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    const repeated = this.known.find(stream, events);
    if (repeated !== undefined) return repeated;
    const result = this.persist(stream, events, expected);
    this.inFlight.add(result);
    const done = () => this.inFlight.delete(result);
    result.then(done, done);
    return this.known.remember(stream, events, result);
  }

  /** Waits for what is in flight, then lets go of the connection. */
  async close(): Promise<void> {
    await Promise.allSettled(this.inFlight);
    await this.sender.close();
  }

  private async persist(
    stream: string,
    events: readonly EncodedEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    const bytes = sizeOf(events);
    if (bytes > LARGEST_APPEND_BYTES) {
      throw new AppendTooLargeError(stream, bytes, LARGEST_APPEND_BYTES);
    }
    const sending: Sending = { stream, events: events.map(toClient), expected, bytes };
    const begun = performance.now();
    const until = begun + this.patienceMs;
    for (let failures = 1; ; failures++) {
      try {
        const { nextExpectedRevision, position } = await this.sender.send(sending, until);
        if (position === undefined) throw new EventStoreUnavailableError('an answer without place');
        return { revision: Number(nextExpectedRevision), position: toPosition(position) };
      } catch (error) {
        throwIfAnswered(error, stream, events, expected);
        // While the first try is in flight the server drops the next and says that it took too long.
        await backOff(failures);
        if (performance.now() >= until) throw unreachable(error);
        // A client may never recover, from having lost its server while it asked what that can do for example.
        if (failures > 1) this.sender.renew(begun);
      }
      // With a revision the engine finds the first try by its place; without one only while it remembers its ids.
      const found = expected === 'any' ? await this.find(stream, events) : undefined;
      if (found !== undefined) return found;
    }
  }

  private async find(
    stream: string,
    events: readonly EncodedEvent[],
  ): Promise<AppendResult | undefined> {
    const last = events.at(-1)?.id.toLowerCase();
    const newest = await this.readBack(stream, LOOK_BACK_EVENTS).catch(() => []);
    const found = newest.find(({ id }) => id === last);
    return found && { revision: found.revision, position: found.position };
  }
}

/** Throws what the port says of an answer to this very append; any other error leaves its outcome unknown. */
function throwIfAnswered(
  error: unknown,
  stream: string,
  events: readonly EncodedEvent[],
  expected: ExpectedRevision,
): void {
  switch (typeOf(error)) {
    case 'wrong-expected-version': {
      // Whatever is there is as expected: the engine means that it knows some of the ids.
      if (expected === 'any') throw new EventIdReusedError(stream, events[0]?.id ?? '');
      const { actualVersion } = error as { readonly actualVersion?: unknown };
      const actual = typeof actualVersion === 'bigint' ? Number(actualVersion) : 'none';
      throw new WrongExpectedRevisionError(stream, expected, actual);
    }
    case 'maximum-append-size-exceeded': {
      const { maxAppendSize } = error as { readonly maxAppendSize?: unknown };
      throw new AppendTooLargeError(stream, sizeOf(events), Number(maxAppendSize));
    }
    case 'stream-deleted':
    case 'access-denied':
      throw unreachable(error);
    default:
  }
}

function sizeOf(events: readonly EncodedEvent[]): number {
  return events.reduce(
    (sum, { data, metadata }) => sum + Buffer.byteLength(data) + Buffer.byteLength(metadata),
    0,
  );
}
