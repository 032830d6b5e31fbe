import type { EventStore, Position, StoredEvent } from '#event-store/event-store.js';
import { CutFinder } from '#event-store/cut-finder.js';
import { Entries } from '../entries.js';
import { matchesEntry } from '../entry.js';
import { idKeyNameIn } from '../id-key.js';
import { alteredEvent } from './altered-event.js';
import type { CheckedLog, RecordedCheckpoint } from './check-log.js';
import { isCheckpointStream } from './checkpoint-stream.js';
import { Instants, recordedAtOf } from './recorded-at.js';

/** Reads the whole log and checks every event against its entry. `collect`: the types of events to return. @throws an error that says why the log cannot be trusted */
export const checkEntries = async (
  store: Pick<EventStore, 'readAll' | 'check' | 'isShared'>,
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
  // A log of one writer checks itself. Others may cut the streams of one on a server.
  const cuts = store.isShared ? new CutFinder() : undefined;
  for await (const batch of store.readAll()) {
    cuts?.take(batch);
    for (const event of batch.events) {
      const { stream, revision, data } = event;
      const ordinal = entries.size;
      if (!matchesEntry(event)) return { altered: alteredEvent(event, ordinal) };
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
  }
  const cut = cuts?.found;
  if (cut !== undefined) return { cut };
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
