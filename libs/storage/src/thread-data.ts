import { workerData } from 'node:worker_threads';
import { openDatabase } from './open-database.js';
import type { ThreadStart } from './thread-start.js';

/** What this thread was started with. From now on it may be ended. */
export const threadData = <T>(): T => {
  const { data, loading } = workerData as ThreadStart;
  openDatabase(':memory:').close();
  loading.close();
  return data as T;
};
