import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { unusable } from '#storage/unusable.js';
import { CliError } from './cli-error.js';

/** @throws CliError if there is no such file, or if it is a folder */
export const assertFile = (file: string): void => {
  const kind = orCliError(file, () => statSync(file));
  if (kind.isDirectory()) throw new CliError(`${file} is a folder: name a file.`, 2);
};

/** @throws CliError where it cannot be read */
export const bytesIn = (file: string): Buffer => {
  assertFile(file);
  return orCliError(file, () => readFileSync(file));
};

/** @throws CliError where it cannot be read, or is not UTF-8 */
export const textIn = (file: string): string => {
  const bytes = bytesIn(file);
  if (!isUtf8(bytes)) throw new CliError(`${file} is not UTF-8: use the original file.`, 2);
  return bytes.toString('utf8');
};

const orCliError = <T>(file: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new CliError(`There is no file ${file}.`, 2);
    throw new CliError(`${file} cannot be read: ${unusable(error)?.why ?? (error as Error).message}.`, 2);
  }
};
