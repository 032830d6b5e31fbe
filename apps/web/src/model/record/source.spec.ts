import { describe, expect, it } from '@jest/globals';
import { gradeIn, sourceIn, withDay } from './source.js';

const DAYS: Readonly<Record<string, string>> = { '27 October 2025': '2025-10-27', '2025年10月27日': '2025-10-27' };
const read = (line: string) => sourceIn(line, (words) => (words in DAYS ? [DAYS[words]!] : []));

describe('a source in one line', () => {
  it('has its day after the last comma', () => {
    expect(read('Web Editor, 27 October 2025')).toEqual({ title: 'Web Editor', publishedOn: '2025-10-27' });
    expect(read('Oh, The Editor, 27 October 2025')).toEqual({ title: 'Oh, The Editor', publishedOn: '2025-10-27' });
    expect(read('新华社，2025年10月27日')).toEqual({ title: '新华社', publishedOn: '2025-10-27' });
  });
  it('is all of it, if that is no day', () => {
    expect(read('A diplomat, of a third country')).toEqual({ title: 'A diplomat, of a third country' });
    expect(read(', 27 October 2025')).toEqual({ title: ', 27 October 2025' });
  });
  it('says which days its last words can mean, until one of them is chosen', () => {
    const days = ['2025-04-03', '2025-03-04'];
    expect(sourceIn('Reuters, 03/04/2025', () => days)).toEqual({ title: 'Reuters', days });
    expect(withDay('Oh, Reuters, 03/04/2025 ', '2025-03-04')).toBe('Oh, Reuters, 2025-03-04');
    expect(withDay('新华社，昨天', '2025-03-04')).toBe('新华社， 2025-03-04');
  });
  it('is none, if nothing was typed', () => {
    expect(read('  ')).toBeUndefined();
  });
});

describe('a grade', () => {
  it('is written in capitals', () => {
    expect(gradeIn(' c2 ')).toBe('C2');
  });
});
