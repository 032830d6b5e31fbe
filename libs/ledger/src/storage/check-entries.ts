import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { Entries } from '../entries.js';
import { entryOf } from '../entry.js';
import type { CheckedLog, RecordedCheckpoint } from './check-log.js';
import { isCheckpointStream } from './checkpoint-stream.js';
import { Instants, recordedAtOf } from './recorded-at.js';

/** Reads the whole log and checks every event against its entry. @throws an error that says why the log cannot be trusted */
export const checkEntries = async (store: Pick<EventStore, 'readAll' | 'check'>): Promise<CheckedLog> => {
  await store.check();
  const entries = new Entries();
  const instants = new Instants();
  const checkpoints = new Map<string, RecordedCheckpoint>();
  let last: StoredEvent | undefined;
  for await (const { events } of store.readAll())
    for (const event of events) {
      const { stream, revision, id, data } = event;
      const ordinal = entries.size;
      if (!SALT.test(event.salt) || entryOf(event.salt, event) !== event.entry)
        return { altered: { ordinal, stream, revision, id } };
      const isCheckpoint = isCheckpointStream(stream);
      if (isCheckpoint) checkpoints.set(stream, { data, revision, ordinal });
      instants.add(isCheckpoint ? NaN : recordedAtOf(event));
      entries.add(event.entry);
      last = event;
    }
  return {
    entries: entries.bytes,
    recordedAt: instants.all,
    checkpoints,
    last: last && { position: last.position, metadata: last.metadata },
  };
};

/** Lower case only, although capitals mean the same bytes: the audit file requires it. */
const SALT = /^[0-9a-f]{32}$/;
