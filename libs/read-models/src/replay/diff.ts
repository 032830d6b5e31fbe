import type Database from 'better-sqlite3';
import { things } from '../models/things.js';
import { UNMARKED } from '../projection/marking-of-rows.js';
import type { LoggedEvent } from '../projection/read-model.js';
import { createModel, createOwnTables } from '../projection/tables.js';
import { writersFor } from '../projection/table-writer.js';
import { thingFrom } from '../projection/thing.js';
import type { Slice } from '../routes/pages.js';
import type { Change, ComparedMoment, WhyNot } from './change.js';
import { changesOf } from './changes.js';
import { type Moments, ThingsAtTwoMoments, type Viewpoint } from './compare-things.js';
import { type AsOf, shownOf } from './events-as-of.js';
import { PageSnapshots } from './page-snapshot.js';

const SCHEMA = `
  CREATE TABLE changes (
    ordinal INTEGER NOT NULL, -- of the event that a change is told with
    opened  INTEGER NOT NULL, -- the ordinal of the first event of its thing
    place   INTEGER NOT NULL, -- among the changes of the thing
    stream  TEXT    NOT NULL,
    details TEXT    NOT NULL,
    PRIMARY KEY (ordinal, opened, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX changes_stream ON changes (stream);
  CREATE TABLE moments (details TEXT NOT NULL) STRICT;`;

const comparedMoment = ({ choice: { upTo, ...world }, day }: Viewpoint): ComparedMoment => ({
  ordinal: upTo,
  ...world,
  day,
});

/**
 * Fills an empty database with the differences between two moments of a negotiation, and the names of its things at the
 * second moment; for things that are missing there, at the first. Things are compared one by one, so that memory holds
 * only a few of them.
 * @throws what `readHistories` throws
 */
export const diff = async (db: Database.Database, { from, to, ...log }: Moments): Promise<void> => {
  createOwnTables(db);
  db.exec(SCHEMA);
  db.prepare('INSERT INTO moments VALUES (?)').run(
    JSON.stringify({ from: comparedMoment(from), to: comparedMoment(to) }),
  );
  createModel(db, things, 'plain');
  const names = writersFor(db, things, 'plain').get('things')!;
  const add = db.prepare<[number, number, number, string, string]>('INSERT INTO changes VALUES (?, ?, ?, ?, ?)');
  const pages = new PageSnapshots();
  try {
    const compared = await ThingsAtTwoMoments.of({ from, to, ...log });
    await compared.compare(compared.streams, ({ history, was, is }) => {
      const thing = thingFrom(is.length > 0 ? is : was);
      for (const row of things.rows(thing)['things']!) names.insert(UNMARKED, row);
      const whyNot = (event: LoggedEvent) => reasonWhyNot(event, history, to.choice);
      const moments = { from: { chosen: was, day: from.day }, to: { chosen: is, day: to.day } };
      for (const [place, { ordinal, change }] of changesOf({ ...moments, pages, whyNot }).entries())
        add.run(ordinal, history[0]!.ordinal, place, thing.stream, JSON.stringify(change));
    });
  } finally {
    pages.close();
  }
};

/** Why an event of the first moment does not count at the second. */
export const reasonWhyNot = (event: LoggedEvent, history: readonly LoggedEvent[], { upTo, knownAt }: AsOf): WhyNot => {
  if (event.ordinal > upTo) return 'not recorded yet';
  const known = knownAt === undefined ? history : shownOf(history, { upTo, knownAt });
  return known.some(({ id, onlyNames }) => id === event.id && !onlyNames) ? 'not happened yet' : 'not learned yet';
};

type ChangeRow = Readonly<{ ordinal: number; opened: number; place: number; details: string }>;

/**
 * The changes in the order of the log; those that only the passing of time has caused come last. With a stream, only
 * the changes of that thing.
 */
export const changesIn = (
  db: Database.Database,
  stream: string | undefined,
  { after, limit }: Slice,
): readonly (Change & { key: readonly number[] })[] => {
  const where = [
    ...(stream === undefined ? [] : ['stream = ?']),
    ...(after ? ['(ordinal, opened, place) > (?, ?, ?)'] : []),
  ];
  return db
    .prepare<unknown[], ChangeRow>(
      `SELECT * FROM changes WHERE ${where.join(' AND ') || 'TRUE'} ORDER BY ordinal, opened, place LIMIT ?`,
    )
    .all(...(stream === undefined ? [] : [stream]), ...(after ?? []), limit)
    .map(({ ordinal, opened, place, details }) => ({
      key: [ordinal, opened, place],
      ...(JSON.parse(details) as Change),
    }));
};

/** The two moments that were compared. */
export const momentsIn = (db: Database.Database): Readonly<{ from: ComparedMoment; to: ComparedMoment }> =>
  JSON.parse(db.prepare<[], string>('SELECT details FROM moments').pluck().get()!) as ReturnType<typeof momentsIn>;
