import type Database from 'better-sqlite3';
import { type Kind, streamOf, thingOf } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import { first } from '../../models/board/cut.js';
import { idsIn } from '../../models/resolve-labels.js';
import { things } from '../../models/things.js';
import { UNMARKED } from '../../projection/marking-of-rows.js';
import { createModel } from '../../projection/tables.js';
import { writersFor } from '../../projection/table-writer.js';
import { thingFrom } from '../../projection/thing.js';
import type { Slice } from '../../routes/pages.js';
import { type Compared, type Moments, ThingsAtTwoMoments } from '../compare-things.js';
import { goesByDay, PageSnapshots } from '../page-snapshot.js';
import { inMemory, type StreamPlaces } from '../replay.js';
import { linesOf, namesIn, TAGS } from './lines.js';
import { type Counts, type MovedHeader, type MovedLine, stillItem, toLine } from './moved-line.js';
import { hasMoved, lookAt, type MovedThing, openedSince, type Sight, type StillThing } from './moved-thing.js';

/**
 * `over`: the last day that was over at the first moment. `sight`: what the reader is cleared for; undefined if they see everything.
 * `most`: bytes, for the database.
 */
type Options = Moments & Readonly<{ negotiationId: string; over: Day; sight: Sight | undefined; most: number }>;

const SCHEMA = `
  CREATE TABLE moved (place INTEGER PRIMARY KEY, details TEXT NOT NULL) STRICT;
  CREATE TABLE moments (details TEXT NOT NULL) STRICT;`;

/** Kinds of which it is said what has not moved. */
const STILL: readonly Kind[] = ['position', 'measure'];
const MOST_STILL = 20;

/**
 * What moved between two moments of a negotiation, for readers: lines in the order in which they are told, and the names of the things in
 * them. Where both moments have all that was recorded by then, only the things are read of which something was recorded between them, and
 * those that can change from day to day or are told to have stood still.
 * @throws what `replay` throws
 */
export const moved = ({ negotiationId, over, most, ...moments }: Options): Promise<Database.Database> =>
  inMemory(most, async (db) => {
    db.exec(SCHEMA);
    createModel(db, things, 'plain');
    const writer = writersFor(db, things, 'plain').get('things')!;
    const labels = new Map<string, string>();
    const name = ({ was, is }: Compared): void => {
      const thing = thingFrom(is.length > 0 ? is : was);
      for (const row of things.rows(thing)['things']!) {
        writer.insert(UNMARKED, row);
        labels.set(thing.stream, String(row['label']));
      }
    };
    const { from, to } = moments;
    // Nothing is marked between two moments of the same log.
    const sight = from.choice.upTo < to.choice.upTo ? moments.sight : undefined;
    const pages = new PageSnapshots();
    const movedThings: MovedThing[] = [];
    const still: StillThing[] = [];
    try {
      const all = await ThingsAtTwoMoments.of(moments);
      let openedBy: readonly string[] | undefined;
      let isBeforeTheRecord = true;
      const itself = all.streams.filter(({ stream }) => stream === streamOf('negotiation', negotiationId));
      await all.compare(itself, ({ history, was }) => {
        openedBy = openedSince(history, { from, to, sight });
        isBeforeTheRecord = was.length === 0;
      });
      const looked = openedBy === undefined ? lookedAt(all, moments) : all.streams;
      await all.compare(looked, (compared) => {
        name(compared);
        const thing = lookAt(compared, { from, to, over, pages, sight, openedBy });
        if (thing === undefined) return;
        if (hasMoved(thing)) movedThings.push(thing);
        else if (STILL.includes(thing.kind)) still.push(thing);
      });
      await all.compare(mentionedIn(movedThings, still, all.streams, new Set(looked)), name);

      const lines = linesOf(movedThings, { from, to, nameOf: namesIn(labels) });
      const add = db.prepare<[number, string]>('INSERT INTO moved VALUES (?, ?)');
      for (const [place, line] of lines.entries()) add.run(place, JSON.stringify(toLine(line)));
      const header: MovedHeader = {
        since: { ...momentOf(from), ...(isBeforeTheRecord && { isBeforeTheRecord }) },
        until: momentOf(to),
        counts: countsOf(lines),
        notMoved: Object.fromEntries(
          STILL.map((kind) => {
            const ofKind = still.filter((thing) => thing.kind === kind);
            return [`${kind}s`, first(ofKind.slice(0, MOST_STILL).map(stillItem), MOST_STILL, ofKind.length)];
          }),
        ) as MovedHeader['notMoved'],
      };
      db.prepare('INSERT INTO moments VALUES (?)').run(JSON.stringify(header));
    } finally {
      pages.close();
    }
  });

const momentOf = ({ choice: { upTo: _, ...world }, day }: Moments['from']) => ({ ...world, day });

/** Without the things that are certainly the same at both moments, and of which nothing is said. */
const lookedAt = (all: ThingsAtTwoMoments, { places, from, to }: Moments): readonly StreamPlaces[] => {
  if (!all.isWhole) return all.streams;
  const isPassing = from.day !== to.day;
  return all.streams.filter(({ stream, at }) => {
    const { kind } = thingOf(stream);
    return (
      kind === 'negotiation' ||
      STILL.includes(kind) ||
      (isPassing && goesByDay(kind)) ||
      places.ordinals[at.at(-1)!]! > from.choice.upTo
    );
  });
};

/** Things that were not looked at, and that sentences name. */
const mentionedIn = (
  movedThings: readonly MovedThing[],
  still: readonly StillThing[],
  streams: readonly StreamPlaces[],
  looked: ReadonlySet<StreamPlaces>,
): readonly StreamPlaces[] => {
  const told = movedThings.map(({ happened, late, facts, opening, about, fields }) => [
    [...happened, ...late, ...facts].map(({ data }) => data),
    opening?.data,
    about,
    fields,
  ]);
  const ids = new Set(idsIn([told, still.map(({ about }) => about)]));
  return streams.filter((one) => !looked.has(one) && ids.has(thingOf(one.stream).id));
};

const countsOf = (lines: readonly Readonly<{ kind: Kind; tag: string }>[]): Counts => {
  const count = (names: readonly string[], of: (line: (typeof lines)[number]) => string) =>
    Object.fromEntries(names.map((name) => [name, lines.filter((line) => of(line) === name).length]));
  const kinds = [...new Set(lines.map(({ kind }) => kind))];
  return {
    lines: lines.length,
    byKind: count(kinds, ({ kind }) => kind),
    byTag: count(TAGS, ({ tag }) => tag) as Counts['byTag'],
  };
};

/** The lines of a page, in their order. */
export const linesIn = (
  db: Database.Database,
  { after, limit }: Slice,
): readonly (MovedLine & { key: readonly number[] })[] =>
  db
    .prepare<[number, number], { place: number; details: string }>(
      'SELECT place, details FROM moved WHERE place > ? ORDER BY place LIMIT ?',
    )
    .all(Number(after?.[0] ?? -1), limit)
    .map(({ place, details }) => ({ key: [place], ...(JSON.parse(details) as MovedLine) }));

export const headerIn = (db: Database.Database): MovedHeader =>
  JSON.parse(db.prepare<[], string>('SELECT details FROM moments').pluck().get()!) as MovedHeader;
