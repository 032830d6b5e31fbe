import type Database from 'better-sqlite3';
import { isRefusal, type Refusal, refuse } from '#domain/decider.js';
import type { Kind } from '#domain/ids.js';
import { words } from '../../routes/parameters.js';
import type { QueryRefusal } from '../../routes/read-route.js';
import { described } from '../../routes/schema.js';
import { termOf } from '../../projection/terms.js';
import { type Clause, parseSearch, SEARCH_TERMS, type TextClause } from '../statements/search-query.js';
import { matchesIn, havingOneOf } from './matches.js';
import type { QueryCode } from '../../routes/query-codes.js';

/** The search of a list of things by what was written about them. */
export const q = described(
  `Words, "phrases" and prefixes* that must all occur in what was written about the thing: its titles, names and texts, and those of its sources. -word: it must not occur. OR between two: one of them must occur. At most ${SEARCH_TERMS} words and phrases`,
  words(500),
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

/** What a list needs to keep to a search: the `streams` of what was found, or what must not be among the conditions. */
export type TextSearch = Readonly<{
  streams?: readonly string[];
  where: readonly string[];
  values: Readonly<Record<string, string>>;
}>;

/** The things of a kind in these negotiations that have what is searched for. */
export const textSearch = (
  db: Database.Database,
  negotiationId: string | readonly string[],
  kind: Kind,
  q: string | undefined,
): TextSearch => {
  const clauses = q === undefined ? [] : parseTextSearch(q);
  if (isRefusal(clauses) || clauses.length === 0) return { where: [], values: {} };
  const negotiationIds = typeof negotiationId === 'string' ? [negotiationId] : negotiationId;
  const streamsWith = (some: readonly TextClause[]) =>
    streamsOf(db, matchesIn(db, 'text_search', negotiationIds, [...some, havingOneOf([termOf('kind', kind)])]));
  if (clauses.some(({ isExcluded }) => !isExcluded)) return { streams: streamsWith(clauses), where: [], values: {} };
  const without = streamsWith([{ anyOf: clauses.flatMap(({ anyOf }) => anyOf), isExcluded: false }]);
  return {
    where: ['stream NOT IN (SELECT value FROM json_each(@without))'],
    values: { without: JSON.stringify(without) },
  };
};

const streamsOf = (db: Database.Database, ordinals: readonly number[]): readonly string[] =>
  db
    .prepare<[string], string>(
      'SELECT it.stream FROM json_each(?) AS match CROSS JOIN texts AS it ON it.ordinal = match.value',
    )
    .pluck()
    .all(JSON.stringify(ordinals));
