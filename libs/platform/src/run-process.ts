import { EventStoreUnavailableError } from '#event-store';
import { setFlagsFromString } from 'node:v8';
import {
  type Configuration,
  ConfigurationError,
  readConfiguration,
} from './config/configuration.js';
import { createLogger, type Logger } from './logger.js';

/** Something that runs until it is told to end. */
export interface Running {
  /** Finishes what was begun. */
  stop(): Promise<void>;
}

/**
 * How much the heap may grow, in per cent of what lives, until it is collected. Left alone, V8 lets the garbage of many
 * writes grow to more than what lives, for no time that could be measured: a third of the memory at 10,000 users.
 */
const HEAP_GROWTH = 100;

/** Runs a process by its configuration, and ends it cleanly on SIGTERM or SIGINT, however soon they come. */
export async function runProcess(
  start: (configuration: Configuration, logger: Logger) => Promise<Running>,
): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
  try {
    const configuration = readConfiguration();
    const logger = createLogger(configuration.logLevel);
    const end = new Promise<void>((resolve) => {
      const begin = (signal: NodeJS.Signals) => {
        logger.info({ event: 'stopping', signal }, 'finishing what was begun');
        setTimeout(() => {
          logger.error({ event: 'stop-timeout' }, 'could not end in time');
          process.exit(1);
        }, configuration.shutdownMs).unref();
        resolve();
      };
      process.once('SIGTERM', begin);
      process.once('SIGINT', begin);
    });
    // A start that is told to end goes on, within the time, since it can wait for other processes for as long as they take: what it
    // has opened is closed best by what it becomes.
    const running = await start(configuration, logger);
    await end;
    await running.stop();
    logger.info({ event: 'stopped' }, 'ended cleanly');
  } catch (error) {
    const text = isExpected(error) ? error.message : String((error as Error).stack);
    process.stderr.write(`rollbook: ${text}\n`);
    process.exitCode = 1;
  }
}

/** Whether an error tells the operator what to mend; any other shows where it comes from. */
function isExpected(error: unknown): error is Error {
  return (
    error instanceof ConfigurationError ||
    error instanceof EventStoreUnavailableError ||
    (error instanceof Error && 'syscall' in error)
  );
}
