import type {
  AppendResult as ClientResult,
  EventStoreDBClient,
  JSONEventData,
} from '@eventstore/db-client';
import { type ExpectedRevision, EventStoreUnavailableError } from '../event-store.js';
import { type Connect, typeOf, within } from './client.js';
import { Lane } from './lane.js';

/** An append as the client takes it. */
export interface Sending {
  readonly stream: string;
  readonly events: JSONEventData[];
  readonly expected: ExpectedRevision;
  /** About as many as are sent. */
  readonly bytes: number;
}

/** Larger than any append, so that one append is one message. */
const ONE_MESSAGE = Number.MAX_SAFE_INTEGER;

/** What the server says about one append; every other error is about the connection. */
const ANSWERS: ReadonlySet<string | undefined> = new Set([
  'wrong-expected-version',
  'maximum-append-size-exceeded',
  'stream-deleted',
  'access-denied',
]);

/** A client for appends, until its connection is given up. */
interface Generation {
  readonly client: EventStoreDBClient;
  readonly lane: Lane;
  readonly inFlight: Set<Promise<unknown>>;
  /** When the server last said something about an append. */
  heardAt: number;
}

/**
 * Sends appends, all of a process through one client: the clients of a process share one map of the appends in flight,
 * and where one of them fails, a late answer to another throws outside of any promise. A connection that has fallen
 * silent is replaced by the next only when nothing is in flight on it any more, for the same reason.
 */
export class Sender {
  private current: Promise<Generation>;

  constructor(
    private readonly connect: Connect,
    private readonly attemptMs: number,
  ) {
    this.current = Promise.resolve(this.begin());
  }

  /**
   * Sends an append once.
   *
   * @param until when it must have been answered, in milliseconds of the monotonic clock
   * @throws the client's error, or {@link EventStoreUnavailableError} when there was no answer in time. Unless the error
   *   is an answer to this append, its outcome is unknown.
   */
  send(sending: Sending, until: number): Promise<ClientResult> {
    return within(until - performance.now(), this.dispatch(sending));
  }

  /** Replaces the connection when nothing has been heard on it since then. */
  renew(since: number): void {
    this.current = this.current.then(async (generation) => {
      if (generation.heardAt > since) return generation;
      generation.lane.close();
      await generation.client.dispose();
      await Promise.allSettled(generation.inFlight);
      // What hung ahead of its first message may have opened a stream only now.
      await generation.client.dispose();
      return this.begin();
    });
  }

  /** Lets go of the connection; nothing may be in flight. */
  async close(): Promise<void> {
    await (await this.current).client.dispose();
  }

  private begin(): Generation {
    return {
      client: this.connect(),
      lane: new Lane(),
      inFlight: new Set(),
      heardAt: performance.now(),
    };
  }

  private async dispatch(sending: Sending): Promise<ClientResult> {
    const generation = await this.current;
    const { lane, inFlight } = generation;
    if (!(await lane.enter(sending.bytes))) {
      throw new EventStoreUnavailableError('the connection to EventStoreDB was given up');
    }
    const since = performance.now();
    const answer = this.transmit(generation, sending);
    inFlight.add(answer);
    // It is in flight until the client gives it up, however long we wait for it.
    const settled = () => {
      inFlight.delete(answer);
      lane.leave(sending.bytes);
    };
    answer.then(settled, settled);
    return within(this.attemptMs, answer, () => {
      this.renew(since);
    });
  }

  private async transmit(
    generation: Generation,
    { stream, events, expected }: Sending,
  ): Promise<ClientResult> {
    try {
      const result = await generation.client.appendToStream(stream, events, {
        expectedRevision:
          expected === 'none' ? 'no_stream' : expected === 'any' ? 'any' : BigInt(expected),
        batchAppendSize: ONE_MESSAGE,
        deadline: this.attemptMs,
      });
      generation.heardAt = performance.now();
      return result;
    } catch (error) {
      if (ANSWERS.has(typeOf(error))) generation.heardAt = performance.now();
      throw error;
    }
  }
}
