import type Database from 'better-sqlite3';
import type { EventStore } from '#event-store/event-store.js';
import { logged } from '../../projection/logged-event.js';
import { naming } from '../../projection/naming.js';
import type { LoggedEvent } from '../../projection/read-model.js';
import { namesOf } from '../trail/only-names.js';
import type { QueryContext } from '../../routes/read-route.js';
import { type Revision, revisionsOf } from '../trail/trail.js';

/** An event of a thing that is shown. `onlyNames`: at the past moment that is asked for, it only provides a name. */
export type ShownRevision = Revision & Readonly<{ onlyNames: boolean }>;

/** The events of a thing that are shown, in its order. */
export const shownIn = (
  views: Database.Database,
  stream: string,
  { isPast, upTo }: Pick<QueryContext, 'isPast' | 'upTo'>,
): readonly ShownRevision[] => {
  const names = isPast ? namesOf(views, stream) : undefined;
  return revisionsOf(views, stream, upTo).map((one) => ({ ...one, onlyNames: names?.has(one.ordinal) === true }));
};

/** The same events, from the log, and their entries in the ledger by their revisions. @throws Unavailable */
export const historyIn = async (
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  shown: readonly ShownRevision[],
): Promise<Readonly<{ history: readonly LoggedEvent[]; entries: ReadonlyMap<number, string> }>> => {
  const revisions = new Map(shown.map((one) => [one.revision, one]));
  const stored = await store.readStream(stream, { limit: shown.at(-1)!.revision + 1 });
  return {
    history: stored.flatMap((event) => {
      const one = revisions.get(event.revision);
      if (one === undefined) return [];
      const told = logged(event, one.ordinal);
      return [one.onlyNames ? naming(told) : told];
    }),
    entries: new Map(stored.map(({ revision, entry }) => [revision, entry])),
  };
};
