import { describe, expect, it } from '@jest/globals';
import { CATALOGUES } from './all-languages.js';
import { faultsIn } from './faults.js';
import { MESSAGES } from './messages.js';

const said = { said: { count: 'count', who: 'text' } } as const;
const plain = '{who}: {count}';
const wrongIn = (texts: Readonly<Record<string, string>>, language: 'en' | 'fr' | 'ar' = 'en') => {
  const right = { said: plain };
  return faultsIn({ en: right, fr: right, zh: right, ar: right, [language]: texts }, said);
};

describe('the catalogues of messages', () => {
  it('have every text, parameter and plural form in each language', () =>
    expect(faultsIn(CATALOGUES, MESSAGES)).toEqual([]));
});

describe('a catalogue is refused', () => {
  it('without a text', () => {
    expect(wrongIn({})).toEqual(['en: said has no text']);
    expect(wrongIn({ said: ' ' })).toEqual(['en: said has no text']);
  });
  it('with a text of no message', () =>
    expect(wrongIn({ said: plain, heard: 'x' }, 'fr')).toEqual(['fr: heard is no message']));
  it('without a parameter, in some plural form too', () => {
    expect(wrongIn({ said: '{count}' })).toEqual(['en: said does not use {who}']);
    expect(wrongIn({ said: '{count, plural, one {{who}} other {#}}' })).toEqual(['en: said does not use {who}']);
  });
  it('with a parameter that the message does not have', () =>
    expect(wrongIn({ said: '{who}: {count}, {when}' })).toEqual(['en: said uses {when}, which it does not have']));
  it('without a plural form that its language has', () => {
    expect(wrongIn({ said: '{who}: {count, plural, other {#}}' })).toEqual([
      'en: said has no plural form "one" of {count}',
    ]);
    expect(wrongIn({ said: '{who}: {count, plural, zero {#} one {#} two {#} few {#} other {#}}' }, 'ar')).toEqual([
      'ar: said has no plural form "many" of {count}',
    ]);
  });
  it('with a plural form that its language does not have', () =>
    expect(wrongIn({ said: '{who}: {count, plural, one {#} two {#} other {#}}' })).toEqual([
      'en: said has a plural form "two" of {count}, which this language does not have',
    ]));
  it('with a plural form by a text', () =>
    expect(wrongIn({ said: '{count}: {who, plural, one {#} other {#}}' })).toEqual([
      'en: said chooses a plural form by {who}, which is no count',
    ]));
  it('if it cannot be read', () =>
    expect(wrongIn({ said: '{who' })).toEqual([expect.stringMatching(/^en: said cannot be read: /)]));
  it('if it writes dates and numbers in its own way', () =>
    expect(wrongIn({ said: '{who} {count, number}' })).toEqual([
      'en: said cannot be read: use only {name} and {name, plural, …}',
    ]));
});
