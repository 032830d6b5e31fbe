import type { Instant } from '#domain/ids.js';
import { whyNotTheHour } from '#domain/occurred-time.js';
import { type DatedFact, wrongDates } from '#domain/reject-future-dates.js';
import type { Path } from './read-dossier.js';

export type DateProblem = Readonly<{ path: Path; message: string }>;

/** Dates of a fact that are in the future by the clock of the service, which would refuse them. */
export const futureDateProblems = (fact: DatedFact, now: Instant): readonly DateProblem[] =>
  wrongDates('', fact, now).flatMap(({ errors }) =>
    errors.map(({ pointer, detail }) => ({ path: pathOf(pointer), message: detail })),
  );
const pathOf = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** The hour of a fact that has no day, or that its day has not. */
export const hourProblems = (fact: DatedFact): readonly DateProblem[] => {
  const why = whyNotTheHour(fact);
  return why === undefined ? [] : [{ path: ['occurredTime'], message: `occurredTime ${why}.` }];
};
