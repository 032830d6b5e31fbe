import { chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type Database from 'better-sqlite3';
import { OWNER_FILE } from './owner-only.js';
import { cannotOpen, isReadOnly } from './sqlite-error.js';
import { Unusable, unusable } from './unusable.js';

/** What belongs to a database that nobody has open: the WAL is left by a process that was killed. */
const PARTS = ['', '-wal'];
/** Beside a database that somebody has open, or whose last write has to be taken back first. */
const IN_USE = ['-shm', '-journal'];

/**
 * Opens a database for reading; or a copy of it, if SQLite cannot read it where it is because of its folder or its permissions.
 * @param open opens the file, or the copy, and reads something of it
 * @throws Unusable if it cannot be copied either, and what `open` throws of the content
 */
export const openOrCopy = (file: string, open: (path: string) => Database.Database): Database.Database => {
  try {
    return open(file);
  } catch (error) {
    if (!cannotOpen(error) && !isReadOnly(error)) throw error;
    return openCopy(file, open, error as Error);
  }
};

/**
 * Beside a database with a WAL, SQLite needs a file that it can write, also to read it. Its way around that, `immutable`, would ignore what
 * a WAL has. The copy has it, and is the same as long as nobody has the database open. It is in the folder for temporary files, and loses its name
 * as soon as it is open.
 */
const openCopy = (file: string, open: (copy: string) => Database.Database, refused: Error): Database.Database => {
  let folder: string | undefined;
  try {
    const before = stateOf(file);
    if (before === undefined) throw inUse(file, refused);
    folder = mkdtempSync(join(tmpdir(), 'rapporteur-log-'));
    const copy = join(folder, basename(file));
    for (const part of PARTS) if (existsSync(file + part)) copyPart(file + part, copy + part);
    if (stateOf(file) !== before) throw inUse(file, refused);
    return open(copy);
  } catch (error) {
    if (error instanceof Unusable) throw error;
    const found = unusable(error);
    if (found === undefined) throw error;
    throw new Unusable(file, found.place === undefined ? found.why : `${found.place}: ${found.why}`, { cause: error });
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
};

const inUse = (file: string, refused: Error) =>
  new Unusable(file, `${refused.message}, and it is not copied while somebody may have it open`, { cause: refused });

const copyPart = (from: string, to: string): void => {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, OWNER_FILE); // a copy has the permissions of its source
};

/** Changes whenever a part of the database does. Undefined while somebody may have it open. */
const stateOf = (file: string): string | undefined => {
  if (IN_USE.some((part) => existsSync(file + part))) return undefined;
  return PARTS.map((part) => {
    const stat = statSync(file + part, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
  }).join();
};
