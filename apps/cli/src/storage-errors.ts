import { OutOfReach } from '#event-store/event-store.js';
import { unusable } from '#storage/unusable.js';
import { CliError } from './cli-error.js';

/**
 * An error of the system about an output file, as a message that says what to do.
 * @param option the option that names the file
 */
export const outputError = (error: unknown, out: string, option: string): unknown => {
  const found = error instanceof CliError || error instanceof OutOfReach ? undefined : unusable(error);
  if (found === undefined) return error;
  if (found.isFull)
    return new CliError(
      `The disk is full: ${out} was not written. Free some space, or choose another file with ${option}.`,
    );
  return new CliError(`${out} cannot be written: ${found.why}. Choose another file with ${option}.`, 2);
};

/** The same for the data folder, for errors that a command does not handle itself. */
export const storageError = (error: unknown): unknown => {
  if (error instanceof OutOfReach) return new CliError(`${error.message}.`, 2);
  const found = error instanceof CliError ? undefined : unusable(error);
  if (found === undefined) return error;
  if (found.isFull)
    return new CliError('The disk of the data folder is full. Free some space, then run this again; nothing is lost.');
  const { place, why } = found;
  if (place === undefined)
    return new CliError(`${(error as Error).message}. Fix the problem, or choose another folder with --data-dir.`, 2);
  return new CliError(`${place} cannot be used: ${why}. Fix the problem, or choose another folder with --data-dir.`, 2);
};
