import type { Logger } from 'pino';
import type { Config } from '#config/config.js';
import type { LogConfig } from '#event-store/engine.js';
import type { EventStore } from '#event-store/event-store.js';
import type { LogFunction } from '#read-models/projector/worker-messages.js';
import type { Closing } from './close-all.js';
import type { SampledLog } from '../telemetry/sampled-log.js';

/**
 * What every part of a start has at hand. `faults`: for lines that many requests may cause. `log`: for parts that run in threads. `closing`: what a stop has to close.
 * `onFailure`: called once if the service cannot go on. `listening`: resolves when it listens.
 */
export type Opening = Readonly<{
  config: Config;
  logConfig: LogConfig;
  store: EventStore;
  logger: Logger;
  faults: SampledLog;
  log: LogFunction;
  closing: Closing;
  onFailure: (reason: Error) => void;
  listening: Promise<void>;
}>;
