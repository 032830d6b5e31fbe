import type Database from 'better-sqlite3';
import { isRefusal, type Refusal, refuse } from '#domain/decider.js';
import type { Kind } from '#domain/ids.js';
import { alsoReading, words } from '../../routes/parameters.js';
import type { QueryRefusal } from '../../routes/read-route.js';
import { described } from '../../routes/schema.js';
import { tableByOrdinal } from '../../projection/lens.js';
import type { DaysAndHour } from '../../projection/read-model.js';
import { termOf } from '../../projection/terms.js';
import { type Clause, parseSearch, SEARCH_TERMS, type TextClause } from '../statements/search-query.js';
import { firstDayWith, havingOneOf, matchesAmong, matchesIn } from './matches.js';
import type { QueryCode } from '../../routes/query-codes.js';

/** The search of a list of things by what was written about them. */
export const q = alsoReading(
  described(
    `Words, "phrases" and prefixes* that must all occur in what was written about the thing: its titles, names and texts, and those of its sources. -word: it must not occur. OR between two: one of them must occur. At most ${SEARCH_TERMS} words and phrases`,
    words(500),
  ),
  () => ['texts'],
);

const parseTextSearch = (typed: string): readonly Clause[] | Refusal<QueryCode> => {
  const clauses = parseSearch(typed);
  if (isRefusal(clauses)) return clauses;
  return clauses.some(({ anyOf }) => anyOf.some(({ field }) => field !== undefined)) ? FIELDS : clauses;
};
const FIELDS = refuse(
  'search-malformed',
  'Only statements are searched by who said them: here, "q" has no by:, for: or at:. Use the filters of this list. To search for the text itself, put it in quotes.',
);

export const refuseTextSearch = ({ q }: Readonly<{ q?: string | undefined }>): QueryRefusal | undefined => {
  const search = q === undefined ? [] : parseTextSearch(q);
  return isRefusal(search) ? { status: 400, pointer: '/q', ...search } : undefined;
};

/** What stands in a list. */
type Listed = Readonly<{ stream: string; negotiationId: string }>;
/**
 * How a list keeps to a search: it has the things of these `streams`, if a few are found, or else those of its rows that it `keeps`. With
 * neither, it has all of its rows. `nextDay`: the first day, from this one on, on which the text of something that is found stands.
 */
export type TextSearch = Readonly<{
  streams?: readonly string[];
  keeps?: <R extends Listed>(rows: readonly R[]) => readonly R[];
  nextDay?: (day: number) => number | undefined;
}>;

/** So many are sorted at once. Where more are found, a list is read in its order, and its rows are looked up in the index, until a page is full. */
const FEW = 512;

/** Searches the things of a kind in these negotiations. */
export const textSearch = (
  db: Database.Database,
  negotiationId: string | readonly string[],
  kind: Kind,
  q: string | undefined,
): TextSearch => {
  const clauses = q === undefined ? [] : parseTextSearch(q);
  if (isRefusal(clauses) || clauses.length === 0) return {};
  const negotiationIds = typeof negotiationId === 'string' ? [negotiationId] : negotiationId;
  const ofKind = havingOneOf([termOf('kind', kind)]);
  const fewWith = (some: readonly TextClause[]): readonly string[] | undefined => {
    const ordinals = matchesIn(db, 'text_search', negotiationIds, [...some, ofKind], FEW + 1);
    return ordinals.length <= FEW ? streamsOf(db, ordinals) : undefined;
  };
  if (clauses.some(({ isExcluded }) => !isExcluded)) {
    const streams = fewWith(clauses);
    if (streams !== undefined) return { streams };
    return {
      keeps: (rows) => foundAmong(db, rows, clauses),
      nextDay: nextDayWith(db, negotiationIds, [...clauses, ofKind]),
    };
  }
  // FTS5 finds nothing by exclusions alone.
  const excluded = [{ anyOf: clauses.flatMap(({ anyOf }) => anyOf), isExcluded: false }];
  const few = fewWith(excluded);
  const streamsAmong = (rows: readonly Listed[]) => few ?? foundAmong(db, rows, excluded).map(({ stream }) => stream);
  return {
    keeps: (rows) => {
      const without = new Set(streamsAmong(rows));
      return rows.filter(({ stream }) => !without.has(stream));
    },
  };
};

/** Each negotiation is asked again only after its last answer has passed. */
const nextDayWith = (
  db: Database.Database,
  negotiationIds: readonly string[],
  clauses: readonly TextClause[],
): NonNullable<TextSearch['nextDay']> => {
  const find = firstDayWith(db, 'text_search');
  const days = new Map<string, number>();
  return (from) => {
    for (const negotiationId of negotiationIds)
      if ((days.get(negotiationId) ?? -Infinity) < from)
        days.set(negotiationId, find({ negotiationId, clauses }, from) ?? Infinity);
    let next = Infinity;
    for (const day of days.values()) next = Math.min(next, day);
    return next === Infinity ? undefined : next;
  };
};

const streamsOf = (db: Database.Database, ordinals: readonly number[]): readonly string[] =>
  db
    .prepare<[string], string>(
      `SELECT it.stream FROM json_each(?) AS match CROSS JOIN "${tableByOrdinal(db, 'texts')}" AS it ON it.ordinal = match.value`,
    )
    .pluck()
    .all(JSON.stringify(ordinals));

/** Those of the rows whose things have what is searched for. */
const foundAmong = <R extends Listed>(
  db: Database.Database,
  rows: readonly R[],
  clauses: readonly TextClause[],
): readonly R[] => {
  const texts = db
    .prepare<[string], TextOf>(
      `SELECT texts.stream, texts.ordinal, earliest, latest, minute
       FROM (SELECT value AS asked FROM json_each(?)) CROSS JOIN texts ON texts.stream = asked`,
    )
    .all(JSON.stringify(rows.map(({ stream }) => stream)));
  const textsByStream = new Map(texts.map((text) => [text.stream, text]));
  const matches = matchesAmong(db, 'text_search');
  const found = new Set(
    [...Map.groupBy(rows, ({ negotiationId }) => negotiationId)].flatMap(([negotiationId, some]) =>
      matches(
        { negotiationId, clauses },
        some.flatMap(({ stream }) => textsByStream.get(stream) ?? []),
      ),
    ),
  );
  return rows.filter(({ stream }) => found.has(textsByStream.get(stream)?.ordinal ?? NONE));
};
type TextOf = DaysAndHour & Readonly<{ stream: string; ordinal: number }>;
const NONE = -1;
