export {
  type Configuration,
  ConfigurationError,
  type LogLevel,
  isKey,
  MAX_RATE_LIMIT,
  readConfiguration,
  unusable,
} from './config/configuration.js';
export { createLogger, type Logger } from './logger.js';
export { Metrics } from './metrics.js';
export { runProcess, type Running } from './run-process.js';
export { systemClock } from './system-clock.js';
export { systemIds } from './system-ids.js';
