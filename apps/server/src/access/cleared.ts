import { dominates, type Ladder, type Marking } from '#domain/marking.js';
import type { Caller } from './caller.js';

/** Whether a caller may know of what is marked so. */
export const isCleared = (ladder: Ladder, { clearance }: Caller, marking: Marking): boolean =>
  clearance === undefined || dominates(ladder, clearance, marking);

export const ABOVE_CLEARANCE =
  'Nobody marks above their own clearance, since they could not see any more what they did.';
