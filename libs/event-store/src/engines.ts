import type { EventStore, Unavailable } from './event-store.js';
import { SqliteEventStore, type Mode } from './sqlite/sqlite-event-store.js';

/** `eventStoreDbUrl`: of the cluster that keeps the log; without it the log is in the data folder. */
export type EngineConfig = Readonly<{ dataDir: string; eventStoreDbUrl?: string | undefined }>;

/** A log, and what it counts for /metrics. */
export type Engine = EventStore & { figures(): Readonly<Record<string, number>> };

/**
 * Opens the log that the configuration names: one line for each engine.
 * `onFailure` is called once, when the engine has stopped for good and the process should too.
 */
export async function openEventStore(
  config: EngineConfig,
  mode: Mode,
  onFailure?: (reason: Unavailable) => void,
): Promise<Engine> {
  return SqliteEventStore.open(config.dataDir, { mode, ...(onFailure && { onFailure }) });
}
