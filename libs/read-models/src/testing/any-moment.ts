import * as fc from 'fast-check';
import { effective } from '#domain/effective.js';
import type { Instant } from '#domain/ids.js';
import { type Day, dayOf, nextDay, previousDay } from '#domain/world-date.js';
import type { AsOf } from '../replay/events-as-of.js';
import type { Fact, LoggedEvent } from '../projection/read-model.js';

/** A moment that a spec asks for, and the day for which "in force" and "overdue" are given. */
export type At = Partial<AsOf> & { day?: string };
/** The choice of events and the day, as comparisons ask for them. By default the whole log, on a day after all drawn facts. */
export const viewpoint = ({ day = '2026-06-01', ...choice }: At) => ({
  choice: { upTo: 9_999, ...choice },
  day: day as Day,
});

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

/** `place`: which event, at or just beside whose times the moment is. */
export type BesideEvent = Readonly<{ axis: 'knownAt' | 'happenedBy' | 'both'; place: number; beside: -1 | 0 | 1 }>;
export const besideEvent: fc.Arbitrary<BesideEvent> = fc.record({
  axis: fc.constantFrom<BesideEvent['axis']>('knownAt', 'happenedBy', 'both'),
  place: fc.nat(),
  beside: fc.constantFrom<BesideEvent['beside']>(-1, 0, 1),
});

/** The time of an event of a log, or a millisecond or a day beside it: as it was recorded, or as often as it was corrected. */
export const momentBeside = (log: readonly LoggedEvent[]): ((drawn: BesideEvent) => Omit<AsOf, 'upTo'>) => {
  const histories = [...Map.groupBy(log, ({ stream }) => stream).values()];
  const corrected = histories
    .flatMap((one) => effective<Fact>(one).events)
    .filter(({ correctedBy }) => correctedBy.length > 0);
  const told = [...log, ...log.map((event, n) => corrected[n % corrected.length] ?? event)];
  return ({ axis, place, beside }) => {
    const { learnedAt, occurredOn } = told[place % told.length]!.metadata;
    return {
      ...(axis !== 'happenedBy' && { knownAt: instantBeside(learnedAt, beside) }),
      ...(axis !== 'knownAt' && { happenedBy: dayBeside(occurredOn?.begunBy ?? dayOf(learnedAt), beside) }),
    };
  };
};
const instantBeside = (instant: Instant, ms: number) => new Date(Date.parse(instant) + ms).toISOString() as Instant;
const dayBeside = (day: Day, beside: BesideEvent['beside']): Day =>
  beside === 0 ? day : beside === 1 ? nextDay(day) : previousDay(day);
