import { parentPort, workerData } from 'node:worker_threads';
import type { LogConfig } from '#event-store/engine.js';
import { openEventStore } from '#event-store/engines.js';
import { checkEntries } from './check-entries.js';

const port = parentPort!;
const store = await openEventStore(workerData as LogConfig, 'reader');
try {
  port.postMessage(await checkEntries(store));
} finally {
  await store.close();
}
