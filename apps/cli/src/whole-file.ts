import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fsyncPath } from '#storage/durable.js';
import { CliError } from './cli-error.js';
import { notWritten } from './explain.js';

/** @throws CliError where there is such a file, unless it may be written over */
export const assertNew = (out: string, force: true | undefined) => {
  if (existsSync(out) && !force)
    throw new CliError(`${out} exists already. Name a new file, or write over it with --force.`);
};

/**
 * Makes a file that has its name only when all of it is there and on the disk; until then it lies beside, and whatever
 * goes wrong removes it.
 * @param option that names the file
 * @throws CliError for what the disk says, and whatever `write` throws
 */
export const wholeFile = async <T>(
  out: string,
  option: string,
  write: (file: FileHandle) => Promise<T>,
): Promise<T> => {
  const target = resolve(out);
  const partial = `${target}.${process.pid}.partial`;
  try {
    const file = await open(partial, 'wx');
    try {
      const written = await write(file);
      await file.sync();
      await rename(partial, target);
      fsyncPath(dirname(target));
      return written;
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(partial, { force: true });
    throw notWritten(error, out, option);
  }
};
