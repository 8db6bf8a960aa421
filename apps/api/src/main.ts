import 'reflect-metadata';
import { EventStoreUnavailableError } from '#event-store';
import { ConfigurationError, createLogger, readConfiguration } from '#platform';
import { startServer } from './server.js';

/** Starts Rollbook, and ends it cleanly on SIGTERM or SIGINT, however soon they come. */
async function main(): Promise<void> {
  const configuration = readConfiguration();
  const logger = createLogger(configuration.logLevel);
  const end = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const server = await startServer(configuration, logger);
  const signal = await end;
  logger.info({ event: 'stopping', signal }, 'finishing what was begun');
  setTimeout(() => {
    logger.error({ event: 'stop-timeout' }, 'could not end in time');
    process.exit(1);
  }, configuration.shutdownMs).unref();
  await server.stop();
  logger.info({ event: 'stopped' }, 'ended cleanly');
}

main().catch((error: unknown) => {
  const expected =
    error instanceof ConfigurationError ||
    error instanceof EventStoreUnavailableError ||
    (error instanceof Error && 'syscall' in error);
  process.stderr.write(`rollbook: ${expected ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
