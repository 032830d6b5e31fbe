import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { Entries } from '../entries.js';
import { matchesEntry } from '../entry.js';
import type { CheckedLog } from './check-log.js';

/** Reads the whole log and checks every event against its entry. `collect`: the types of events to return. @throws an error that says why the log cannot be trusted */
export const checkEntries = async (
  store: Pick<EventStore, 'readAll' | 'check'>,
  collect: readonly string[] = [],
): Promise<CheckedLog> => {
  await store.check();
  const entries = new Entries();
  const collected: StoredEvent[] = [];
  let last: StoredEvent | undefined;
  for await (const { events } of store.readAll())
    for (const event of events) {
      const { stream, revision, id } = event;
      if (!matchesEntry(event)) return { altered: { ordinal: entries.size, stream, revision, id } };
      entries.add(event.entry);
      if (collect.includes(event.type)) collected.push(event);
      last = event;
    }
  return { entries: entries.bytes, last: last && { position: last.position, metadata: last.metadata }, collected };
};
