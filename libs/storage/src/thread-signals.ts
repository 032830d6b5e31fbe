import { workerData } from 'node:worker_threads';
import type { ThreadStart } from './thread-start.js';

const COUNTERS = 1024;
const shared = (workerData as Partial<ThreadStart> | null)?.signals ?? new SharedArrayBuffer(4 * COUNTERS);

/** Counters that all threads of this process share. `startThread` hands the memory on. */
export const threadSignals = new Int32Array(shared);

/** Which counter belongs to a name, in every thread. Two names can have the same. */
export const signalOf = (name: string): number => {
  let hash = 0;
  for (let n = 0; n < name.length; n++) hash = (Math.imul(hash, 31) + name.charCodeAt(n)) | 0;
  return Math.abs(hash % COUNTERS);
};
