import type Database from 'better-sqlite3';
import {
  EVERY_RANK,
  isShared,
  LAST_ORDINAL,
  ordinalIn,
  rankIn,
  rankOf,
  ranksBetween,
  rowidOf,
} from '../../projection/text-rank.js';
import { tableByOrdinal } from '../../projection/lens.js';
import type { DaysAndHour, Term, Value } from '../../projection/read-model.js';
import { EVERY, LASTS } from '../../projection/terms.js';
import type { Key, Slice } from '../../routes/pages.js';
import { compared, inOrder, isBefore } from '../in-order.js';
import { type Days, type Part, partsIn, type Period } from '../listed.js';
import { isPrefix } from '../statements/search-terms.js';
import { havingOneOf, matcherFor, type NegotiationSearch, type TextIndexName } from './matches.js';

/** The full-text index of a table of statements, or of other texts. */
type SearchedList = Readonly<{ name: string; index: TextIndexName; isDescending: boolean }>;
/** Rows may be of the period, and meet the conditions: clauses are to say the same, so that few rows are read in vain. */
type Asked = Readonly<{
  sought: readonly NegotiationSearch[];
  period: Period;
  conditions: readonly string[];
  values: Readonly<Record<string, Value | undefined>>;
}>;
type FoundRow = DaysAndHour & Readonly<{ ordinal: number }>;

/**
 * A page of what a full-text index finds, in the order of days. It reads matches in that order, and their rows, until the page is full: so no
 * match is read that comes after it.
 */
export const searched = <R extends FoundRow>(
  db: Database.Database,
  list: SearchedList,
  { sought, period, conditions, values }: Asked,
  { after, limit }: Slice,
): readonly R[] => {
  const rowsAt = db.prepare<unknown[], R>(
    `SELECT it.* FROM (SELECT value AS match FROM json_each(@ordinals)) CROSS JOIN "${tableByOrdinal(db, list.name)}" AS it ON it.ordinal = match
     WHERE ${['negotiationId IN (SELECT value FROM json_each(@among))', ...conditions].join(' AND ')}`,
  );
  const among = JSON.stringify(sought.map(({ negotiationId }) => negotiationId));
  const direction = list.isDescending ? -1 : 1;
  const isBeyond = (row: R) => after === undefined || direction * compared(keyOf(row), after) > 0;
  const page: R[] = [];
  for (const ordinals of portionsOf(placesIn(db, list, sought, period, { after, limit }), limit)) {
    const rows = rowsAt.all({ ...values, among, ordinals: JSON.stringify(ordinals) }).filter(isBeyond);
    page.push(...rows.toSorted((one, other) => direction * compared(keyOf(one), keyOf(other))));
    if (page.length >= limit) break;
  }
  return page.slice(0, limit);
};
/** Matches that are read at once: where few of their rows meet the conditions, and where many negotiations are asked. */
const [MOST_AT_ONCE, FEWEST_AT_ONCE] = [512, 2];

export const keyOf = ({ earliest, latest, minute, ordinal }: FoundRow): Key => [earliest, latest, minute, ordinal];

type TermsOfDays = Readonly<{ terms: readonly Term[]; days: Days | undefined }>;
/** The terms of the parts that stand on the same days, in the order of these, which do not overlap: what has one of them is found at once. */
const termsByDays = (parts: readonly Part[]): readonly TermsOfDays[] =>
  [...Map.groupBy(parts, ({ days }) => JSON.stringify(days)).values()]
    .map((some) => ({ terms: some.map(({ term }) => term), days: some[0]!.days }))
    .toSorted((one, other) => (one.days?.from ?? 0) - (other.days?.from ?? 0));

/** Every row has the term that is always there: it is asked for only where nothing else is. */
const having = ({ negotiationId, clauses }: NegotiationSearch, terms: readonly Term[]): NegotiationSearch => ({
  negotiationId,
  clauses:
    terms.includes(EVERY) && clauses.some(({ isExcluded }) => !isExcluded) ? clauses : [...clauses, havingOneOf(terms)],
});

/** Where a match stands: its rank, and the ordinal of its row. */
type MatchPlace = [rank: number, ordinal: number];
type Bounds = Readonly<{ low: MatchPlace; high: MatchPlace; isDescending: boolean }>;

const boundsOf = ({ isDescending }: SearchedList, days: Days | undefined, after: Key | undefined): Bounds => {
  const [first, last] = days === undefined ? EVERY_RANK : ranksBetween(days.from, days.to);
  const [low, high]: MatchPlace[] = [
    [first, 0],
    [last, LAST_ORDINAL],
  ];
  if (after === undefined) return { low: low!, high: high!, isDescending };
  const next = placeBeyond(after, isDescending);
  return isDescending
    ? { low: low!, high: isBefore(next, high!) ? next : high!, isDescending }
    : { low: isBefore(low!, next) ? next : low!, high: high!, isDescending };
};

/** The first place that the row with this key is not before. Of a rank that is shared, all rows are compared again. */
const placeBeyond = ([earliest, latest, minute, ordinal]: Key, isDescending: boolean): MatchPlace => {
  const rank = rankOf({ earliest: String(earliest), latest: String(latest), minute: Number(minute) });
  if (isShared(rank)) return [rank, isDescending ? LAST_ORDINAL : 0];
  return [rank, Number(ordinal) + (isDescending ? -1 : 1)];
};

const findSql = ({ index, isDescending }: SearchedList): string =>
  `SELECT ${rankIn('rowid')}, ${ordinalIn('rowid')} FROM ${index} WHERE ${index} MATCH @match
     AND rowid BETWEEN ${rowidOf('@lowRank', '@lowOrdinal')} AND ${rowidOf('@highRank', '@highOrdinal')}
   ORDER BY rowid${isDescending ? ' DESC' : ''} LIMIT @size`;

/** The places of all matches, in the order of the list. Days that no page comes to are not asked. */
function* placesIn(
  db: Database.Database,
  list: SearchedList,
  sought: readonly NegotiationSearch[],
  period: Period,
  { after, limit }: Slice,
): Generator<MatchPlace, void, void> {
  const find = db.prepare<unknown[], MatchPlace>(findSql(list)).raw();
  const matchFor = matcherFor(db);
  const placesWith = (some: NegotiationSearch, days: Days | undefined, after: Key | undefined, first: number) => {
    const match = matchFor(some);
    return match === undefined ? [] : [placesOf(find, match, boundsOf(list, days, after), first)];
  };
  const isThere = (some: NegotiationSearch, days?: Days) =>
    placesWith(some, days, undefined, 1).some((places) => places.next().value !== undefined);
  const groups = termsByDays(partsIn(period));
  // Of many negotiations, most have nothing that is worth looking for by the many terms of what lasts.
  const found =
    groups.length > 1 && sought.length > 1 ? sought.filter((some) => isThere(having(some, [EVERY]))) : sought;
  for (const { terms, days } of list.isDescending ? groups.toReversed() : groups) {
    const isWorthIt = (some: NegotiationSearch) =>
      terms.length === 1 || found.length === 1 || isThere(having(some, [LASTS]), days);
    const asked = found.filter(isWorthIt).map((some) => having(some, terms));
    // Of many, most give a page a few rows. But a prefix is put together from all its words at each reading.
    const few = Math.min(limit + 1, Math.max(FEWEST_AT_ONCE, Math.ceil((2 * limit) / asked.length)));
    yield* inOrder(
      asked.flatMap((some) => placesWith(some, days, after, hasPrefix(some) ? limit + 1 : few)),
      list.isDescending,
    );
  }
}
const hasPrefix = ({ clauses }: NegotiationSearch): boolean =>
  clauses.some(({ anyOf }) => anyOf.some((term) => 'text' in term && isPrefix(term)));

/** The places of the matches between bounds, in the order of the list. */
function* placesOf(
  find: Database.Statement<unknown[], MatchPlace>,
  match: string,
  { low, high, isDescending }: Bounds,
  first: number,
): Generator<MatchPlace, void, void> {
  for (let size = first; ; size = Math.min(size * 2, MOST_AT_ONCE)) {
    const [lowRank, lowOrdinal] = low;
    const [highRank, highOrdinal] = high;
    const portion = find.all({ match, lowRank, lowOrdinal, highRank, highOrdinal, size });
    yield* portion;
    if (portion.length < size) return;
    const [rank, ordinal] = portion.at(-1)!;
    if (isDescending) high = [rank, ordinal - 1];
    else low = [rank, ordinal + 1];
  }
}

/** The ordinals of matches, in portions that grow; those of a rank that is shared are in one, since they are still to be sorted. */
function* portionsOf(places: Iterable<MatchPlace>, first: number): Generator<readonly number[], void, void> {
  let size = first;
  // Parts of a period may both have what shares the last rank.
  let portion = new Set<number>();
  let before: number | undefined;
  for (const [rank, ordinal] of places) {
    if (portion.size >= size && !(rank === before && isShared(rank))) {
      yield [...portion];
      portion = new Set();
      size = Math.min(size * 2, MOST_AT_ONCE);
    }
    portion.add(ordinal);
    before = rank;
  }
  if (portion.size > 0) yield [...portion];
}
