import { createRequire } from 'node:module';
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '#config/config.js';
import type { SampledLog } from './sampled-log.js';
import { escapeUnprintableJson, escapeUnprintableRecord } from '#formats/escape-unprintable.js';

/** Whether the log is for people: on a terminal, without --json. */
export const isForPeople = (isTerminal: boolean, words: readonly string[]): boolean =>
  isTerminal && !words.includes('--json');

/** The log, in JSON or in text for people. */
export const openLog = (level: LogLevel, forPeople: boolean, to: DestinationStream): Logger => {
  const format = forPeople ? formatForPeople() : escapeUnprintableJson;
  return pino({ level, base: {} }, { write: (line) => to.write(format(line)) });
};

/** Its package is loaded where people read: programs start without it. */
const formatForPeople = () => {
  const { prettyFactory } = createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty');
  const pretty = prettyFactory({ translateTime: 'SYS:HH:MM:ss' });
  return (line: string) => pretty(escapeUnprintableRecord(line));
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
