import { closeSync, existsSync, openSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { trail } from '../models/trail/trail.js';
import { statementsFor } from '../projection/layout.js';

/**
 * The rows of the trail, each with the label of its thing and the entry of the event (32 bytes). `placeTime` is the
 * time of its place in the log (place-time.ts), so it never goes back. `identity` is what the thing is about that the event opens, if
 * it is a position or a grant. `position` is that of the engine. A label combines the marking of a negotiation with that
 * of a thing in it. So a reader sees the rows with certain labels, and no others.
 */
const SCHEMA = `
  ${statementsFor(trail, 'plain')
    .map(({ sql }) => `${sql};`)
    .join('\n')}
  DROP INDEX trail_by_stream;
  ALTER TABLE trail ADD COLUMN label INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE trail ADD COLUMN entry BLOB NOT NULL DEFAULT x'';
  ALTER TABLE trail ADD COLUMN placeTime TEXT NOT NULL DEFAULT '';
  ALTER TABLE trail ADD COLUMN identity TEXT;
  ALTER TABLE trail ADD COLUMN position TEXT NOT NULL DEFAULT '';
  CREATE INDEX trail_place ON trail (stream, revision);
  CREATE INDEX trail_command ON trail (commandId) WHERE keyed = 1;
  CREATE INDEX trail_identity ON trail (identity) WHERE identity IS NOT NULL;
  CREATE INDEX trail_time ON trail (placeTime);
  CREATE INDEX trail_label ON trail (label);
  CREATE INDEX trail_negotiation_label ON trail (negotiationId, label);
  CREATE TABLE labels (
    id          INTEGER PRIMARY KEY,
    negotiation TEXT NOT NULL, -- a marking as JSON
    thing       TEXT NOT NULL, -- a marking as JSON; empty where no clearance is enough
    UNIQUE (negotiation, thing)
  ) STRICT;`;

const PREFIX = 'log-index-';
const SUFFIXES = ['', '-wal', '-shm'];
const CACHE_KIB = 8_192;

export const createTables = (db: Database.Database): void => void db.exec(SCHEMA);

/** A path for the index of one process. */
export const indexFile = (dataDir: string): string => join(dataDir, `${PREFIX}${randomUUID()}.db`);

/** Removes the file of a process that died before it could do so. */
export const removeIndexFiles = (dataDir: string): void => {
  for (const name of readdirSync(dataDir)) if (name.startsWith(PREFIX)) rmSync(join(dataDir, name), { force: true });
};

/** Unlinks the files of an index. Its open connections keep working, and nobody else can open it. */
export const unlinkIndex = (file: string): void => {
  for (const suffix of SUFFIXES) if (existsSync(file + suffix)) unlinkSync(file + suffix);
};

/** A new index, for the thread that fills it. */
export const createIndex = (file: string): Database.Database => {
  closeSync(openSync(file, 'wx', 0o600));
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  // Nothing in it outlives the process.
  db.pragma('synchronous = OFF');
  db.pragma(`cache_size = -${CACHE_KIB}`);
  createTables(db);
  return db;
};

/** A connection that reads the index, and has read from it, so that SQLite has opened all files. */
export const openIndex = (file: string): Database.Database => {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma('temp_store = MEMORY');
  db.prepare('SELECT 1 FROM trail LIMIT 1').get();
  return db;
};
