import { Worker } from 'node:worker_threads';
import type { LogConfig } from '#event-store/engine.js';
import type { StoredEvent } from '#event-store/event-store.js';

/** An event that does not match its entry. */
export type AlteredEvent = Readonly<{ ordinal: number; stream: string; revision: number; id: string }>;
type LastEvent = Pick<StoredEvent, 'position' | 'metadata'>;
/**
 * The entries of the log in order, 32 bytes each, the last event, and the events of the types that were asked for; or the first
 * event that was altered.
 */
export type CheckedLog = Readonly<
  { entries: Uint8Array; last: LastEvent | undefined; collected: readonly StoredEvent[] } | { altered: AlteredEvent }
>;
/** What the thread is started with. `collect`: the types of events to return. */
export type CheckLogData = LogConfig & Readonly<{ collect: readonly string[] }>;

/** Checks every event of the log against its entry, in a worker thread. @throws an error that says why the log cannot be read */
export const checkLog = async (
  { dataDir, engine }: LogConfig,
  collect: readonly string[] = [],
): Promise<CheckedLog> => {
  const workerData: CheckLogData = { dataDir, engine, collect };
  const worker = new Worker(new URL('./check-log.worker.js', import.meta.url), { workerData });
  try {
    return await new Promise<CheckedLog>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the thread that checks the log has ended early, with ${code}`)));
    });
  } finally {
    await worker.terminate();
  }
};
