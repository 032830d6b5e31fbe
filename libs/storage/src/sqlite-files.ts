const SUFFIXES = ['', '-wal', '-shm', '-journal'];

/** A database, and the files that SQLite keeps beside it. */
export const sqliteFiles = (file: string): readonly string[] => SUFFIXES.map((suffix) => file + suffix);
