import { parentPort, workerData } from 'node:worker_threads';
import { SqliteEventStore } from '../sqlite-event-store.js';

/** A worker that follows the log, and tells its parent each event it sees, and when. */
const dataDir: string = workerData;
const store = SqliteEventStore.open(dataDir, { mode: 'reader' });
const stop = new AbortController();
parentPort!.once('message', () => stop.abort());
for await (const { events, caughtUp } of store.readAll({ live: true, signal: stop.signal }))
  parentPort!.postMessage({ ids: events.map(({ id }) => id), caughtUp });
await store.close();
parentPort!.postMessage('ended');
