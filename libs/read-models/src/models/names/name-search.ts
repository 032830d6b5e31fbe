import type Database from 'better-sqlite3';
import { tableByOrdinal } from '../../projection/lens.js';
import type { Value } from '../../projection/read-model.js';
import type { Slice } from '../../routes/pages.js';
import { compared } from '../in-order.js';
import { isOneOf } from '../listed.js';
import { matchesIn } from '../search/matches.js';
import type { TextClause } from '../statements/search-query.js';
import {
  BEGINNING,
  beginningWord,
  goneWord,
  isShort,
  kindWord,
  type LetterPlace,
  partyWord,
  spellingWord,
  wordsWithin,
} from './name-index.js';
import type { NameKind } from './names.js';

export type NameRow = Readonly<{
  stream: string;
  id: string;
  kind: NameKind;
  partyId: string | null;
  gone: 0 | 1;
  name: string;
  /** How well it fits: see `RANK`. */
  rank: number;
}>;
export const NAME_COLUMNS = 'stream, id, kind, partyId, gone, name';

/** `parties`: for each word, the ids of those that have it. `filters`: conditions, and what the index tells of them. */
export type SoughtNames = Readonly<{
  negotiationId: string;
  words: readonly string[];
  parties: readonly (readonly string[])[];
  filters: Readonly<{ conditions: readonly string[]; clauses: readonly TextClause[] }>;
  values: Readonly<Record<string, Value | undefined>>;
}>;

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

/** So many are compared at once. Where the index finds more, names are read in their order, until a page is full. */
const FEW = 2_048;
/**
 * The index is asked for a word in so many parties at most. Where more than a few have it, some of its letters are enough: the parties stand
 * beside each part of the word.
 */
const [FEW_PARTIES, MOST_PARTIES] = [20, 500];

/** The ordinals of the names that the index finds; undefined if there are more than a few. */
export const fewNamesWith = (
  db: Database.Database,
  negotiationId: string,
  clauses: readonly TextClause[],
): readonly number[] | undefined => {
  if (clauses.length === 0) return undefined;
  const found = matchesIn(db, 'name_search', [negotiationId], clauses, FEW + 1);
  return found.length > FEW ? undefined : found;
};
/** That a name has one of these words of the index. */
export const havingOneWordOf = (words: readonly string[]): TextClause => ({
  anyOf: words.map((word) => ({ word })),
  isExcluded: false,
});
/** That a name has a word somewhere, as far as the index tells. */
export const havingWord = (word: string): readonly TextClause[] => wordsWithin(word).map(havingOneWordOf);

/** A page of the names that have all words, the best first. If these are few, they are compared. Otherwise, each rank is read until the page is full. */
export const rankedNames = (db: Database.Database, sought: SoughtNames, slice: Slice): readonly NameRow[] => {
  const { after, limit } = slice;
  const few = fewWith(db, sought, withWords(sought, 0));
  if (few !== undefined) return comparedNames(db, sought, few, slice);
  const page: NameRow[] = [];
  for (const [rank, parts] of partsByRank(sought).entries())
    for (const gone of [0, 1]) {
      const passed = after === undefined ? -1 : compared(after.slice(0, 2), [rank, gone]);
      if (passed > 0) continue;
      const step = { rank, gone, after: passed === 0 ? after : undefined, limit: limit - page.length };
      page.push(...inNameOrder(parts.flatMap((part) => namesOfPart(db, sought, part, step))).slice(0, step.limit));
      if (page.length === limit) return page;
    }
  return page;
};

/** Some names of a rank. They meet the condition, and the clauses, if there are any; without clauses, they are read in their order. */
type Part = Readonly<{ clauses?: readonly TextClause[]; condition?: string }>;
/** Names of one rank, those that are there or those that are gone. */
type Step = Slice & Readonly<{ rank: number; gone: number }>;

const partsByRank = (sought: SoughtNames): readonly (readonly Part[])[] => {
  const { words, parties } = sought;
  const first = words[0]!;
  const others = withWords(sought, 1);
  const at = (place: LetterPlace) => [
    havingOneWordOf([beginningWord(first, place)]),
    ...(isShort(first) ? [] : havingWord(first)),
    ...others,
  ];
  const inParty = (...kinds: readonly NameKind[]) => [
    havingOneWordOf(kinds.map(kindWord)),
    ...(isAsked(parties[0]!) ? [havingOneWordOf(parties[0]!.map(partyWord))] : []),
    ...others,
  ];
  return [
    [{ condition: 'name = @wholeName' }, { clauses: [havingOneWordOf([spellingWord(words.join(' '))])] }],
    [{ clauses: at('name'), condition: `name >= @word0 AND name < @word0 || ${LAST}` }, { clauses: at('spelling') }],
    [{ clauses: at('word') }],
    [{ clauses: at('post') }],
    [{ clauses: at('inside') }],
    ...(parties[0]!.length === 0
      ? []
      : [[{ clauses: inParty('party'), condition: "kind = 'party'" }], [{ clauses: inParty('person', 'body') }]]),
  ];
};
/** No name has this character. */
const LAST = 'char(0x10ffff)';

/** That a name has the words from the nth on, or its party does, as far as the index is asked. */
const withWords = ({ words, parties }: SoughtNames, from: number): readonly TextClause[] =>
  words.slice(from).flatMap((word, n) => {
    const ofWord = parties[from + n]!;
    if (!isAsked(ofWord)) return [];
    const letters = wordsWithin(word).slice(0, ofWord.length > FEW_PARTIES ? 1 : undefined);
    return letters.map((some) => havingOneWordOf([...some, ...ofWord.map(partyWord)]));
  });
const isAsked = (parties: readonly string[]): boolean => parties.length <= MOST_PARTIES;

const fewWith = (
  db: Database.Database,
  { negotiationId, filters }: SoughtNames,
  clauses: readonly TextClause[],
): readonly number[] | undefined => fewNamesWith(db, negotiationId, [...clauses, ...filters.clauses]);

const namesOfPart = (
  db: Database.Database,
  sought: SoughtNames,
  { clauses, condition }: Part,
  step: Step,
): readonly NameRow[] => {
  const few = clauses && fewWith(db, sought, [...clauses, havingOneWordOf([goneWord(step.gone)])]);
  return few === undefined ? readNames(db, sought, condition, step) : comparedNames(db, sought, few, step);
};

/** Of these names, those that have all words, in the order of a page; with a step, those of its rank. */
const comparedNames = (
  db: Database.Database,
  sought: SoughtNames,
  ordinals: readonly number[],
  slice: Slice | Step,
): readonly NameRow[] => {
  if (ordinals.length === 0) return [];
  const where = [
    ...('rank' in slice ? ['rank = @rank', 'gone = @gone'] : []),
    ...(slice.after ? ['(rank, gone, name, id) > (@lastRank, @lastGone, @lastName, @lastId)'] : []),
  ];
  return db
    .prepare<unknown[], NameRow>(
      `SELECT * FROM (
         SELECT ${NAME_COLUMNS}, ${RANK} AS rank
         FROM (SELECT value AS place FROM json_each(@ordinals)) CROSS JOIN "${tableByOrdinal(db, 'names')}" AS it ON it.ordinal = place
         WHERE ${conditionsOf(sought).join(' AND ')})
       WHERE ${where.length === 0 ? 'TRUE' : where.join(' AND ')} ORDER BY rank, gone, name, id LIMIT @limit`,
    )
    .all({ ...valuesOf(sought, slice), ordinals: JSON.stringify(ordinals) });
};

/** The names of a step in their order, which an index has, so that no more are read than it takes. */
const readNames = (
  db: Database.Database,
  sought: SoughtNames,
  condition: string | undefined,
  step: Step,
): readonly NameRow[] => {
  const where = [
    'gone = @gone',
    ...(condition === undefined ? [] : [condition]),
    ...conditionsOf(sought),
    `${RANK} = @rank`,
    ...(step.after ? ['(name, id) > (@lastName, @lastId)'] : []),
  ];
  return db
    .prepare<unknown[], NameRow>(
      `SELECT ${NAME_COLUMNS}, CAST(@rank AS INTEGER) AS rank FROM names WHERE ${where.join(' AND ')}
       ORDER BY gone, name, id LIMIT @limit`,
    )
    .all(valuesOf(sought, step));
};

const conditionsOf = ({ words, parties, filters }: SoughtNames): readonly string[] => [
  'negotiationId = @negotiationId',
  ...filters.conditions,
  ...words.map((_, n) => `(${waysToHave(n, parties[n]!).join(' OR ')})`),
];
/** How a name can have a word. Most words are in no party, and then each name is looked at in half of the time. */
const waysToHave = (n: number, parties: readonly string[]): readonly string[] => [
  `instr(spellings, @word${n}) > 0`,
  `instr(post, @word${n}) > 0`,
  // With a plus, SQLite looks for no index for it: the rows are found already, or read in their order.
  ...(parties.length === 0 ? [] : ['+id', '+partyId'].map((column) => isOneOf(column, `parties${n}`))),
];

const valuesOf = (
  { negotiationId, words, parties, values }: SoughtNames,
  { after, ...step }: Slice | Step,
): Readonly<Record<string, unknown>> => ({
  ...values,
  ...Object.fromEntries(
    words.flatMap((word, n) => [
      [`word${n}`, word],
      [`parties${n}`, JSON.stringify(parties[n])],
    ]),
  ),
  negotiationId,
  wholeName: words.join(' '),
  whole: `${BEGINNING}${words.join(' ')}${BEGINNING}`,
  beginning: `${BEGINNING}${words[0]}`,
  word: ` ${words[0]}`,
  ...(after && { lastRank: after[0], lastGone: after[1], lastName: after[2], lastId: after[3] }),
  ...step,
});

/** Of names of one rank, which are all there or all gone, each once, by name as SQLite has them. */
const inNameOrder = (rows: readonly NameRow[]): readonly NameRow[] =>
  [...new Map(rows.map((row) => [row.id, row])).values()].toSorted(
    (one, other) => byBytes(one.name, other.name) || byBytes(one.id, other.id),
  );
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
