import type Database from 'better-sqlite3';
import { isCorrection } from '#domain/correction.js';
import { type EventId, WORLD_KINDS } from '#domain/ids.js';
import type { ReadModel } from '../../projection/read-model.js';

/**
 * Which events of the trail of a past moment were not known then, or had not happened, and only provide a name, and what corrects or voids
 * these: no list of events has them. It is no part of views.db: now there are none.
 */
export const onlyNames: ReadModel = {
  name: 'only-names',
  version: 1,
  tables: { only_names: { columns: { ordinal: 'INTEGER', stream: 'TEXT' } } },
  kinds: WORLD_KINDS,
  rows: ({ recorded }) => {
    const names = new Set<EventId>();
    for (const event of recorded)
      if (event.onlyNames || (isCorrection(event) && names.has(event.data.eventId))) names.add(event.id);
    return {
      only_names: recorded.filter(({ id }) => names.has(id)).map(({ ordinal, stream }) => ({ ordinal, stream })),
    };
  },
};

/** Which events of a thing these are, by their ordinals. */
export const namesOf = (db: Database.Database, stream: string): ReadonlySet<number> =>
  new Set(db.prepare<[string], number>('SELECT ordinal FROM only_names WHERE stream = ?').pluck().all(stream));
