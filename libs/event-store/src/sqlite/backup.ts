import {
  chmodSync,
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
import type Database from 'better-sqlite3';
import { assertFolder, fsyncPath, makeFolder } from '#storage/durable.js';
import { LOCK_FILE, takeLock } from '#storage/lock.js';
import { createFile, OWNER_FILE } from '#storage/owner-only.js';
import { sqliteFiles } from '#storage/sqlite-files.js';
import { Unusable } from '#storage/unusable.js';
import { AlreadyExists, type BackupOptions, type Copied, NotALog, type RestoreOptions } from '../engine.js';
import { acknowledgedFile } from './acknowledged.js';
import { copiesIn, LOG_FILE, RESTORING } from './log-file.js';
import { assertIntact, assertLog, openForReading, openLog } from './schema.js';

const removeCopy = (copy: string): void => {
  for (const path of sqliteFiles(copy)) rmSync(path, { force: true });
};

const PAGES_A_STEP = 256;

/**
 * Copies the current log into one new file, which gets its name only when it has been checked and is on the disk. The
 * service may append at the same time. The final check reads the whole copy and blocks the event loop.
 * @throws AlreadyExists, NotALog, Unusable
 */
export async function backup(dataDir: string, file: string, options: BackupOptions = {}): Promise<Copied> {
  const source = openForReading(resolve(join(dataDir, LOG_FILE)));
  try {
    // One snapshot for the whole copy: without it SQLite restarts whenever the service appends.
    source.exec('BEGIN');
    source.prepare('SELECT max(position) FROM events').get();
    return await copyLog(source, file, options);
  } finally {
    source.close();
  }
}

/** The same of a log that is open, also if its file has lost its name. @throws AlreadyExists, NotALog, Unusable */
export async function copyLog(
  source: Database.Database,
  file: string,
  { onProgress }: BackupOptions = {},
): Promise<Copied> {
  const target = resolve(file);
  assertNew(target);
  if (!existsSync(dirname(target))) throw new Unusable(target, `there is no folder ${dirname(target)}`);
  assertFolder(dirname(target));
  const copy = `${target}.${process.pid}.partial`;
  removeCopy(copy); // left by a killed backup with the same process id
  try {
    createFile(copy);
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
}

/**
 * Replaces the log by a backup. Changes nothing before the copy is checked. Never overwrites an existing log: moves it
 * into the new folder `moveOldTo`, on the same file system, or refuses. `beforeSwap` removes data derived from the old
 * log, such as views. A refused restore leaves the folder unchanged.
 * @throws LogInUse, AlreadyExists, NotALog, Unusable
 */
export function restore(file: string, dataDir: string, { moveOldTo, beforeSwap }: RestoreOptions = {}): Copied {
  if (statSync(file).isDirectory()) throw new NotALog(file, 'is a folder: name a file created by "backup"');
  if (existsSync(`${file}-wal`))
    throw new NotALog(file, 'has a -wal file next to it: it is a live log and not a backup');
  const log = resolve(join(dataDir, LOG_FILE));
  const copy = join(dirname(log), RESTORING);
  const made = makeFolder(dataDir);
  const hadLock = existsSync(join(dataDir, LOCK_FILE));
  const lock = takeLock(dataDir);
  let isDone = false;
  try {
    const old = [...sqliteFiles(log).filter((path) => existsSync(path)), ...copiesIn(dirname(log))];
    const [first] = old;
    if (first !== undefined && moveOldTo === undefined)
      throw new AlreadyExists(first, 'name a new folder to move the old log to, or restore into another data folder');

    if (moveOldTo !== undefined && existsSync(moveOldTo))
      throw new AlreadyExists(moveOldTo, 'name a new folder for the old log');

    const copied = checkedCopy(file, copy);
    if (old.length > 0 && moveOldTo !== undefined) moveAside(old, moveOldTo);
    beforeSwap?.();
    rmSync(acknowledgedFile(dirname(log)), { force: true });
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

/** Keeps folders in which something was created meanwhile. */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** An interrupted restore leaves its copy. The next one replaces it. Until then, no empty log is created. */
function checkedCopy(file: string, copy: string): Omit<Copied, 'file'> {
  removeCopy(copy);
  try {
    copyFileSync(file, copy, constants.COPYFILE_FICLONE);
    chmodSync(copy, OWNER_FILE); // a copy has the permissions of its source
    const copied = verified(copy, file);
    fsyncPath(copy);
    fsyncPath(dirname(copy));
    return copied;
  } catch (error) {
    removeCopy(copy);
    throw error;
  }
}

/** Checks a copy and turns it into one file without a WAL, which a copied header may still require. */
function verified(copy: string, name = copy): Omit<Copied, 'file'> {
  let events = 0;
  const checked = (db: Database.Database) => {
    assertLog(db, name);
    db.pragma('journal_mode = DELETE');
    assertIntact(db, name);
    events = Number(db.prepare('SELECT count(*) FROM events').pluck().get());
  };
  openLog(copy, { fileMustExist: true }, checked, name).close();
  return { events, bytes: statSync(copy).size };
}

function assertNew(target: string): void {
  if (existsSync(target)) throw new AlreadyExists(target, 'name a new file for the backup');
}

/** Gives the copy its name. If two backups write to one file, the second is refused. */
function publish(copy: string, target: string): void {
  try {
    linkSync(copy, target);
  } catch (error) {
    assertNew(target);
    // Some file systems have no hard links.
    if (!/^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    renameSync(copy, target);
  }
}

function moveAside(files: readonly string[], folder: string): void {
  makeFolder(folder);
  for (const path of files) renameSync(path, join(folder, basename(path)));
  fsyncPath(folder);
}
