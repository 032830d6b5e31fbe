/** Prints a result to standard output: a text as it is, anything else as JSON. */
export const print = (result: string | object) => {
  process.stdout.write(`${typeof result === 'string' ? result : JSON.stringify(result, null, 2)}\n`);
};

/** A progress line on a terminal, overwritten at each step. Without a text it is cleared. Prints nothing elsewhere. */
export const progress =
  ({ stderr } = process) =>
  (text = '') => {
    if (stderr.isTTY) stderr.write(`\r\u001B[K${text.slice(0, (stderr.columns || 80) - 1)}`);
  };
