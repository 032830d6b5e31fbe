import type { EventStore, Position, StoredEvent } from '#event-store/event-store.js';
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
  let time = 0;
  let end: Position | undefined;
  for await (const { events } of store.readAll())
    for (const event of events) {
      const { stream, revision, id, data } = event;
      const ordinal = entries.size;
      if (!matchesEntry(event)) return { altered: { ordinal, stream, revision, id } };
      const isCheckpoint = isCheckpointStream(stream);
      if (isCheckpoint) checkpoints.set(stream, { data, revision, ordinal });
      const recordedAt = recordedAtOf(event);
      instants.add(isCheckpoint ? NaN : recordedAt);
      time = Math.max(time, recordedAt);
      entries.add(event.entry);
      const idKey = idKeyNameIn(event.metadata);
      if (idKey !== undefined) idKeys.add(idKey);
      if (collect.includes(event.type)) collected.push(event);
      end = event.position;
    }
  return {
    entries: entries.bytes,
    recordedAt: instants.all,
    checkpoints,
    time,
    end,
    collected,
    idKeys,
  };
};
