import { parentPort, workerData } from 'node:worker_threads';
import { openEventStore } from '#event-store/engines.js';
import type { CheckData } from './check.js';
import { checkEntries } from './check-entries.js';

const { dataDir } = workerData as CheckData;
const port = parentPort!;
const store = await openEventStore({ dataDir }, 'reader');
try {
  port.postMessage(await checkEntries(store));
} finally {
  await store.close();
}
