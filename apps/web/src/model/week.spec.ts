import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { clockHere } from './clock.js';
import { dayAt, dayNumber } from './dates.js';
import { zoneText } from './instants.js';
import { daysOfWeek, mondayOf, weekAddress, weekBeside, weekIn, weekOfKey } from './week.js';

const TODAY = '2025-10-29';

describe('a week', () => {
  it('begins on Monday', () => {
    expect([mondayOf('2025-10-27'), mondayOf('2025-11-02'), mondayOf('1969-12-31')]).toEqual([
      '2025-10-27',
      '2025-10-27',
      '1969-12-29',
    ]);
    expect(daysOfWeek('2025-10-27')).toEqual(
      [27, 28, 29, 30, 31, 1, 2].map((n) => (n > 2 ? `2025-10-${n}` : `2025-11-0${n}`)),
    );
  });
  it('has each of its days, and a Monday of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (number) => {
        const day = dayAt(number);
        const monday = mondayOf(day);
        expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(dayNumber(day) - dayNumber(monday)).toBeGreaterThanOrEqual(0);
        expect(dayNumber(day) - dayNumber(monday)).toBeLessThan(7);
      }),
    );
  });
  it.each([
    ['', '2025-10-27', false],
    ['from=2025-11-05', '2025-11-03', false],
    ['from=yesterday', '2025-10-27', true],
    ['from=2025-02-30', '2025-10-27', true],
    ['from=9999-12-31', '2025-10-27', true],
    ['from=0001-01-01', '2025-10-27', true],
  ])('is that of the address, or of today: "%s"', (search, monday, isWrong) => {
    expect(weekIn(search, TODAY)).toEqual({ monday, isWrong });
  });
  it('has an address, but for that of today, and others beside it until the calendar ends', () => {
    expect(weekAddress('2025-10-27', TODAY)).toBe('/week');
    expect(weekAddress('2025-11-03', TODAY)).toBe('/week?from=2025-11-03');
    expect([weekBeside('2025-10-27', 1), weekBeside('2025-10-27', -1)]).toEqual(['2025-11-03', '2025-10-20']);
    expect(weekBeside(mondayOf('9999-12-12'), 1)).toBeUndefined();
    expect(weekBeside(mondayOf('0001-01-15'), -1)).toBeUndefined();
  });
  it('changes by keys', () => {
    expect(['[', ']', 'n', 'N', 'x'].map(weekOfKey)).toEqual([-1, 1, 'now', 'now', undefined]);
  });
});

describe('a time of another zone', () => {
  it.each([
    ['2025-10-29', '09:30', 'Europe/London', '2025-10-29', '10:30'],
    ['2025-10-28', '22:00', 'America/New_York', '2025-10-29', '03:00'],
    ['2025-10-29', '02:00', 'Asia/Shanghai', '2025-10-28', '19:00'],
    // It was skipped in London, where the offset before the change is used.
    ['2025-03-30', '01:30', 'Europe/London', '2025-03-30', '03:30'],
  ])('%s %s in %s is %s %s in Brussels', (day, time, zone, hereDay, hereTime) => {
    expect(clockHere({ day, time }, zone, 'Europe/Brussels')).toEqual({ day: hereDay, time: hereTime });
  });
  it('is not known of a zone that nobody knows', () => {
    expect(clockHere({ day: '2025-10-29', time: '09:30' }, 'Europe/Atlantis', 'Europe/Brussels')).toBeUndefined();
  });
});

describe('the name of a zone', () => {
  it.each([
    ['Europe/Brussels', 'en', 'Central European Time'],
    ['Asia/Shanghai', 'zh', '中国标准时间'],
    ['UTC', 'en', 'Coordinated Universal Time'],
  ] as const)('of %s in %s is %s', (zone, language, name) => expect(zoneText(zone, language)).toBe(name));
});
