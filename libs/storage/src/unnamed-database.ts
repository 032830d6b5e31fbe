import { closeSync, existsSync, openSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { OWNER_FILE } from './owner-only.js';
import { openDatabase } from './open-database.js';
import { SQLITE_ENDS, sqliteFiles } from './sqlite-files.js';

/**
 * A database that one thread fills and others read, and nobody outside of the process: its file loses its name as soon as all
 * connections are open, and goes with the last of them.
 */
const CACHE_KIB = 8_192;

/** What follows the prefix. */
const REST = new RegExp(`^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.db(?:${SQLITE_ENDS})$`);

/** A path in a folder. `prefix` tells what it is for. */
export const unnamedFile = (folder: string, prefix: string): string => join(folder, `${prefix}${randomUUID()}.db`);

/** Removes the files of a process that died before it could take their names away. What only begins like them is not ours. */
export const removeUnnamed = (folder: string, prefix: string): void => {
  for (const name of readdirSync(folder))
    if (name.startsWith(prefix) && REST.test(name.slice(prefix.length)))
      rmSync(join(folder, name), { recursive: true, force: true });
};

/** For the thread that fills it, while others read it. */
export const createUnnamed = (file: string): Database.Database => create(file, 'WAL');

/** One that is filled before anybody reads it, in one transaction. If that fails, no file is left. @throws what `fill` throws */
export const fillUnnamed = async (file: string, fill: (db: Database.Database) => Promise<void>): Promise<void> => {
  const db = create(file, 'OFF');
  try {
    db.exec('BEGIN');
    await fill(db);
    db.exec('COMMIT');
    db.close();
  } catch (error) {
    db.close();
    unlinkUnnamed(file);
    throw error;
  }
};

const create = (file: string, journal: 'WAL' | 'OFF'): Database.Database => {
  closeSync(openSync(file, 'wx', OWNER_FILE));
  return openDatabase(file, {}, (db) => {
    db.pragma(`journal_mode = ${journal}`);
    // Nothing in it outlives the process.
    db.pragma('synchronous = OFF');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    // What is put aside while it is filled may not fit into memory.
    db.pragma('temp_store = FILE');
  });
};

/** A connection that reads it. `table` is read, since SQLite opens the WAL with the first read. */
export const openUnnamed = (file: string, table: string): Database.Database =>
  openDatabase(file, { readonly: true, fileMustExist: true }, (db) => {
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma('temp_store = MEMORY');
    db.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get();
  });

/** Takes its name away. Open connections go on. */
export const unlinkUnnamed = (file: string): void => {
  for (const one of sqliteFiles(file)) if (existsSync(one)) unlinkSync(one);
};
