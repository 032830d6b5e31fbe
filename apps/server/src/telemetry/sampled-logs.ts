import type { Logger } from 'pino';
import { SampledLog } from './sampled-log.js';

/** One for each cause, so that much of one does not hide another. */
export class SampledLogs {
  /** Of what the service failed to do. */
  readonly faults: SampledLog;
  /** Of requests that were answered with an error. */
  readonly requests: SampledLog;
  /** Of connections that were dropped. */
  readonly drops: SampledLog;
  /** Of the decisions about callers who are logged in. */
  readonly callers: SampledLog;
  /** Of the decisions about everybody else. */
  readonly strangers: SampledLog;

  constructor(logger: Logger, seconds: number) {
    this.faults = new SampledLog(logger, seconds);
    this.requests = new SampledLog(logger, seconds);
    this.drops = new SampledLog(logger, seconds);
    this.callers = new SampledLog(logger, seconds);
    this.strangers = new SampledLog(logger, seconds);
  }

  /** Writes what was counted. */
  close(): void {
    for (const log of [this.faults, this.requests, this.drops, this.callers, this.strangers]) log.close();
  }
}
