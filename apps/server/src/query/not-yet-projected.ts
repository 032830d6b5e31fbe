import { Problem } from '../http/problem.js';

/** How long a read waits for what it must include, in ms. */
export const PATIENCE = 2_000;

/** What a read waits for: the event that a token names, or the end of the log. */
export type WaitingFor = 'token' | 'end';

export const notYetProjected = (why: WaitingFor) =>
  new Problem('not-yet-projected', NOT_YET[why], { headers: { 'retry-after': '1' } });

const NOT_YET: Readonly<Record<WaitingFor, string>> = {
  token:
    'The views have not reached this Consistency-Token yet. Retry. If this persists, the record was restored from an older copy: omit the token.',
  end: 'The end of the log has not been reached yet. Retry. If this persists, the log cannot be read now: the administrator finds the reason in /health/ready.',
};
