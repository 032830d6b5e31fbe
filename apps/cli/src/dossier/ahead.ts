import type { Instant } from '#domain/ids.js';
import { dayOf, isAfterTomorrow } from '#domain/world-date.js';
import { parseEdtf } from '#edtf/parse-edtf.js';

type Fields = Readonly<Record<string, unknown>>;
export type Ahead = Readonly<{ field: string; message: string }>;

/**
 * What a fact tells as happened or learned, and has not come yet by the clock of the service, which refuses that: each of
 * the fields, in the forms in which they are told, lies ahead by its first possible day.
 */
export const aheadIn = (fields: Fields, now: Instant): readonly Ahead[] => {
  const today = dayOf(now);
  const days = HAPPENED.flatMap((field) => {
    const first = firstDayOf(field, fields[field]);
    if (first === undefined || !isAfterTomorrow(first, today)) return [];
    const message = `"${field}" is ${String(fields[field])}, but it is only ${today} where the service runs. Put the date right. What is still to come is told as planned, due, from or entersIntoForce.`;
    return [{ field, message }];
  });
  const { learnedAt } = fields;
  if (typeof learnedAt !== 'string' || Date.parse(learnedAt) <= Date.parse(now)) return days;
  const message = `"learnedAt" is ${learnedAt}, but it is only ${now} where the service runs. Leave it out if you learned it now.`;
  return [...days, { field: 'learnedAt', message }];
};

const HAPPENED = ['occurredOn', 'start', 'end'] as const;

/** Undefined where that is open or unknown. `start` and `end` are on the clocks where it happened. */
const firstDayOf = (field: (typeof HAPPENED)[number], told: unknown): string | undefined => {
  if (typeof told !== 'string') return undefined;
  return field === 'occurredOn' ? (parseEdtf(told).earliest ?? undefined) : told.slice(0, 10);
};
