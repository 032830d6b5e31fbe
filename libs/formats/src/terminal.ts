import { isatty } from 'node:tty';
import { escapeLines } from './escape-unprintable.js';

/**
 * The only way to print: what others have written is escaped, so that no terminal interprets it. The linter forbids
 * `process.stdout`, `process.stderr` and `console` elsewhere.
 */
export const writeOutput = (text: string): void => void process.stdout.write(escapeLines(text));
export const writeError = (text: string): void => void process.stderr.write(escapeLines(text));

/** The same if standard error may have lost its reader too. */
export const writeErrorIfRead = (text: string): void => {
  process.stderr.once('error', () => {});
  writeError(text);
};

/** Whether standard output is a terminal. */
export const isTerminal = (): boolean => isatty(1);

/** A progress line on a terminal, overwritten at each step. Without a text it is cleared. Prints nothing elsewhere. */
export const progress =
  ({ stderr } = process) =>
  (text = '') => {
    if (stderr.isTTY) stderr.write(`\r\u001B[K${escapeLines(text).slice(0, (stderr.columns || 80) - 1)}`);
  };

/** Calls back if the reader of standard output is gone, or if it cannot be written. */
export const onOutputError = (handle: (error: NodeJS.ErrnoException) => void): void =>
  void process.stdout.on('error', handle);
