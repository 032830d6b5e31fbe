/** SQLite's code for an error, such as SQLITE_IOERR_FSYNC. By shape, since a class does not cross realms. */
export const sqliteCode = (error: unknown): string | undefined => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
};

const hasCode =
  (pattern: RegExp) =>
  (error: unknown): boolean =>
    pattern.test(sqliteCode(error) ?? '');

export const isBusy = hasCode(/^SQLITE_BUSY/);
/** A write finds no room. It can be tried again. */
export const isFull = hasCode(/^SQLITE_FULL/);
/** No room for the file itself, or for the shared memory that SQLite keeps beside it. */
export const hasNoRoom = hasCode(/^SQLITE_(?:FULL|IOERR_SHMSIZE)/);
export const isNotADatabase = hasCode(/^SQLITE_NOTADB/);
export const isCorrupt = hasCode(/^SQLITE_(?:CORRUPT|NOTADB)/);
/** The disk, or what is on it, cannot be trusted any more. */
export const isBroken = hasCode(/^SQLITE_(?:IOERR|CORRUPT|NOTADB)/);
export const cannotOpen = hasCode(/^SQLITE_CANTOPEN/);
/** The file cannot be read now; the query may be right. */
export const isUnreadable = hasCode(/^SQLITE_(?:FULL|IOERR|CANTOPEN|BUSY|CORRUPT|NOTADB)/);
/** Neither the statement nor a value in it is at fault: what is left is the disk, memory, or another process. */
export const isEnvironmental = hasCode(/^SQLITE_(?!CONSTRAINT|ERROR|MISMATCH|RANGE|TOOBIG)/);
/** The statement does not fit the schema. */
export const isStatementError = hasCode(/^SQLITE_ERROR/);
export const isDuplicate = hasCode(/^SQLITE_CONSTRAINT_UNIQUE/);
