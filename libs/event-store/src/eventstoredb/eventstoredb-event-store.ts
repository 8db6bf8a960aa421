import type { EventStoreDBClient } from '@eventstore/db-client';
import { checkAppends } from '../append-checks.js';
import {
  type AppendResult,
  type EncodedEvent,
  type EventStore,
  EventStoreUnavailableError,
  type ExpectedRevision,
  type Position,
  type StoredEvent,
  type TailBatch,
  type TailOptions,
} from '../event-store.js';
import { ownTurn } from '../turns.js';
import { Appends } from './appends.js';
import { backOff } from './backoff.js';
import { type Connect, connectTo, unreachable } from './client.js';
import { readBack, readEnd, readPage, type StreamPage } from './reads.js';
import { Sender } from './sender.js';
import { Tails, type TailState } from './tail.js';

/** How long one try of an append may take, in milliseconds. */
const ATTEMPT_MS = 3_000;
/** For how long an append, or a read, is tried again while the server cannot be reached, in milliseconds. */
const PATIENCE_MS = 10_000;

export interface EventStoreDbOptions {
  /** `esdb://…` or `esdb+discover://…`, with user, password and certificates as the vendor describes them. */
  readonly connectionString: string;
  readonly logger?: { warn(fields: object, message: string): void };
  /** For metrics: the events of an append, and the milliseconds until it was answered. */
  readonly onAppended?: (events: number, milliseconds: number) => void;
  /** How long one try of an append may take, in milliseconds. */
  readonly attemptMs?: number;
  /** For how long an append or a read is tried again, in milliseconds. */
  readonly patienceMs?: number;
}

/**
 * Opens a log in EventStoreDB, 23.10 or later. A process opens one: see {@link Sender}.
 *
 * @throws {EventStoreUnavailableError} when the connection string cannot be used, or no server answers
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStore> {
  const store = new EventStoreDbEventStore(connectTo(options.connectionString), options);
  try {
    await store.head();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

class EventStoreDbEventStore implements EventStore {
  readonly soleWriter = false;

  private readonly appends: Appends;
  private readonly tails = new Tails();
  private readonly patienceMs: number;
  private readonly closing = new AbortController();
  private closed: Promise<void> | undefined;
  private reader: EventStoreDBClient;

  constructor(
    private readonly connect: Connect,
    private readonly options: EventStoreDbOptions,
  ) {
    const { attemptMs = ATTEMPT_MS, patienceMs = PATIENCE_MS } = options;
    this.patienceMs = patienceMs;
    this.reader = connect();
    const back = (stream: string, count: number) => readBack(this.reader, stream, count);
    this.appends = new Appends(new Sender(connect, attemptMs), back, patienceMs);
  }

  async append(
    stream: string,
    events: readonly EncodedEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    this.checkOpen();
    const checks = checkAppends([{ stream, events, expected }]);
    while (checks.next().done !== true) await ownTurn();
    const begun = performance.now();
    const result = await this.appends.append(stream, events, expected);
    this.options.onAppended?.(events.length, performance.now() - begun);
    return result;
  }

  async *read(stream: string, from = 0): AsyncGenerator<StoredEvent, void, undefined> {
    let next = Math.max(from, 0);
    for (let first = true; ; first = false) {
      const page: StreamPage = await this.ask((client) => readPage(client, stream, next, first));
      yield* page.events;
      if (!page.more) return;
      next += page.events.length;
    }
  }

  async *tail(
    after: Position,
    { streamPrefixes, signal: ended }: TailOptions = {},
  ): AsyncGenerator<TailBatch, void, undefined> {
    const { signal: closing } = this.closing;
    const signal = ended === undefined ? closing : AbortSignal.any([ended, closing]);
    const state: TailState = { position: after, live: false, checked: false };
    let client: EventStoreDBClient | undefined;
    for (let failures = 0; !signal.aborted;) {
      // A client that has failed twice in a row may never recover; a new one finds the cluster's leader anew.
      if (client === undefined || failures > 1) client = this.connect();
      try {
        for await (const batch of this.tails.follow(client, state, streamPrefixes, signal)) {
          failures = 0;
          yield batch;
        }
      } catch (error) {
        if (hasEnded(signal)) return;
        if (error instanceof RangeError) throw error;
        failures++;
        const { position } = state;
        const reason = unreachable(error).message;
        this.options.logger?.warn(
          { event: 'tail-interrupted', position, failures, reason },
          reason,
        );
        await backOff(failures, signal);
      }
    }
  }

  async head(streamPrefixes?: readonly string[]): Promise<Position> {
    return (await this.ask((client) => readEnd(client, streamPrefixes))).head;
  }

  close(): Promise<void> {
    this.closing.abort();
    this.tails.close();
    this.closed ??= this.appends.close();
    return this.closed;
  }

  /** Asks the server, again while it cannot be reached: reading twice does no harm. */
  private async ask<Result>(
    question: (client: EventStoreDBClient) => Promise<Result>,
  ): Promise<Result> {
    const begun = performance.now();
    for (let failures = 1; ; failures++) {
      this.checkOpen();
      try {
        return await question(this.reader);
      } catch (error) {
        if (performance.now() - begun > this.patienceMs) throw unreachable(error);
        await backOff(failures, this.closing.signal);
        if (failures > 1) this.reader = this.connect();
      }
    }
  }

  private checkOpen(): void {
    if (this.closing.signal.aborted) {
      throw new EventStoreUnavailableError('the event store is closed');
    }
  }
}

/** Asked anew: the compiler believes that a signal stays as it was seen. */
function hasEnded({ aborted }: AbortSignal): boolean {
  return aborted;
}
