import { accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync, readlinkSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Unusable, unusable } from './unusable.js';

/** Waits until a file, or the names in a folder, are on the disk. */
export function fsyncPath(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Makes a folder that outlives a power cut: its name is on the disk too, and so are those of its new parents. They are
 * made one by one: asked for all at once, Node never comes back from a file system that takes none, such as /proc.
 * @returns those that were not there, the outermost first
 * @throws Unusable where there can be none, or nothing can be written into it
 */
export function makeFolder(path: string): readonly string[] {
  const missing = missingOf(path);
  const made: string[] = [];
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another process may have made it by now; what stands there in its place is told of like any other.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' && isFolder(folder)) continue;
      throw notMade(folder, error);
    }
    made.push(folder);
    fsyncPath(dirname(folder));
  }
  assertWritable(resolve(path));
  return made;
}

/** Looks whether a folder could be made, or is there, and makes nothing. @throws Unusable */
export function assertFolder(path: string): void {
  const missing = missingOf(path);
  assertWritable(missing.length > 0 ? dirname(missing[0]!) : resolve(path));
}

/** @returns the folders on this path that are not there, the outermost first @throws Unusable */
const missingOf = (path: string): readonly string[] => {
  const missing: string[] = [];
  for (let at = resolve(path); !isFolder(at); at = dirname(at)) missing.unshift(at);
  return missing;
};

/** @throws Unusable where something else stands there */
const isFolder = (path: string): boolean => {
  try {
    if (statSync(path).isDirectory()) return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw notMade(path, error);
    const target = linkAt(path);
    if (target === undefined) return false; // a file that stands in the way is further up, and told of there
    throw new Unusable(path, `it is a link to ${target}, and nothing is there`, { cause: error });
  }
  throw new Unusable(path, 'it is no folder');
};

/** Where a link leads; undefined where nothing is. */
const linkAt = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (/^(?:ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

const notMade = (folder: string, cause: unknown) =>
  // Its parent is there, so it is the file system that knows no such thing.
  (cause as NodeJS.ErrnoException).code === 'ENOENT'
    ? new Unusable(folder, `no folder can be made in ${dirname(folder)}`, { cause })
    : new Unusable(folder, unusable(cause)?.why ?? (cause as Error).message, { cause });

const assertWritable = (folder: string): void => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Unusable(folder, unusable(cause)?.why ?? (cause as Error).message, { cause });
  }
};
