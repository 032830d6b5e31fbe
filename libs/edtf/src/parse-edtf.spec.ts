import { describe, expect, it } from '@jest/globals';
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
    ['2025-02-29', 'calendar'],
    ['2025-02-29/2025-03-05', 'calendar'],
    ['2025?-02-29', 'calendar'],
    ['202X-02-29/2021-02-29', 'calendar'],
    ['2025-XX-15?', 'EDTF'],
    ['2025-XX-25?', 'EDTF'],
    ['2025-02-30', 'EDTF'],
    ['2025-13', 'EDTF'],
    ['27.10.2025', 'EDTF'],
    ['early October', 'EDTF'],
    ['', 'no day at all'],
    ['..', 'no day at all'],
    ['../..', 'no day at all'],
    ['/', 'no day at all'],
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
    const digit = fc.constantFrom('0', '1', '2', '3', '9', 'X', '-', '/', '.', '?', '~', '%', 'T', 'W', 'Y', '[', ' ');
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
