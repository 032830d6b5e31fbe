import type Database from 'better-sqlite3';
import {
  ANY,
  BLOCKS_IN_CHUNK,
  bufferOf,
  type Column,
  numberOf,
  termName,
  type TermColumn,
  type TimeColumn,
} from './blocks.js';
import { labelsShownIn } from './shown-labels.js';
import type { TrailFilter } from './trail-filter.js';

/**
 * How many labels the view of a lens may show in arms of their own (log-index/trail-lens.ts): with more, SQLite takes longer to prepare a query
 * than to answer it.
 */
export const MOST_ARMS = 256;

/** `count`: how many blocks there are, of `size` events each. */
export type Blocks = Readonly<{ count: number; size: number }>;

/** The blocks of a database; none in that of a past moment, which is not searched long. */
export const blocksIn = (db: Database.Database): Blocks => {
  const hasBlocks = db.prepare("SELECT 1 FROM pragma_table_list WHERE name = 'trail_blocks'").get() !== undefined;
  const last = hasBlocks && db.prepare<[], Blocks>(`${LAST_BLOCK} ORDER BY block DESC LIMIT 1`).get();
  return last || { count: 0, size: 1 };
};
const LAST_BLOCK = 'SELECT block + 1 AS count, length(label) / 4 AS size FROM main.trail_blocks';

/** An event has one of these terms. */
type TermCondition = Readonly<{ column: TermColumn; ids: ReadonlySet<number> }>;
/** A time of an event is within these bounds, inclusive. */
type TimeCondition = Readonly<{ column: TimeColumn; low: number; high: number }>;
/** `labels`: those of the events that are shown, as JSON; `isShown` is undefined if all are. */
type Search = Readonly<{
  labels: string;
  isShown: ReadonlySet<number> | undefined;
  terms: readonly TermCondition[];
  times: readonly TimeCondition[];
}>;

/**
 * The ordinals after one of the events in the blocks that match a filter, in the order of the log, of those that the connection
 * shows. Some may not match: whoever reads their rows tests them again.
 */
export function* searchBlocks(
  db: Database.Database,
  { count, size }: Blocks,
  filter: TrailFilter,
  after: number,
): Generator<number> {
  const shown = labelsShownIn(db);
  const search = {
    labels: JSON.stringify(shown ?? db.prepare<[], number>('SELECT id FROM main.labels').pluck().all()),
    isShown: shown && new Set(shown),
    terms: termsOf(db, filter),
    times: timesOf(filter),
  };
  const read = db
    .prepare<[string], [block: number, ...columns: Buffer[]]>(
      `SELECT ${['block', ...columnsOf(search)].map((column) => `it.${column}`).join()}
       FROM json_each(?) AS found CROSS JOIN main.trail_blocks AS it ON it.block = found.value`,
    )
    .raw();
  for (const blocks of batches(blocksFor(db, search, Math.floor((after + 1) / size), count), BLOCKS_READ))
    for (const [block, ...columns] of read.all(JSON.stringify(blocks)).toSorted(([one], [other]) => one - other))
      for (const place of placesIn(search, columns, size)) {
        const ordinal = block * size + place;
        if (ordinal > after) yield ordinal;
      }
}

/** To read one takes half as long as a query. */
const BLOCKS_READ = 8;

/** Takes so many at a time, and no more than are asked for. */
export function* batches<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const termsOf = (db: Database.Database, filter: TrailFilter): readonly TermCondition[] => {
  const { among, negotiationId, type, recordedBy } = filter;
  const asked: readonly (readonly [TermColumn, readonly string[] | undefined])[] = [
    ['negotiationId', negotiationId === undefined ? undefined : [negotiationId]],
    ['recordedBy', recordedBy === undefined ? undefined : [recordedBy]],
    ['type', type === undefined ? undefined : [type]],
    ['negotiationId', among],
  ];
  // What occurs nowhere is asked for like what occurs where nothing is shown.
  const idsOf = db
    .prepare<[string], number>(
      'SELECT ifnull(trail_terms.id, -1) FROM json_each(?) AS asked LEFT JOIN main.trail_terms ON name = asked.value',
    )
    .pluck();
  return asked.flatMap(([column, values]) =>
    values === undefined
      ? []
      : [{ column, ids: new Set(idsOf.all(JSON.stringify(values.map((value) => termName(column, value))))) }],
  );
};

const timesOf = (filter: TrailFilter): readonly TimeCondition[] => {
  const { recordedFrom, recordedTo, learnedFrom, learnedTo, happenedFrom, happenedTo } = filter;
  const asked = [
    { column: 'recordedAt', low: bound(recordedFrom, -Infinity), high: bound(recordedTo, Infinity) },
    { column: 'learnedAt', low: bound(learnedFrom, -Infinity), high: bound(learnedTo, Infinity) },
    { column: 'latest', low: bound(happenedFrom, -Infinity), high: Infinity },
    { column: 'reachesFrom', low: -Infinity, high: bound(happenedTo, Infinity) },
  ] as const;
  return asked.filter(({ low, high }) => low !== -Infinity || high !== Infinity);
};
/** What is no time bounds nothing here. */
const bound = (text: string | undefined, open: number): number => {
  const number = text === undefined ? Number.NaN : numberOf(text);
  return Number.isNaN(number) ? open : number;
};

/** The blocks in which an event may match, from one up to another, that one excluded. */
function* blocksFor(db: Database.Database, search: Search, from: number, to: number): Generator<number> {
  const end = Math.ceil(to / BLOCKS_IN_CHUNK);
  // A page that is soon full reads the bitmaps of few chunks.
  for (let chunk = Math.floor(from / BLOCKS_IN_CHUNK), width = FIRST_WIDTH; chunk < end; chunk += width, width *= 2)
    for (const [n, bits] of bitmapsOf(db, search, chunk, width).entries())
      for (const block of blocksOf(db, search, chunk + n, bits)) if (block >= from) yield block;
}

const FIRST_WIDTH = 8;

/** For so many chunks, the blocks that have something for every condition. */
const bitmapsOf = (db: Database.Database, { labels, terms, times }: Search, chunk: number, width: number) => {
  const bitmaps = new Int32Array(width).fill(-1);
  const bitmapsOfAny = db
    .prepare<[string, string, number, number], [chunk: number, blocks: number]>(
      `SELECT chunk, blocks FROM json_each(?) AS labels CROSS JOIN json_each(?) AS terms CROSS JOIN main.trail_bitmaps
       ON term = terms.value AND label = labels.value AND chunk BETWEEN ? AND ?`,
    )
    .raw();
  for (const ids of terms.length === 0 ? [[ANY]] : terms.map((term) => term.ids)) {
    const any = new Int32Array(width);
    for (const [at, blocks] of bitmapsOfAny.all(labels, JSON.stringify([...ids]), chunk, chunk + width - 1))
      any[at - chunk]! |= blocks;
    for (let n = 0; n < width; n++) bitmaps[n]! &= any[n]!;
    if (bitmaps.every((bits) => bits === 0)) return bitmaps;
  }
  if (times.length > 0) {
    const reached = new Set(zonesWithin(db, labels, times, 1, chunk, chunk + width - 1));
    for (let n = 0; n < width; n++) if (!reached.has(chunk + n)) bitmaps[n] = 0;
  }
  return bitmaps;
};

/** The blocks of a chunk that a bitmap has, and whose times may be within the bounds. */
const blocksOf = (db: Database.Database, { labels, times }: Search, chunk: number, bits: number): readonly number[] => {
  if (bits === 0) return [];
  const first = chunk * BLOCKS_IN_CHUNK;
  const blocks = Array.from({ length: BLOCKS_IN_CHUNK }, (_, n) => first + n).filter((_, n) => (bits >>> n) & 1);
  if (times.length === 0) return blocks;
  const reached = new Set(zonesWithin(db, labels, times, 0, blocks[0]!, blocks.at(-1)!));
  return blocks.filter((block) => reached.has(block));
};

const zonesWithin = (
  db: Database.Database,
  labels: string,
  times: readonly TimeCondition[],
  level: number,
  from: number,
  to: number,
): readonly number[] =>
  db
    .prepare<unknown[], number>(
      `SELECT n FROM json_each(?) AS labels CROSS JOIN main.trail_zones ON label = labels.value AND level = ? AND n BETWEEN ? AND ?
       WHERE ${times.map(({ column }) => `${column}_high >= ? AND ${column}_low <= ?`).join(' AND ')}`,
    )
    .pluck()
    .all(labels, level, from, to, ...times.flatMap(({ low, high }) => [low, high]));

/** The columns that a search compares, in the order of its tests. */
const columnsOf = ({ isShown, terms, times }: Search): readonly Column[] => [
  ...terms.map(({ column }) => column),
  ...(isShown === undefined ? [] : ['label' as const]),
  ...times.map(({ column }) => column),
];

/** The places in a block of the events that match. */
const placesIn = ({ isShown, terms, times }: Search, columns: readonly Buffer[], size: number): readonly number[] => {
  const sets = [...terms.map(({ ids }) => ids), ...(isShown === undefined ? [] : [isShown])];
  const numbers = columns.map(bufferOf);
  const tests = [
    ...sets.map((set, n) => isOneOf(set, new Uint32Array(numbers[n]!))),
    ...times.map(({ low, high }, n) => isWithin(low, high, new Float64Array(numbers[sets.length + n]!))),
  ];
  const places: number[] = [];
  next: for (let place = 0; place < size; place++) {
    for (const test of tests) if (!test(place)) continue next;
    places.push(place);
  }
  return places;
};

type Test = (place: number) => boolean;
const isOneOf = (numbers: ReadonlySet<number>, column: Uint32Array): Test => {
  const [only] = numbers;
  return numbers.size === 1 ? (place) => column[place] === only : (place) => numbers.has(column[place]!);
};
/** What is no number may be within any bounds. */
const isWithin =
  (low: number, high: number, column: Float64Array): Test =>
  (place) =>
    !(column[place]! < low || column[place]! > high);
