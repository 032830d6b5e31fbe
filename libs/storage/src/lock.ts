import { existsSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type Database from 'better-sqlite3';
import { makeFolder } from './durable.js';
import { createFile } from './owner-only.js';
import { isBusy, isNotADatabase } from './sqlite-error.js';
import { openDatabase } from './open-database.js';
import { folderAmong } from './sqlite-files.js';
import { Unusable, unusable } from './unusable.js';

export class LogInUse extends Error {
  constructor(readonly dataDir: string) {
    super(
      `The log in ${dataDir} is in use by another process. Only one process can own a log: ` +
        'stop the other process first, or set another data folder (DATA_DIR)',
    );
    this.name = LogInUse.name;
  }
}

/** `release` keeps the lock file, `remove` deletes it too, to leave a folder unchanged. */
export type Lock = Readonly<{ release: () => void; remove: () => void }>;

export const LOCK_FILE = 'lock.db';

/**
 * One process owns the log of a folder. The lock is an open transaction on a separate file. The kernel releases it when
 * the holder dies, even by `kill -9`, and it works across containers; a pid file does neither.
 * Only the holder may delete the file: a process that opened it meanwhile sees that it is gone, and owns nothing.
 * @throws LogInUse, Unusable
 */
export function takeLock(dataDir: string): Lock {
  makeFolder(dataDir);
  const file = resolve(join(dataDir, LOCK_FILE));
  // Do not open an existing file: closing it would release a lock that this process holds on it.
  if (!existsSync(file)) createFile(file);
  const before = inodeOf(file);
  const db = openLockFile(file, dataDir);
  if (before === undefined || inodeOf(file) !== before) {
    db.close();
    throw new LogInUse(dataDir);
  }
  return {
    release: () => db.close(),
    remove: () => {
      rmSync(file, { force: true });
      db.close();
    },
  };
}

const openLockFile = (file: string, dataDir: string): Database.Database => {
  try {
    return openDatabase(file, { timeout: 0 }, (db) => {
      // Nothing is ever written here, so a full disk does not prevent reading.
      db.pragma('journal_mode = MEMORY');
      db.exec('BEGIN EXCLUSIVE');
    });
  } catch (error) {
    if (isBusy(error)) throw new LogInUse(dataDir);
    const why = whyNot(file, error);
    throw why === undefined ? error : new Unusable(file, why, { cause: error });
  }
};

const whyNot = (file: string, error: unknown): string | undefined => {
  if (folderAmong([file]) !== undefined) return 'it is a folder. Move it away';
  return isNotADatabase(error) ? 'it was overwritten. It holds nothing: delete it' : unusable(error)?.why;
};

const inodeOf = (file: string) => statSync(file, { throwIfNoEntry: false, bigint: true })?.ino;
