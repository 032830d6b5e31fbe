import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { makeFolder } from './durable.js';

export class LogInUse extends Error {
  constructor(readonly dataDir: string) {
    super(
      `The log in ${dataDir} is in use by another process. One process owns a log at a time: ` +
        'stop the other one first, or give this one a data folder of its own (DATA_DIR)',
    );
    this.name = LogInUse.name;
  }
}

export type Lock = Readonly<{ release: () => void }>;

/**
 * One process owns the log of a folder. The lock is an open transaction on a file of its own, so that the kernel
 * frees it when its holder dies, even by `kill -9`, and it holds across containers; a pid file does neither.
 * The file stays: who deletes it while it is held opens the door to a second owner.
 * @throws LogInUse
 */
export function takeLock(dataDir: string): Lock {
  makeFolder(dataDir);
  const db = new Database(resolve(join(dataDir, 'lock.db')), { timeout: 0 });
  try {
    // Nothing is ever written here, so that a full disk keeps nobody from reading.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw isBusy(error) ? new LogInUse(dataDir) : error;
  }
  return { release: () => db.close() };
}

const isBusy = (error: unknown): boolean =>
  String((error as { code?: unknown } | null)?.code).startsWith('SQLITE_BUSY');
