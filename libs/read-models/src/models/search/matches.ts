import type Database from 'better-sqlite3';
import { markingsShownIn } from '../../projection/lens.js';
import type { Term } from '../../projection/read-model.js';
import { scopeOf, wordFor } from '../../projection/scoped-terms.js';
import { ordinalIn } from '../../projection/text-rank.js';
import { ftsQuery, type TextClause } from '../statements/search-query.js';

/** A full-text index of a read model. */
export type TextIndexName = 'statement_search' | 'text_search';

/**
 * What makes the query for FTS5 of what is searched for in a negotiation, among all that the reader sees; undefined if nothing can have it.
 * Each negotiation is asked by itself: a query with the scopes of many would be compared with all of them at every step.
 */
export const matcherFor = (
  db: Database.Database,
): ((negotiationId: string, clauses: readonly TextClause[]) => string | undefined) => {
  const markings = markingsShownIn(db);
  return (negotiationId, clauses) => {
    if (clauses.some(({ anyOf, isExcluded }) => anyOf.length === 0 && !isExcluded)) return undefined;
    // Plain tables have no scopes, and what they find is compared with the negotiation of its row.
    const scopes = markings?.map((marking) => scopeOf(marking, negotiationId)) ?? [''];
    return ftsQuery(clauses, scopes);
  };
};

/** The ordinals of the rows in these negotiations that have what is searched for. */
export const matchesIn = (
  db: Database.Database,
  index: TextIndexName,
  negotiationIds: readonly string[],
  clauses: readonly TextClause[],
): readonly number[] => {
  const find = db
    .prepare<[string], number>(`SELECT ${ordinalIn('rowid')} FROM ${index} WHERE ${index} MATCH ?`)
    .pluck();
  const matchIn = matcherFor(db);
  return negotiationIds.flatMap((id) => {
    const match = matchIn(id, clauses);
    return match === undefined ? [] : find.all(match);
  });
};

/** That a row has one of these terms. */
export const havingOneOf = (terms: readonly Term[]): TextClause => ({ anyOf: terms.map(wordOf), isExcluded: false });
export const wordOf = (term: Term): TextClause['anyOf'][number] => ({ text: wordFor(term), begins: false });
