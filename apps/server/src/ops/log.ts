import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's own lines, in the one log. */
export class NestLog implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, context?: string) {
    this.pino.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string) {
    this.pino.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string) {
    if (message instanceof Error) this.pino.error({ err: message, context: context ?? stack }, message.message);
    else this.pino.error({ stack, context }, String(message));
  }
  debug(message: unknown, context?: string) {
    this.pino.trace({ context }, String(message));
  }
}
