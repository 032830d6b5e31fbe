import { Worker } from 'node:worker_threads';
import type { LogConfig } from '#event-store/engine.js';
import type { StoredEvent } from '#event-store/event-store.js';

/** An event that does not match its entry. */
export type AlteredEvent = Readonly<{ ordinal: number; stream: string; revision: number; id: string }>;
type LastEvent = Pick<StoredEvent, 'position' | 'metadata'>;
/** The entries of the log in order, 32 bytes each, and the last event; or the first event that was altered. */
export type CheckedLog = Readonly<{ entries: Uint8Array; last: LastEvent | undefined } | { altered: AlteredEvent }>;

/** Checks every event of the log against its entry, in a worker thread. @throws an error that says why the log cannot be read */
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
