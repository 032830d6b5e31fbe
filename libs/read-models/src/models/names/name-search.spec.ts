import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { on } from '#domain/testing.js';
import { LOCALES } from '#messages/languages.js';
import type { Key } from '../../routes/pages.js';
import { draws } from '../../testing/draws.js';
import { about, type Telling, viewsOf } from '../../testing/told-log.js';
import { things } from '../things.js';
import { timeline } from '../timeline/timeline.js';
import { namesOf, wordsOf } from './find-names.js';
import { folded, NAME_KINDS, type NameKind, names } from './names.js';

/** Somebody, as recorded. A party has its own id as `partyId`. */
type Recorded = Readonly<{
  id: string;
  kind: NameKind;
  partyId: string | undefined;
  code?: string | undefined;
  isGone: boolean;
  name: string;
  otherNames: readonly string[];
  post?: string | undefined;
}>;

const fact = (type: string, data: object) =>
  ({ type, data, circumstances: { occurredOn: on('2025-10-01') } }) as unknown as Telling;
const told = ({ id, kind, partyId, code, isGone, name, otherNames, post }: Recorded) =>
  kind === 'party'
    ? about(
        'party',
        id,
        fact('PartyJoined', { name, otherNames, kind: 'state', role: 'principal', ...(code && { code }) }),
        ...(isGone ? [fact('PartyLeft', {})] : []),
      )
    : about(
        'representative',
        id,
        fact('RepresentativeNamed', { name, otherNames, kind, ...(partyId && { partyId }), ...(post && { post }) }),
        ...(isGone ? [fact('RepresentativeStoodDown', {})] : []),
      );

/** What somebody is found by, folded. */
const foldedOnce = (one: Recorded) => ({
  ...one,
  spellings: [one.name, ...one.otherNames, ...(one.code === undefined ? [] : [one.code])].map(folded),
  countries: one.code === undefined ? [] : COUNTRIES[one.code]!,
  post: folded(one.post ?? ''),
  order: Buffer.from(`${Number(one.isGone)} ${folded(one.name)}\n${one.id}`),
});
type Folded = ReturnType<typeof foldedOnce>;

/** How a reader of all names answers: each word may stand anywhere, and those that fit best come first. */
const readerOf = (recorded: readonly Recorded[]): ((asked: Asked) => readonly string[]) => {
  const all = recorded.map(foldedOnce);
  return ({ q, kind, partyId }) => {
    const words = wordsOf(q);
    const ofParty = words.map((word) => new Set(all.filter((one) => isPartyWith(one, word)).map(({ id }) => id)));
    const hasAll = (one: Folded) =>
      words.every(
        (word, n) =>
          [...one.spellings, one.post].some((text) => text.includes(word)) || ofParty[n]!.has(one.partyId ?? ''),
      );
    return all
      .filter((one) => kind === undefined || kind.includes(one.kind))
      .filter((one) => partyId === undefined || (one.kind !== 'party' && partyId.includes(one.partyId ?? '')))
      .filter(hasAll)
      .map((one) => ({ ...one, rank: rankOf(one, words) }))
      .toSorted((one, other) => one.rank - other.rank || Buffer.compare(one.order, other.order))
      .map(({ id }) => id);
  };
};
const isPartyWith = ({ kind, spellings, countries }: Folded, word: string): boolean =>
  kind === 'party' && [...spellings, ...countries].some((text) => text.includes(word));
const rankOf = ({ kind, spellings, post }: Folded, words: readonly string[]): number => {
  const first = words[0]!;
  return [
    spellings.includes(words.join(' ')),
    spellings.some((text) => text.startsWith(first)),
    spellings.some((text) => text.includes(` ${first}`)),
    ` ${post}`.includes(` ${first}`),
    [...spellings, post].some((text) => text.includes(first)),
    kind === 'party',
    true,
  ].indexOf(true);
};

type Asked = Readonly<{ q: string; kind?: readonly NameKind[] | undefined; partyId?: readonly string[] | undefined }>;
/** All pages, or the first ones. */
const found = (db: Database.Database, asked: Asked, limit: number, most = Infinity): readonly string[] => {
  const ids: string[] = [];
  let after: Key | undefined;
  for (let pages = 0; pages < most; pages += 1) {
    const page = namesOf(db, 'n', asked, { after, limit });
    ids.push(...page.map(({ id }) => id));
    if (page.length < limit) break;
    after = page.at(-1)!.key;
  }
  return ids;
};

const PIECES = ['a', 'an', 'na', 'li', 'mini', 'ster', 'é', 'ß', '王', '文', '涛', 'و', '한국', '𠮷', 'हि', 'ﬁ', '7'];
const OFTEN = ['a', 'an', 'li', 'mini', '王'];
const wordOf = (pieces: readonly string[]) =>
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 }).map((some) => some.join(''));
const textOf = (pieces: readonly string[]) =>
  fc.array(wordOf(pieces), { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
const CODES = ['CN', 'FR', 'NO', 'US'];
const COUNTRIES = Object.fromEntries(
  CODES.map((code) => [
    code,
    Object.values(LOCALES).map((locale) => folded(new Intl.DisplayNames(locale, { type: 'region' }).of(code)!)),
  ]),
);
const PARTIES = 6;
const someoneCalled = (text: fc.Arbitrary<string>) =>
  fc.record({
    kind: fc.constantFrom(...NAME_KINDS),
    party: fc.option(fc.nat(PARTIES - 1), { nil: undefined }),
    code: fc.option(fc.constantFrom(...CODES), { nil: undefined }),
    isGone: fc.nat(9).map((n) => n === 0),
    name: text,
    otherNames: fc.uniqueArray(text, { maxLength: 2 }),
    post: fc.option(text, { nil: undefined }),
  });
const someone = someoneCalled(textOf(PIECES));
type Drawn = typeof someone extends fc.Arbitrary<infer T> ? T : never;
/** The first ones are parties, to which the others may belong. */
const recordedFrom = (drawn: readonly Drawn[]): readonly Recorded[] =>
  drawn.map(({ party, ...one }, n) => {
    const kind = n < PARTIES ? 'party' : one.kind;
    const id = `${kind === 'party' ? 'party' : 'one'}-${n}`;
    return kind === 'party'
      ? { ...one, id, kind, partyId: id, post: undefined }
      : { ...one, id, kind, partyId: party === undefined ? undefined : `party-${party}`, code: undefined };
  });
const asked = fc.record({
  q: fc.oneof(
    textOf(PIECES),
    wordOf(PIECES),
    wordOf(OFTEN),
    fc.constantFrom('chi', 'norv', 'fr', 'e', 'mi ste', 'an a', '王 文', 'a b c d e f g h'),
  ),
  kind: fc.option(fc.uniqueArray(fc.constantFrom(...NAME_KINDS), { minLength: 1, maxLength: 2 }), { nil: undefined }),
  partyId: fc.option(fc.constantFrom(['party-0'], ['party-1', 'party-2']), { nil: undefined, freq: 3 }),
});

describe('names that are looked for by an index', () => {
  it('are those that a reader of all names finds, in the same order', () => {
    fc.assert(
      fc.property(
        fc.array(someone, { minLength: PARTIES, maxLength: 40 }),
        fc.array(asked, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        (drawn, questions, limit) => {
          const all = recordedFrom(drawn);
          const read = readerOf(all);
          const db = viewsOf([things, timeline, names], ...all.map(told));
          for (const question of questions)
            expect([question, found(db, question, limit)]).toEqual([question, read(question)]);
          db.close();
        },
      ),
      draws(60),
    );
  });
});

describe('names of which more are found than are compared', () => {
  const MANY = 8_000;
  let read: ReturnType<typeof readerOf>;
  let db: Database.Database;
  beforeAll(() => {
    const all = recordedFrom(fc.sample(someoneCalled(textOf(OFTEN)), { numRuns: MANY, seed: 7 }));
    read = readerOf(all);
    db = viewsOf([things, timeline, names], ...all.map(told));
  });
  afterAll(() => void db.close());

  it('are the same, in the same order', () => {
    fc.assert(
      fc.property(asked, fc.constantFrom(20, 300), (question, limit) => {
        expect([question, found(db, question, limit, 4)]).toEqual([question, read(question).slice(0, 4 * limit)]);
      }),
      draws(40),
    );
  });
  it.each(['a', 'an', 'li', 'ini', '王', 'a an', 'e'])('are the same to the last page, by %s', (q) => {
    const wanted = read({ q });
    expect(found(db, { q }, 500)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(3_000);
  });
});
