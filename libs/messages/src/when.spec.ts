import { describe, expect, it } from '@jest/globals';
import { sentenceIn } from './all-languages.js';
import { type Days, type Doubt, when } from './when.js';

const said = (days: Days, doubt: Doubt = '') => {
  const message = when(days, doubt)!;
  return [sentenceIn('en', message), sentenceIn('fr', message), sentenceIn('zh', message)];
};
const day = { from: '2025-10-13', to: '2025-10-13' };

describe('a date of the record in words', () => {
  it.each<[string, Days, Doubt, readonly string[]]>([
    ['a day', day, '', ['13 October 2025', '13 octobre 2025', '2025年10月13日']],
    ['about a day', day, '~', ['about 13 October 2025', '13 octobre 2025 environ', '2025年10月13日前后']],
    ['an uncertain day', day, '?', ['perhaps 13 October 2025', 'peut-être 13 octobre 2025', '可能是2025年10月13日']],
    [
      'a month',
      { from: '2025-04-01', to: '2025-04-30' },
      '%',
      ['perhaps about April 2025', 'peut-être avril 2025 environ', '可能是2025年4月前后'],
    ],
    ['a year', { from: '2025-01-01', to: '2025-12-31' }, '', ['2025', '2025', '2025年']],
    [
      'no beginning',
      { to: '2025-10-27' },
      '',
      ['by 27 October 2025', '27 octobre 2025 au plus tard', '2025年10月27日或之前'],
    ],
    ['no end', { from: '2025-04-04' }, '', ['from 4 April 2025 on', '4 avril 2025 ou après', '2025年4月4日或之后']],
  ])('says %s', (_, days, doubt, texts) => expect(said(days, doubt)).toEqual(texts));

  it('says the first and the last of several days', () => {
    expect(said({ from: '2025-10-01', to: '2025-10-09' })[0]).toMatch(/^1\s?–\s?9 October 2025$/);
  });
  it('says nothing of a date without an end and a beginning', () => expect(when({})).toBeUndefined());
});
