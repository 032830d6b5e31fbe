import type Database from 'better-sqlite3';
import type { Kind } from '#domain/ids.js';
import type { PartyEvent } from '#domain/party.js';
import { peopleOf } from '../overview/overview.js';
import { anyOf, matchesIn } from '../search/matches.js';
import { withFacts } from '../timeline/facts.js';
import { type Clause, type Field, type SearchTerm } from './search-query.js';
import { type Folded, foldedTerm, foldedText, isIn } from './search-terms.js';

/**
 * What a search asks of the statements of negotiations: the ordinals `found` in the full-text index, if any term must occur, and conditions on
 * their rows, with the values in them.
 */
export type Wanted = Readonly<{
  found: readonly number[] | undefined;
  where: readonly string[];
  values: Readonly<Record<string, string | undefined>>;
}>;

const isText = ({ field }: SearchTerm) => field === undefined;

export const wantedBy = (
  db: Database.Database,
  negotiationIds: readonly string[],
  clauses: readonly Clause[],
): Wanted => {
  const names = namesIn(db, negotiationIds);
  const values: Record<string, string | undefined> = {};
  const bind = (value: readonly (string | number)[]): string => {
    const name = `wanted${Object.keys(values).length}`;
    values[name] = JSON.stringify(value);
    return `@${name}`;
  };
  const matches = (some: readonly Clause[]) => matchesIn(db, 'statement_search', negotiationIds, some);
  /** That one of these terms is in a statement. Never null, so that it can be negated. */
  const oneOf = (terms: readonly SearchTerm[]): string => {
    const said = terms.filter(isText);
    const found = said.length === 0 ? undefined : matches(anyOf(said));
    const named = terms
      .filter((term) => !isText(term))
      .map((term) => {
        const ids = names(term);
        const people = term.field === 'for' ? bind(ids.flatMap((id) => peopleOf(db, id))) : '';
        return BY_FIELD[term.field!](bind(ids), people);
      });
    return [...(found === undefined ? [] : [isListed(bind(found))]), ...named].join(' OR ');
  };

  const inText = clauses.filter(({ anyOf }) => anyOf.every(isText));
  const found = matches(inText);
  const others = clauses.filter((clause) => !inText.includes(clause));
  const excluded = found === undefined ? inText.flatMap(({ anyOf }) => anyOf) : [];
  const where = [
    ...others.map(({ anyOf, isExcluded }) => `${isExcluded ? 'NOT ' : ''}(${oneOf(anyOf)})`),
    ...(excluded.length === 0 ? [] : [`NOT (${oneOf(excluded)})`]),
  ];
  return { found, where, values };
};

const isListed = (ordinals: string) => `ordinal IN (SELECT value FROM json_each(${ordinals}))`;
const isAmong = (column: string, ids: string) => `ifnull(${column}, '') IN (SELECT value FROM json_each(${ids}))`;
const BY_FIELD: Readonly<Record<Field, (ids: string, people: string) => string>> = {
  by: (ids) => `${isAmong('speakerId', ids)} OR ${isAmong('speakingForId', ids)}`,
  for: (ids, people) =>
    `${isAmong('partyId', ids)} OR (partyId IS NULL AND ${isAmong('coalesce(speakingForId, speakerId)', people)})`,
  at: (ids) => isAmong('meetingId', ids),
};
const KIND_IN = { by: 'representative', for: 'party', at: 'meeting' } as const satisfies Record<Field, Kind>;

/** Finds the ids of the things whose name has a term. They are looked up before the query, which then joins no two tables. */
const namesIn = (
  db: Database.Database,
  negotiationIds: readonly string[],
): ((term: SearchTerm) => readonly string[]) => {
  const known = new Map<Field, readonly Named[]>();
  return (term) => {
    const field = term.field!;
    const named =
      known.get(field) ??
      negotiationIds.flatMap((id) => (field === 'for' ? partiesIn(db, id) : thingsIn(db, id, field)));
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
