import type { MessagePort } from 'node:worker_threads';

/**
 * What a thread is started with. It closes `loading` once it has loaded SQLite. `signals`: memory that all threads of the
 * process share. `served`, `line`: see thread-ports.ts.
 */
export type ThreadStart = Readonly<{
  data: unknown;
  loading: MessagePort;
  signals: SharedArrayBuffer;
  served: readonly string[];
  line: MessagePort;
}>;
