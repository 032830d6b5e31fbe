import { openDatabase } from '#storage/open-database.js';
import type { Change } from '../replay/change.js';
import { changesIn, diff } from '../replay/diff.js';
import { type At, viewpoint } from './any-moment.js';
import { storeOf } from './batches.js';
import { placesIn } from './memory-index.js';
import { about, type About, logOf, type Telling } from './told-log.js';

/** The comparison of two moments of a log of these facts, in memory. Whoever asks closes it. */
export const databaseOf = async (
  dossier: readonly About[],
  from: At,
  to: At,
  { negotiationId = 'n' }: { negotiationId?: string } = {},
) => {
  const log = logOf(...dossier);
  const [store, places] = [storeOf(log), placesIn(log, { negotiationId })];
  const db = openDatabase(':memory:');
  await diff(db, { store, places, from: viewpoint(from), to: viewpoint(to) });
  return db;
};
/** All changes between two moments of a log of these facts. */
export const changes = async (...asked: Parameters<typeof databaseOf>): Promise<readonly Change[]> => {
  const db = await databaseOf(...asked);
  try {
    return changesIn(db, undefined, { after: undefined, limit: 10_000 }).map(({ key: _, ...change }) => change);
  } finally {
    db.close();
  }
};

/** A change as one line: `/status tentative → confirmed, by event-2 beside event-3`. */
export const lines = async (...asked: Parameters<typeof databaseOf>) =>
  (await changes(...asked)).map(
    ({ change, thing, fact, field, before, after, by, because, without, alsoTouchedBy }) => {
      const what = fact ? `${fact.eventId} ` : `${thing.kind} `;
      const values = field === undefined ? '' : ` ${field} ${text(before)} → ${text(after)}`;
      const why = by ? `by ${by.eventId}` : `${because}${without ? `: ${without.eventId}` : ''}`;
      const beside = alsoTouchedBy ? ` beside ${alsoTouchedBy.map(({ eventId }) => eventId).join(' ')}` : '';
      return `${what}${change}${values}, ${why}${beside}`;
    },
  );
const text = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '–'));

/** Facts about one meeting. Its id is `1`. */
export const talks = (...facts: readonly Telling[]) => [about('meeting', '1', ...facts)];
/** The log after two numbers of events. */
export const between = (before: number, after: number): [At, At] => [{ upTo: before - 1 }, { upTo: after - 1 }];
