import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { entryOf } from '../entry.js';
import { HASH_SIZE } from '../merkle.js';
import type { Checked } from './check.js';

/** Reads the whole log and holds every event against its entry. @throws what keeps the log from being trusted */
export const checkEntries = async (store: Pick<EventStore, 'readAll' | 'check'>): Promise<Checked> => {
  await store.check();
  let entries = new Uint8Array(new SharedArrayBuffer(1024 * HASH_SIZE));
  let size = 0;
  let last: StoredEvent | undefined;
  for await (const { events } of store.readAll())
    for (const event of events) {
      const { stream, revision, id } = event;
      if (!SALT.test(event.salt) || entryOf(event.salt, event) !== event.entry)
        return { altered: { ordinal: size, stream, revision, id } };
      if ((size + 1) * HASH_SIZE > entries.length) {
        const larger = new Uint8Array(new SharedArrayBuffer(entries.length * 2));
        larger.set(entries);
        entries = larger;
      }
      entries.set(Buffer.from(event.entry, 'hex'), size * HASH_SIZE);
      size += 1;
      last = event;
    }
  return {
    entries: entries.subarray(0, size * HASH_SIZE),
    last: last && { position: last.position, metadata: last.metadata },
  };
};

/** Capitals mean the same bytes, and no audit file that has them is verified. */
const SALT = /^[0-9a-f]{32}$/;
