import { workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { ThreadStart } from './thread-start.js';

/** What this thread was started with. From now on it may be ended. */
export const threadData = <T>(): T => {
  const { data, loading } = workerData as ThreadStart;
  new Database(':memory:').close();
  loading.close();
  return data as T;
};
