import * as fc from 'fast-check';
import type { Instant } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import type { AsOf } from '../replay/events-as-of.js';

/** A moment that a spec asks for, and the day for which "in force" and "overdue" are given. */
export type At = Partial<AsOf> & { day?: string };

/** Moments on all axes of drawn histories, which happen in 2025. */
export const anyMoment: fc.Arbitrary<At> = fc
  .record({
    upTo: fc.integer({ min: -1, max: 120 }),
    knownAt: fc.constantFrom(undefined, '2025-03-01', '2025-07-01', '2026-01-03'),
    happenedBy: fc.constantFrom(undefined, '2025-03-01', '2025-07-01'),
    day: fc.constantFrom('2025-03-01', '2025-12-31'),
  })
  .map(({ upTo, knownAt, happenedBy, day }) => ({
    upTo,
    ...(knownAt !== undefined && { knownAt: `${knownAt}T12:00:00.000Z` as Instant }),
    ...(happenedBy !== undefined && { happenedBy: happenedBy as Day }),
    day,
  }));
