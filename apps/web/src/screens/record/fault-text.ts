import type { TellRecord } from '../../messages/record-texts.js';
import type { FaultCode } from '../../model/record/faults.js';

/** What the page found, in words: of a date that is not understood, with the forms that are. */
export const faultText = ({ code }: Readonly<{ code: FaultCode }>, tell: TellRecord): string =>
  tell(code === 'when' ? 'date.notUnderstood' : `fault.${code}`);
