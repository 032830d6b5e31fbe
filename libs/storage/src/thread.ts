import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { newLine } from './thread-ports.js';
import { threadSignals } from './thread-signals.js';
import type { ThreadStart } from './thread-start.js';

/** A thread that uses SQLite. `end` resolves when it has ended. */
export type Thread = Readonly<{ worker: Worker; end: () => Promise<void> }>;

/**
 * For what was just made and is not collected yet: two thirds of it. By default a thread takes up to 128 MB for that, and keeps them.
 * With half of this, a rebuild takes a sixth more processor time.
 */
const YOUNG_MB = 48;

/**
 * Starts a thread whose file begins with `threadData`. It is ended only after that: a thread that is ended while it loads the
 * native part of SQLite aborts the whole process. `isApart`: it uses nothing that this thread serves.
 */
export const startThread = (file: URL, data: unknown, { isApart = false } = {}): Thread => {
  const { port1: loaded, port2: loading } = new MessageChannel();
  const line = newLine();
  const workerData: ThreadStart = {
    data,
    loading,
    signals: threadSignals.buffer,
    ...line,
    ...(isApart && { served: [] }),
  };
  const worker = new Worker(file, {
    workerData,
    transferList: [loading, line.line],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  // The thread closes it, or closes it by ending too early.
  const isLoaded = once(loaded, 'close');
  loaded.unref();
  const end = async () => {
    // Without this the process can end here, before the code that waits for `end`.
    loaded.ref();
    await isLoaded;
    await worker.terminate();
  };
  return { worker, end };
};
