import type { EventStore } from '#event-store/event-store.js';
import { logged } from '../../projection/logged-event.js';
import type { LoggedEvent } from '../../projection/read-model.js';
import type { Revision } from '../trail/trail.js';

/** The events of a thing that are shown, from the log, and their entries in the ledger by their revisions. @throws Unavailable */
export const historyIn = async (
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  shown: readonly Revision[],
): Promise<Readonly<{ history: readonly LoggedEvent[]; entries: ReadonlyMap<number, string> }>> => {
  const ordinals = new Map(shown.map(({ revision, ordinal }) => [revision, ordinal]));
  const stored = await store.readStream(stream, { limit: shown.at(-1)!.revision + 1 });
  return {
    history: stored
      .filter(({ revision }) => ordinals.has(revision))
      .map((event) => logged(event, ordinals.get(event.revision)!)),
    entries: new Map(stored.map(({ revision, entry }) => [revision, entry])),
  };
};
