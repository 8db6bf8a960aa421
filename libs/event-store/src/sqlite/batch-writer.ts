import { type Database, SqliteError } from 'better-sqlite3';
import type { AppendResult, StreamAppend } from '../event-store.js';
import type { Batch, Outcome } from './messages.js';

interface Place {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

/** The revision of a stream without events, so that its first event gets 0. */
const NO_EVENTS = -1;

/**
 * Writes batches, each in one transaction and so with one flush of the disk.
 *
 * - every append is decided for itself: one that conflicts leaves the others of its batch alone
 * - an append is decided whole before any of it is written; where it was taken for new and was not, the batch is taken back,
 *   and every append of it looked at
 * - an append whose events are all there answers what it answered then, whatever revision it expects now
 */
export class BatchWriter {
  private readonly begin;
  private readonly commit;
  private readonly rollback;
  private readonly lastPosition;
  private readonly lastRevision;
  private readonly placeOf;
  private readonly insert;
  private position = 0;

  constructor(private readonly db: Database) {
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
    this.rollback = db.prepare('ROLLBACK');
    this.lastPosition = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();
    this.lastRevision = db
      .prepare<[string], number | null>('SELECT max(revision) FROM events WHERE stream = ?')
      .pluck();
    this.placeOf = db.prepare<[string], Place>(
      'SELECT stream, revision, position FROM events WHERE event_id = ?',
    );
    this.insert = db.prepare<[number, string, number, string, string, string, string]>(
      'INSERT INTO events (position, stream, revision, event_id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /** Writes a batch; the outcomes are in its order. Throws when the disk does not take it: nothing is written then. */
  write(batch: Batch): Outcome[] {
    try {
      return this.inTransaction(() =>
        batch.map((appends) => this.writeNew(appends) ?? this.writeOne(appends)),
      );
    } catch (error) {
      if (!isConstraint(error)) throw error;
      return this.inTransaction(() => batch.map((appends) => this.writeOne(appends)));
    }
  }

  private inTransaction(write: () => Outcome[]): Outcome[] {
    this.begin.run();
    try {
      this.position = this.lastPosition.get() ?? 0;
      const outcomes = write();
      this.commit.run();
      return outcomes;
    } catch (error) {
      // SQLite has rolled back by itself after some errors, a full disk among them.
      if (this.db.inTransaction) this.rollback.run();
      throw error;
    }
  }

  /**
   * Writes an append of nothing but new streams without looking whether they, or its events, are there: hardly ever they
   * are, and the indexes refuse them then.
   */
  private writeNew(appends: readonly StreamAppend[]): Outcome | undefined {
    if (appends.some(({ expected }) => expected !== 'none')) return undefined;
    return { kind: 'written', results: appends.map((append) => this.insertAll(append, NO_EVENTS)) };
  }

  private writeOne(appends: readonly StreamAppend[]): Outcome {
    const known = this.findKnown(appends);
    if (known !== undefined) {
      const results = this.repeat(appends);
      return results === undefined
        ? { kind: 'id-reused', ...known }
        : { kind: 'repeated', results };
    }

    const heads: number[] = [];
    const moved = new Map<string, number>();
    for (const { stream, events, expected } of appends) {
      const head = moved.get(stream) ?? this.lastRevision.get(stream) ?? NO_EVENTS;
      if (expected !== 'any' && head !== (expected === 'none' ? NO_EVENTS : expected)) {
        return { kind: 'conflict', stream, expected, actual: head === NO_EVENTS ? 'none' : head };
      }
      heads.push(head);
      moved.set(stream, head + events.length);
    }
    const results = appends.map((append, entry) =>
      this.insertAll(append, heads[entry] ?? NO_EVENTS),
    );
    return { kind: 'written', results };
  }

  private insertAll({ stream, events }: StreamAppend, head: number): AppendResult {
    let revision = head;
    for (const { id, type, data, metadata } of events) {
      this.insert.run(++this.position, stream, ++revision, id, type, data, metadata);
    }
    return { revision, position: this.position };
  }

  /** The first event whose id is in the log; there is none unless something is sent again. */
  private findKnown(
    appends: readonly StreamAppend[],
  ): { stream: string; eventId: string } | undefined {
    for (const { stream, events } of appends) {
      const event = events.find(({ id }) => this.placeOf.get(id) !== undefined);
      if (event !== undefined) return { stream, eventId: event.id };
    }
    return undefined;
  }

  /** What the first append answered, if it was this one: all events there, in these streams, one after another. */
  private repeat(appends: readonly StreamAppend[]): AppendResult[] | undefined {
    const results: AppendResult[] = [];
    for (const { stream, events } of appends) {
      let last: Place | undefined;
      for (const { id } of events) {
        const place = this.placeOf.get(id);
        if (place?.stream !== stream) return undefined;
        if (last !== undefined && place.revision !== last.revision + 1) return undefined;
        last = place;
      }
      if (last !== undefined) results.push({ revision: last.revision, position: last.position });
    }
    return results;
  }
}

function isConstraint(error: unknown): boolean {
  return error instanceof SqliteError && error.code.startsWith('SQLITE_CONSTRAINT');
}
