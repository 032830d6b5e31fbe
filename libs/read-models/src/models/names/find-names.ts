import { isOneOf, valuesFor } from '../listed.js';
import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import { tableByOrdinal } from '../../projection/lens.js';
import { LOCALES } from '#messages/languages.js';
import type { Slice } from '../../routes/pages.js';
import { type StoredFact, withFacts } from '../timeline/facts.js';
import { BEGINNING, kindWord, partyWord } from './name-index.js';
import {
  fewNamesWith,
  havingOneWordOf,
  havingWord,
  NAME_COLUMNS,
  type NameRow,
  rankedNames,
  type SoughtNames,
} from './name-search.js';
import { folded, isOpening, type NameKind, type Opening, type Spelling, spellingsOf } from './names.js';

type Wanted = Readonly<{
  q?: string | undefined;
  kind?: readonly NameKind[] | undefined;
  partyId?: readonly string[] | undefined;
}>;

/** The most words by which a name is looked for. */
export const NAME_WORDS = 16;
/** The words of what was typed, as spellings have them. */
export const wordsOf = (typed: string): readonly string[] => folded(typed).split(' ').filter(Boolean);

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
  const rows =
    words.length === 0
      ? namesInOrder(db, negotiationId, { kind, partyId }, { after, limit })
      : rankedNames(
          db,
          {
            negotiationId,
            words,
            parties: words.map((word) => partiesWith(db, negotiationId, word)),
            filters: filtersFor({ kind, partyId }),
            values: filterValues({ kind, partyId }),
          },
          { after, limit },
        );
  const ofParties =
    words.length === 0
      ? undefined
      : spellingsOfParties(
          db,
          negotiationId,
          rows.flatMap((row) => row.partyId ?? []),
        );
  return withFacts<StoredFact, NameRow>(db, rows).map((row) => {
    const opening = openingIn(row.facts);
    return {
      key: [row.rank, row.gone, row.name, row.id],
      ...shown(row, opening),
      ...(ofParties && { matched: matchedIn(opening, ofParties.get(row.partyId) ?? [], words) }),
    };
  });
};

/** In the order of an index, so that no more is read than a page shows. */
const namesInOrder = (
  db: Database.Database,
  negotiationId: string,
  wanted: Filters,
  { after, limit }: Slice,
): readonly NameRow[] => {
  const where = [
    // With a plus, SQLite looks for no index for it: a party has few people of all.
    `${wanted.partyId === undefined ? '' : '+'}negotiationId = @negotiationId`,
    ...filtersFor(wanted).conditions,
    ...(after ? ['(gone, name, id) > (@gone, @name, @id)'] : []),
  ];
  return db
    .prepare<unknown[], NameRow>(
      `SELECT ${NAME_COLUMNS}, 0 AS rank FROM names WHERE ${where.join(' AND ')} ORDER BY gone, name, id LIMIT @limit`,
    )
    .all({
      negotiationId,
      ...filterValues(wanted),
      ...(after && { gone: after[1], name: after[2], id: after[3] }),
      limit,
    });
};

type Filters = Pick<Wanted, 'kind' | 'partyId'>;
const filtersFor = ({ kind, partyId }: Filters): SoughtNames['filters'] => ({
  conditions: [
    // Of one kind, an index has them in their order.
    ...(kind === undefined ? [] : [kind.length === 1 ? 'kind = @onlyKind' : isOneOf('kind', 'kind')]),
    ...(partyId === undefined ? [] : [isOneOf('partyId', 'partyId')]),
  ],
  clauses: [
    ...(kind === undefined ? [] : [havingOneWordOf(kind.map(kindWord))]),
    ...(partyId === undefined ? [] : [havingOneWordOf(partyId.map(partyWord))]),
  ],
});
const filterValues = ({ kind, partyId }: Filters) => ({ ...valuesFor({ kind, partyId }), onlyKind: kind?.[0] });

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

type FoldedSpelling = Spelling & Readonly<{ folded: string }>;
const foldedSpellings = (opening: Opening): readonly FoldedSpelling[] =>
  [...spellingsOf(opening), ...countryNames(opening)].map((one) => ({ ...one, folded: folded(one.text) }));

/** The spellings by which it was found, in the order of the words, each once. */
const matchedIn = (
  opening: Opening,
  ofParty: readonly FoldedSpelling[],
  words: readonly string[],
): readonly Spelling[] => {
  const all = [...foldedSpellings(opening), ...ofParty];
  const matched = words.map((word) => all.find((one) => one.folded.includes(word)));
  return [...new Set(matched.filter((one) => one !== undefined))].map(({ field, text }) => ({ field, text }));
};

/** All spellings of these parties, and what their codes are called, by their ids. */
const spellingsOfParties = (
  db: Database.Database,
  negotiationId: string,
  ids: readonly string[],
): ReadonlyMap<string | null, readonly FoldedSpelling[]> => {
  const rows = db
    .prepare<[string, string], Readonly<{ stream: string; id: string }>>(
      'SELECT stream, id FROM names WHERE stream IN (SELECT value FROM json_each(?)) AND +negotiationId = ?',
    )
    .all(JSON.stringify([...new Set(ids)].map((id) => streamOf('party', id))), negotiationId);
  return new Map(
    withFacts<StoredFact, (typeof rows)[number]>(db, rows).map(({ id, facts }) => [
      id,
      foldedSpellings(openingIn(facts)).map((one) => ({ ...one, field: 'party' })),
    ]),
  );
};

/** The ids of the parties that have a word in a spelling, or in what their code is called. */
const partiesWith = (db: Database.Database, negotiationId: string, word: string): readonly string[] => {
  const ordinals = fewNamesWith(db, negotiationId, [havingOneWordOf([kindWord('party')]), ...havingWord(word)]);
  const parties =
    ordinals === undefined
      ? 'names'
      : `(SELECT value AS place FROM json_each(@ordinals)) CROSS JOIN "${tableByOrdinal(db, 'names')}" AS it ON it.ordinal = place`;
  const spelt = db.prepare<unknown[], string>(
    `SELECT id FROM ${parties} WHERE negotiationId = @negotiationId AND kind = 'party' AND instr(spellings, @word) > 0`,
  );
  const called = db.prepare<unknown[], string>(
    `SELECT id FROM names WHERE negotiationId = @negotiationId AND ${isOneOf('code', 'codes')}`,
  );
  const codes = codesCalled(word);
  return [
    ...new Set([
      ...(ordinals?.length === 0
        ? []
        : spelt.pluck().all({ negotiationId, word, ...(ordinals && { ordinals: JSON.stringify(ordinals) }) })),
      ...(codes.length === 0 ? [] : called.pluck().all({ negotiationId, codes: JSON.stringify(codes) })),
    ]),
  ];
};

/** Made when they are first asked for: each takes as long as a page, and a start needs none. */
let regions: readonly Intl.DisplayNames[] | undefined;
/** What the code of a party is called in the languages of sentences. Platforms may differ in it, so it is never stored. */
const countryNames = ({ type, data }: Opening): readonly Spelling[] =>
  type !== 'PartyJoined' || data.code === undefined
    ? []
    : callsOf(data.code).map((text) => ({ field: 'country', text }));
const callsOf = (code: string): readonly string[] => {
  regions ??= Object.values(LOCALES).map(
    (locale) => new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' }),
  );
  return [...new Set(regions.map((region) => region.of(code)).filter((text) => text !== undefined))];
};
const LETTERS = Array.from({ length: 26 }, (_, n) => String.fromCharCode(65 + n));
/** What each code is called, folded. It is made once, since asking for all names takes some 10 ms. */
let countries: readonly Readonly<{ code: string; text: string }>[] | undefined;
/** The codes of which a name has a word anywhere in it. */
const codesCalled = (word: string): readonly string[] => {
  countries ??= LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
    .map((code) => ({ code, text: callsOf(code).map(folded).join(BEGINNING) }))
    .filter(({ text }) => text !== '');
  return countries.filter(({ text }) => text.includes(word)).map(({ code }) => code);
};
