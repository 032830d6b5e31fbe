import type { EventStore, Mode, Unavailable } from './event-store.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';

/** `dataDir` has the embedded log; `eventStoreDbUrl` is the connection string of another that is used instead. */
export type EngineConfig = Readonly<{ dataDir: string; eventStoreDbUrl?: string | undefined }>;

/** A log, and what it counts for /metrics. */
export type Engine = EventStore & { figures(): Readonly<Record<string, number>> };

/** `onFailure` is called once, when the engine has stopped for good and the process should too. */
export type EngineOptions = EngineConfig & Readonly<{ mode: Mode; onFailure?: (reason: Unavailable) => void }>;

/** Opens the log that the configuration names: one line for each engine. */
export async function openEventStore(
  { dataDir, eventStoreDbUrl }: EngineConfig,
  mode: Mode,
  onFailure?: (reason: Unavailable) => void,
): Promise<Engine> {
  const options: EngineOptions = { dataDir, eventStoreDbUrl, mode, ...(onFailure && { onFailure }) };
  if (eventStoreDbUrl) return (await import('./eventstoredb/eventstoredb-event-store.js')).open(options);
  return SqliteEventStore.open(dataDir, options);
}
