import { describe, expect, it, jest } from '@jest/globals';
import { on } from '#domain/testing.js';
import { about, type Telling, viewsOf } from '../../testing/told-log.js';
import { things } from '../things.js';
import { timeline } from '../timeline/timeline.js';
import { namesOf, wordsOf } from './find-names.js';
import { names } from './names.js';

const fact = (type: string, data: object) =>
  ({ type, data, circumstances: { occurredOn: on('2025-10-01') } }) as unknown as Telling;
const party = (id: string, data: object, ...later: readonly Telling[]) =>
  about('party', id, fact('PartyJoined', { kind: 'state', role: 'principal', ...data }), ...later);
const person = (id: string, data: object, ...later: readonly Telling[]) =>
  about('representative', id, fact('RepresentativeNamed', { kind: 'person', ...data }), ...later);

const record = [
  about('negotiation', 'n', fact('NegotiationOpened', { title: 'Rare earths', subject: 'Export controls' })),
  party('eu', { name: 'European Union', shortName: 'EU', code: 'EU', otherNames: ['欧盟'] }),
  party('china', { name: 'People’s Republic of China', shortName: 'China', code: 'CN' }),
  party('norway', { name: 'Norway', code: 'NO' }, fact('PartyLeft', {})),
  person('sefcovic', { name: 'Maroš Šefčovič', partyId: 'eu', post: 'Trade commissioner' }),
  person('gill', { name: 'Olof Gill', partyId: 'eu', post: 'Šefčovič’s spokesperson' }),
  person('wang', {
    name: 'Wang Wentao',
    otherNames: ['王文涛', 'وانغ ونتاو'],
    partyId: 'china',
    post: 'Minister of Commerce',
  }),
  person(
    'li',
    { name: 'Li Chenggang', partyId: 'china', post: 'Vice Minister of Commerce' },
    fact('RepresentativeStoodDown', {}),
  ),
  about(
    'representative',
    'mofcom',
    fact('RepresentativeNamed', { name: 'Ministry of Commerce', kind: 'body', partyId: 'china' }),
  ),
] as const;

const db = viewsOf([things, timeline, names], ...record);
const found = (q: string | undefined, more: object = {}, limit = 20) =>
  namesOf(db, 'n', { q, ...more }, { after: undefined, limit });
const idsOf = (q: string | undefined, more: object = {}) => found(q, more).map(({ id }) => id);
const matched = (q: string, id: string) => found(q).find((one) => one.id === id)!.matched;

describe('a name is found', () => {
  it.each([
    ['by its beginning, first', 'eu', 'eu'],
    ['without accents and case', 'SEFCOVIC', 'sefcovic'],
    ['with accents that were not recorded', 'Wéntáo', 'wang'],
    ['anywhere in it', 'efco', 'sefcovic'],
    ['by its name before others by their posts', 'sef', 'sefcovic'],
    ['by its post', 'spokes', 'gill'],
    ['by another spelling in Chinese', '文涛', 'wang'],
    ['by another spelling in Arabic, with its vowels', 'وَانغ', 'wang'],
    ['by all words, in whatever order and field', 'minister wang', 'wang'],
    ['by what its code is called in French', 'chine', 'china'],
    ['by what its code is called in Arabic', 'النرويج', 'norway'],
  ])('%s: %s', (_, q, first) => {
    expect(idsOf(q)[0]).toBe(first);
  });
  it('by its party: those of China after China itself, those that are gone last', () => {
    expect(idsOf('china')).toEqual(['china', 'mofcom', 'wang', 'li']);
    expect(matched('china', 'wang')).toEqual([{ field: 'party', text: 'People’s Republic of China' }]);
  });
  it('whatever its party is called', () => {
    expect(idsOf('欧盟')).toEqual(['eu', 'sefcovic', 'gill']);
  });
  it('by nothing that it does not have', () => {
    expect(idsOf('zhang')).toEqual([]);
    expect(idsOf('minister gill')).toEqual([]);
  });
  it('with the spelling that matched each word, once', () => {
    expect(matched('王文涛', 'wang')).toEqual([{ field: 'otherNames', text: '王文涛' }]);
    expect(matched('com wen', 'wang')).toEqual([
      { field: 'post', text: 'Minister of Commerce' },
      { field: 'name', text: 'Wang Wentao' },
    ]);
    expect(matched('wang wentao', 'wang')).toEqual([{ field: 'name', text: 'Wang Wentao' }]);
    expect(matched('norvege', 'norway')).toEqual([{ field: 'country', text: 'Norvège' }]);
  });
  it('with what a form needs, as it was recorded', () => {
    expect(found('wentao')).toEqual([
      {
        key: [2, 0, 'wang wentao', 'wang'],
        id: 'wang',
        kind: 'person',
        name: 'Wang Wentao',
        otherNames: ['王文涛', 'وانغ ونتاو'],
        post: 'Minister of Commerce',
        partyId: 'china',
        matched: [{ field: 'name', text: 'Wang Wentao' }],
      },
    ]);
    expect(found('norway')[0]).toMatchObject({ kind: 'party', gone: true });
  });
});

describe('all names', () => {
  it('are listed without a word: those that are there, then those that are gone', () => {
    // European Union, Maroš, Ministry, Olof, People’s Republic, Wang; then Li and Norway.
    expect(idsOf(undefined)).toEqual(['eu', 'sefcovic', 'mofcom', 'gill', 'china', 'wang', 'li', 'norway']);
    expect(found(undefined).every((one) => !('matched' in one))).toBe(true);
  });
  it('are listed by kind and party', () => {
    expect(idsOf(undefined, { kind: ['body'] })).toEqual(['mofcom']);
    expect(idsOf(undefined, { partyId: ['eu'] })).toEqual(['sefcovic', 'gill']);
    expect(idsOf('minist', { kind: ['person'], partyId: ['china'] })).toEqual(['wang', 'li']);
  });
  it('are paged without gaps and duplicates', () => {
    for (const q of [undefined, 'a', 'minist']) {
      const all: ReturnType<typeof found>[number][] = [];
      for (;;) {
        const page = namesOf(db, 'n', { q }, { after: all.at(-1)?.key, limit: 2 });
        all.push(...page);
        if (page.length < 2) break;
      }
      expect(all).toEqual(found(q));
    }
  });
  it('have no words where nothing was typed but signs', () => {
    expect(['—', '…', '%_'].map(wordsOf)).toEqual([[], [], []]);
  });
});

describe('a search for a name', () => {
  it('folds no spelling again for each word, and none of the parties that it does not show', () => {
    const many = viewsOf(
      [things, timeline, names],
      ...Array.from({ length: 200 }, (_, n) => party(`party-${n}`, { name: `Région ${n}`, code: 'FR' })),
    );
    const normalize = jest.spyOn(String.prototype, 'normalize');
    const callsFor = (q: string): number => {
      normalize.mockClear();
      expect(namesOf(many, 'n', { q }, { after: undefined, limit: 5 })).toHaveLength(5);
      return normalize.mock.calls.length;
    };
    callsFor('fra');
    const [one, sixteen] = [callsFor('régi'), callsFor('r é g i o n f a n c r é g i o n'.slice(0, 31))];
    normalize.mockRestore();
    expect(one).toBeLessThan(200);
    // What was typed has more words.
    expect(sixteen - one).toBeLessThan(3 * 16);
  });
  it('does not take a short name for the code of a country', () => {
    const db = viewsOf([things, timeline, names], party('no', { name: 'Nordic Observatory', shortName: 'NO' }));
    expect(namesOf(db, 'n', { q: 'norvege' }, { after: undefined, limit: 5 })).toEqual([]);
  });
});
