import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseEdtf } from './parse-edtf.js';
import { daysOf } from './days-of.js';

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
