import { statSync } from 'node:fs';

const SUFFIXES = ['', '-wal', '-shm', '-journal'];

/** The ends of the names of these files, as a part of a regular expression. */
export const SQLITE_ENDS = SUFFIXES.join('|');

/** A database, and the files that SQLite keeps beside it. */
export const sqliteFiles = (file: string): readonly string[] => SUFFIXES.map((suffix) => file + suffix);

/** The first of these paths that is a folder. SQLite says of a folder in the place of a file that the disk fails, and names no file. */
export const folderAmong = (paths: readonly string[]): string | undefined => paths.find(isFolder);

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};
