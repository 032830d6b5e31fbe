import { closeSync, existsSync, openSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { OWNER_FILE } from '#storage/owner-only.js';
import { keepStatements } from '#storage/keep-statements.js';

const PREFIX = 'moments-';
const SUFFIXES = ['', '-wal', '-shm'];
const CACHE_KIB = 8_192;
const PAGE = 8_192;

/** A path for the rows of one playhead. */
export const momentsFile = (dataDir: string): string => join(dataDir, `${PREFIX}${randomUUID()}.db`);

/** Removes the files of a process that died before it could do so. */
export const removeMomentsFiles = (dataDir: string): void => {
  for (const name of readdirSync(dataDir)) if (name.startsWith(PREFIX)) rmSync(join(dataDir, name), { force: true });
};

/** For the thread that fills it. */
export const createMomentsFile = (file: string): Database.Database => {
  closeSync(openSync(file, 'wx', OWNER_FILE));
  const db = new Database(file);
  db.pragma(`page_size = ${PAGE}`);
  db.pragma('journal_mode = WAL');
  // Nothing in it outlives the process.
  db.pragma('synchronous = OFF');
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma('temp_store = MEMORY');
  return db;
};

/** A connection that reads it, after which the file has no name: nobody else can open it, and it goes with the last connection. */
export const openMomentsFile = (file: string): Database.Database => {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.prepare('SELECT 1 FROM models LIMIT 1').get();
    return keepStatements(db);
  } catch (error) {
    db.close();
    throw error;
  } finally {
    dropMomentsFile(file);
  }
};

/** Takes its name away. Open connections go on. */
export const dropMomentsFile = (file: string): void => {
  for (const suffix of SUFFIXES) if (existsSync(file + suffix)) unlinkSync(file + suffix);
};
