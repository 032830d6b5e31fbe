import { parentPort, workerData } from 'node:worker_threads';
import { type EngineConfig, openEventStore } from '#event-store/engines.js';
import { checkEntries } from './check-entries.js';

const port = parentPort!;
const store = await openEventStore(workerData as EngineConfig, 'reader');
try {
  port.postMessage(await checkEntries(store));
} finally {
  await store.close();
}
