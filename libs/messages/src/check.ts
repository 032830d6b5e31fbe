import { CATALOGUES } from './all-languages.js';
import { faultsIn } from './faults.js';
import { MESSAGES } from './messages.js';

// Run by the build: what is missing in a language must not be found by its readers.
const faults = faultsIn(CATALOGUES, MESSAGES);
if (faults.length > 0)
  throw new Error(`The catalogue of messages is not complete:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
