import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EVERY_RANK, isShared, rankOf, ranksBetween } from './text-rank.js';
import { dayNumber } from './terms.js';

const dayOf = (number: number) => new Date(number * 86_400_000).toISOString().slice(0, 10);
const FIRST = dayNumber('0000-01-01');
const LAST = dayNumber('9999-12-31');
const place = fc
  .record({
    first: fc.oneof(fc.integer({ min: FIRST, max: LAST }), fc.integer({ min: 20_000, max: 20_010 })),
    days: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(4_000_000)),
    minute: fc.oneof(fc.constant(720), fc.integer({ min: -840, max: 2_160 }), fc.integer({ min: -9_000, max: 9_000 })),
  })
  .map(({ first, days, minute }) => ({ earliest: dayOf(first), latest: dayOf(Math.min(first + days, LAST)), minute }));
type Place = Readonly<{ earliest: string; latest: string; minute: number }>;
const compared = (one: Place, other: Place): number => {
  const [key, otherKey] = [one, other].map(({ earliest, latest, minute }) => [earliest, latest, minute] as const);
  const n = key!.findIndex((value, i) => value !== otherKey![i]);
  return n < 0 ? 0 : key![n]! < otherKey![n]! ? -1 : 1;
};

describe('the rank of a place', () => {
  it('is in the order of days and hours, and shared only where it says so', () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const [rank, otherRank] = [rankOf(one), rankOf(other)];
        const order = compared(one, other);
        if (order < 0) expect(rank).toBeLessThanOrEqual(otherRank);
        if (order !== 0 && rank === otherRank) expect(isShared(rank)).toBe(true);
        if (order === 0) expect(rank).toBe(otherRank);
      }),
      { numRuns: 5_000 },
    );
  });
  it('is of its own for the hours of a day, and for days without hours', () => {
    const own = { earliest: '2025-10-27', latest: '2025-10-27', minute: 540 };
    expect(isShared(rankOf(own))).toBe(false);
    expect(rankOf({ ...own, minute: 541 })).toBe(rankOf(own) + 1);
    const lasting = { ...own, minute: 720 };
    for (const latest of ['2025-10-28', '2025-11-30', '2026-10-27', '2030-01-01', '9999-12-31'])
      expect(isShared(rankOf({ ...lasting, latest }))).toBe(false);
    expect(isShared(rankOf({ ...own, latest: '2025-10-28' }))).toBe(true);
    expect(isShared(rankOf({ ...lasting, latest: '2100-01-01' }))).toBe(true);
  });
  it('is among those of the days on which the thing begins', () => {
    fc.assert(
      fc.property(place, fc.nat(100), fc.nat(100), (one, before, after) => {
        const day = dayNumber(one.earliest);
        const [first, last] = ranksBetween(day - before, day + after);
        expect(rankOf(one)).toBeGreaterThanOrEqual(first);
        expect(rankOf(one)).toBeLessThanOrEqual(last);
        expect(first).toBeGreaterThanOrEqual(EVERY_RANK[0]);
        expect(last).toBeLessThanOrEqual(EVERY_RANK[1]);
        expect(rankOf({ ...one, latest: '9999-12-30' })).toBeLessThanOrEqual(rankOf({ ...one, latest: '9999-12-31' }));
        const [, earlier] = ranksBetween(day - 100, day - 1);
        if (one.earliest < '4870-01-01') expect(rankOf(one)).toBeGreaterThan(earlier);
      }),
    );
  });
});
