/** A result, to standard output: a text as it is, anything else as JSON. */
export const print = (result: string | object) => {
  process.stdout.write(`${typeof result === 'string' ? result : JSON.stringify(result, null, 2)}\n`);
};

/** One line that is written anew at each step, on a terminal, and nothing elsewhere. Without a text it is wiped. */
export const progress =
  ({ stderr } = process) =>
  (text = '') => {
    if (stderr.isTTY) stderr.write(`\r\u001B[K${text.slice(0, (stderr.columns || 80) - 1)}`);
  };
