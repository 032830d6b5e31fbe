import type { Instant } from './ids.js';
import { hourText, instantOf } from './occurred-time.js';
import { dayOf, isTooFarAhead, type OccurredTime, type WorldDate } from './world-date.js';

/** The dates of a fact, or of a correction. `start` and `end`: local times of a meeting that was held. */
export type EventDates = Readonly<{
  occurredOn?: WorldDate | null;
  occurredTime?: OccurredTime | null;
  start?: string | null;
  end?: string | null;
}>;

/** A field whose value is in the future. */
export type FutureDate = Readonly<{ field: keyof EventDates; value: string }>;

/**
 * The dates in the future, each by its first possible day. A date whose first day is open or unknown may be in the past.
 * `occurredOn` comes last, because it may be derived from the others. An hour is in the future if its instant is.
 */
export const futureDates = (
  { occurredOn, occurredTime, start, end }: EventDates,
  now: Instant,
): readonly FutureDate[] => {
  const days = [
    { field: 'start', value: start, first: start?.slice(0, 10) },
    { field: 'end', value: end, first: end?.slice(0, 10) },
    { field: 'occurredOn', value: occurredOn?.edtf, first: occurredOn?.earliest },
  ] as const;
  const ahead = days.flatMap(({ field, value, first }): FutureDate[] =>
    value && first && isTooFarAhead(first, dayOf(now)) ? [{ field, value }] : [],
  );
  const instant = instantOf({ occurredOn, occurredTime });
  return ahead.length > 0 || instant === undefined || instant <= now
    ? ahead
    : [{ field: 'occurredTime', value: hourText(occurredTime!) }];
};
