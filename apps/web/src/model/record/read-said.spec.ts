import { describe, expect, it } from '@jest/globals';
import { fixedSource, readDays } from './read-said.js';

const TODAY = '2025-10-28';

describe('the day of a source', () => {
  it.each([
    ['27 October 2025', ['2025-10-27']],
    ['yesterday', ['2025-10-27']],
    ['early October', []],
    ['of a third country', []],
  ])('"%s" is %j', (words, days) => {
    expect(readDays(TODAY, 'en')(words)).toEqual(days);
  });
  it('is asked for if it can be several', () => {
    expect(readDays(TODAY, 'en')('03/04/2025').toSorted()).toEqual(['2025-03-04', '2025-04-03']);
  });
  it('is not one that is still to come', () => {
    expect(readDays(TODAY, 'en')('03/11/2025')).toEqual(['2025-03-11']);
  });
});

describe('a source that is kept for the next record', () => {
  it.each([
    ['Reuters, yesterday', '2025-10-27', 'Reuters, 2025-10-27'],
    ['Reuters, 27 October', '2025-10-27', 'Reuters, 2025-10-27'],
    ['Reuters, 27 October 2025', '2025-10-27', 'Reuters, 27 October 2025'],
    ['Reuters, 2025-10-27', '2025-10-27', 'Reuters, 2025-10-27'],
  ])('"%s" of %s is "%s"', (line, day, kept) => {
    expect(fixedSource(line, day, 'en')).toBe(kept);
  });
  it('stays as it is without a day', () => {
    expect(fixedSource('A diplomat, of a third country', undefined, 'en')).toBe('A diplomat, of a third country');
  });
});
