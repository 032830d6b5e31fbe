import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseEdtf } from './parse-edtf.js';
import { daysOf, isSaidByDays, wholePeriod } from './days-of.js';
import { RARE_DATES } from './testing/rare-dates.js';

describe('the days that a date can mean', () => {
  it.each([
    ['2025-10-27', { from: '2025-10-27', to: '2025-10-27' }],
    ['2025-10-0X', { from: '2025-10-01', to: '2025-10-09' }],
    ['2025-10-3X', { from: '2025-10-30', to: '2025-10-31' }],
    ['2025-02', { from: '2025-02-01', to: '2025-02-28' }],
    ['2025', { from: '2025-01-01', to: '2025-12-31' }],
    ['2025-10-20/2025-10-26', { from: '2025-10-20', to: '2025-10-26' }],
    ['2025-04/..', { from: '2025-04-01' }],
    ['../2025-10-27', { to: '2025-10-27' }],
    ['2025-10~', { from: '2025-10-01', to: '2025-10-31' }],
    // A sign of doubt changes no day, wherever it stands.
    ['~2025-10-30', { from: '2025-10-30', to: '2025-10-30' }],
    ['2025~-10-?30', { from: '2025-10-30', to: '2025-10-30' }],
    ['2025-10-30~/2025-11?', { from: '2025-10-30', to: '2025-11-30' }],
  ])('of %s', (edtf, days) => expect(daysOf(edtf)).toEqual(days));

  it('says nothing of what it does not read', () => expect(daysOf('2025-21')).toBeUndefined());

  it('are those that the service reads', () => {
    const two = (from: number, to: number) => fc.integer({ min: from, max: to }).map((n) => String(n).padStart(2, '0'));
    const date = fc
      .tuple(fc.integer({ min: 1900, max: 2099 }), two(1, 12), fc.oneof(two(1, 28), fc.constantFrom('0X', '1X', '2X')))
      .map((parts) => parts.join('-'));
    const month = fc.tuple(fc.integer({ min: 1900, max: 2099 }), two(1, 12)).map((parts) => parts.join('-'));
    const open = fc.oneof(date, month).map((one) => `${one}/..`);
    fc.assert(
      fc.property(fc.oneof(date, month, open), (edtf) => {
        const read = parseEdtf(edtf);
        expect({ from: daysOf(edtf)?.from ?? null, to: daysOf(edtf)?.to ?? null }).toEqual({
          from: read.earliest,
          to: read.latest,
        });
      }),
    );
  });
});

describe('a date of a rare form', () => {
  it.each([...RARE_DATES, '~2025-10-30', '2025-10~-30', '2025-10-?30'])(
    'is not said by its first and last day: %s',
    (edtf) => expect(isSaidByDays(edtf)).toBe(false),
  );
});

describe('days that are named as one', () => {
  it.each([
    ['2025-01-01', '2025-12-31', 'year'],
    ['2025-04-01', '2025-04-30', 'month'],
    ['2024-02-01', '2024-02-29', 'month'],
    ['2025-02-01', '2025-02-27', undefined],
    ['2025-04-02', '2025-04-30', undefined],
    ['2025-04-01', '2025-05-31', undefined],
    ['2025-04-01', '2026-04-30', undefined],
  ])('%s to %s: %s', (from, to, whole) => expect(wholePeriod(from, to)).toBe(whole));
});
