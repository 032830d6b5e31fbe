import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { assertFolder, fsyncPath, makeFolder } from '#storage/durable.js';
import { LOCK_FILE, takeLock } from '#storage/lock.js';
import { Unusable } from '#storage/unusable.js';
import { AlreadyExists, type BackupOptions, type Copied, NotALog, type RestoreOptions } from '../engine.js';
import { LOG_FILE, RESTORING } from './log-file.js';
import { assertIntact, assertLog, opened, openForReading } from './schema.js';

/** SQLite keeps up to three files for one; a log without its WAL is not the whole log. */
const withSiblings = (file: string) => [file, `${file}-wal`, `${file}-shm`];

const removeCopy = (copy: string): void => {
  for (const path of [...withSiblings(copy), `${copy}-journal`]) rmSync(path, { force: true });
};

const PAGES_A_STEP = 256;

/**
 * Copies the log as it stands now into one new file, which has its name only when it is checked and on the disk. The
 * service may run and append meanwhile. The last check reads the whole copy in one go: run it where no event loop has to
 * turn.
 * @throws AlreadyExists, NotALog, Unusable
 */
export async function backup(dataDir: string, file: string, { onProgress }: BackupOptions = {}): Promise<Copied> {
  const target = resolve(file);
  const source = openForReading(resolve(join(dataDir, LOG_FILE)));
  const copy = `${target}.${process.pid}.partial`;
  try {
    assertNew(target);
    if (!existsSync(dirname(target))) throw new Unusable(target, `there is no folder ${dirname(target)}`);
    assertFolder(dirname(target));
    removeCopy(copy); // of a backup that was killed, and had the same process id
    try {
      // One snapshot for the whole copy: without it SQLite starts again whenever the service has appended.
      source.exec('BEGIN');
      source.prepare('SELECT max(position) FROM events').get();
      await source.backup(copy, {
        progress: ({ totalPages, remainingPages }) => {
          onProgress?.(totalPages - remainingPages, totalPages);
          return PAGES_A_STEP;
        },
      });
      const copied = verified(copy);
      fsyncPath(copy);
      publish(copy, target);
      fsyncPath(dirname(target));
      return { ...copied, file: target };
    } finally {
      removeCopy(copy);
    }
  } finally {
    source.close();
  }
}

/**
 * Puts a backup in the place of the log. Nothing is touched before the copy is checked. A log that is there is never
 * overwritten: it is moved into the new folder `moveOldTo`, on the same file system, or the restore is refused.
 * What was made from the old log, such as views, is of another history then: `beforeSwap` removes it.
 * One that is refused leaves the folder as it was.
 * @throws LogInUse, AlreadyExists, NotALog, Unusable
 */
export function restore(file: string, dataDir: string, { moveOldTo, beforeSwap }: RestoreOptions = {}): Copied {
  if (statSync(file).isDirectory()) throw new NotALog(file, 'is a folder: name a file that "backup" made');
  if (existsSync(`${file}-wal`)) throw new NotALog(file, 'has a -wal beside it: it is a live log and no backup of one');
  const log = resolve(join(dataDir, LOG_FILE));
  const copy = join(dirname(log), RESTORING);
  const made = makeFolder(dataDir);
  const hadLock = existsSync(join(dataDir, LOCK_FILE));
  const lock = takeLock(dataDir);
  let isDone = false;
  try {
    const old = withSiblings(log).filter((path) => existsSync(path));
    if (old.length > 0 && moveOldTo === undefined)
      throw new AlreadyExists(log, 'name a new folder to move the old log to, or restore into another data folder');

    if (moveOldTo !== undefined && existsSync(moveOldTo))
      throw new AlreadyExists(moveOldTo, 'name a new folder for the old log');

    const copied = checkedCopy(file, copy);
    if (old.length > 0 && moveOldTo !== undefined) moveAside(old, moveOldTo);
    beforeSwap?.();
    renameSync(copy, log);
    isDone = true;
    fsyncPath(dirname(log));
    return { ...copied, file: log };
  } finally {
    if (isDone || hadLock) lock.release();
    else lock.remove();
    if (!isDone) removeEmpty(made);
  }
}

/** Unless somebody has put something there meanwhile. */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** An interrupted restore leaves its copy; the next one replaces it, and until then the log refuses to start empty. */
function checkedCopy(file: string, copy: string): Omit<Copied, 'file'> {
  removeCopy(copy);
  try {
    copyFileSync(file, copy, constants.COPYFILE_FICLONE);
    const copied = verified(copy, file);
    fsyncPath(copy);
    fsyncPath(dirname(copy));
    return copied;
  } catch (error) {
    removeCopy(copy);
    throw error;
  }
}

/** A whole, readable log in one single file: without the WAL that a copied header may still ask for. */
function verified(copy: string, name = copy): Omit<Copied, 'file'> {
  let events = 0;
  const db = opened(name, new Database(copy, { fileMustExist: true }), (it) => {
    assertLog(it, name);
    it.pragma('journal_mode = DELETE');
    assertIntact(it, name);
    events = Number(it.prepare('SELECT count(*) FROM events').pluck().get());
  });
  db.close();
  return { events, bytes: statSync(copy).size };
}

function assertNew(target: string): void {
  if (existsSync(target)) throw new AlreadyExists(target, 'name a new file for the backup');
}

/** Gives the copy its name, unless somebody has it by now: of two backups to one file the second is refused. */
function publish(copy: string, target: string): void {
  try {
    linkSync(copy, target);
  } catch (error) {
    assertNew(target);
    // There are file systems without links.
    if (!/^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    renameSync(copy, target);
  }
}

function moveAside(files: readonly string[], folder: string): void {
  makeFolder(folder);
  for (const path of files) renameSync(path, join(folder, basename(path)));
  fsyncPath(folder);
}
