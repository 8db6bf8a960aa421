import 'reflect-metadata';
import { ConfigurationError, createLogger, readConfiguration } from '#platform';
import { EventStoreUnavailableError } from '#event-store';
import { startServer } from './server.js';

/** Starts Rollbook, and ends it cleanly on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const configuration = readConfiguration();
  const logger = createLogger(configuration.logLevel);
  const server = await startServer(configuration, logger);
  const end = (signal: NodeJS.Signals) => {
    logger.info({ event: 'stopping', signal }, 'finishing what was begun');
    setTimeout(() => {
      logger.error({ event: 'stop-timeout' }, 'could not end in time');
      process.exit(1);
    }, configuration.shutdownMs).unref();
    server.stop().then(
      () => {
        logger.info({ event: 'stopped' }, 'ended cleanly');
      },
      (error: unknown) => {
        logger.fatal({ event: 'stop-failed', err: error }, 'could not end cleanly');
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

main().catch((error: unknown) => {
  const expected =
    error instanceof ConfigurationError ||
    error instanceof EventStoreUnavailableError ||
    (error instanceof Error && 'syscall' in error);
  process.stderr.write(`rollbook: ${expected ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
