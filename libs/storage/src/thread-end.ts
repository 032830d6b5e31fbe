import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

/** How long a thread may take to load SQLite, in ms. One that waits for a server has not begun to. */
const LOADING_MS = 1_000;

/**
 * A function that ends a thread, but not before its first message. A thread that is ended while it loads the native part of
 * SQLite aborts the whole process.
 */
export const threadEnd = (worker: Worker): (() => Promise<void>) => {
  const isLoaded = new Promise<void>((resolve) => {
    worker.once('message', () => resolve());
    worker.once('exit', () => resolve());
  });
  return async () => {
    await Promise.race([isLoaded, sleep(LOADING_MS)]);
    await worker.terminate();
  };
};
