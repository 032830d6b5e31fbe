import { describe, expect, it } from '@jest/globals';
import { RARE_DATES } from '#edtf/testing/rare-dates.js';
import { dateIn } from './all-languages.js';

const said = (edtf: string) => [dateIn('en', edtf), dateIn('fr', edtf), dateIn('zh', edtf)];

describe('a date of the record in words', () => {
  it.each([
    ['2025-10-13', ['13 October 2025', '13 octobre 2025', '2025年10月13日']],
    ['2025-10-01', ['1 October 2025', '1er octobre 2025', '2025年10月1日']],
    ['2025-10-11', ['11 October 2025', '11 octobre 2025', '2025年10月11日']],
    ['../2025-11-01', ['by 1 November 2025', '1er novembre 2025 au plus tard', '2025年11月1日或之前']],
    ['2025-10-13~', ['about 13 October 2025', '13 octobre 2025 environ', '2025年10月13日前后']],
    ['2025-10-13?', ['perhaps 13 October 2025', 'peut-être 13 octobre 2025', '可能是2025年10月13日']],
    ['2025-04%', ['perhaps about April 2025', 'peut-être avril 2025 environ', '可能是2025年4月前后']],
    ['2025', ['2025', '2025', '2025年']],
    ['../2025-10-27', ['by 27 October 2025', '27 octobre 2025 au plus tard', '2025年10月27日或之前']],
    ['2025-04-04/..', ['from 4 April 2025 on', '4 avril 2025 ou après', '2025年4月4日或之后']],
    ['2025-21', ['2025-21', '2025-21', '2025-21']],
  ])('says %s', (edtf, texts) => expect(said(edtf)).toEqual(texts));

  it.each(['2025-10-0X', '2025-10-01/2025-10-09'])('says the first and the last day of %s', (edtf) => {
    expect(said(edtf)[0]).toMatch(/^1\s?–\s?9 October 2025$/);
  });
  it('says the first day of a month in French as an ordinal, in periods, too', () => {
    expect(said('2025-10-01/2025-10-09')[1]).toMatch(/^1er\s?–\s?9 octobre 2025$/);
    expect(said('2025-10-21/2025-11-01')[1]).toMatch(/^21 octobre\s?–\s?1er novembre 2025$/);
  });
  it.each(RARE_DATES)('shows %s as it is written, since its first and last day do not say it', (edtf) => {
    expect(said(edtf)).toEqual([edtf, edtf, edtf]);
  });
  it('says the sign of both ends once', () =>
    expect(said('2025-10-01~/2025-10-09~')[0]).toMatch(/^about 1\s?–\s?9 October 2025$/));
});
