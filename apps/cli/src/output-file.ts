import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { replaceFile } from '#storage/replace-file.js';
import { CliError } from './cli-error.js';
import { outputError } from './storage-errors.js';

/** @throws CliError where there is such a file, unless it may be written over */
export const assertNew = (out: string, force: true | undefined) => {
  if (existsSync(out) && !force)
    throw new CliError(`${out} exists already. Name a new file, or write over it with --force.`);
};

/**
 * Writes a file that has its name only when all of it is there and on the disk.
 * @param option that names the file
 * @throws CliError for what the disk says, and whatever `write` throws
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
