import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { fsyncPath } from '#storage/durable.js';
import { openDatabase } from '#storage/open-database.js';
import { createFile } from '#storage/owner-only.js';
import { readIntoCache } from '#storage/read-into-cache.js';
import { inOneLine, isDamage } from '#storage/sqlite-error.js';
import { SQLITE_ENDS, sqliteFiles } from '#storage/sqlite-files.js';
import { messageOf } from '../projection/error-message.js';
import type { LogFunction, OpenCheck } from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';
import { dropModel, isCurrent, keptModels } from '../projection/tables.js';
import { isAsStamped, STAMP_SUFFIX } from './views-stamp.js';

export const VIEWS_FILE = 'views.db';
const REBUILD = 'views.rebuild-';
const NEW_VIEWS = `${REBUILD}all-`;
const LEFTOVER = new RegExp(`^(?:${NEW_VIEWS}\\w{6}|${REBUILD}.*\\.db(?:${SQLITE_ENDS}|${STAMP_SUFFIX}))$`);

/** Raised when the tables of the projection itself change. */
const VERSION = 3;
/** A fact takes about a kilobyte. At the usual 4096, pages stay emptier, and the file is 7 % larger. */
const PAGE = 8_192;
/** What a batch touches fits; what it reads beyond that is in the cache of the file system. */
const CACHE_KIB = 16_384;
/** A file of so many bytes is read in less than 50 ms, so every start reads it. */
export const READ_AT_ONCE = 16 * 1024 * 1024;

export const viewsFile = (dataDir: string): string => join(dataDir, VIEWS_FILE);
/** Where models are built beside the old ones. */
export const rebuildFile = (dataDir: string, names: readonly string[]): string =>
  join(dataDir, `${REBUILD}${names.join('+')}.db`);

/** A folder for other views, which a start removes if the process that makes them dies. */
export const newViewsFolder = (dataDir: string): string => mkdtempSync(join(dataDir, NEW_VIEWS));

/** A database, what SQLite keeps beside it, and its stamp. */
export const filesOfViews = (file: string): readonly string[] => [...sqliteFiles(file), file + STAMP_SUFFIX];

export const removeDatabase = (file: string): void => {
  for (const one of filesOfViews(file)) rmSync(one, { force: true });
};

/** What a run that died left behind. What only begins like it is not ours. */
export const removeLeftovers = (dataDir: string): void => {
  for (const name of readdirSync(dataDir))
    if (LEFTOVER.test(name)) rmSync(join(dataDir, name), { recursive: true, force: true });
};

/** `isRead`: every page was looked at. */
export type OpenedViews = Readonly<{ db: Database.Database; isRead: boolean }>;

/**
 * Opens views.db for the one thread that writes it, where there is one. What is broken, or of another version of these
 * tables, is deleted: the log has all of it. A file that nobody has written to since it was left is not read from end to end, since that
 * takes longer the longer the record is.
 */
export const openViews = (
  dataDir: string,
  openCheck: OpenCheck,
  log: LogFunction,
  onDamage: () => void,
): OpenedViews | undefined => {
  const file = viewsFile(dataDir);
  if (!existsSync(file)) return undefined;
  if (openCheck === 'rebuild') {
    log('warn', 'views.db is thrown away and made again from the log');
    removeDatabase(file);
    return undefined;
  }
  // Before it is opened, which may move pages into it.
  const isStamped = () =>
    isAsStamped(file, (stamp, why) => log('warn', `${stamp} cannot be read: ${why}. So all of views.db is read`));
  const isRead = openCheck === 'all-pages' || statSync(file).size <= READ_AT_ONCE || !isStamped();
  const fault = faultOf(file, isRead);
  if (fault === undefined) return { db: connect(file), isRead };
  if (fault.isDamage) onDamage();
  log('warn', `views.db is thrown away and made again from the log: ${fault.why}`);
  removeDatabase(file);
  return undefined;
};

/**
 * In WAL with NORMAL the file survives a power cut without its last transactions, which the log has; OFF would save one
 * fsync in a thousand pages, and could leave a file that is broken where nobody looks. `ViewsWal` moves pages from the WAL into the file.
 */
export const connect = (file: string): Database.Database =>
  openDatabase(file, {}, (db) => {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('wal_autocheckpoint = 0');
    tune(db);
  });

/** A new file that nobody reads along, and that nobody goes on with after a crash. */
export const createForBuilding = (file: string): Database.Database => {
  removeDatabase(file);
  createFile(file);
  return openDatabase(file, {}, (db) => {
    db.pragma(`page_size = ${PAGE}`);
    db.pragma(`user_version = ${VERSION}`);
    tuneForBuilding(db);
  });
};

/** One that was begun by `createForBuilding`. */
export const openForBuilding = (file: string): Database.Database => openDatabase(file, {}, tuneForBuilding);

const tuneForBuilding = (db: Database.Database): void => {
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  tune(db);
};

/** Puts a file that was built, and closed, in the place of views.db, which is not there. */
export const promote = (built: string, dataDir: string): void => {
  fsyncPath(built);
  renameSync(built, viewsFile(dataDir));
};

const tune = (db: Database.Database): void => {
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma('temp_store = MEMORY');
};

type Fault = Readonly<{ why: string; isDamage: boolean }>;

/** @param readsAll whether to look at every page */
const faultOf = (file: string, readsAll: boolean): Fault | undefined => {
  let db: Database.Database | undefined;
  try {
    db = connect(file);
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version !== VERSION) return { why: `its version is ${version}, not ${VERSION}`, isDamage: false };
    const why = readsAll ? faultInPages(db) : undefined;
    if (why !== undefined) return { why, isDamage: true };
    keptModels(db);
    return undefined;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { why: messageOf(error), isDamage: true };
  } finally {
    db?.close();
  }
};

/** Reads all pages. @returns the first fault in how they hang together */
export const faultInPages = (db: Database.Database): string | undefined => {
  readIntoCache(db.name);
  const finding = String(db.pragma('quick_check(1)', { simple: true }));
  return finding === 'ok' ? undefined : inOneLine(finding);
};

/**
 * Drops what this code cannot use: models that are gone, and those of another version or schema.
 * @returns the models that the database has none of
 */
export const reconcile = (db: Database.Database, models: readonly ReadModel[]): readonly ReadModel[] =>
  db
    .transaction(() => {
      const wanted = new Map(models.map((model) => [model.name, model]));
      for (const row of keptModels(db)) {
        const model = wanted.get(row.name);
        if (model === undefined || !isCurrent(row, model)) dropModel(db, row.name);
      }
      const kept = new Set(keptModels(db).map(({ name }) => name));
      return models.filter(({ name }) => !kept.has(name));
    })
    .immediate();
