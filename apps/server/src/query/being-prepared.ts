import { Problem } from '../http/problem.js';

/** Says nothing of how much there is to prepare. */
export const beingPrepared = () =>
  new Problem(503, 'view-being-prepared', 'The views for your clearance are being made. Ask again shortly.', {
    headers: { 'retry-after': '2' },
  });
