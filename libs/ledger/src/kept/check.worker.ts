import { parentPort, workerData } from 'node:worker_threads';
import { openEventStore } from '#event-store/engines.js';
import { entryOf } from '../entry.js';
import { HASH_SIZE } from '../merkle.js';
import type { Checked, CheckData } from './check.js';

/** Reads the whole log and holds every event against its entry. */
const { dataDir } = workerData as CheckData;
const port = parentPort!;
const store = await openEventStore({ dataDir }, 'reader');

const check = async (): Promise<Checked> => {
  let entries = new Uint8Array(new SharedArrayBuffer(1024 * HASH_SIZE));
  let size = 0;
  let position: string | undefined;
  for await (const { events } of store.readAll())
    for (const event of events) {
      const { stream, revision, id } = event;
      if (entryOf(event.salt, event) !== event.entry) return { altered: { ordinal: size, stream, revision, id } };
      if ((size + 1) * HASH_SIZE > entries.length) {
        const larger = new Uint8Array(new SharedArrayBuffer(entries.length * 2));
        larger.set(entries);
        entries = larger;
      }
      entries.set(Buffer.from(event.entry, 'hex'), size * HASH_SIZE);
      size += 1;
      position = event.position;
    }
  return { entries: entries.subarray(0, size * HASH_SIZE), position };
};

try {
  port.postMessage(await check());
} finally {
  await store.close();
}
