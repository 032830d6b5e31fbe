import type Database from 'better-sqlite3';
import { type Kind, streamOf, thingOf } from '#domain/ids.js';
import { type Day, span } from '#domain/world-date.js';
import { first } from '../../models/board/cut.js';
import { idsIn } from '../../models/resolve-labels.js';
import { things } from '../../models/things.js';
import { UNMARKED } from '../../projection/marking-of-rows.js';
import { createModel, createOwnTables } from '../../projection/tables.js';
import { writersFor } from '../../projection/table-writer.js';
import { thingFrom } from '../../projection/thing.js';
import type { Slice } from '../../routes/pages.js';
import type { About } from '../about.js';
import { type Compared, type Moments, ThingsAtTwoMoments } from '../compare-things.js';
import { goesByDay, PageSnapshots } from '../page-snapshot.js';
import type { StreamPlaces } from '../replay.js';
import { type Line, linesOf, namesIn, TAGS } from './lines.js';
import { type Counts, type MovedHeader, type MovedLine, stillItem, toLine } from './moved-line.js';
import { hasMoved, lookAt, type MovedThing, openedSince, type Sight, type StillThing } from './moved-thing.js';

/** `over`: the last day that was over at the first moment. `sight`: what the reader is cleared for; undefined if they see everything. */
type Options = Moments & Readonly<{ negotiationId: string; over: Day; sight: Sight | undefined }>;

const SCHEMA = `
  CREATE TABLE moved (place INTEGER PRIMARY KEY, details TEXT NOT NULL) STRICT;
  CREATE TABLE moments (details TEXT NOT NULL) STRICT;`;

/** Kinds of which it is said what has not moved. */
const STILL: readonly Kind[] = ['position', 'measure'];
const MOST_STILL = 20;

/**
 * Fills an empty database with what moved between two moments of a negotiation, for readers: lines in the order in which they are told, and the names of the things in
 * them. Where both moments have all that was recorded by then, only the things are read of which something was recorded between them, and
 * those that can change from day to day or are told to have stood still.
 * @throws what `readHistories` throws
 */
export const moved = async (db: Database.Database, { negotiationId, over, ...moments }: Options): Promise<void> => {
  createOwnTables(db);
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
  const still = new Still();
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
      else still.add(thing);
    });
    await all.compare(mentionedIn(movedThings, still.about, all.streams, new Set(looked)), name);

    const lines = linesOf(movedThings, { from, to, nameOf: namesIn(labels) });
    const add = db.prepare<[number, string]>('INSERT INTO moved VALUES (?, ?)');
    for (const [place, line] of lines.entries()) add.run(place, JSON.stringify(toLine(line)));
    const header: MovedHeader = {
      since: { ...momentOf(from), ...(isBeforeTheRecord && { isBeforeTheRecord }) },
      until: momentOf(to),
      counts: countsOf(lines, movedThings),
      ...lastFactOf(movedThings),
      notMoved: { positions: still.of('position'), measures: still.of('measure') },
    };
    db.prepare('INSERT INTO moments VALUES (?)').run(JSON.stringify(header));
  } finally {
    pages.close();
  }
};

/** What stands as it stood: the first of each kind, and how many there are. */
class Still {
  private readonly items = new Map<Kind, MovedHeader['notMoved']['positions']['items'][number][]>();
  private readonly counts = new Map<Kind, number>();
  readonly about: (About | undefined)[] = [];

  add(thing: StillThing): void {
    const { kind } = thing;
    if (!STILL.includes(kind)) return;
    const items = this.items.get(kind) ?? [];
    this.items.set(kind, items);
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (items.length === MOST_STILL) return;
    items.push(stillItem(thing));
    this.about.push(thing.about);
  }

  of(kind: Kind) {
    return first(this.items.get(kind) ?? [], MOST_STILL, this.counts.get(kind) ?? 0);
  }
}

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
  still: readonly (About | undefined)[],
  streams: readonly StreamPlaces[],
  looked: ReadonlySet<StreamPlaces>,
): readonly StreamPlaces[] => {
  const told = movedThings.map(({ happened, late, opening, about, fields }) => [
    [...happened, ...late].map(({ data }) => data),
    opening?.data,
    about,
    fields,
  ]);
  const ids = new Set(idsIn([told, still]));
  return streams.filter((one) => !looked.has(one) && ids.has(thingOf(one.stream).id));
};

const countsOf = (lines: readonly Line[], movedThings: readonly MovedThing[]): Counts => {
  const byKind: Record<string, { lines: number; facts: number }> = {};
  const of = (kind: Kind) => (byKind[kind] ??= { lines: 0, facts: 0 });
  for (const { kind } of lines) of(kind).lines += 1;
  for (const { kind, happened, late } of movedThings) of(kind).facts += happened.length + late.length;
  return {
    lines: lines.length,
    facts: Object.values(byKind).reduce((sum, { facts }) => sum + facts, 0),
    byKind,
    byTag: Object.fromEntries(
      TAGS.map((tag) => [tag, lines.filter((line) => line.tag === tag).length]),
    ) as Counts['byTag'],
  };
};

/** Of the facts that are new, the one that happened last. */
const lastFactOf = (movedThings: readonly MovedThing[]): Pick<MovedHeader, 'lastFact'> => {
  const dated = movedThings
    .flatMap(({ happened, late }) => [...happened, ...late])
    .filter(({ metadata }) => metadata.occurredOn !== undefined)
    .map(({ id, metadata }) => ({ eventId: id, day: span(metadata).earliest }));
  const [last] = dated.toSorted((a, b) => (a.day > b.day ? -1 : Number(a.day < b.day)));
  return last === undefined ? {} : { lastFact: last };
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
