import { afterEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { NotEdtf, parseEdtf } from './parse-edtf.js';

describe('a date as a clerk writes it', () => {
  it.each([
    // what is written           earliest      latest        begun by
    ['2025-10-27', '2025-10-27', '2025-10-27', '2025-10-27'],
    ['2025-10', '2025-10-01', '2025-10-31', '2025-10-31'],
    ['2025', '2025-01-01', '2025-12-31', '2025-12-31'],
    ['2025-10-0X', '2025-10-01', '2025-10-09', '2025-10-09'],
    ['2025-10-3X', '2025-10-30', '2025-10-31', '2025-10-31'],
    ['2025-XX-15', '2025-01-15', '2025-12-15', '2025-12-15'],
    ['2025-XX-25', '2025-01-25', '2025-12-25', '2025-12-25'],
    ['2025-1X-25', '2025-10-25', '2025-12-25', '2025-12-25'],
    ['202X-10-25', '2020-10-25', '2029-10-25', '2029-10-25'],
    ['2025-XX-31', '2025-01-31', '2025-12-31', '2025-12-31'],
    ['2025-0X-31', '2025-01-31', '2025-08-31', '2025-08-31'],
    ['2025-X2-31', '2025-12-31', '2025-12-31', '2025-12-31'],
    ['202X-02-29', '2020-02-29', '2028-02-29', '2028-02-29'],
    ['2025?-10-25', '2025-10-25', '2025-10-25', '2025-10-25'],
    ['2025-10-~25', '2025-10-25', '2025-10-25', '2025-10-25'],
    ['2025-1X-25/2025-12-31', '2025-10-25', '2025-12-31', '2025-12-31'],
    ['2025-10-21/202X-12-31', '2025-10-21', '2029-12-31', '2029-12-31'],
    ['../2025-XX-21', null, '2025-12-21', '2025-12-21'],
    ['2025-XX', '2025-01-01', '2025-12-31', '2025-12-31'],
    ['202X', '2020-01-01', '2029-12-31', '2029-12-31'],
    ['2025-10-27?', '2025-10-27', '2025-10-27', '2025-10-27'],
    ['2025-10~', '2025-10-01', '2025-10-31', '2025-10-31'],
    ['2024-02-29', '2024-02-29', '2024-02-29', '2024-02-29'],
    ['2025-10-20/2025-10-26', '2025-10-20', '2025-10-26', '2025-10-26'],
    ['2025-10-0X/2025-10-1X', '2025-10-01', '2025-10-19', '2025-10-19'],
    ['2025-04/..', '2025-04-01', null, '2025-04-30'],
    ['2025-10/', '2025-10-01', null, '2025-10-31'],
    ['../2025-10', null, '2025-10-31', '2025-10-31'],
    ['/2025-10-09', null, '2025-10-09', '2025-10-09'],
  ])('%s lies between %s and %s, and has begun by %s', (edtf, earliest, latest, begunBy) => {
    expect(parseEdtf(edtf)).toEqual({ edtf, earliest, latest, begunBy });
    expect(JSON.parse(JSON.stringify(parseEdtf(edtf)))).toEqual(parseEdtf(edtf));
  });

  it.each([
    ['2025-W43', 'ISO week'],
    ['[2025-10-01..2025-10-09]', 'set'],
    ['{2025-10-01..2025-10-09}', 'set'],
    ['[2025-21]', 'set'],
    ['2025-01/{2025-10-01,2025-10-05}', 'set'],
    ['2025-21', 'season'],
    ['2025-21/2025-22', 'season'],
    ['2025-10/2025-24', 'season'],
    ['2025-24/2025-12-25', 'season'],
    ['2025-41', 'season'],
    ['202X-21', 'season'],
    ['2025-21?', 'season'],
    ['2025?-21', 'season'],
    ['2025-~21', 'season'],
    ['2025-10-27T10:00:00Z', 'clock time'],
    ['2025-02-29', 'does not exist'],
    ['2025-02-29/2025-03-05', 'does not exist'],
    ['2025?-02-29', 'does not exist'],
    ['202X-02-29/2021-02-29', 'does not exist'],
    ['2025-XX-15?', 'EDTF'],
    ['2025-XX-25?', 'EDTF'],
    ['2025-02-30', 'does not exist'],
    ['2025-06-31', 'does not exist'],
    ['20250407', 'no hyphens. Write year, month and day: 2025-10-27'],
    ['07/04/2025', 'Write a day as year, month and day: 2025-10-27'],
    ['2025-13', 'EDTF'],
    ['27.10.2025', 'EDTF'],
    ['early October', 'EDTF'],
    ['', 'names no day'],
    ['..', 'names no day'],
    ['../..', 'names no day'],
    ['/', 'names no day'],
    ['2025-10-27/2025-10-20', 'ends before'],
    ['2025/2026/2027', 'more than'],
    ['Y170000002', 'four digits'],
    ['-0044-03-15', 'four digits'],
    ['2'.repeat(65), 'too long'],
  ])('%s is refused, and told why: %s', (text, advice) => {
    expect(() => parseEdtf(text)).toThrow(NotEdtf);
    expect(() => parseEdtf(text)).toThrow(advice);
  });

  it('takes every day of a month or year that nobody knows, and gives none that the calendar lacks', () => {
    const two = (day: number) => String(day).padStart(2, '0');
    const part = fc.constantFrom(
      (day: string) => `2025-XX-${day}`,
      (day: string) => `2025-1X-${day}`,
      (day: string) => `202X-10-${day}`,
      (day: string) => `XXXX-XX-${day}`,
    );
    const place = fc.constantFrom(
      (day: string) => day,
      (day: string) => `${day}/..`,
      (day: string) => `${day}/9999-12-31`,
      (day: string) => `../${day}`,
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), part, place, (day, partOf, placed) => {
        const { earliest, latest } = parseEdtf(placed(partOf(two(day))));
        for (const bound of [earliest, latest])
          if (bound !== null && bound !== '9999-12-31') {
            expect(bound.slice(8)).toBe(two(day));
            expect(new Date(bound).toISOString().slice(0, 10)).toBe(bound);
          }
      }),
    );
  });

  it('never gives bounds that are turned round, whatever is written', () => {
    const digit = fc.constantFrom(
      '0',
      '1',
      '2',
      '3',
      '9',
      'X',
      '-',
      '/',
      '.',
      '?',
      '~',
      '%',
      'T',
      'W',
      'Y',
      'S',
      '[',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(digit, { maxLength: 12 }), (characters) => {
        try {
          const { earliest, latest, begunBy } = parseEdtf(characters.join(''));
          if (earliest !== null && latest !== null) expect(earliest <= latest).toBe(true);
          expect(earliest ?? latest).not.toBeNull();
          expect(begunBy).toMatch(/^\d{4}-\d\d-\d\d$/);
        } catch (error) {
          expect(error).toBeInstanceOf(NotEdtf);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

// Each candidate of a day is checked by Date.parse, so its calls count the steps without a clock.
describe('the work that a date takes', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const candidatesOf = (text: string): number => {
    const check = jest.spyOn(Date, 'parse').mockClear();
    try {
      parseEdtf(text);
    } catch (error) {
      expect(error).toBeInstanceOf(NotEdtf);
    }
    return check.mock.calls.length;
  };
  const MOST = 64;

  it.each(['XXXX-9X-XX', 'XXXX-XX-9X', 'XXXX-02-3X', 'XXX1-02-29', 'XX00-02-29', 'XXXX-00-00', 'XXXX-XX-00'])(
    'is small for %s, which means very many days or none',
    (text) => expect(candidatesOf(text)).toBeLessThanOrEqual(MOST),
  );

  const characters = (...lengths: readonly number[]) =>
    fc.tuple(
      ...lengths.map((length) =>
        fc.string({
          unit: fc.constantFrom('X', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
          minLength: length,
          maxLength: length,
        }),
      ),
    );
  const date = fc.oneof(characters(4), characters(4, 2), characters(4, 2, 2)).map((parts) => parts.join('-'));
  const qualified = fc.tuple(fc.constantFrom('', '?', '~', '%'), date).map(([sign, text]) => `${text}${sign}`);
  const end = fc.oneof(qualified, fc.constantFrom('', '..'));
  const form = fc.oneof(
    qualified,
    fc.tuple(end, end).map((ends) => ends.join('/')),
  );

  it('is small for every form', () =>
    fc.assert(
      fc.property(form, (text) => {
        expect(candidatesOf(text)).toBeLessThanOrEqual(2 * MOST);
      }),
      { numRuns: 5000 },
    ));

  it('does not change which days are first and last', () => {
    const two = (number: number) => String(number).padStart(2, '0');
    const fits = (pattern: string) => {
      const expression = new RegExp(`^${pattern.replaceAll('X', String.raw`\d`)}$`);
      return (text: string) => expression.test(text);
    };
    const years = Array.from({ length: 10_000 }, (_, year) => String(year).padStart(4, '0'));
    const monthDays = Array.from({ length: 12 * 31 }, (_, n) => `${two(Math.floor(n / 31) + 1)}-${two((n % 31) + 1)}`);
    const isOfCommonYear = (monthDay: string) => new Date(`2001-${monthDay}`).toISOString().slice(5, 10) === monthDay;
    const isOfLeapYear = (monthDay: string) => new Date(`2000-${monthDay}`).toISOString().slice(5, 10) === monthDay;
    const isLeap = (year: string) => new Date(`${year}-02-29`).toISOString().slice(5, 10) === '02-29';
    fc.assert(
      fc.property(characters(4), characters(2, 2), ([year], monthDay) => {
        const [inCommon, inLeap] = [isOfCommonYear, isOfLeapYear].map((exists) =>
          monthDays.filter(fits(monthDay.join('-'))).filter(exists),
        );
        const days = years
          .filter(fits(year!))
          .flatMap((of) => (isLeap(of) ? inLeap! : inCommon!).map((day) => `${of}-${day}`));
        const text = [year, ...monthDay].join('-');
        if (days.length === 0) return expect(() => parseEdtf(text)).toThrow(NotEdtf);
        try {
          expect(parseEdtf(text)).toMatchObject({ earliest: days[0], latest: days.at(-1) });
        } catch (error) {
          if (!(error instanceof NotEdtf)) throw error;
          // The library does not accept every combination of unspecified digits.
          expect(error.message).toContain('is not an EDTF date');
        }
      }),
      { numRuns: 200 },
    );
  });
});

// Extended Date/Time Format (EDTF) Specification, Library of Congress, 4 February 2019: each form with its examples.
describe('an example of the EDTF specification', () => {
  it.each([
    // level 0
    ['1985-04-12', '1985-04-12', '1985-04-12'],
    ['1985-04', '1985-04-01', '1985-04-30'],
    ['1985', '1985-01-01', '1985-12-31'],
    ['1964/2008', '1964-01-01', '2008-12-31'],
    ['2004-06/2006-08', '2004-06-01', '2006-08-31'],
    ['2004-02-01/2005-02-08', '2004-02-01', '2005-02-08'],
    ['2004-02-01/2005-02', '2004-02-01', '2005-02-28'],
    ['2004-02-01/2005', '2004-02-01', '2005-12-31'],
    ['2005/2006-02', '2005-01-01', '2006-02-28'],
    // level 1: qualified
    ['1984?', '1984-01-01', '1984-12-31'],
    ['2004-06~', '2004-06-01', '2004-06-30'],
    ['2004-06-11%', '2004-06-11', '2004-06-11'],
    ['1984~/2004-06', '1984-01-01', '2004-06-30'],
    ['1984-06-02?/2004-08-08~', '1984-06-02', '2004-08-08'],
    // level 1: digits that are not known
    ['201X', '2010-01-01', '2019-12-31'],
    ['20XX', '2000-01-01', '2099-12-31'],
    ['2004-XX', '2004-01-01', '2004-12-31'],
    ['1985-04-XX', '1985-04-01', '1985-04-30'],
    ['1985-XX-XX', '1985-01-01', '1985-12-31'],
    // level 1: an end that is open, and one that is unknown
    ['1985-04-12/..', '1985-04-12', null],
    ['1985-04/..', '1985-04-01', null],
    ['1985/..', '1985-01-01', null],
    ['../1985-04-12', null, '1985-04-12'],
    ['../1985-04', null, '1985-04-30'],
    ['../1985', null, '1985-12-31'],
    ['1985-04-12/', '1985-04-12', null],
    ['1985-04/', '1985-04-01', null],
    ['1985/', '1985-01-01', null],
    ['/1985-04-12', null, '1985-04-12'],
    ['/1985-04', null, '1985-04-30'],
    ['/1985', null, '1985-12-31'],
    // level 2: qualified in part
    ['2004-06~-11', '2004-06-11', '2004-06-11'],
    ['2004?-06-11', '2004-06-11', '2004-06-11'],
    ['?2004-06-~11', '2004-06-11', '2004-06-11'],
    ['2004-%06-11', '2004-06-11', '2004-06-11'],
    ['2004-06-~01/2004-06-~20', '2004-06-01', '2004-06-20'],
    // level 2: digits that are not known
    ['156X-12-25', '1560-12-25', '1569-12-25'],
    ['15XX-12-25', '1500-12-25', '1599-12-25'],
    ['XXXX-12-XX', '0000-12-01', '9999-12-31'],
    ['1XXX-XX', '1000-01-01', '1999-12-31'],
    ['1XXX-12', '1000-12-01', '1999-12-31'],
    ['1984-1X', '1984-10-01', '1984-12-31'],
    ['2004-06-XX/2004-07-03', '2004-06-01', '2004-07-03'],
  ])('%s lies between %s and %s', (edtf, earliest, latest) => {
    expect(parseEdtf(edtf)).toMatchObject({ edtf, earliest, latest });
  });

  const clock = 'has a clock time. Write the day only';
  const year = 'is not a year of four digits. Write 0000 to 9999';
  const season = 'is a season, which means different months in different places. Write the months';
  const digits = 'has significant digits. Write X for each uncertain digit: 19XX for 1950S2';
  const set = 'is a set. Write an interval';
  it.each([
    // level 0
    ['1985-04-12T23:20:30', clock],
    ['1985-04-12T23:20:30Z', clock],
    ['1985-04-12T23:20:30-04', clock],
    ['1985-04-12T23:20:30+04:30', clock],
    ['2025-10-27T10:00Z', clock],
    // level 1
    ['Y170000002', year],
    ['Y-170000002', year],
    ['-1985', year],
    ...[21, 22, 23, 24].map((number) => [`2001-${number}`, season] as const),
    // level 2
    ['Y-17E7', year],
    ['Y17E7', year],
    ['1950S2', digits],
    ['Y171010000S3', year],
    ['Y3388E2S3', year],
    ...Array.from({ length: 17 }, (_, n) => [`2001-${25 + n}`, season] as const),
    ['[1667,1668,1670..1672]', set],
    ['[..1760-12-03]', set],
    ['[1760-12..]', set],
    ['[1760-01,1760-02,1760-12..]', set],
    ['[1667,1760-12]', set],
    ['[..1984]', set],
    ['{1667,1668,1670..1672}', set],
    ['{1960,1961-12}', set],
    ['{..1984}', set],
    // the same in other places
    ['2027S3', digits],
    ['1950S4', digits],
    ['1950S2?', digits],
    ['1950?S2', digits],
    ['1900/1950S2', digits],
    ['1950S2/1960', digits],
    ['../1950S2', digits],
    ['1950S2/', digits],
    ['[1950S2]', set],
    ['{1950S2,1960}', set],
    ['Y1950S2', year],
    ['Y1950', year],
    ['?-1985', year],
    ['1985/-0001', year],
    ['2000/Y17E7', year],
    // A century and a decade of ISO 8601, which EDTF has not: more likely a year that lost its last digits.
    ['19', year],
    ['202', year],
    ['202?', year],
    ['2020/202', year],
  ])('%s is refused, with what to write instead: it %s', (text, advice) => {
    expect(() => parseEdtf(text)).toThrow(NotEdtf);
    expect(() => parseEdtf(text)).toThrow(advice);
  });
});
