import type { Database } from 'better-sqlite3';
import { type Position, START, type StoredEvent } from '../event-store.js';

/** A page ends at this many events, or at the event that takes it past this many characters. */
const PAGE_EVENTS = 500;
const PAGE_CHARACTERS = 1024 * 1024;

const COLUMNS = 'stream, revision, position, event_id AS id, type, data, metadata';

/** Consecutive events, and whether there may be more after them. */
export interface Page {
  readonly events: readonly StoredEvent[];
  readonly more: boolean;
}

/** Reads the log in pages: each read is short, leaves no transaction open, and holds little in memory. */
export class LogReader {
  private readonly ofStream;
  private readonly ofLog;
  private readonly last;

  constructor(private readonly db: Database) {
    this.ofStream = db.prepare<[string, number], StoredEvent>(
      `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ${PAGE_EVENTS}`,
    );
    this.ofLog = db.prepare<[Position, Position], StoredEvent>(
      `SELECT ${COLUMNS} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ${PAGE_EVENTS}`,
    );
    this.last = db.prepare<[], Position | null>('SELECT max(position) FROM events').pluck();
  }

  /** The events of a stream from a revision on. */
  stream(stream: string, from: number): Page {
    return page(this.ofStream.iterate(stream, from));
  }

  /** The events of all streams after a position, up to another one. */
  between(after: Position, to: Position): Page {
    return page(this.ofLog.iterate(after, to));
  }

  /** The position of the last event. */
  head(): Position {
    return this.last.get() ?? START;
  }

  close(): void {
    this.db.close();
  }
}

function page(rows: Iterable<StoredEvent>): Page {
  const events: StoredEvent[] = [];
  let characters = 0;
  for (const event of rows) {
    events.push(event);
    characters += event.data.length + event.metadata.length;
    if (events.length === PAGE_EVENTS || characters > PAGE_CHARACTERS)
      return { events, more: true };
  }
  return { events, more: false };
}
