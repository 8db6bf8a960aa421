import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type EventStore, EventStoreUnavailableError } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { openSqliteEventStore } from '#event-store/sqlite';
import { readConfiguration } from '#platform';

/**
 * Opens a log by what the command line calls it: the path of an SQLite file, or a server's connection string.
 *
 * @throws {EventStoreUnavailableError} when it cannot be opened, or is not there and must be
 */
export async function openLog(
  place: string,
  must: 'existing' | 'existing-or-new',
): Promise<EventStore> {
  if (/^esdb(\+discover)?:\/\//.test(place)) return openEventStoreDb({ connectionString: place });
  if (must === 'existing' && !existsSync(place)) {
    throw new EventStoreUnavailableError(`there is no log ${place}`);
  }
  return openSqliteEventStore({ file: place });
}

/** The log that the server is configured for: so its password need not be on the command line, for all to see. */
export function configuredLog(): string {
  const { eventStoreDbUrl, dataFolder } = readConfiguration();
  return eventStoreDbUrl ?? join(dataFolder, 'events.sqlite');
}
