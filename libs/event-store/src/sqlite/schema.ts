import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { NoLog, NotALog } from '../engine.js';
import { OutOfReach, Unavailable } from '../event-store.js';
import { openDatabase } from '#storage/open-database.js';
import { openOrCopy } from '#storage/open-or-copy.js';
import { fsyncPath } from '#storage/durable.js';
import { createFile } from '#storage/owner-only.js';
import { readIntoCache } from '#storage/read-into-cache.js';
import { inOneLine, hasNoRoom, isCorrupt, isNotADatabase } from '#storage/sqlite-error.js';
import { Unusable } from '#storage/unusable.js';
import { assertSchema, TABLE } from './assert-schema.js';
import { isMissing } from './log-file.js';

/** "RPRT", where SQLite keeps the kind of a file: `file events.db` shows it. */
const APPLICATION_ID = 0x52505254;
const VERSION = 1;

const SCHEMA = `
  ${TABLE};
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};`;

/** Opens the log, creates it if there is none, and sets SQLite up so that an acknowledged event is durable. */
export function openForWriting(file: string): Database.Database {
  if (isMissing(file)) createFile(file);
  return openLog(file, { timeout: 1000 }, (db) => {
    const fresh = isEmpty(db);
    if (!fresh) assertLog(db, file);

    db.pragma('journal_mode = WAL');
    // The library defaults to NORMAL for WAL, where a power cut loses acknowledged events.
    db.pragma('synchronous = FULL');
    if (db.pragma('synchronous', { simple: true }) !== 2) throw unusable(file, 'synchronous is not FULL');
    // SQLite's automatic checkpoint ignores an fsync error; the writer runs checkpoints itself.
    db.pragma('wal_autocheckpoint = 0');
    db.pragma('cell_size_check = ON');

    makeDurable(db, file);
    if (fresh) db.transaction(() => db.exec(SCHEMA)).immediate();
    // The names of the file and its WAL. SQLite does this too, but ignores the result.
    fsyncPath(dirname(file));
  });
}

/**
 * Opens the log for reading, with or without an owner. Writes nothing to it, takes no lock. The path of the connection is that of a
 * copy if SQLite cannot read the log where it is. @throws NotALog, OutOfReach
 */
export function openForReading(file: string): Database.Database {
  if (!existsSync(file)) throw new NoLog(file);
  const open = (path: string) =>
    openLog(
      path,
      { readonly: true, fileMustExist: true },
      (db) => {
        db.pragma('cell_size_check = ON');
        assertLog(db, file);
      },
      file,
    );
  try {
    return openOrCopy(file, open);
  } catch (error) {
    if (error instanceof Unusable) throw new OutOfReach(file, error.why, { cause: error });
    throw error;
  }
}

/** @throws NotALog for a file of another program or of a later version, and if its schema is not that of a log */
export function assertLog(db: Database.Database, file: string): void {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID)
    throw new NotALog(file, 'is not a Rapporteur log: move it away, or use another data folder');
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > VERSION)
    throw new NotALog(
      file,
      `has schema ${version}, and this version reads schemas up to ${VERSION}: install a newer one`,
    );
  assertSchema(db, file);
}

/** SQLite's own check of every page and index. @throws NotALog with its first finding */
export function assertIntact(db: Database.Database, file: string): void {
  readIntoCache(db.name);
  const finding: unknown = db.pragma('integrity_check(1)', { simple: true });
  if (finding !== 'ok') throw new NotALog(file, `is damaged: ${inOneLine(String(finding))}`);
}

/** `name`: what an error calls the file. @throws NotALog for a file that is not a database, and what `setUp` throws */
export function openLog(
  file: string,
  options: Database.Options,
  setUp: (db: Database.Database) => void,
  name = file,
): Database.Database {
  try {
    return openDatabase(file, options, setUp);
  } catch (error) {
    if (isNotADatabase(error)) throw new NotALog(name, 'is not a Rapporteur log', { cause: error });
    if (isCorrupt(error)) throw new NotALog(name, 'is damaged: restore a backup', { cause: error });
    throw error;
  }
}

function isEmpty(db: Database.Database): boolean {
  return (
    db.pragma('application_id', { simple: true }) === 0 &&
    db.pragma('user_version', { simple: true }) === 0 &&
    db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
  );
}

/**
 * A process that died between write and fsync leaves events that can be read but are not on the disk. Nobody may read
 * them, or get them confirmed as a retry, before they are: the checkpoint writes and syncs them again.
 * It also shows whether the file really has a WAL. `PRAGMA journal_mode` reports `wal` even if the disk has rejected the
 * change.
 */
function makeDurable(db: Database.Database, file: string): void {
  try {
    const checkpoint = db.prepare<[], { log: number; checkpointed: number }>('PRAGMA wal_checkpoint(PASSIVE)').get();
    if (!checkpoint || checkpoint.log < 0) throw unusable(file, 'WAL mode cannot be enabled');
    if (checkpoint.checkpointed === checkpoint.log) return;
  } catch (error) {
    if (!hasNoRoom(error)) throw error;
  }
  // They stay in the WAL while another process reads, for example a backup, or if the disk is full.
  fsyncPath(`${file}-wal`);
}

const unusable = (file: string, why: string) => new Unavailable(`${file} cannot be opened: ${why}`, 'not-written');
