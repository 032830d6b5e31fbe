import type { VerifyTextId } from '../../messages/verify-en.js';
import type { Tell } from '../../messages/lazy-texts.js';
import type { Fault } from './check-messages.js';

/** What is wrong with a field. `because`: in English, whatever the page is in. */
export type FaultText = Readonly<{ what: string; because?: string }>;

export const faultText = (fault: Fault, tell: Tell<VerifyTextId>): FaultText => {
  switch (fault.is) {
    case 'no-key':
      return { what: tell('verify.lineIs', { line: fault.line }), because: fault.because };
    case 'no-event':
      return { what: tell('verify.noEvent') };
    case 'malformed':
      return { what: tell('verify.keptMalformed'), because: fault.because };
    case 'unsigned':
      return { what: tell('verify.keptUnsigned') };
    case 'of-another-log':
      return { what: tell('verify.keptOfAnotherLog', { origin: fault.origin }) };
    case 'of-another-size':
      return { what: tell('verify.keptOfAnotherSize', { size: fault.size, wanted: fault.wanted }) };
    case 'missing':
      return { what: tell('verify.keptMissing', { wanted: fault.wanted }) };
  }
};
