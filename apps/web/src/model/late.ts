import type { ProblemDocument } from '../types/types.gen.js';

type Problem = Pick<ProblemDocument, 'code' | 'progress'>;

/** What part of the views is rebuilt, from 0 to 1, if they are being rebuilt. `unknown` to whoever may not see how much is on record. */
export const rebuiltPart = ({ code, progress }: Problem): number | 'unknown' | undefined => {
  if (code !== 'read-model-rebuilding') return undefined;
  return progress === undefined ? 'unknown' : Math.min(1, progress.done / Math.max(1, progress.total));
};
