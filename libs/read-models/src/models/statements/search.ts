import type Database from 'better-sqlite3';
import type { Kind } from '#domain/ids.js';
import type { PartyEvent } from '#domain/party.js';
import { peopleOf } from '../overview/overview.js';
import { refuse } from '#domain/decider.js';
import type { QueryRefusal } from '../../routes/read-route.js';
import { rowWord, type NegotiationSearch } from '../search/matches.js';
import type { Term } from '../../projection/read-model.js';
import { termOf } from '../../projection/terms.js';
import { withFacts } from '../timeline/facts.js';
import type { Clause, Field, SearchTerm, TextClause } from './search-query.js';
import { type Folded, foldedTerm, foldedText, isIn } from './search-terms.js';

/** The most names that a search stands for, in all negotiations: each is a word of the query. */
const MOST_NAMES = 5_000;

/** A search that is refused for what is on record. */
class SearchRefused extends Error {
  constructor(readonly refusal: QueryRefusal) {
    super(refusal.because);
  }
}
/** What a search finds, or why it is refused. */
export const foundOrRefused = <T>(search: () => T): T | QueryRefusal => {
  try {
    return search();
  } catch (error) {
    if (error instanceof SearchRefused) return error.refusal;
    throw error;
  }
};

/**
 * What a search asks of the statements of each negotiation: names are looked up, and stand for the terms of the statements that have them.
 * @throws SearchRefused if too many things have such names
 */
export const soughtIn = (
  db: Database.Database,
  negotiationIds: readonly string[],
  clauses: readonly Clause[],
): readonly NegotiationSearch[] => {
  let names = 0;
  const sought: NegotiationSearch[] = [];
  for (const negotiationId of negotiationIds) {
    const idsOf = namesIn(db, negotiationId);
    const wordsFor = (term: SearchTerm): TextClause['anyOf'] => {
      if (term.field === undefined) return [term];
      const terms = TERMS[term.field](db, idsOf(term));
      names += terms.length;
      return terms.map(rowWord);
    };
    sought.push({
      negotiationId,
      clauses: clauses.map(({ anyOf, isExcluded }) => ({ anyOf: anyOf.flatMap(wordsFor), isExcluded })),
    });
    if (names > MOST_NAMES) throw new SearchRefused(TOO_MANY_NAMES);
  }
  return sought;
};
const TOO_MANY_NAMES = {
  status: 400,
  pointer: '/q',
  ...refuse(
    'search-too-many-terms',
    `by:, for: and at: in "q" stand for more than ${MOST_NAMES} people, parties and meetings. Write more of each name.`,
  ),
} as const;

const having = (name: string, ids: readonly string[]): readonly Term[] => ids.map((id) => termOf(name, id));
/** The terms of the statements that have one of the things with these ids. */
const TERMS: Readonly<Record<Field, (db: Database.Database, ids: readonly string[]) => readonly Term[]>> = {
  by: (_, ids) => having('speaker', ids),
  for: (db, ids) => [
    ...having('party', ids),
    ...having(
      'voice',
      ids.flatMap((id) => peopleOf(db, id)),
    ),
  ],
  at: (_, ids) => having('meeting', ids),
};
const KIND_IN = { by: 'representative', for: 'party', at: 'meeting' } as const satisfies Record<Field, Kind>;

/** Finds the ids of the things whose name has a term. They are looked up before the query, which then joins no two tables. */
const namesIn = (db: Database.Database, negotiationId: string): ((term: SearchTerm) => readonly string[]) => {
  const known = new Map<Field, readonly Named[]>();
  return (term) => {
    const field = term.field!;
    const named =
      known.get(field) ?? (field === 'for' ? partiesIn(db, negotiationId) : thingsIn(db, negotiationId, field));
    known.set(field, named);
    const sought = foldedTerm(term);
    return named.filter(({ names }) => names.some((name) => isIn(sought, name))).map(({ id }) => id);
  };
};
type Named = Readonly<{ id: string; names: readonly Folded[] }>;

const thingsIn = (db: Database.Database, negotiationId: string, field: Field): readonly Named[] =>
  db
    .prepare<[string, Kind], { id: string; label: string }>(
      "SELECT id, label FROM things WHERE negotiationId = ? AND standing = 'present' AND kind = ?",
    )
    .all(negotiationId, KIND_IN[field])
    .map(({ id, label }) => ({ id, names: [foldedText(label)] }));

/** Parties have a short name as well. */
const partiesIn = (db: Database.Database, negotiationId: string): readonly Named[] => {
  const rows = db
    .prepare<[string], { stream: string; id: string }>('SELECT stream, id FROM parties WHERE negotiationId = ?')
    .all(negotiationId);
  return withFacts<PartyEvent, (typeof rows)[number]>(db, rows).map(({ id, facts }) => ({
    id,
    names: facts.flatMap(({ type, data }) =>
      type === 'PartyJoined'
        ? [data.name, ...(data.shortName === undefined ? [] : [data.shortName])].map(foldedText)
        : [],
    ),
  }));
};
