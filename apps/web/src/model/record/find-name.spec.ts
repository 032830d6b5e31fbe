import { describe, expect, it } from '@jest/globals';
import { findNames, partsOf, type Suggestion } from './find-name.js';

const NAMES: readonly Suggestion[] = [
  { id: '1', kind: 'person', name: 'Wang Wentao', otherNames: ['王文涛'], post: 'China’s Minister of Commerce' },
  { id: '2', kind: 'body', name: 'China’s Ministry of Commerce' },
  { id: '3', kind: 'body', name: 'Chinese authorities' },
  { id: '4', kind: 'person', name: 'Maroš Šefčovič', post: 'Trade commissioner' },
];
const found = (typed: string) => findNames(NAMES, typed, 8).map(({ name }) => name);

describe('a name that is typed', () => {
  it('is found by any part, without accents and case: names first, then posts', () => {
    expect(found('chi')).toEqual(['China’s Ministry of Commerce', 'Chinese authorities', 'Wang Wentao']);
    expect(found('SEFC')).toEqual(['Maroš Šefčovič']);
    expect(found('文涛')).toEqual(['Wang Wentao']);
    expect(found('commerce wang')).toEqual(['Wang Wentao']);
  });
  it('is nowhere, if a word of it is nowhere', () => {
    expect(found('wang brussels')).toEqual([]);
    expect(found('—')).toEqual([]);
    expect(found('(')).toEqual([]);
  });
  it('is marked in what was found', () => {
    expect(partsOf('Maroš Šefčovič', 'sefc')).toEqual([
      { text: 'Maroš ', isTyped: false },
      { text: 'Šefč', isTyped: true },
      { text: 'ovič', isTyped: false },
    ]);
    expect(partsOf('Wang', 'x')).toEqual([{ text: 'Wang', isTyped: false }]);
  });
});
