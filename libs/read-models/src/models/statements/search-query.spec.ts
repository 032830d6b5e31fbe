import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#domain/decider.js';
import { parseSearch, SEARCH_TERMS } from './search-query.js';

/** What was understood, in a form that is easy to read: [licences] [quotas|tariffs*] not [by:Gill]. */
const understood = (typed: string): string => {
  const clauses = parseSearch(typed);
  if (isRefusal(clauses)) return clauses.because;
  return clauses
    .map(({ anyOf, isExcluded }) => {
      const terms = anyOf.map(({ field, text, begins }) => `${field ? `${field}:` : ''}${text}${begins ? ' …' : ''}`);
      return `${isExcluded ? 'not ' : ''}[${terms.join('|')}]`;
    })
    .join(' ');
};

describe('a search', () => {
  it.each([
    ['licences quotas', '[licences] [quotas]'],
    ['"export licences" -quotas', '[export licences] not [quotas]'],
    ['-accept', 'not [accept]'],
    ['-"we accept" -“never mind”', 'not [we accept] not [never mind]'],
    ['licences OR quotas', '[licences|quotas]'],
    ['tariffs licences OR quotas OR permits', '[tariffs] [licences|quotas|permits]'],
    ['licences or quotas', '[licences] [or] [quotas]'],
    ['by:Gill for:China at:Brussels', '[by:Gill] [for:China] [at:Brussels]'],
    ['by:"Olof Gill" OR by:Wang', '[by:Olof Gill|by:Wang]'],
    ['By:Gill -for:"European Union"', '[by:Gill] not [for:European Union]'],
    ['-at:Brus* licences', 'not [at:Brus* …] [licences]'],
    ['high-level 2025-10-27 -dual-use', '[high-level] [2025-10-27] not [dual-use]'],
    ['"OR" "-accept" "by:Gill"', '[OR] [-accept] [by:Gill]'],
    ['at 10:30, https://example.org', '[at] [10:30,] [https://example.org]'],
    ['licences - quotas …', '[licences] [quotas]'],
    ['the Ministry (MOFCOM)', '[the] [Ministry] [(MOFCOM)]'],
  ])('for %s is understood as %s', (typed, wanted) => expect(understood(typed)).toBe(wanted));

  it.each([
    ['OR quotas', 'OR stands between two words'],
    ['licences OR', 'OR stands between two words'],
    ['licences OR OR quotas', 'OR stands between two words'],
    ['licences OR …', 'OR stands between two words'],
    ['licences OR -quotas', 'OR cannot stand beside a word with a minus'],
    ['-licences OR quotas', 'OR cannot stand beside a word with a minus'],
    ['licences AND quotas', 'no operator AND'],
    ['reject NOT accept', 'no operator NOT'],
    ['-NOT accept', 'no operator NOT'],
    ['NEAR(licences quotas, 5)', 'no operator NEAR'],
    ['from:China', 'no field "from:"'],
    ['-from:China', 'no field "from:"'],
    ['from:"China"', 'no field "from:"'],
    ['by: Gill', 'by:"Olof Gill"'],
    ['for:""', 'for:China'],
    ['(licences OR quotas) tariffs', 'brackets'],
    ['-(licences quotas)', 'brackets'],
    ['lic*ces', 'a star stands at the end'],
    ['*licences', 'a star stands at the end'],
  ])('for %s is refused, since what it looks like is not what it would do', (typed, advice) => {
    expect(parseSearch(typed)).toMatchObject({ refused: 'search-malformed' });
    expect(understood(typed)).toContain(advice);
  });
});

describe('a search of many terms', () => {
  const typed = (times: number, word: string, sign: string) => Array<string>(times).fill(word).join(sign);
  it.each([
    ['words', 'a', ' '],
    ['excluded words', '-a', ' '],
    ['alternatives', 'a', ' OR '],
    ['names', 'by:a', ' '],
  ])('is refused if it has too many %s', (_, word, sign) => {
    expect(parseSearch(typed(SEARCH_TERMS, word, sign))).not.toHaveProperty('refused');
    const refused = parseSearch(typed(SEARCH_TERMS + 1, word, sign));
    expect(refused).toMatchObject({ refused: 'search-too-many-terms' });
    expect(understood(typed(SEARCH_TERMS + 1, word, sign))).toMatch(/^"q" contains more than 50 /);
  });
});
