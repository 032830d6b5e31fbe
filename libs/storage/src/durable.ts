import { accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync, readlinkSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { OWNER_FOLDER } from './owner-only.js';
import { Unusable, unusable } from './unusable.js';

/** Flushes a file, or the entries of a folder, to the disk. */
export function fsyncPath(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Creates a folder that survives a power cut: its name is on the disk, and so are the names of its new parents. They are
 * created one by one, because a recursive mkdir of Node never returns on a file system such as /proc.
 * @returns the folders that were created, outermost first
 * @throws Unusable if it cannot be created or is not writable
 */
export function makeFolder(path: string): readonly string[] {
  const missing = missingOf(path);
  const made: string[] = [];
  for (const folder of missing) {
    try {
      mkdirSync(folder, OWNER_FOLDER);
    } catch (error) {
      // Another process may have created it meanwhile.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' && isFolder(folder)) continue;
      throw notMade(folder, error);
    }
    made.push(folder);
    fsyncPath(dirname(folder));
  }
  assertWritable(resolve(path));
  return made;
}

/** Checks that a folder exists or could be created, and creates nothing. @throws Unusable */
export function assertFolder(path: string): void {
  const missing = missingOf(path);
  assertWritable(missing.length > 0 ? dirname(missing[0]!) : resolve(path));
}

/** @returns the missing folders on this path, outermost first @throws Unusable */
const missingOf = (path: string): readonly string[] => {
  const missing: string[] = [];
  for (let at = resolve(path); !isFolder(at); at = dirname(at)) missing.unshift(at);
  return missing;
};

/** @throws Unusable if something else is there */
const isFolder = (path: string): boolean => {
  try {
    if (statSync(path).isDirectory()) return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw notMade(path, error);
    const target = linkAt(path);
    if (target === undefined) return false; // a file in the way is further up and is reported there
    throw new Unusable(path, `it is a link to ${target}, which does not exist`, { cause: error });
  }
  throw new Unusable(path, 'it is not a folder');
};

/** The target of a link; undefined if there is no link. */
const linkAt = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (/^(?:ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

const notMade = (folder: string, cause: unknown) =>
  // Its parent exists, so the file system does not support folders.
  (cause as NodeJS.ErrnoException).code === 'ENOENT'
    ? new Unusable(folder, `no folder can be created in ${dirname(folder)}`, { cause })
    : new Unusable(folder, unusable(cause)?.why ?? (cause as Error).message, { cause });

const assertWritable = (folder: string): void => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Unusable(folder, unusable(cause)?.why ?? (cause as Error).message, { cause });
  }
};
