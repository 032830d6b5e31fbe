import type { Advice } from '#domain/refusal-codes/advice.js';

/** What a code says, and the statuses that it comes with. */
export type ProblemEntry = Advice & Readonly<{ status: number | readonly number[] }>;

/** `at(400, fix(…))`: a code that always comes with this status. */
export const at = <const Status extends ProblemEntry['status']>(status: Status, advice: Advice) => ({
  ...advice,
  status,
});

/** The same status for all codes of a table. */
export const allAt = <const Status extends ProblemEntry['status'], Code extends string>(
  status: Status,
  table: Readonly<Record<Code, Advice>>,
) =>
  Object.fromEntries(Object.entries<Advice>(table).map(([code, advice]) => [code, at(status, advice)])) as Readonly<
    Record<Code, Advice & { status: Status }>
  >;

/** Where the operator looks if a passing state does not pass. */
export const PERSISTS =
  'Send the request again after `Retry-After`. If it persists, the operator finds the reason in the log of the service.';
/** A passing state of the service, or a limit of this moment. */
export const retry = (means: string, next = 'Send the request again after `Retry-After`.'): Advice => ({
  action: 'retry',
  again: 'later',
  means,
  next,
});
export const login = (means: string, next: string): Advice => ({ action: 'login', again: 'afterwards', means, next });
export const operator = (means: string, next: string): Advice => ({
  action: 'operator',
  again: 'afterwards',
  means,
  next,
});
