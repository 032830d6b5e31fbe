import { writeOutput } from '#formats/terminal.js';

/** Prints a result to standard output: a text as it is, anything else as JSON. Unprintable characters are escaped. */
export const print = (result: string | object): void =>
  writeOutput(`${typeof result === 'string' ? result : JSON.stringify(result, null, 2)}\n`);
