import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { replaceFile } from '#storage/replace-file.js';
import { CliError } from './cli-error.js';
import { outputError } from './storage-errors.js';

/** @throws CliError if the file exists, unless it may be overwritten */
export const assertNew = (out: string, force: true | undefined) => {
  if (existsSync(out) && !force)
    throw new CliError(`${out} exists already. Choose a new file, or overwrite it with --force.`);
};

/**
 * Writes a file that gets its name only when it is complete and on the disk.
 * @param option the option that names the file
 * @throws CliError for errors of the disk, and what `write` throws
 */
export const writeOutput = async <T>(
  out: string,
  option: string,
  write: (file: FileHandle) => Promise<T>,
): Promise<T> => {
  const target = resolve(out);
  try {
    return await replaceFile(target, write, `${target}.${process.pid}.partial`);
  } catch (error) {
    throw outputError(error, out, option);
  }
};
