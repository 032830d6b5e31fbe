import type { Instant } from './ids.js';
import { dayOf, isAfterTomorrow, type WorldDate } from './world-date.js';

/** What a fact, or a correction of one, says of when it happened. `start` and `end`: of a meeting that was held, on its clocks. */
export type Happening = Readonly<{ occurredOn?: WorldDate | null; start?: string | null; end?: string | null }>;

/** A field by which a fact has not happened yet, and how it was told. */
export type DayAhead = Readonly<{ field: keyof Happening; told: string }>;

/**
 * Which of them lie ahead, each by its first possible day; one whose first day is open or unknown may have come long ago.
 * `occurredOn` comes last, since it may follow from the others.
 */
export const daysAhead = ({ occurredOn, start, end }: Happening, now: Instant): readonly DayAhead[] => {
  const days = [
    { field: 'start', told: start, first: start?.slice(0, 10) },
    { field: 'end', told: end, first: end?.slice(0, 10) },
    { field: 'occurredOn', told: occurredOn?.edtf, first: occurredOn?.earliest },
  ] as const;
  return days.flatMap(({ field, told, first }) =>
    told && first && isAfterTomorrow(first, dayOf(now)) ? [{ field, told }] : [],
  );
};
