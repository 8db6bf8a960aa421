import { type Logger as PinoLogger, pino } from 'pino';
import type { LogLevel } from './config/configuration.js';

/** Structured messages: an event's name and what belongs to it; never a secret, never a person's data. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** JSON lines on standard output. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: { service: 'rollbook' },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Belt and braces: nothing is logged that bears one of these names.
      redact: ['*.authorization', '*.token', '*.secret', '*.password', 'headers.authorization'],
    },
    // A line is out when it has been logged: else the last ones change places when the process ends.
    pino.destination({ sync: true }),
  );
}
