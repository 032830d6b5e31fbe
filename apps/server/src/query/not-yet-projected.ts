import { Problem } from '../http/problem.js';

/** How long a read waits for what it must include, in ms. */
export const PATIENCE = 2_000;

export const notYetProjected = () =>
  new Problem(
    503,
    'not-yet-projected',
    'The views have not reached this Consistency-Token yet. Retry. If this persists, the record was restored from an older copy: omit the token.',
    { headers: { 'retry-after': '1' } },
  );
