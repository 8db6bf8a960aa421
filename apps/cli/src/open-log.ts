import { existsSync } from 'node:fs';
import { type EventStore, EventStoreUnavailableError } from '#event-store';
import { openSqliteEventStore } from '#event-store/sqlite';

/**
 * Opens a log by what the command line calls it: the path of an SQLite file.
 *
 * @throws {EventStoreUnavailableError} when it cannot be opened, or is not there and must be
 */
export async function openLog(
  place: string,
  must: 'existing' | 'existing-or-new',
): Promise<EventStore> {
  if (must === 'existing' && !existsSync(place)) {
    throw new EventStoreUnavailableError(`there is no log ${place}`);
  }
  return openSqliteEventStore({ file: place });
}
