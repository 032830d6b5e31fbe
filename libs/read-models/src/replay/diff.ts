import type Database from 'better-sqlite3';
import { thingOf } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import { PageSnapshots } from './page-snapshot.js';
import type { Change, ComparedMoment, WhyNot } from './change.js';
import { changesOf } from './changes.js';
import { type AsOf, eventsAsOf, isWhole } from './events-as-of.js';
import { thingFrom } from '../projection/thing.js';
import type { LoggedEvent } from '../projection/read-model.js';
import type { Places } from '../log-index/queries.js';
import {
  choose,
  inMemory,
  inParts,
  otherWork,
  type Reading,
  readHistories,
  type StreamPlaces,
  streamsOf,
} from './replay.js';
import { createModel } from '../projection/tables.js';
import { writersFor } from '../projection/table-writer.js';
import { UNMARKED } from '../projection/marking-of-rows.js';
import { things } from '../models/things.js';
import type { Slice } from '../routes/pages.js';

/** A moment of the record, and the day that decides what is "in force" and "overdue". */
export type Viewpoint = Readonly<{ choice: AsOf; day: Day }>;

/** `places`: the events up to the later moment, and possibly later ones. `most`: bytes, for the database. */
type Options = Reading & Readonly<{ places: Places; from: Viewpoint; to: Viewpoint; most: number }>;

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
 * The differences between two moments of a negotiation, as a database in memory, with the names of its things at the
 * second moment; for things that are missing there, at the first. Things are compared one by one, so that memory holds
 * only a few of them.
 * @throws what `replay` throws
 */
export const diff = ({ from, to, most, ...log }: Options): Promise<Database.Database> =>
  inMemory(most, async (db) => {
    db.exec(SCHEMA);
    db.prepare('INSERT INTO moments VALUES (?)').run(
      JSON.stringify({ from: comparedMoment(from), to: comparedMoment(to) }),
    );
    createModel(db, things, 'plain');
    const names = writersFor(db, things, 'plain').get('things')!;
    const add = db.prepare<[number, number, number, string, string]>('INSERT INTO changes VALUES (?, ?, ?, ?, ?)');
    const pages = new PageSnapshots();
    try {
      const [then, now] = [await chooser(log, from), await chooser(log, to)];
      let done = 0;
      for (const part of inParts(streamsOf(log.places, Math.max(from.choice.upTo, to.choice.upTo)))) {
        for (const history of await readHistories(log.store, log.places, part)) {
          const [was, is] = [then(history), now(history)];
          if (was.length + is.length > 0) {
            const thing = thingFrom(is.length > 0 ? is : was);
            for (const row of things.rows(thing)['things']!) names.insert(UNMARKED, row);
            const whyNot = (event: LoggedEvent) => reasonWhyNot(event, history, to.choice);
            const moments = { from: { chosen: was, day: from.day }, to: { chosen: is, day: to.day } };
            for (const [place, { ordinal, change }] of changesOf({ ...moments, pages, whyNot }).entries())
              add.run(ordinal, history[0]!.ordinal, place, thing.stream, JSON.stringify(change));
          }
          done += history.length;
          await otherWork(log.signal);
        }
        log.hear?.(done);
      }
    } finally {
      pages.close();
    }
  });

/** Selects events like a replay: a thing that a selected fact names is included. */
const chooser = async ({ store, places, signal }: Reading & Pick<Options, 'places'>, { choice }: Viewpoint) => {
  const read = (some: readonly StreamPlaces[]) => readHistories(store, places, some);
  const streams = isWhole(choice) ? [] : streamsOf(places, choice.upTo);
  const named = await choose(streams, { choice, read, signal }, () => {});
  return (history: readonly LoggedEvent[]): readonly LoggedEvent[] => {
    const chosen = eventsAsOf(history, choice);
    const isNamed = chosen.length === 0 && history.length > 0 && named.has(thingOf(history[0]!.stream).id);
    return isNamed ? eventsAsOf(history, choice, true) : chosen;
  };
};

const reasonWhyNot = (event: LoggedEvent, history: readonly LoggedEvent[], { upTo, knownAt }: AsOf): WhyNot => {
  if (event.ordinal > upTo) return 'not recorded yet';
  const known = knownAt === undefined ? history : eventsAsOf(history, { upTo, knownAt });
  return known.includes(event) ? 'not happened yet' : 'not learned yet';
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
