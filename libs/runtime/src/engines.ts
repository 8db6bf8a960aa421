import { eventDefinitions } from '#domain';
import { CommandExecutor, createCodec, type EventCodec, type EventStore } from '#event-store';
import type { Clock, Ids } from '#kernel';
import {
  type Configuration,
  ConfigurationError,
  type Logger,
  Metrics,
  systemClock,
  systemIds,
  unusable,
} from '#platform';
import {
  CheckpointWatch,
  openPostgresReadDatabase,
  openSqliteReadDatabase,
  type PostgresReadDatabase,
  type ReadDatabase,
} from '#read-model';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LogHealth } from './log-health.js';
import { openEventStore } from './open-event-store.js';

/** A read database that several processes share, and what tells each of them how far the others are. */
export interface SharedReadModels {
  readonly database: PostgresReadDatabase;
  readonly watch: CheckpointWatch;
}

/** What the parts of a process stand on: the log, the read database, and what they need besides. */
export interface Engines {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly codec: EventCodec;
  readonly store: EventStore;
  readonly logHealth: LogHealth;
  readonly executor: CommandExecutor;
  readonly database: ReadDatabase;
  /** Undefined on the embedded read database, which one process has to itself. */
  readonly shared: SharedReadModels | undefined;
  close(): Promise<void>;
}

/**
 * Opens the engines that the configuration names.
 *
 * @throws ConfigurationError for separate processes on engines that only one process can use
 */
export async function openEngines(configuration: Configuration, logger: Logger): Promise<Engines> {
  const { dataFolder, readDatabaseUrl } = configuration;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable('ROLLBOOK_DATA', error);
  }
  const metrics = new Metrics();
  const logHealth = new LogHealth(systemClock);
  const store = await openEventStore(configuration, logger, metrics, () => {
    logHealth.written();
  });
  try {
    if (configuration.projector === 'separate' && (store.soleWriter || !readDatabaseUrl)) {
      throw new ConfigurationError(
        'ROLLBOOK_PROJECTOR=separate needs engines that processes can share, for the log and for ROLLBOOK_READ_DATABASE_URL',
      );
    }
    const shared =
      readDatabaseUrl === undefined ? undefined : await openShared(readDatabaseUrl, logger);
    const database =
      shared?.database ?? (await openEmbedded(join(dataFolder, 'read-models.sqlite'), logger));
    const codec = createCodec(eventDefinitions);
    return {
      configuration,
      logger,
      metrics,
      clock: systemClock,
      ids: systemIds,
      codec,
      store,
      logHealth,
      executor: new CommandExecutor(store, codec, systemClock, systemIds),
      database,
      shared,
      close: async () => {
        await shared?.watch.stop();
        await store.close();
        await database.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function openEmbedded(file: string, logger: Logger): Promise<ReadDatabase> {
  return openSqliteReadDatabase(file, (error) => {
    logger.error({ event: 'read-models-not-committed', err: error }, 'tried again soon');
  });
}

async function openShared(url: string, logger: Logger): Promise<SharedReadModels> {
  const database = await openPostgresReadDatabase(url, (error) => {
    logger.warn({ event: 'read-database-connection-lost', err: error }, 'a connection broke');
  }).catch((error: unknown) => {
    throw unusable('ROLLBOOK_READ_DATABASE_URL', error);
  });
  const watch = new CheckpointWatch(database, (error) => {
    logger.warn({ event: 'read-database-lost', err: error }, 'the read database does not answer');
  });
  return { database, watch };
}
