import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { Entries } from '../entries.js';
import { matchesEntry } from '../entry.js';
import { idKeyNameIn } from '../id-key.js';
import type { CheckedLog, RecordedCheckpoint } from './check-log.js';
import { isCheckpointStream } from './checkpoint-stream.js';
import { Instants, recordedAtOf } from './recorded-at.js';

/** Reads the whole log and checks every event against its entry. `collect`: the types of events to return. @throws an error that says why the log cannot be trusted */
export const checkEntries = async (
  store: Pick<EventStore, 'readAll' | 'check'>,
  collect: readonly string[] = [],
): Promise<CheckedLog> => {
  await store.check();
  const entries = new Entries();
  const collected: StoredEvent[] = [];
  const idKeys = new Set<string>();
  const instants = new Instants();
  const checkpoints = new Map<string, RecordedCheckpoint>();
  let last: StoredEvent | undefined;
  for await (const { events } of store.readAll())
    for (const event of events) {
      const { stream, revision, id, data } = event;
      const ordinal = entries.size;
      if (!matchesEntry(event)) return { altered: { ordinal, stream, revision, id } };
      const isCheckpoint = isCheckpointStream(stream);
      if (isCheckpoint) checkpoints.set(stream, { data, revision, ordinal });
      instants.add(isCheckpoint ? NaN : recordedAtOf(event));
      entries.add(event.entry);
      const idKey = idKeyNameIn(event.metadata);
      if (idKey !== undefined) idKeys.add(idKey);
      if (collect.includes(event.type)) collected.push(event);
      last = event;
    }
  return {
    entries: entries.bytes,
    recordedAt: instants.all,
    checkpoints,
    last: last && { position: last.position, metadata: last.metadata },
    collected,
    idKeys,
  };
};
