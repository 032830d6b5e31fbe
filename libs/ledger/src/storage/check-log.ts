import { Worker } from 'node:worker_threads';
import type { LogConfig } from '#event-store/engine.js';
import type { StoredEvent } from '#event-store/event-store.js';

/** An event that is not what its entry says it was. */
export type AlteredEvent = Readonly<{ ordinal: number; stream: string; revision: number; id: string }>;
type LastEvent = Pick<StoredEvent, 'position' | 'metadata'>;
/** The entries of the log in its order, 32 bytes each, and the last; or the first event that was altered. */
export type CheckedLog = Readonly<{ entries: Uint8Array; last: LastEvent | undefined } | { altered: AlteredEvent }>;

/** Holds every event of the log against its entry, in a thread of its own. @throws what keeps the log from being read */
export const checkLog = async ({ dataDir, engine }: LogConfig): Promise<CheckedLog> => {
  const workerData: LogConfig = { dataDir, engine };
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
