import { futureDates } from '#domain/future-dates.js';
import { whyNotTheHour } from '#domain/occurred-time.js';
import type { Instant } from '#domain/ids.js';
import { dayOf, type OccurredTime } from '#domain/world-date.js';
import { parseEdtf } from '#edtf/parse-edtf.js';

type Fields = Readonly<Record<string, unknown>>;
export type DateProblem = Readonly<{ field: string; message: string }>;

/** Dates of a fact that are in the future by the clock of the service, which would refuse them. */
export const futureDateProblems = (fields: Fields, now: Instant): readonly DateProblem[] => {
  const { learnedAt } = fields;
  const days = futureDates(happening(fields), now).map(({ field, value }) => ({
    field,
    message:
      field === 'occurredTime'
        ? `"occurredTime" is ${value}, but the current time of the service is ${now}. Correct the time or the day.`
        : `"${field}" is ${value}, but the current day of the service is ${dayOf(now)}. Correct the date. For future dates use planned, due, from or entersIntoForce.`,
  }));
  if (typeof learnedAt !== 'string' || Date.parse(learnedAt) <= Date.parse(now)) return days;
  const message = `"learnedAt" is ${learnedAt}, but the current time of the service is ${now}. Leave it out if you learned it now.`;
  return [...days, { field: 'learnedAt', message }];
};

/** The hour of a fact that has no day, or that its day has not. */
export const hourProblems = (fields: Fields): readonly DateProblem[] => {
  const why = whyNotTheHour(happening(fields));
  return why === undefined ? [] : [{ field: 'occurredTime', message: `"occurredTime" ${why}.` }];
};

/** The dates of a fact whose fields have their formats. */
const happening = ({ occurredOn, occurredTime, start, end }: Fields) => ({
  ...(typeof occurredOn === 'string' && { occurredOn: parseEdtf(occurredOn) }),
  ...(occurredTime ? { occurredTime: occurredTime as OccurredTime } : {}),
  ...(typeof start === 'string' && { start }),
  ...(typeof end === 'string' && { end }),
});
