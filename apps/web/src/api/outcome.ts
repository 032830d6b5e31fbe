import { Refused } from './answer.js';

/** Whether what was sent may be on record, although this came in place of a receipt: no answer, or one that leaves it open. */
export const mayBeDone = (error: Error): boolean =>
  !(error instanceof Refused) ||
  error.problem.code === 'outcome-unknown' ||
  [500, 502, 504].includes(error.problem.status);

/** The same for subscriptions, which are kept in several notes: if these cannot be used, some may be kept already. */
export const mayBeKept = (error: Error): boolean =>
  mayBeDone(error) || (error instanceof Refused && error.problem.status === 503);
