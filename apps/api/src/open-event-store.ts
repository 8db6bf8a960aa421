import type { EventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { openSqliteEventStore } from '#event-store/sqlite';
import type { Configuration, Logger, Metrics } from '#platform';
import { join } from 'node:path';

/**
 * Opens the log that the configuration names.
 *
 * @param onWritten after each append that was written, or several
 * @throws EventStoreUnavailableError when its engine cannot be reached, or another process owns its file
 */
export function openEventStore(
  { eventStoreDbUrl, dataFolder }: Configuration,
  logger: Logger,
  metrics: Metrics,
  onWritten: () => void,
): Promise<EventStore> {
  const measure = (events: number, milliseconds: number) => {
    metrics.appendedEvents.inc(events);
    metrics.flushes.observe(milliseconds / 1_000);
    onWritten();
  };
  if (eventStoreDbUrl !== undefined) {
    return openEventStoreDb({ connectionString: eventStoreDbUrl, logger, onAppended: measure });
  }
  return openSqliteEventStore({
    file: join(dataFolder, 'events.sqlite'),
    logger,
    onBatch: (_appends, events, milliseconds) => {
      measure(events, milliseconds);
    },
  });
}
