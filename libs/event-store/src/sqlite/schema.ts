import type { Database } from 'better-sqlite3';
import { EventStoreUnavailableError } from '../event-store.js';

/** "Roll" in ASCII: tells our files from other SQLite databases. */
const APPLICATION_ID = 0x526f6c6c;
const SCHEMA_VERSION = 1;

/**
 * The log is one table. A position is never given twice, because nothing is ever deleted: that is why the key needs
 * no AUTOINCREMENT. The triggers hold everybody to it, whatever tool the file is opened with.
 */
const SCHEMA = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream   TEXT NOT NULL,
    revision INTEGER NOT NULL,
    event_id TEXT NOT NULL UNIQUE,
    type     TEXT NOT NULL,
    data     TEXT NOT NULL,
    metadata TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
  CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
`;

/**
 * Pages in the write-ahead log before they are moved into the database, for which all appends wait. Sixteen times the
 * default: the pages of the indexes are hit at random, and one that was written many times since is moved once.
 */
const CHECKPOINT_PAGES = 16_384;

/**
 * SQLite's own default; the driver's is eight times as much. Where a page of an index has been split, which random keys do in
 * most batches, the commit looks at every page of the cache.
 */
const CACHE_KIBIBYTES = 2_000;

/** Sets a connection up: write-ahead log, and a commit returns only when it is on disk. */
export function configure(db: Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
}

/**
 * Creates the table in a new file, and checks an existing one.
 *
 * @throws {EventStoreUnavailableError} for a file that is not an event log, or one of a newer release
 */
export function prepareSchema(db: Database): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (version === 0 && tables === 0) {
    db.transaction(() => {
      db.exec(SCHEMA);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${SCHEMA_VERSION}`);
    }).immediate();
  } else if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new EventStoreUnavailableError(`${db.name} is not an event log`);
  } else if (version > SCHEMA_VERSION) {
    throw new EventStoreUnavailableError(
      `${db.name} has schema version ${version}; this release knows versions up to ${SCHEMA_VERSION}`,
    );
  }
}
