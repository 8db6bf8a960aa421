import Database from 'better-sqlite3';
import { EventStoreUnavailableError } from '../event-store.js';

/** A lock that ends with {@link ExclusiveLock.release}, or with the process, however that dies. */
export interface ExclusiveLock {
  release(): void;
}

/**
 * Takes the log for this process alone: a second writer would make the positions that this one holds in memory wrong.
 * The lock is that of a transaction on an empty database beside the log, so the operating system gives it back
 * after a SIGKILL, and the log itself stays open to readers.
 *
 * @throws {EventStoreUnavailableError} when it is taken
 */
export function lockExclusively(file: string): ExclusiveLock {
  const db = new Database(`${file}.lock`, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    if (!isBusy(cause)) throw cause;
    throw new EventStoreUnavailableError(`${file} is already in use by another process`, { cause });
  }
  return { release: () => db.close() };
}

function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'SQLITE_BUSY'
  );
}
