import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { makeFolder } from './durable.js';
import { isBusy } from './sqlite-error.js';

export class LogInUse extends Error {
  constructor(readonly dataDir: string) {
    super(
      `The log in ${dataDir} is in use by another process. One process owns a log at a time: ` +
        'stop the other one first, or give this one a data folder of its own (DATA_DIR)',
    );
    this.name = LogInUse.name;
  }
}

/** `remove` takes the file away too, for whoever leaves a folder as it was; `release` lets it stay. */
export type Lock = Readonly<{ release: () => void; remove: () => void }>;

export const LOCK_FILE = 'lock.db';

/**
 * One process owns the log of a folder. The lock is an open transaction on a file of its own, so that the kernel
 * frees it when its holder dies, even by `kill -9`, and it holds across containers; a pid file does neither.
 * Only who holds it may delete the file: whoever had opened it meanwhile sees that it is gone, and owns nothing.
 * @throws LogInUse, Unusable
 */
export function takeLock(dataDir: string): Lock {
  makeFolder(dataDir);
  const file = resolve(join(dataDir, LOCK_FILE));
  // One that is there is not touched: to close it here would end a lock that this very process holds on it.
  if (!existsSync(file)) writeFileSync(file, '', { flag: 'a' });
  const before = inodeOf(file);
  const db = new Database(file, { timeout: 0 });
  try {
    // Nothing is ever written here, so that a full disk keeps nobody from reading.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    if (before === undefined || inodeOf(file) !== before) throw new LogInUse(dataDir);
  } catch (error) {
    db.close();
    throw isBusy(error) ? new LogInUse(dataDir) : error;
  }
  return {
    release: () => db.close(),
    remove: () => {
      rmSync(file, { force: true });
      db.close();
    },
  };
}

const inodeOf = (file: string) => statSync(file, { throwIfNoEntry: false, bigint: true })?.ino;
