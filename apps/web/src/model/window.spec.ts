import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { dayAt, dayNumber } from './dates.js';
import {
  endIn,
  fullestOf,
  latestOf,
  lengthOf,
  middleIn,
  placeIn,
  shifted,
  ticksIn,
  usualOf,
  windowIn,
  withEnd,
} from './window.js';

const october = { from: '2025-10-01', to: '2025-10-31' };
const all = { from: '2025-04-01', to: '2026-11-27' };

describe('a window', () => {
  it('is read from an address, if it has days in their order', () => {
    expect(windowIn('2025-10-01', '2025-10-31')).toEqual(october);
    for (const [from, to] of [
      ['2025-10-31', '2025-10-01'],
      ['2025-10-01', null],
      ['soon', '2025-10-01'],
    ] as const)
      expect(windowIn(from, to)).toBeUndefined();
  });
  it('has a place for each of its days, as wide as a day', () => {
    expect([placeIn(october, '2025-10-01'), endIn(october, '2025-10-31')]).toEqual([0, 1]);
    expect(middleIn(october, '2025-10-16')).toBeCloseTo(0.5);
    expect([placeIn(october, '2025-01-01'), placeIn(october, '2026-01-01')]).toEqual([0, 1]);
  });
  it('goes to the stretch beside it, as far as there is one', () => {
    expect(shifted(october, all, 1)).toEqual({ from: '2025-11-01', to: '2025-12-01' });
    expect(shifted(october, all, -1)).toEqual({ from: '2025-08-31', to: '2025-09-30' });
    expect(shifted({ from: '2025-04-05', to: '2025-04-14' }, all, -1)).toEqual({
      from: '2025-04-01',
      to: '2025-04-10',
    });
    expect(shifted(all, all, 1)).toEqual(all);
  });
  it('keeps a day, and stays on the axis, wherever its ends are taken', () => {
    expect(withEnd(october, 'from', '2025-12-01', all)).toEqual({ from: '2025-10-31', to: '2025-10-31' });
    expect(withEnd(october, 'to', '2030-01-01', all)).toEqual({ from: '2025-10-01', to: '2026-11-27' });
    expect(withEnd(october, 'from', '2020-01-01', all)).toEqual({ from: '2025-04-01', to: '2025-10-31' });
  });
});

describe('the first window', () => {
  it('is the full weeks of a record with a long quiet time', () => {
    const days = [
      { day: '2025-04-04', events: 2 },
      { day: '2025-10-21', events: 8 },
      { day: '2025-10-27', events: 20 },
      { day: '2025-11-07', events: 9 },
      { day: '2025-12-19', events: 1 },
    ];
    // From the 21st to the 7th there are 37 of 40 facts, and without either end too few.
    expect(fullestOf(days, all)).toEqual({ from: '2025-10-18', to: '2025-11-10' });
  });
  it('is everything, if the facts are spread, or there are none', () => {
    const days = ['2025-04-04', '2025-10-01', '2026-06-01', '2026-11-20'].map((day) => ({ day, events: 1 }));
    expect(fullestOf(days, all)).toEqual(all);
    expect(fullestOf([], all)).toEqual(all);
  });
  it('is the latest stretch of a record with too many facts, and at least its last day', () => {
    const days = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'].map((day) => ({ day, events: 400 }));
    expect(latestOf(days, all, 1_000)).toEqual({ from: '2026-03-01', to: all.to });
    expect(latestOf(days, all, 300)).toEqual({ from: '2026-04-01', to: all.to });
    expect(latestOf(days, all, 2_000)).toEqual({ from: '2026-01-01', to: all.to });
    expect(latestOf([], all, 10)).toEqual(all);
    expect(usualOf(days, all, 1_000)).toEqual({ is: 'latest', window: { from: '2026-03-01', to: all.to } });
    expect(usualOf(days, all, 2_000).is).toBe('fullest');
  });
  it('has four fifths of the facts, whatever they are', () => {
    const start = dayNumber(all.from);
    const day = fc.integer({ min: 0, max: lengthOf(all) - 1 }).map((n) => dayAt(start + n));
    const counts = fc.uniqueArray(fc.record({ day, events: fc.integer({ min: 1, max: 30 }) }), {
      selector: (one) => one.day,
    });
    fc.assert(
      fc.property(counts, (some) => {
        const days = some.toSorted((a, b) => (a.day < b.day ? -1 : 1));
        const { from, to } = fullestOf(days, all);
        const sum = (of: typeof days) => of.reduce((total, { events }) => total + events, 0);
        expect(sum(days.filter((one) => one.day >= from && one.day <= to))).toBeGreaterThanOrEqual(0.8 * sum(days));
        expect([from >= all.from, to <= all.to, from <= to]).toEqual([true, true, true]);
      }),
    );
  });
});

describe('what is named on the axis', () => {
  const named = (window: typeof october) => ticksIn(window).map(({ day }) => day);
  it('are Mondays of some weeks', () =>
    expect(named(october)).toEqual(['2025-10-06', '2025-10-13', '2025-10-20', '2025-10-27']));
  it('are days of a short time', () =>
    expect(named({ from: '2025-10-27', to: '2025-10-29' })).toEqual(['2025-10-27', '2025-10-28', '2025-10-29']));
  it('are months of a long one', () => expect(named(all)[0]).toBe('2025-04-01'));
  it('are never more than there is room for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000 }), (length) => {
        const ticks = ticksIn({ from: '1950-03-03', to: dayAt(dayNumber('1950-03-03') + length - 1) });
        expect(ticks.length).toBeLessThanOrEqual(10);
      }),
    );
  });
});
