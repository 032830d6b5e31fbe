import { chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type Database from 'better-sqlite3';
import { OWNER_FILE } from '#storage/owner-only.js';
import { cannotOpen, isReadOnly } from '#storage/sqlite-error.js';
import { unusable } from '#storage/unusable.js';
import { OutOfReach } from '../event-store.js';

/** What belongs to a log that nobody has open: the WAL is left by a process that was killed. */
const PARTS = ['', '-wal'];
/** Beside a log that somebody has open, or whose last write has to be taken back first. */
const IN_USE = ['-shm', '-journal'];

/** Whether SQLite refuses to read a file because of its folder or its permissions, and not because of what is in it. */
export const isOutOfReach = (error: unknown): boolean => cannotOpen(error) || isReadOnly(error);

/**
 * Opens a copy of a log that SQLite cannot open where it is: beside a log with a WAL it needs a file that it can write, also to read
 * it. Its way around that, `immutable`, would ignore what a WAL has. The copy has it, and is the log as long as nobody has the log
 * open. It is in the folder for temporary files, and loses its name as soon as it is open.
 * @param refused why the log itself cannot be opened @throws OutOfReach, and what `open` throws of the content
 */
export const openCopy = (file: string, open: (copy: string) => Database.Database, refused: unknown) => {
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
    if (error instanceof OutOfReach) throw error;
    const found = unusable(error);
    if (found === undefined) throw error;
    throw new OutOfReach(file, found.place === undefined ? found.why : `${found.place}: ${found.why}`, {
      cause: error,
    });
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
};

const inUse = (file: string, refused: unknown) =>
  new OutOfReach(file, `${(refused as Error).message}, and it is not copied while somebody may have it open`, {
    cause: refused,
  });

const copyPart = (from: string, to: string): void => {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, OWNER_FILE); // a copy has the permissions of its source
};

/** Changes whenever a part of the log does. Undefined while somebody may have it open. */
const stateOf = (file: string): string | undefined => {
  if (IN_USE.some((part) => existsSync(file + part))) return undefined;
  return PARTS.map((part) => {
    const stat = statSync(file + part, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
  }).join();
};
