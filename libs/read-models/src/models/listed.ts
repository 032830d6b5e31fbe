import type Database from 'better-sqlite3';
import { MIDDAY } from '#domain/world-order.js';
import { sortColumns, termsOf } from '../projection/layout.js';
import { tableByOrdinal, markingsShownIn } from '../projection/lens.js';
import { type RowMarking, UNMARKED } from '../projection/marking-of-rows.js';
import type { Value, Term } from '../projection/read-model.js';
import { dayNumber, EVERY, LASTS, NO_DAY, numbering, termOf } from '../projection/terms.js';
import { occurringIn } from '../projection/visible-markings.js';
import type { Key, Slice } from '../routes/pages.js';
import { inOrder } from './in-order.js';
import type { TextSearch } from './search/list-search.js';
import { type List, sortedRows } from './search/sorted-rows.js';

export type { List };
/** The rows with a term; of these, only those that stand on some of the `days`, and whose place in the order is `within` a condition. */
export type Part = Readonly<{ term: Term; days?: Days | undefined; within?: string | undefined }>;
/** The first and the last day, both included, by their numbers (`dayNumber`). */
export type Days = Readonly<{ from: number; to: number }>;
/**
 * The rows of all parts in a negotiation, or in several, that meet the conditions. `bounds` has the values in `within`, where days are
 * numbers; `values` those in the conditions.
 */
export type Asked = Readonly<{
  negotiationId: string | readonly string[];
  parts: readonly Part[];
  bounds?: Values;
  conditions: readonly string[];
  values: Values;
  search?: TextSearch;
}>;
type Values = Readonly<Record<string, Value | undefined>>;

/** Of the conditions of filters, those that are asked for. */
export const conditionsFor = <Field extends string>(
  conditions: Readonly<Record<Field, string>>,
  filter: Readonly<Partial<Record<NoInfer<Field>, unknown>>>,
): readonly string[] =>
  (Object.keys(conditions) as Field[]).filter((field) => filter[field] !== undefined).map((field) => conditions[field]);

/** The values of filters as conditions have them: several values are a JSON array. */
export const valuesFor = (filter: Readonly<Record<string, Value | readonly string[] | undefined>>): Values =>
  Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [
      name,
      typeof value === 'object' ? value && JSON.stringify(value) : value,
    ]),
  );
/** That a column has one of the values of a filter that may be repeated. */
export const isOneOf = (column: string, name: string): string => `${column} IN (SELECT value FROM json_each(@${name}))`;
/** That one of the ids in a JSON array is one of those. */
export const hasOneOf = (column: string, name: string): string =>
  `EXISTS (SELECT 1 FROM json_each(${column}) WHERE ${isOneOf('value', name)})`;

/**
 * A page of a list. It reads the places of its parts in their order, and the rows that stand there, until the page is full: so it takes
 * as long whatever else is recorded, also where the parts have nothing.
 */
export const listed = <R extends Readonly<{ ordinal: number; stream: string; negotiationId: string }>>(
  db: Database.Database,
  list: List,
  { negotiationId, parts, bounds = {}, conditions, values, search = {} }: Asked,
  { after, limit }: Slice,
): readonly R[] => {
  const negotiationIds = typeof negotiationId === 'string' ? [negotiationId] : negotiationId;
  const { streams, keeps = (rows) => rows, nextDay } = search;
  if (streams !== undefined)
    return sortedRows<R>(db, list, { negotiationIds, streams, conditions, values }, { after, limit });
  const numbers = [...markingsIn(db, negotiationIds)].flatMap(([id, markings]) =>
    markings.map((marking) => numbering(marking, id)),
  );
  const sought = parts.flatMap(({ term, ...where }) =>
    numbers.map((numberOf) => ({ number: numberOf(term), ...where, bounds })),
  );
  // Of many, most give a page a few places.
  const first = Math.min(limit, Math.max(FEWEST_AT_ONCE, Math.ceil((2 * limit) / sought.length)));
  const from = { after: after && placeOf(list, after), limit: first };
  const placesOn = (days?: Days) =>
    inOrder(
      sought.map((one) =>
        placesOf(db, list, days === undefined ? one : { ...one, days: common(one.days, days) }, from),
      ),
      list.isDescending === true,
    );
  const isOne = negotiationIds.length === 1;
  const isAmong = isOne ? 'negotiationId = @among' : 'negotiationId IN (SELECT value FROM json_each(@among))';
  const among = isOne ? negotiationIds[0]! : JSON.stringify(negotiationIds);
  const rowsAt = db.prepare<unknown[], R>(
    `SELECT it.* FROM (SELECT value AS place FROM json_each(@ordinals)) CROSS JOIN "${tableByOrdinal(db, list.name)}" AS it ON it.ordinal = place
     WHERE ${[isAmong, ...conditions].join(' AND ')}`,
  );
  const page: R[] = [];
  let places = placesOn();
  for (let size = limit; page.length < limit; size = Math.min(size * 2, MOST_AT_ONCE)) {
    const some = taken(places, size);
    const ordinals = some.map((place) => Number(place.at(-1)));
    const rows = some.length === 0 ? [] : keeps(rowsAt.all({ ...values, among, ordinals: JSON.stringify(ordinals) }));
    const found = new Map(rows.map((row) => [row.ordinal, row]));
    page.push(...ordinals.flatMap((ordinal) => found.get(ordinal) ?? []).slice(0, limit - page.length));
    if (some.length < size) break;
    if (list.hasDaysOfTexts && nextDay !== undefined && rows.length * SELDOM < some.length) {
      const day = Number(some.at(-1)![0]);
      const next = day < NO_DAY ? (nextDay(day) ?? NO_DAY) : day;
      // What has no day may stand on an earlier one in the index.
      if (next > day) places = placesOn({ from: next, to: NO_DAY });
    }
  }
  return page;
};
/** The markings of rows in these negotiations. Of several, each has few of those that a reader sees in all. */
const markingsIn = (
  db: Database.Database,
  negotiationIds: readonly string[],
): ReadonlyMap<string, readonly RowMarking[]> => {
  const shown = markingsShownIn(db) ?? [UNMARKED];
  return negotiationIds.length === 1 || shown.length === 1
    ? new Map(negotiationIds.map((id) => [id, shown]))
    : occurringIn(db, negotiationIds, shown);
};
/** Where fewer than one row in so many is found, the list goes on where the next one is. */
const SELDOM = 8;
const common = (one: Days | undefined, { from, to }: Days): Days =>
  one === undefined ? { from, to } : { from: Math.max(one.from, from), to: Math.min(one.to, to) };
/** How many rows of a negotiation have a term, and stand `within` a condition. They are counted in the terms alone. */
export const countListed = (
  db: Database.Database,
  { name }: List,
  {
    negotiationId,
    parts,
    bounds = {},
  }: Pick<Asked, 'bounds'> & Readonly<{ negotiationId: string; parts: readonly [Omit<Part, 'days'>] }>,
): number => {
  const [{ term, within }] = parts;
  const where = ['term = @number', ...(within === undefined ? [] : [within])];
  const count = db.prepare<unknown[], number>(
    `SELECT count(*) FROM main."${termsOf(name)}" WHERE ${where.join(' AND ')}`,
  );
  return (markingsShownIn(db) ?? [UNMARKED])
    .map((marking) => count.pluck().all({ ...bounds, number: numbering(marking, negotiationId)(term) })[0]!)
    .reduce((sum, number) => sum + number, 0);
};
/** Places that are read at once: where few of their rows meet the conditions, and where there are many parts. */
const [MOST_AT_ONCE, FEWEST_AT_ONCE] = [512, 8];

/** A key of a list, as places have it. */
const placeOf = ({ table }: List, key: Key): Key => {
  const { by, days } = table.terms!;
  return by.map((column, n) => (days.includes(column) ? dayNumber(String(key[n])) : key[n]!));
};

type Sought = Omit<Part, 'term'> & Readonly<{ number: number; bounds: Values }>;

/** The places of a part in the order of the list: the values of `sortColumns`. */
function* placesOf(
  db: Database.Database,
  { name, table, isDescending = false }: List,
  { number, days, within, bounds }: Sought,
  { after, limit }: Slice,
): Generator<Key, void, void> {
  const columns = sortColumns(table.terms!).map((column) => `"${column}"`);
  const [beyond, direction] = isDescending ? ['<', ' DESC'] : ['>', ''];
  const read = (last: Key | undefined, size: number) => {
    const keys = Object.fromEntries((last ?? []).map((value, n) => [`last${n}`, value]));
    const names = Object.keys(keys).map((key) => `@${key}`);
    const where = [
      'term = @number',
      ...(days === undefined ? [] : [`${columns[0]!} BETWEEN @from AND @to`]),
      ...(within === undefined ? [] : [within]),
      ...(last === undefined ? [] : [`(${columns.slice(0, last.length).join()}) ${beyond} (${names.join()})`]),
    ];
    return db
      .prepare<unknown[], Key>(
        `SELECT ${columns.join()} FROM main."${termsOf(name)}" WHERE ${where.join(' AND ')}
         ORDER BY ${columns.map((column) => column + direction).join()} LIMIT @size`,
      )
      .raw()
      .all({ ...bounds, ...days, ...keys, number, size });
  };
  let last: Key | undefined = after;
  for (let size = limit; ; size = Math.min(size * 2, MOST_AT_ONCE)) {
    const portion = read(last, size);
    yield* portion;
    if (portion.length < size) return;
    last = portion.at(-1)!;
  }
}

/** The next places, so many if there are. The last value of a place is the ordinal of its row. */
const taken = (places: Iterator<Key, void>, size: number): readonly Key[] => {
  const some: Key[] = [];
  while (some.length < size) {
    const { value, done } = places.next();
    if (done) break;
    some.push(value);
  }
  return some;
};

/** A page in the order of days and hours. The cursor of an earlier version has no minute, since no fact had an hour then. */
export const withMinute = ({ after, limit }: Slice): Slice => {
  const [earliest, latest, ordinal, ...more] = after ?? [];
  return after === undefined || more.length > 0
    ? { after, limit }
    : { after: [earliest!, latest!, MIDDAY, ordinal!], limit };
};

/** The days that something can have happened on: it stands at `earliest` in a list, which `reachesFrom` may be long before. */
type PossibleDays = Readonly<{ earliest: string; latest: string; reachesFrom: string }>;

/**
 * The terms by which a list in the order of the earliest days finds what may have happened in a period. What stands in the period needs
 * none; neither does what has one day. Whether days that begin before the period last until then is told by the blocks that they consist of.
 */
export const periodTerms = ({ earliest, latest, reachesFrom }: PossibleDays): readonly Term[] => [
  ...(latest > earliest ? blocksBetween(earliest, latest) : []),
  ...(reachesFrom < earliest ? [BEGUN_BEFORE] : []),
];
const BEGUN_BEFORE = termOf('begun', 'before');

/** The same, and that something lasts, which tells whether blocks are to be looked for at all. */
export const lastingTerms = (days: PossibleDays): readonly Term[] => [
  ...(days.latest > days.earliest ? [LASTS] : []),
  ...periodTerms(days),
];

export type Period = Readonly<{ from?: string | undefined; to?: string | undefined }>;

/** The parts of a list that have what may have happened in a period. */
export const partsIn = ({ from, to }: Period): readonly Part[] => {
  if (from === undefined && to === undefined) return [{ term: EVERY }];
  const period = {
    from: from === undefined ? FIRST_DAY : dayNumber(from),
    to: to === undefined ? LAST_DAY : dayNumber(to),
  };
  const before = { from: FIRST_DAY, to: Math.min(period.from - 1, period.to) };
  const after = { from: Math.max(period.to + 1, period.from), to: LAST_DAY };
  return [
    { term: EVERY, days: period },
    ...(from === undefined ? [] : blocksAround(from).map((term) => ({ term, days: before }))),
    // It has one day, and is not among those that last.
    ...(to === undefined ? [] : [{ term: BEGUN_BEFORE, days: after }]),
  ];
};

/** The last day of what has not ended. */
const NEVER = '9999-12-31';
const [FIRST_DAY, LAST_DAY] = [dayNumber('0000-01-01'), dayNumber(NEVER)];
export const daysFrom = (day: string): Days => ({ from: dayNumber(day), to: LAST_DAY });
export const daysBefore = (day: string): Days => ({ from: FIRST_DAY, to: dayNumber(day) - 1 });
export const daysUpTo = (day: string): Days => ({ from: FIRST_DAY, to: dayNumber(day) });
/** Blocks of 1, 2, 4, … days, each beginning at a multiple of its size; the largest are of eleven years. */
const SIZES = Array.from({ length: 13 }, (_, n) => 2 ** n);

/** The fewest blocks that days consist of, the first day excluded; or that they have no end. */
const blocksBetween = (earliest: string, latest: string): readonly Term[] => {
  if (latest === NEVER) return [ENDLESS];
  const blocks: Term[] = [];
  const end = dayNumber(latest) + 1;
  for (let first = dayNumber(earliest) + 1; first < end;) {
    const size = SIZES.findLast((size) => first % size === 0 && first + size <= end)!;
    blocks.push(blockAt(first, size));
    first += size;
  }
  return blocks;
};
/** All blocks that a day is in. */
const blocksAround = (day: string): readonly Term[] => {
  const number = dayNumber(day);
  return [ENDLESS, ...SIZES.map((size) => blockAt(Math.floor(number / size) * size, size))];
};
const blockAt = (first: number, size: number): Term => termOf('days', `${first}+${size}`);
const ENDLESS = termOf('days', NEVER);
