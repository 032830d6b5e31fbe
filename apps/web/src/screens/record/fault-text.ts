import type { TellRecord } from '../../messages/record-texts.js';
import type { Found } from '../../model/record/faults.js';

/** What the page found, in words: of a date that is not understood, with the forms that are. */
export const faultText = (fault: Found, tell: TellRecord): string => {
  if (fault.code === 'tooLong') return tell('fault.tooLong', { over: fault.over });
  if (fault.code !== 'otherForm') return tell(fault.code === 'when' ? 'date.notUnderstood' : `fault.${fault.code}`);
  return tell('fault.otherForm', { now: tell(`form.${fault.now}`), before: tell(`form.${fault.before}`) });
};
