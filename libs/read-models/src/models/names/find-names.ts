import type Database from 'better-sqlite3';
import { LOCALES } from '#messages/languages.js';
import type { Slice } from '../../routes/pages.js';
import { type StoredFact, withFacts } from '../timeline/facts.js';
import { BEGINNING, folded, isOpening, type NameKind, type Opening, type Spelling, spellingsOf } from './names.js';

type NameRow = Readonly<{
  stream: string;
  id: string;
  kind: NameKind;
  partyId: string | null;
  gone: 0 | 1;
  name: string;
  /** How well it fits: see `RANK`. */
  rank: number;
}>;
type Wanted = Readonly<{ q?: string | undefined; kind?: NameKind | undefined; partyId?: string | undefined }>;

/** The words of what was typed, as spellings have them. */
export const wordsOf = (typed: string): readonly string[] => folded(typed).split(' ').filter(Boolean);

/**
 * A name that is what was typed; one that begins with its first word; a word of a name that does; a word of the post that does; anywhere
 * in them; what the code of a party is called; its party alone.
 */
const RANK = `CASE
  WHEN instr(spellings || '${BEGINNING}', @whole) > 0 THEN 0
  WHEN instr(spellings, @beginning) > 0 THEN 1
  WHEN instr(spellings, @word) > 0 THEN 2
  WHEN instr(post, @beginning) > 0 OR instr(post, @word) > 0 THEN 3
  WHEN instr(spellings, @word0) > 0 OR instr(post, @word0) > 0 THEN 4
  WHEN id IN (SELECT value FROM json_each(@parties0)) THEN 5
  ELSE 6 END`;

/**
 * Parties, people and bodies that have each word that was typed anywhere in a spelling, or in one of their party. Those that fit best come
 * first; then those that are still there; then by name.
 */
export const namesOf = (
  db: Database.Database,
  negotiationId: string,
  { q, kind, partyId }: Wanted,
  { after, limit }: Slice,
) => {
  const words = q === undefined ? [] : wordsOf(q);
  const parties = words.length === 0 ? [] : partiesIn(db, negotiationId);
  const where = [
    'negotiationId = @negotiationId',
    ...(kind === undefined ? [] : ['kind = @kind']),
    ...(partyId === undefined ? [] : ['partyId = @partyId']),
    ...words.map(
      (_, n) =>
        `(instr(spellings, @word${n}) > 0 OR instr(post, @word${n}) > 0 OR ${OF_PARTY(n, 'id')} OR ${OF_PARTY(n, 'partyId')})`,
    ),
  ];
  const sought = Object.fromEntries(
    words.flatMap((word, n) => [
      [`word${n}`, word],
      [`parties${n}`, JSON.stringify(parties.filter((one) => has(one, word)).map(({ id }) => id))],
    ]),
  );
  const rows = db
    .prepare<unknown[], NameRow>(
      `SELECT * FROM (
         SELECT stream, id, kind, partyId, gone, name, ${words.length === 0 ? '0' : RANK} AS rank
         FROM names WHERE ${where.join(' AND ')})
       ${after ? 'WHERE (rank, gone, name, id) > (@rank, @gone, @name, @id)' : ''}
       ORDER BY rank, gone, name, id LIMIT @limit`,
    )
    .all({
      negotiationId,
      kind,
      partyId,
      ...sought,
      ...(words.length > 0 && {
        whole: `${BEGINNING}${words.join(' ')}${BEGINNING}`,
        beginning: `${BEGINNING}${words[0]}`,
        word: ` ${words[0]}`,
      }),
      ...(after && { rank: after[0], gone: after[1], name: after[2], id: after[3] }),
      limit,
    });
  return withFacts<StoredFact, NameRow>(db, rows).map((row) => {
    const opening = openingIn(row.facts);
    const party = parties.find(({ id }) => id === row.partyId);
    return { key: [row.rank, row.gone, row.name, row.id], ...shown(row, opening), ...matchedIn(opening, party, words) };
  });
};
const OF_PARTY = (n: number, column: string) => `${column} IN (SELECT value FROM json_each(@parties${n}))`;

const openingIn = (facts: readonly StoredFact[]): Opening => facts.find((fact) => isOpening(fact))! as Opening;

const shown = ({ id, kind, gone }: NameRow, { data }: Opening) => {
  const { name, shortName, otherNames, post, partyId } = data as Readonly<{
    name: string;
    shortName?: string;
    otherNames?: readonly string[];
    post?: string;
    partyId?: string;
  }>;
  return {
    id,
    kind,
    name,
    ...(shortName !== undefined && { shortName }),
    ...(otherNames !== undefined && { otherNames }),
    ...(post !== undefined && { post }),
    ...(partyId !== undefined && { partyId }),
    ...(gone === 1 && { gone: true as const }),
  };
};

/** The spellings by which it was found, in the order of the words, each once. */
const matchedIn = (
  opening: Opening,
  party: NamedParty | undefined,
  words: readonly string[],
): Readonly<{ matched?: readonly Spelling[] }> => {
  if (words.length === 0) return {};
  const own = [...spellingsOf(opening), ...countryNames(opening)];
  const ofParty = (party?.spellings ?? []).map(({ text }): Spelling => ({ field: 'party', text }));
  const all = [...own, ...ofParty];
  const matched = words.map((word) => all.find(({ text }) => folded(text).includes(word)));
  return { matched: [...new Set(matched.filter((spelling) => spelling !== undefined))] };
};

/** A party with all its spellings, and the names of its code. */
type NamedParty = Readonly<{ id: string; spellings: readonly Spelling[] }>;

const partiesIn = (db: Database.Database, negotiationId: string): readonly NamedParty[] => {
  const rows = db
    .prepare<[string], Readonly<{ stream: string; id: string }>>(
      "SELECT stream, id FROM names WHERE negotiationId = ? AND kind = 'party'",
    )
    .all(negotiationId);
  return withFacts<StoredFact, (typeof rows)[number]>(db, rows).map(({ id, facts }) => {
    const opening = openingIn(facts);
    return { id, spellings: [...spellingsOf(opening), ...countryNames(opening)] };
  });
};
const has = ({ spellings }: NamedParty, word: string): boolean =>
  spellings.some(({ text }) => folded(text).includes(word));

const REGIONS = Object.values(LOCALES).map(
  (locale) => new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' }),
);
/** What the code of a party is called in the languages of sentences. Platforms may differ in it, so it is never stored. */
const countryNames = ({ type, data }: Opening): readonly Spelling[] => {
  if (type !== 'PartyJoined' || data.code === undefined) return [];
  const { code } = data;
  const called = REGIONS.map((region) => region.of(code)).filter((text) => text !== undefined);
  return [...new Set(called)].map((text) => ({ field: 'country', text }));
};
