import type { Instant } from './ids.js';
import { dayOf, isTooFarAhead, type WorldDate } from './world-date.js';

/** What a fact, or a correction of one, says of when it happened. `start` and `end`: of a meeting that was held, on its clocks. */
export type EventDates = Readonly<{ occurredOn?: WorldDate | null; start?: string | null; end?: string | null }>;

/** A field by which a fact has not happened yet, and how it was value. */
export type FutureDate = Readonly<{ field: keyof EventDates; value: string }>;

/**
 * Which of them lie ahead, each by its first possible day; one whose first day is open or unknown may have come long ago.
 * `occurredOn` comes last, since it may follow from the others.
 */
export const futureDates = ({ occurredOn, start, end }: EventDates, now: Instant): readonly FutureDate[] => {
  const days = [
    { field: 'start', value: start, first: start?.slice(0, 10) },
    { field: 'end', value: end, first: end?.slice(0, 10) },
    { field: 'occurredOn', value: occurredOn?.edtf, first: occurredOn?.earliest },
  ] as const;
  return days.flatMap(({ field, value, first }) =>
    value && first && isTooFarAhead(first, dayOf(now)) ? [{ field, value }] : [],
  );
};
