/**
 * A place in the whole log. Opaque: only its order means something, and only within one log.
 * Adapters number it as their engine does (rows, or byte offsets), always a safe integer and never below 1;
 * {@link START} is the place before the first event.
 */
export type Position = number;

/** Before the first event. */
export const START: Position = 0;

/** What a stream must look like for an append: without events, whatever, or with its last event at this revision. */
export type ExpectedRevision = 'none' | 'any' | number;

/** An event as the codec wrote it, ready to be appended. */
export interface EncodedEvent {
  /** A UUID; the same id again is the same event. Ids that rise with time are cheaper to index than random ones. */
  readonly id: string;
  readonly type: string;
  /** JSON text. */
  readonly data: string;
  /** JSON text. */
  readonly metadata: string;
}

/** An event as the log keeps it. */
export interface StoredEvent extends EncodedEvent {
  readonly stream: string;
  /** Its index in the stream, from 0. */
  readonly revision: number;
  readonly position: Position;
}

/** Events for one stream. */
export interface StreamAppend {
  readonly stream: string;
  /** One or more. */
  readonly events: readonly EncodedEvent[];
  readonly expected: ExpectedRevision;
}

/** Where the last event of an append stands. */
export interface AppendResult {
  readonly revision: number;
  readonly position: Position;
}

/** A step of a tail: events, and the position up to which everything that passes the filter has been delivered. */
export interface TailBatch {
  /** In the order of the log; empty when only the position moved. */
  readonly events: readonly StoredEvent[];
  readonly position: Position;
  /** Whether the head of the log was reached with this batch. */
  readonly live: boolean;
}

export interface TailOptions {
  /** Only streams that begin with one of these, e.g. `user-`. All streams when absent. */
  readonly streamPrefixes?: readonly string[];
  /** Ends the tail: the iteration stops without an error. */
  readonly signal?: AbortSignal;
}

/**
 * The port to the log. Every adapter passes the contract suite in `contract/`.
 *
 * An append that has returned is on disk, and can be read and tailed. It fails with
 * - {@link WrongExpectedRevisionError}: nothing was written; read again and decide again
 * - {@link EventStoreUnavailableError}: the outcome is unknown; the same event ids may be sent again
 * - {@link AppendTooLargeError}: nothing was written, and the caller asks for too much at once
 * - {@link EventIdReusedError}, RangeError (no events, or a revision that cannot be): nothing was written, and the caller
 *   is at fault
 */
export interface EventStore {
  /** Whether every append to this log goes through this object, so that what it has read stays true. */
  readonly soleWriter: boolean;

  /** Appends to one stream, all or nothing. The same event ids again answer what the first append answered. */
  append(
    stream: string,
    events: readonly EncodedEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult>;

  /**
   * Appends to several streams, all or nothing, in the order given; a stream may occur again, with the revision that
   * the earlier entry leads to. Absent where the engine has no such thing.
   */
  appendAll?(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]>;

  /** The events of a stream from a revision on, in order; nothing for an unknown stream. */
  read(stream: string, from?: number): AsyncIterable<StoredEvent>;

  /**
   * The log after a position: history first, then live, with neither gap nor duplicate. The next batch is read only
   * when the one before has been taken (backpressure). Ends when the signal aborts or the store closes.
   */
  tail(after: Position, options?: TailOptions): AsyncIterable<TailBatch>;

  /**
   * The position of the last event, {@link START} for an empty log.
   *
   * @param streamPrefixes asks how far a tail with this filter comes by itself, which is at least the last event that
   *   passes it: it need not be told of those after that
   */
  head(streamPrefixes?: readonly string[]): Promise<Position>;

  /** Finishes the appends in flight and lets go of the engine. */
  close(): Promise<void>;
}

/** The stream is not where the append expected it. */
export class WrongExpectedRevisionError extends Error {
  override readonly name = 'WrongExpectedRevisionError';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    /** The revision of the last event, or `none` for a stream without events. */
    readonly actual: number | 'none',
  ) {
    super(`stream ${stream}: expected ${expected}, found ${actual}`);
  }
}

/** The engine cannot answer now (closed, disk full, connection lost). For an append the outcome is unknown. */
export class EventStoreUnavailableError extends Error {
  override readonly name = 'EventStoreUnavailableError';
}

/** An event id that is in the log already, though not as a repetition of this append. */
export class EventIdReusedError extends Error {
  override readonly name = 'EventIdReusedError';
  constructor(
    readonly stream: string,
    readonly eventId: string,
  ) {
    super(`stream ${stream}: event id ${eventId} belongs to another append`);
  }
}

/** An append, or one event of it, beyond the size that the engine takes. */
export class AppendTooLargeError extends Error {
  override readonly name = 'AppendTooLargeError';
  constructor(
    readonly stream: string,
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`stream ${stream}: ${bytes} bytes at once, and the limit is ${limit}`);
  }
}
