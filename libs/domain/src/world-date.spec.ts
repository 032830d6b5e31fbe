import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Instant } from './ids.js';
import { on } from './testing.js';
import { datesAsEdtf, type Day, dayOf, nextDay, previousDay, reachesFrom, span, withOpenEnds } from './world-date.js';

const learnedAt = '2025-10-27T09:30:00.000Z' as Instant;
const sinceApril = {
  edtf: '2025-04/..',
  earliest: '2025-04-01' as Day,
  latest: null,
  begunBy: '2025-04-30' as Day,
};
const untilNovember = {
  edtf: '../2026-11-10',
  earliest: null,
  latest: '2026-11-10' as Day,
  begunBy: '2026-11-10' as Day,
};
const whenever = { edtf: '../..', earliest: null, latest: null, begunBy: null };

describe('world date', () => {
  it('uses the UTC day of an instant', () => {
    expect(dayOf(learnedAt)).toBe('2025-10-27');
  });

  it('spans one day if the day is known', () => {
    expect(span({ occurredOn: on('2025-10-21'), learnedAt })).toEqual({ earliest: '2025-10-21', latest: '2025-10-21' });
  });
  it('spans all days that "early October" may mean', () => {
    const occurredOn = on('2025-10-0X', '2025-10-01', '2025-10-09');
    expect(span({ occurredOn, learnedAt })).toEqual({ earliest: '2025-10-01', latest: '2025-10-09' });
  });
  it('spans the day when it was learned if it has no date', () => {
    expect(span({ learnedAt })).toEqual({ earliest: '2025-10-27', latest: '2025-10-27' });
    expect(span({ occurredOn: whenever, learnedAt })).toEqual({ earliest: '2025-10-27', latest: '2025-10-27' });
  });
  it('has no end for "since April"', () => {
    expect(span({ occurredOn: sinceApril, learnedAt })).toEqual({ earliest: '2025-04-01', latest: '9999-12-31' });
  });
  it('spans its end if its start is unknown', () => {
    expect(span({ occurredOn: untilNovember, learnedAt })).toEqual({ earliest: '2026-11-10', latest: '2026-11-10' });
  });
  it('may be on any day before its end if its start is unknown, and otherwise not before its first day', () => {
    expect(reachesFrom({ occurredOn: untilNovember, learnedAt })).toBe('0000-01-01');
    expect(reachesFrom({ occurredOn: sinceApril, learnedAt })).toBe('2025-04-01');
    expect(reachesFrom({ occurredOn: whenever, learnedAt })).toBe('2025-10-27');
    expect(reachesFrom({ learnedAt })).toBe('2025-10-27');
  });

  it('is returned as the recorder wrote it, at any depth of a fact', () => {
    const fact = {
      title: 'Talks',
      planned: { on: on('2025-10-30'), text: 'Thursday' },
      dates: [sinceApril],
      binding: null,
    };
    expect(datesAsEdtf(fact)).toEqual({
      title: 'Talks',
      planned: { on: '2025-10-30', text: 'Thursday' },
      dates: ['2025-04/..'],
      binding: null,
    });
  });
  it('may be the value itself', () => {
    expect([datesAsEdtf('Thursday'), datesAsEdtf(55), datesAsEdtf(true), datesAsEdtf(null)]).toEqual([
      'Thursday',
      55,
      true,
      null,
    ]);
  });

  it('has its open ends restored after a merge patch lost them', () => {
    const { latest: _, ...patched } = sinceApril;
    expect(withOpenEnds({ planned: { on: patched }, dates: [patched], reason: 'late' })).toEqual({
      planned: { on: sinceApril },
      dates: [sinceApril],
      reason: 'late',
    });
  });
  it('keeps its closed ends', () => {
    expect(withOpenEnds(on('2025-10-30'))).toEqual(on('2025-10-30'));
    expect(withOpenEnds(null)).toBeNull();
  });
});

const day = (text: string) => text as Day;
const DAY_MS = 86_400_000;
const [FIRST, LAST] = [Date.parse('0000-01-02'), Date.parse('9999-12-30')];
const dayAt = (ms: number) => day(new Date(ms).toISOString().slice(0, 10));

describe('the days around a day', () => {
  it.each([
    ['2025-10-09', '2025-10-10', '2025-10-11'],
    ['2025-12-30', '2025-12-31', '2026-01-01'],
    ['2024-02-28', '2024-02-29', '2024-03-01'],
    ['2025-02-27', '2025-02-28', '2025-03-01'],
    ['1999-12-31', '2000-01-01', '2000-01-02'],
  ])('%s is before %s, and %s after it', (before, one, after) => {
    expect([previousDay(day(one)), nextDay(day(one))]).toEqual([before, after]);
  });
  it('are those of the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: (LAST - FIRST) / DAY_MS }), (days) => {
        const at = FIRST + days * DAY_MS;
        expect([previousDay(dayAt(at)), nextDay(dayAt(at))]).toEqual([dayAt(at - DAY_MS), dayAt(at + DAY_MS)]);
      }),
    );
  });
  it('have no later one than the last with a year of four digits', () => {
    expect(nextDay(day('9999-12-31'))).toBe('9999-12-31');
  });
});
