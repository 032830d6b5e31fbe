import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { dayAt, dayNumber } from './dates.js';
import { barsOf, bucketOf, dayAtPlace, neighbourOf, placeOf, scaleOf, ticksBeside, ticksOf } from './scale.js';

const scale = scaleOf('2025-04-04', '2026-11-27');

describe('the axis', () => {
  it('begins with the month of the first fact and ends today', () => {
    expect([dayAt(scale.start), dayAt(scale.end)]).toEqual(['2025-04-01', '2026-11-27']);
  });
  it('is a week long for a record that begins today, or has nothing', () => {
    for (const first of ['2026-11-01', undefined])
      expect(scaleOf(first, '2026-11-01')).toEqual({ start: dayNumber('2026-10-25'), end: dayNumber('2026-11-01') });
  });
  it('has a place for each day, and finds the day of a place again', () => {
    expect([placeOf(scale, '2025-04-01'), placeOf(scale, '2026-11-27')]).toEqual([0, 1]);
    expect([placeOf(scale, '1990-01-01'), placeOf(scale, '2040-01-01')]).toEqual([0, 1]);
    fc.assert(
      fc.property(fc.integer({ min: scale.start, max: scale.end }), (day) => {
        expect(dayAtPlace(scale, placeOf(scale, dayAt(day)))).toBe(dayAt(day));
      }),
    );
  });
  it('names no quarter that stands where the day of the hand is named', () => {
    const named = (day: string) => ticksBeside(scale, day).map((tick) => tick.day.slice(0, 7));
    expect(named('2025-04-04')).toEqual(['2025-07', '2025-10', '2026-01', '2026-04', '2026-07', '2026-10']);
    expect(named('2025-10-28')).toEqual(['2025-04', '2025-07', '2026-01', '2026-04', '2026-07', '2026-10']);
  });
  it('names quarters, and years where they begin', () => {
    expect(ticksOf(scale).map(({ day, style }) => `${day.slice(0, 7)} ${style}`)).toEqual([
      '2025-04 monthOfYear',
      '2025-07 month',
      '2025-10 month',
      '2026-01 monthOfYear',
      '2026-04 month',
      '2026-07 month',
      '2026-10 month',
    ]);
  });
  it('names at most nine months or years, however long it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), (days) => {
        const ticks = ticksOf(scaleOf(dayAt(scale.end - days), dayAt(scale.end)));
        expect(ticks.length).toBeLessThanOrEqual(9);
      }),
    );
  });
});

describe('the bars', () => {
  const days = [
    { day: '2025-10-20', events: 2 },
    { day: '2025-10-26', events: 1 },
    { day: '2025-10-27', events: 6 },
  ];
  it('count the facts of a week, which begins on Monday', () => {
    expect(bucketOf(scale)).toBe('week');
    expect(barsOf(scale, days).map(({ from, to, events, height }) => [from, to, events, height])).toEqual([
      ['2025-10-20', '2025-10-26', 3, 0.5],
      ['2025-10-27', '2025-11-02', 6, 1],
    ]);
  });
  it('count days, months or years on a shorter or longer axis', () => {
    expect(barsOf(scale, days, 'day')).toHaveLength(3);
    expect(barsOf(scale, days, 'month').map(({ from, to, events }) => [from, to, events])).toEqual([
      ['2025-10-01', '2025-10-31', 9],
    ]);
    expect(barsOf(scale, days, 'year').map(({ from, to }) => [from, to])).toEqual([['2025-01-01', '2025-12-31']]);
  });
  it('lose no fact', () => {
    const some = fc.record({
      day: fc.integer({ min: scale.start, max: scale.end }).map(dayAt),
      events: fc.integer({ min: 1, max: 9 }),
    });
    const sum = (counts: readonly { events: number }[]) => counts.reduce((all, { events }) => all + events, 0);
    fc.assert(
      fc.property(fc.array(some), fc.constantFrom('day', 'week', 'month', 'year'), (counts, bucket) => {
        expect(sum(barsOf(scale, counts, bucket))).toBe(sum(counts));
      }),
    );
  });
  it('tell the fact before and after a day', () => {
    expect(neighbourOf(days, '2025-10-26', 'before')).toBe('2025-10-20');
    expect(neighbourOf(days, '2025-10-26', 'after')).toBe('2025-10-27');
    expect(neighbourOf(days, '2025-10-20', 'before')).toBeUndefined();
    expect(neighbourOf(days, '2025-10-27', 'after')).toBeUndefined();
  });
});
