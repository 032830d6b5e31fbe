import type Database from 'better-sqlite3';
import { markingsShownIn } from '../../projection/lens.js';
import { UNMARKED } from '../../projection/marking-of-rows.js';
import type { DaysAndHour, Term } from '../../projection/read-model.js';
import { scopeOf, wordFor } from '../../projection/scoped-terms.js';
import { dayOf, ordinalIn, rankIn, rankOf, ranksBetween, rowidOf } from '../../projection/text-rank.js';
import { ftsQuery, type TextClause } from '../statements/search-query.js';
import type { RowWord } from '../statements/search-terms.js';

/** A full-text index of a read model. */
export type TextIndexName = 'statement_search' | 'text_search' | 'name_search';
/** What is searched for in a negotiation. */
export type NegotiationSearch = Readonly<{ negotiationId: string; clauses: readonly TextClause[] }>;

/**
 * What makes the query for FTS5 of what is searched for, among all that the reader sees; undefined if nothing can have it. Each negotiation is
 * asked by itself: a query with the scopes of many would be compared with all of them at every step.
 */
export const matcherFor = (db: Database.Database): ((sought: NegotiationSearch) => string | undefined) => {
  const markings = markingsShownIn(db) ?? [UNMARKED];
  return ({ negotiationId, clauses }) =>
    clauses.some(({ anyOf, isExcluded }) => anyOf.length === 0 && !isExcluded)
      ? undefined
      : ftsQuery(
          clauses,
          markings.map((marking) => scopeOf(marking, negotiationId)),
        );
};

/** The ordinals of rows in these negotiations that have what is searched for, at most so many. */
export const matchesIn = (
  db: Database.Database,
  index: TextIndexName,
  negotiationIds: readonly string[],
  clauses: readonly TextClause[],
  limit: number,
): readonly number[] => {
  const find = db
    .prepare<[string, number], number>(`SELECT ${ordinalIn('rowid')} FROM ${index} WHERE ${index} MATCH ? LIMIT ?`)
    .pluck();
  const matchFor = matcherFor(db);
  const found: number[] = [];
  for (const negotiationId of negotiationIds) {
    const match = matchFor({ negotiationId, clauses });
    if (match !== undefined) found.push(...find.all(match, limit - found.length));
    if (found.length >= limit) break;
  }
  return found;
};

type TextRow = DaysAndHour & Readonly<{ ordinal: number }>;
/** What finds the ordinals of those of these rows that have what is searched for. */
export const matchesAmong = (
  db: Database.Database,
  index: TextIndexName,
): ((sought: NegotiationSearch, rows: readonly TextRow[]) => readonly number[]) => {
  const matchFor = matcherFor(db);
  const find = db
    .prepare<[string, string], number>(
      `SELECT ${ordinalIn('it.rowid')} FROM (SELECT value AS place FROM json_each(?))
       CROSS JOIN ${index} AS it ON it.rowid = ${rowidOf('(place ->> 0)', '(place ->> 1)')} WHERE ${index} MATCH ?`,
    )
    .pluck();
  return (sought, rows) => {
    const match = matchFor(sought);
    return match === undefined ? [] : find.all(JSON.stringify(rows.map((row) => [rankOf(row), row.ordinal])), match);
  };
};

/** What finds the first day, from one on, of the rows that have what is searched for. */
export const firstDayWith = (
  db: Database.Database,
  index: TextIndexName,
): ((sought: NegotiationSearch, from: number) => number | undefined) => {
  const matchFor = matcherFor(db);
  const find = db
    .prepare<[string, number], number>(
      `SELECT ${rankIn('rowid')} FROM ${index} WHERE ${index} MATCH ? AND rowid >= ${rowidOf('?', '0')} ORDER BY rowid LIMIT 1`,
    )
    .pluck();
  return (sought, from) => {
    const match = matchFor(sought);
    const rank = match === undefined ? undefined : find.get(match, ranksBetween(from, from)[0]);
    return rank === undefined ? undefined : dayOf(rank);
  };
};

/** How many rows in a negotiation have a term. */
export const countWith = (db: Database.Database, index: TextIndexName, negotiationId: string, term: Term): number => {
  const match = matcherFor(db)({ negotiationId, clauses: [havingOneOf([term])] })!;
  return db.prepare<[string], number>(`SELECT count(*) FROM ${index} WHERE ${index} MATCH ?`).pluck().get(match)!;
};

/** That a row has one of these terms. */
export const havingOneOf = (terms: readonly Term[]): TextClause => ({ anyOf: terms.map(rowWord), isExcluded: false });
export const rowWord = (term: Term): RowWord => ({ word: wordFor(term) });
