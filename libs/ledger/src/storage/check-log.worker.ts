import { parentPort } from 'node:worker_threads';
import { openEventStore } from '#event-store/engines.js';
import { threadData } from '#storage/thread-data.js';
import { checkEntries } from './check-entries.js';
import type { CheckLogData, CheckLogMessage } from './check-log.js';
import { readSignedCheck } from './signed-check.js';

const say = (message: CheckLogMessage): void => parentPort!.postMessage(message);
const { collect, verifierKey, ...log } = threadData<CheckLogData>();
const store = await openEventStore(log, 'reader');
try {
  const known =
    verifierKey === undefined
      ? undefined
      : await readSignedCheck(log.dataDir, verifierKey, store, (...unusable) => say({ unusable }));
  say({ checked: await checkEntries(store, collect, known) });
} finally {
  await store.close();
}
