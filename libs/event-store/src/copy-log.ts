import { type EventStore, START, type StoredEvent, type StreamAppend } from './event-store.js';
import { type Digest, LogDigest } from './log-digest.js';

/** An append stays below what engines take at once: a server's usual limit is a megabyte. */
const BATCH_EVENTS = 500;
const BATCH_CHARACTERS = 256 * 1024;

/** What was copied. */
export interface CopiedLog {
  /** Events that were there from an earlier run. */
  readonly present: number;
  /** Events that were appended now. */
  readonly copied: number;
  readonly streams: number;
  /** Of the source and of the target, which is the same. */
  readonly digest: Digest;
}

/** The target holds something else than the source, so that there is nothing to go on with, or nothing to trust. */
export class LogsDifferError extends Error {
  override readonly name = 'LogsDifferError';
}

/**
 * Copies a log into another, whatever their engines: every event under its id, in the order of the log, at its revision.
 *
 * - a target that holds the beginning of the source is gone on with, so a copy that was cut short is run again
 * - a target with anything else in it is left as it is
 * - at the end the target is read back, and its count and digest compared with the source's, over all and by stream
 *
 * Nobody else may append to the target meanwhile. What reaches the source after its end was read is left for a next run.
 *
 * @param onProgress hears how many events of the source are in the target, now and then
 * @throws {LogsDifferError} when the target has other events than the source
 * @throws the engines' errors; see {@link EventStore}
 */
export async function copyLog(
  source: EventStore,
  target: EventStore,
  onProgress: (events: number) => void = () => undefined,
): Promise<CopiedLog> {
  const digest = new LogDigest();
  const present = await appendMissing(source, target, digest, onProgress);
  await verify(digest, target);
  return {
    present,
    copied: digest.all.count - present,
    streams: digest.streamCount,
    digest: digest.all,
  };
}

/** Compares what the target has, and appends the rest. @returns how many events the target had */
async function appendMissing(
  source: EventStore,
  target: EventStore,
  digest: LogDigest,
  onProgress: (events: number) => void,
): Promise<number> {
  const already = history(target);
  try {
    let present = 0;
    let next = await already.next();
    let batch: StoredEvent[] = [];
    let characters = 0;
    for await (const event of history(source)) {
      digest.add(event);
      if (next.done !== true) {
        checkSame(event, next.value);
        present += 1;
        next = await already.next();
        continue;
      }
      const length = event.data.length + event.metadata.length;
      if (batch.length === BATCH_EVENTS || characters + length > BATCH_CHARACTERS) {
        await appendInOrder(target, batch);
        onProgress(digest.all.count - 1);
        batch = [];
        characters = 0;
      }
      batch.push(event);
      characters += length;
    }
    if (next.done !== true) {
      throw new LogsDifferError(`the target goes on with ${describe(next.value)} after the source`);
    }
    await appendInOrder(target, batch);
    onProgress(digest.all.count);
    return present;
  } finally {
    // A tail that is left in the middle holds on to its engine's connection.
    await already.return();
  }
}

async function verify(expected: LogDigest, target: EventStore): Promise<void> {
  const actual = new LogDigest();
  for await (const event of history(target)) actual.add(event);
  const streams = expected.differences(actual);
  if (streams.length === 0 && expected.all.sha256 === actual.all.sha256) return;
  throw new LogsDifferError(
    `the target has ${actual.all.count} events and the source ${expected.all.count}; ` +
      (streams.length === 0
        ? 'their order differs'
        : `streams that differ: ${streams.slice(0, 10).join(', ')} (${streams.length})`),
  );
}

/** The log as it is now, from its start. */
async function* history(store: EventStore): AsyncGenerator<StoredEvent, void, undefined> {
  for await (const { events, live } of store.tail(START)) {
    yield* events;
    if (live) return;
  }
}

/** One append at a time where the engine can't take several at once: two under way could change places. */
async function appendInOrder(target: EventStore, events: readonly StoredEvent[]): Promise<void> {
  const appends = runs(events);
  if (appends.length === 0) return;
  if (target.appendAll !== undefined) {
    await target.appendAll(appends);
  } else {
    for (const { stream, events: run, expected } of appends) {
      await target.append(stream, run, expected);
    }
  }
}

/** Consecutive events of one stream together, each run at the revision that it had. */
function runs(events: readonly StoredEvent[]): StreamAppend[] {
  const appends: (StreamAppend & { readonly events: StoredEvent[] })[] = [];
  for (const event of events) {
    const last = appends.at(-1);
    if (last?.stream === event.stream) {
      last.events.push(event);
    } else {
      const expected = event.revision === 0 ? 'none' : event.revision - 1;
      appends.push({ stream: event.stream, events: [event], expected });
    }
  }
  return appends;
}

function checkSame(expected: StoredEvent, actual: StoredEvent): void {
  const same = (['id', 'stream', 'revision', 'type', 'data', 'metadata'] as const).every(
    (part) => expected[part] === actual[part],
  );
  if (same) return;
  throw new LogsDifferError(
    `the target has ${describe(actual)} where the source has ${describe(expected)}`,
  );
}

function describe({ id, stream, revision }: StoredEvent): string {
  return `event ${id} (${stream}, revision ${revision})`;
}
