import { unusable } from './unusable.js';

/** SQLite's code of an error, such as SQLITE_IOERR_FSYNC. Tested by shape, because a class does not cross realms. */
export const sqliteCode = (error: unknown): string | undefined => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
};

/** An error as SQLite has for a file that contradicts itself. */
export const corrupted = (message: string): Error => Object.assign(new Error(message), { code: 'SQLITE_CORRUPT_VTAB' });

/** What SQLite has found in a file, without the line in which it names the database. */
export const inOneLine = (finding: string): string => finding.replace(/^\*\*\* in database main \*\*\*\n/, '');

const hasCode =
  (pattern: RegExp) =>
  (error: unknown): boolean =>
    pattern.test(sqliteCode(error) ?? '');

export const isBusy = hasCode(/^SQLITE_BUSY/);
/** No room on the disk: for a file, for what is written to it, or for the shared memory that SQLite keeps beside it. It can be retried. */
export const hasNoRoom = (error: unknown): boolean => unusable(error)?.isFull === true;
/** The shared memory found no room. Then a commit may be on the disk already, where a start after a crash would find it. */
export const hasNoSharedMemory = hasCode(/^SQLITE_IOERR_SHMSIZE/);
export const isNotADatabase = hasCode(/^SQLITE_NOTADB/);
export const isCorrupt = hasCode(/^SQLITE_(?:CORRUPT|NOTADB)/);
/** What a correct statement meets in a damaged file alone: its pages or its schema are not what they were. A full-text index without its version is an SQLITE_ERROR. */
export const isDamage = hasCode(/^SQLITE_(?:CORRUPT|NOTADB|ERROR)/);
/** The disk or its content can no longer be trusted. */
export const isBroken = hasCode(/^SQLITE_(?:IOERR(?!_SHMSIZE)|CORRUPT|NOTADB)/);
export const cannotOpen = hasCode(/^SQLITE_CANTOPEN/);
/** A file, or the folder with the files that SQLite keeps beside it, may only be read. */
export const isReadOnly = hasCode(/^SQLITE_READONLY/);
/** The file cannot be read now. The query may be correct. */
export const isUnreadable = hasCode(/^SQLITE_(?:FULL|IOERR|CANTOPEN|BUSY|CORRUPT|NOTADB)/);
/** Caused by the disk, memory or another process, and not by the statement or a value in it. */
export const isEnvironmental = hasCode(/^SQLITE_(?!CONSTRAINT|ERROR|MISMATCH|RANGE|TOOBIG)/);
/** The statement does not match the schema. */
export const isStatementError = hasCode(/^SQLITE_ERROR/);
export const isDuplicate = hasCode(/^SQLITE_CONSTRAINT_UNIQUE/);
