import { futureDates } from '#domain/future-dates.js';
import type { Instant } from '#domain/ids.js';
import { dayOf } from '#domain/world-date.js';
import { parseEdtf } from '#edtf/parse-edtf.js';

type Fields = Readonly<Record<string, unknown>>;
export type FutureDateProblem = Readonly<{ field: string; message: string }>;

/** Dates of a fact that are in the future by the clock of the service, which would refuse them. */
export const futureDateProblems = (
  { occurredOn, start, end, learnedAt }: Fields,
  now: Instant,
): readonly FutureDateProblem[] => {
  const happening = {
    ...(typeof occurredOn === 'string' && { occurredOn: parseEdtf(occurredOn) }),
    ...(typeof start === 'string' && { start }),
    ...(typeof end === 'string' && { end }),
  };
  const days = futureDates(happening, now).map(({ field, value }) => ({
    field,
    message: `"${field}" is ${value}, but the current day of the service is ${dayOf(now)}. Correct the date. For future dates use planned, due, from or entersIntoForce.`,
  }));
  if (typeof learnedAt !== 'string' || Date.parse(learnedAt) <= Date.parse(now)) return days;
  const message = `"learnedAt" is ${learnedAt}, but the current time of the service is ${now}. Leave it out if you learned it now.`;
  return [...days, { field: 'learnedAt', message }];
};
