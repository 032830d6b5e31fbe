import type { ProblemDocument } from '../../types/types.gen.js';
import type { FaultCode } from './faults.js';

/** Something to put right in a correction: at a field of the fact by its key, at `why` it is corrected, or at no field that is shown. */
export type RightFault = Readonly<{ field: string } & ({ code: FaultCode } | { detail: string })>;

/** What the service refuses of a correction, at the fields that are shown; what it says of any other stands above. */
export const rightFaultsIn = (
  { errors = [], detail }: Pick<ProblemDocument, 'detail' | 'errors'>,
  shown: readonly string[],
): readonly RightFault[] => {
  if (errors.length === 0) return [{ field: 'form', detail }];
  return errors.map(({ pointer, detail: why }) => ({ field: fieldAt(pointer, shown), detail: why }));
};

const fieldAt = (pointer: string, shown: readonly string[]): string => {
  const [, first = '', second = ''] = pointer.split('/');
  if (first === 'reason') return 'why';
  if (first !== 'changes') return 'form';
  const key = second.startsWith('occurred') ? 'when' : second;
  return shown.includes(key) ? key : 'form';
};
