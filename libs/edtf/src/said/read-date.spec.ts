import { describe, expect, it } from '@jest/globals';
import { edtfs, FROM } from '../testing/read-from-monday.js';
import { readDate } from './read-date.js';

describe('a date in EDTF or ISO 8601', () => {
  it.each([
    ['2025-10-27'],
    ['2025-10'],
    ['2025'],
    ['2025-10-0X'],
    ['2025-10-28/2025-10-30'],
    ['2025-10-28/..'],
    ['../2025-10'],
    ['2025-10-27~'],
  ])('%s is itself', (said) => {
    expect(readDate(said, FROM)).toEqual([expect.objectContaining({ edtf: said, why: 'edtf' })]);
  });
  it('may be typed in small letters, or in the digits of another script', () => {
    expect(edtfs('2025-10-0x')).toEqual(['2025-10-0X']);
    expect(edtfs('٢٠٢٥-١٠-٢٧')).toEqual(['2025-10-27']);
    expect(edtfs('２０２５－１０－２７')).toEqual(['2025-10-27']);
  });
});

describe('a date in English, from Monday 27 October 2025', () => {
  it.each([
    // what is said, the likeliest reading, and others
    ['yesterday', ['2025-10-26']],
    ['the day before yesterday', ['2025-10-25']],
    ['tomorrow', ['2025-10-28']],
    ['the day after tomorrow', ['2025-10-29']],
    ['three days ago', ['2025-10-24']],
    ['in 2 days', ['2025-10-29']],
    ['in two weeks', ['2025-11-10~', '2025-11-10/2025-11-16', '2025-11-09/2025-11-15']],
    ['a month ago', ['2025-09']],
    ['in two months', ['2025-12']],
    ['two years ago', ['2023']],
    ['the last three days', ['2025-10-24/2025-10-27']],
    ['within two weeks', ['2025-10-27/2025-11-10']],
    ['last week', ['2025-10-20/2025-10-26', '2025-10-19/2025-10-25']],
    ['this week', ['2025-10-27/2025-11-02', '2025-10-26/2025-11-01']],
    ['next weekend', ['2025-11-08/2025-11-09']],
    ['last month', ['2025-09']],
    ['next year', ['2026']],
    ['the week after next', ['2025-11-10/2025-11-16', '2025-11-09/2025-11-15']],
    ['next Tuesday', ['2025-11-04', '2025-10-28']],
    ['last Friday', ['2025-10-24']],
    ['this Thursday', ['2025-10-30']],
    ['Thursday', ['2025-10-30', '2025-10-23']],
    ['on Friday', ['2025-10-24', '2025-10-31']],
    ['Tuesday of next week', ['2025-11-04']],
    ['27 October 2025', ['2025-10-27']],
    ['October 27, 2025', ['2025-10-27']],
    ['Oct. 27th 2025', ['2025-10-27']],
    ['the 10th of November', ['2025-11-10', '2024-11-10']],
    ['Thursday 30 October', ['2025-10-30']],
    ['Friday 30 October 2025', ['2025-10-30']],
    ['10 November last year', ['2024-11-10']],
    ['the 10th', ['2025-11-10', '2025-10-10']],
    ['early October', ['2025-10-0X', '2026-10-0X']],
    ['mid-October 2025', ['2025-10-1X']],
    ['late October 2025', ['2025-10-20/2025-10-31']],
    ['late February 2028', ['2028-02-20/2028-02-29']],
    ['the end of the month', ['2025-10-20/2025-10-31']],
    ['the end of last month', ['2025-09-20/2025-09-30']],
    ['early next year', ['2026-01/2026-04']],
    ['the end of next week', ['2025-11-06/2025-11-07']],
    ['October', ['2025-10', '2026-10']],
    ['in March', ['2026-03', '2025-03']],
    ['last October', ['2024-10']],
    ['next March', ['2026-03']],
    ['March 2026', ['2026-03']],
    ['mid-2025', ['2025-05/2025-08']],
    ['Q4', ['2025-10/2025-12', '2024-10/2024-12']],
    ['the fourth quarter of 2025', ['2025-10/2025-12']],
    ['last quarter', ['2025-07/2025-09']],
    ['H1 2026', ['2026-01/2026-06']],
    ['the first half of October 2025', ['2025-10-01/2025-10-15']],
    ['this spring', ['2025-03/2025-05', '2025-09/2025-11']],
    ['spring 2026', ['2026-03/2026-05', '2026-09/2026-11']],
    ['last spring', ['2025-03/2025-05', '2024-03/2024-05', '2024-09/2024-11']],
    ['winter 2025', ['2025-12/2026-02', '2024-12/2025-02', '2025-06/2025-08']],
    ['around 10 November', ['2025-11-10~', '2024-11-10~']],
    ['about October 2025', ['2025-10~']],
    ['around late October 2025', ['2025-10-20~/2025-10-31~']],
    ['perhaps 10 November 2025', ['2025-11-10?']],
    ['before 10 November 2025', ['../2025-11-09']],
    ['by the end of October 2025', ['../2025-10-31']],
    ['after 10 November 2025', ['2025-11-11/..']],
    ['since April 2025', ['2025-04/..']],
    ['28 to 30 October', ['2025-10-28/2025-10-30', '2024-10-28/2024-10-30']],
    ['October 28-30, 2025', ['2025-10-28/2025-10-30']],
    ['from 28 October to 3 November 2025', ['2025-10-28/2025-11-03']],
    ['between 20 December and 10 January', ['2025-12-20/2026-01-10', '2024-12-20/2025-01-10']],
    ['October to December 2025', ['2025-10/2025-12']],
    ['10/11/2025', ['2025-11-10', '2025-10-11']],
    ['27/10/2025', ['2025-10-27']],
    ['10/27/2025', ['2025-10-27']],
    ['11.11.2025', ['2025-11-11']],
    ['27.10.25', ['2025-10-27']],
    ['10/11', ['2025-11-10', '2025-10-11']],
    ['2025/10/27', ['2025-10-27']],
    ['the week of 10 November 2025', ['2025-11-10/2025-11-16', '2025-11-09/2025-11-15']],
    ['in the coming weeks', ['2025-10-28/..']],
    ['recently', ['../2025-10-27']],
  ])('%s', (said, wanted) => {
    expect(edtfs(said, 'en').slice(0, wanted.length)).toEqual(wanted);
  });
  it('says why each reading may be meant', () => {
    const whys = (said: string) => readDate(said, FROM, 'en').map(({ why }) => why);
    expect(whys('next Tuesday')).toEqual(['inNextWeek', 'firstToCome']);
    expect(whys('10/11/2025')).toEqual(['dayFirst', 'monthFirst']);
    expect(whys('October')).toEqual(['nearestYear', 'otherYear']);
    expect(whys('27 October 2025')).toEqual(['whole']);
    expect(whys('Thursday 30 October')).toEqual(['weekdayFits']);
    expect(whys('Friday 30 October 2025')).toEqual(['weekdayDiffers']);
    expect(whys('last week')).toEqual(['weekFromMonday', 'weekFromSunday']);
  });
  it('has its first and last day', () => {
    expect(readDate('early October', FROM, 'en')[0]).toEqual({
      edtf: '2025-10-0X',
      earliest: '2025-10-01',
      latest: '2025-10-09',
      why: 'nearestYear',
    });
    expect(readDate('after 10 November 2025', FROM, 'en')[0]).toMatchObject({ earliest: '2025-11-11', latest: null });
  });
});

describe('what is no date', () => {
  it.each([
    [''],
    ['when pigs fly'],
    ['31 February 2025'],
    ['2025-02-29'],
    ['45/45/2025'],
    ['10 o’clock'],
    ['from ../.. to 10 November'],
    ['from 10 November to ../..'],
    // Several dates are no interval.
    ['10 and 12 November'],
    ['November 10 and 12'],
    ['10 November and 12 November'],
    ['Monday and Wednesday'],
    ['March and May'],
    ['les 10 et 12 novembre'],
    ['du 10 novembre et du 12 novembre'],
    ['lundi et mercredi'],
    ['mars et mai'],
    ['11月10日和12日'],
    ['3月和5月'],
    ['周一和周三'],
    ['10 و12 نوفمبر'],
    ['الاثنين والأربعاء'],
    ['مارس ومايو'],
    ['a'.repeat(101)],
  ])('is not read: %s', (said) => {
    expect(readDate(said, FROM)).toEqual([]);
  });
  it('takes no time, whatever is typed', () => {
    const hostile = ['from '.repeat(19), 'to '.repeat(33), '1-'.repeat(50), '至'.repeat(100), 'before '.repeat(14)];
    const began = performance.now();
    for (const said of hostile) expect(readDate(said, FROM)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
