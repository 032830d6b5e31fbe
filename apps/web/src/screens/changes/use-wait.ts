import { Refused } from '../../api/answer.js';
import { useChangesTexts } from '../../messages/changes-texts.js';
import { useLate } from '../../parts/use-late.js';

/** What a comparison waits for, in words. */
export const useWait = (late: Error | null): string => {
  const tell = useChangesTexts();
  const rebuilt = useLate(late);
  if (late instanceof Refused && late.problem.code === 'replay-busy') return tell('changes.busy');
  return rebuilt ?? tell('changes.loading');
};
