import { parentPort } from 'node:worker_threads';
import { openEventStore } from '#event-store/engines.js';
import { threadData } from '#storage/thread-data.js';
import { checkEntries } from './check-entries.js';
import type { CheckLogData } from './check-log.js';

const port = parentPort!;
const { collect, ...log } = threadData<CheckLogData>();
const store = await openEventStore(log, 'reader');
try {
  port.postMessage(await checkEntries(store, collect));
} finally {
  await store.close();
}
