import Database from 'better-sqlite3';
import { checkAppends, unavailable } from '../append-checks.js';
import {
  type AppendResult,
  type EncodedEvent,
  type EventStore,
  EventStoreUnavailableError,
  type ExpectedRevision,
  type Position,
  type StoredEvent,
  type StreamAppend,
  type TailBatch,
  type TailOptions,
} from '../event-store.js';
import { ownTurn } from '../turns.js';
import { type ExclusiveLock, lockExclusively } from './exclusive-lock.js';
import { LogReader } from './log-reader.js';
import type { WriterOptions } from './messages.js';
import { RecentEvents } from './recent-events.js';
import { configure, prepareSchema } from './schema.js';
import { Writer } from './writer.js';

const TAIL_BATCH_EVENTS = 500;

export interface SqliteEventStoreOptions extends WriterOptions {
  readonly logger?: { error(fields: object, message: string): void };
  /** For metrics: the appends and new events of each batch, and the milliseconds until it was answered. */
  readonly onBatch?: (appends: number, events: number, milliseconds: number) => void;
}

/**
 * Opens the embedded log, and creates it when it is not there.
 *
 * @throws {EventStoreUnavailableError} when another process has it open, the file is not an event log of ours, or
 *   there is no such folder
 */
export async function openSqliteEventStore(options: SqliteEventStoreOptions): Promise<EventStore> {
  let lock: ExclusiveLock | undefined;
  let db: Database.Database | undefined;
  try {
    lock = lockExclusively(options.file);
    db = new Database(options.file);
    configure(db);
    prepareSchema(db);
    db.pragma('query_only = ON');
    const reader = new LogReader(db);
    const recent = new RecentEvents(reader.head());
    const writer = await Writer.start(options, {
      onCommitted: (events) => recent.push(events),
      onFailure: (reason) =>
        options.logger?.error({ file: options.file, reason }, 'events were not written'),
      ...(options.onBatch && { onBatch: options.onBatch }),
    });
    return new SqliteEventStore(reader, writer, recent, lock);
  } catch (error) {
    db?.close();
    lock?.release();
    throw unavailable(error);
  }
}

class SqliteEventStore implements EventStore {
  readonly soleWriter = true;

  private closing: Promise<void> | undefined;

  constructor(
    private readonly reader: LogReader,
    private readonly writer: Writer,
    private readonly recent: RecentEvents,
    private readonly lock: ExclusiveLock,
  ) {}

  async append(
    stream: string,
    events: readonly EncodedEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    const [result] = await this.appendAll([{ stream, events, expected }]);
    if (result === undefined) throw new EventStoreUnavailableError('the writer gave no answer');
    return result;
  }

  async appendAll(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]> {
    const checks = checkAppends(appends);
    while (checks.next().done !== true) await ownTurn();
    return this.writer.append(appends);
  }

  async *read(stream: string, from = 0): AsyncGenerator<StoredEvent, void, undefined> {
    let next = Math.max(from, 0);
    for (;;) {
      const { events, more } = this.disk(() => this.reader.stream(stream, next));
      yield* events;
      if (!more) return;
      next += events.length;
      await ownTurn();
    }
  }

  async *tail(
    after: Position,
    { streamPrefixes, signal }: TailOptions = {},
  ): AsyncGenerator<TailBatch, void, undefined> {
    if (after > this.recent.head) {
      throw new RangeError(
        `position ${after} is beyond the log, which ends at ${this.recent.head}`,
      );
    }
    const reader = this.recent.join(after);
    try {
      for (let first = true; !this.isOver(signal); first = false) {
        if (!first && reader.position === this.recent.head) {
          await this.recent.sleep(signal);
          continue;
        }
        if (this.isLarge(reader.position)) {
          // A consumer in memory never gives the event loop back, and all tails hear of the same events at once.
          await ownTurn();
          if (this.isOver(signal)) return;
        }
        const events = this.after(reader.position);
        reader.position = events.at(-1)?.position ?? reader.position;
        yield {
          events: select(events, streamPrefixes),
          position: reader.position,
          live: reader.position === this.recent.head,
        };
      }
    } finally {
      this.recent.leave(reader);
    }
  }

  /**
   * What comes after a position, as far as the log's head. The thread may have written more than it has told: a tail that
   * had been given that would be ahead of the head.
   */
  private after(position: Position): readonly StoredEvent[] {
    return (
      this.recent.after(position, TAIL_BATCH_EVENTS) ??
      this.disk(() => this.reader.between(position, this.recent.head)).events
    );
  }

  private isOver(signal: AbortSignal | undefined): boolean {
    return this.closing !== undefined || signal?.aborted === true;
  }

  /** Whether what follows a position is many events, or comes off the disk: it holds the event loop for a while. */
  private isLarge(position: Position): boolean {
    return (
      this.recent.head - position >= TAIL_BATCH_EVENTS ||
      this.recent.after(position, 1) === undefined
    );
  }

  async head(): Promise<Position> {
    this.checkOpen();
    return this.recent.head;
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    this.recent.wake();
    // The reader goes first: the last connection to close, the writer's, then empties the write-ahead log.
    this.reader.close();
    await this.writer.close();
    this.lock.release();
  }

  private disk<Result>(read: () => Result): Result {
    this.checkOpen();
    try {
      return read();
    } catch (error) {
      throw unavailable(error);
    }
  }

  private checkOpen(): void {
    if (this.closing !== undefined) {
      throw new EventStoreUnavailableError('the event store is closed');
    }
  }
}

function select(
  events: readonly StoredEvent[],
  prefixes: readonly string[] | undefined,
): readonly StoredEvent[] {
  if (prefixes === undefined) return events;
  return events.filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)));
}
