import type Database from 'better-sqlite3';
import { markingsShownIn } from '../../projection/lens.js';
import { scopeOf } from '../../projection/scoped-terms.js';
import { type Clause, ftsQuery } from '../statements/search-query.js';

/** A full-text index of a read model. */
export type TextIndexName = 'statement_search' | 'text_search';

/**
 * The ordinals of what has these terms in these negotiations, of all that the reader sees; undefined if no term must occur. Each negotiation is
 * asked by itself: a query with the scopes of many would be compared with all of them at every step.
 */
export const matchesIn = (
  db: Database.Database,
  index: TextIndexName,
  negotiationIds: readonly string[],
  clauses: readonly Clause[],
): readonly number[] | undefined => {
  if (clauses.every(({ isExcluded }) => isExcluded)) return undefined;
  const markings = markingsShownIn(db);
  // Plain tables have no scopes, and what they find is compared with the negotiation of its row.
  const scopes =
    markings === undefined
      ? [['']]
      : negotiationIds.map((negotiationId) => markings.map((marking) => scopeOf(marking, negotiationId)));
  const find = db.prepare<[string], number>(`SELECT rowid FROM ${index} WHERE ${index} MATCH ?`).pluck();
  return scopes.flatMap((some) => find.all(ftsQuery(clauses, some)!));
};

/** What has one of these terms. */
export const anyOf = (terms: Clause['anyOf']): readonly Clause[] => [{ anyOf: terms, isExcluded: false }];
