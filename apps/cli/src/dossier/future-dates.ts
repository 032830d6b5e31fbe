import { futureDates } from '#domain/future-dates.js';
import type { Instant } from '#domain/ids.js';
import { dayOf } from '#domain/world-date.js';
import { parseEdtf } from '#edtf/parse-edtf.js';

type Fields = Readonly<Record<string, unknown>>;
export type FutureDateProblem = Readonly<{ field: string; message: string }>;

/** What a fact tells as happened or learned, and has not come yet by the clock of the service, which refuses that. */
export const futureDateProblems = (
  { occurredOn, start, end, learnedAt }: Fields,
  now: Instant,
): readonly FutureDateProblem[] => {
  const happening = {
    ...(typeof occurredOn === 'string' && { occurredOn: parseEdtf(occurredOn) }),
    ...(typeof start === 'string' && { start }),
    ...(typeof end === 'string' && { end }),
  };
  const days = futureDates(happening, now).map(({ field, value: told }) => ({
    field,
    message: `"${field}" is ${told}, but it is only ${dayOf(now)} where the service runs. Put the date right. What is still to come is told as planned, due, from or entersIntoForce.`,
  }));
  if (typeof learnedAt !== 'string' || Date.parse(learnedAt) <= Date.parse(now)) return days;
  const message = `"learnedAt" is ${learnedAt}, but it is only ${now} where the service runs. Leave it out if you learned it now.`;
  return [...days, { field: 'learnedAt', message }];
};
