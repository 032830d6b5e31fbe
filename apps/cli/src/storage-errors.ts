import { unusable } from '#storage/unusable.js';
import { CliError } from './cli-error.js';

/**
 * What the system says of a file that was to be written, in a line that says what to do.
 * @param option that names the file
 */
export const outputError = (error: unknown, out: string, option: string): unknown => {
  const found = error instanceof CliError ? undefined : unusable(error);
  if (found === undefined) return error;
  if (found.isFull)
    return new CliError(`The disk is full: ${out} was not written. Make room, or name another place with ${option}.`);
  return new CliError(`${out} cannot be written: ${found.why}. Name another place with ${option}.`, 2);
};

/** The same of the data folder, for whatever a command did not tell by itself. */
export const storageError = (error: unknown): unknown => {
  const found = error instanceof CliError ? undefined : unusable(error);
  if (found === undefined) return error;
  if (found.isFull)
    return new CliError('The disk of the data folder is full. Make room, then run this again; nothing is lost.');
  const { place, why } = found;
  if (place === undefined)
    return new CliError(
      `${(error as Error).message}. Put right what is there, or name another folder with --data-dir.`,
      2,
    );
  return new CliError(
    `${place} cannot be used: ${why}. Put right what is there, or name another folder with --data-dir.`,
    2,
  );
};
