import { parentPort } from 'node:worker_threads';
import { threadData } from '#storage/thread-data.js';
import { SqliteEventStore } from '../sqlite-event-store.js';

/** A worker that follows the log without polling, and posts each event that the owner notified it about. */
const dataDir = threadData<string>();
globalThis.setInterval = () => setTimeout(() => {}, 0);
const store = SqliteEventStore.open(dataDir, { mode: 'reader' });
const stop = new AbortController();
parentPort!.once('message', () => stop.abort());
for await (const { events, caughtUp } of store.readAll({ live: true, signal: stop.signal }))
  parentPort!.postMessage({ ids: events.map(({ id }) => id), caughtUp });
await store.close();
parentPort!.postMessage('ended');
