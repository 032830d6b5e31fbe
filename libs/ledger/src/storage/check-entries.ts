import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { Entries } from '../entries.js';
import { entryOf } from '../entry.js';
import type { CheckedLog } from './check-log.js';

/** Reads the whole log and checks every event against its entry. @throws an error that says why the log cannot be trusted */
export const checkEntries = async (store: Pick<EventStore, 'readAll' | 'check'>): Promise<CheckedLog> => {
  await store.check();
  const entries = new Entries();
  let last: StoredEvent | undefined;
  for await (const { events } of store.readAll())
    for (const event of events) {
      const { stream, revision, id } = event;
      if (!SALT.test(event.salt) || entryOf(event.salt, event) !== event.entry)
        return { altered: { ordinal: entries.size, stream, revision, id } };
      entries.add(event.entry);
      last = event;
    }
  return { entries: entries.bytes, last: last && { position: last.position, metadata: last.metadata } };
};

/** Lower case only, although capitals mean the same bytes: the audit file requires it. */
const SALT = /^[0-9a-f]{32}$/;
