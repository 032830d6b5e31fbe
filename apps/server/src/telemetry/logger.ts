import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { LogLevel } from '#config/config.js';
import type { SampledLog } from './sampled-log.js';
import { escapeUnprintableJson, escapeUnprintableRecord } from '#formats/escape-unprintable.js';

/** Whether the log is for people: on a terminal, without --json. */
export const isForPeople = (isTerminal: boolean, words: readonly string[]): boolean =>
  isTerminal && !words.includes('--json');

/** The log, in JSON or in text for people. */
export const openLog = (level: LogLevel, forPeople: boolean, to: DestinationStream): Logger => {
  const pretty = prettyFactory({ translateTime: 'SYS:HH:MM:ss' });
  const format = forPeople ? (line: string) => pretty(escapeUnprintableRecord(line)) : escapeUnprintableJson;
  return pino({ level, base: {} }, { write: (line) => to.write(format(line)) });
};

/** Writes the log of Nest to the same log. */
export class NestLog implements LoggerService {
  constructor(
    private readonly pino: Logger,
    private readonly lines: SampledLog,
  ) {}

  log(message: unknown, context?: string) {
    this.pino.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string) {
    this.lines.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string) {
    if (message instanceof Error) this.lines.error({ err: message, context: context ?? stack }, message.message);
    else this.lines.error({ stack, context }, String(message));
  }
  debug(message: unknown, context?: string) {
    this.pino.trace({ context }, String(message));
  }
}
