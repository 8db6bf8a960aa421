import type { Logger } from '#platform';
import type { LoggerService } from '@nestjs/common';

/** What Nest has to say, as structured messages; its chatter at start-up is for debugging. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug({ event: 'nest' }, String(message));
  }

  warn(message: unknown): void {
    this.logger.warn({ event: 'nest' }, String(message));
  }

  error(message: unknown, ...details: unknown[]): void {
    this.logger.error({ event: 'nest', details }, String(message));
  }
}
