import type Database from 'better-sqlite3';
import { NotALog } from '../engine.js';

/** Exactly as the file stores it. AUTOINCREMENT: a position is never reused, even if a row is lost. */
export const TABLE = `CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream   TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    id       TEXT    NOT NULL,
    type     TEXT    NOT NULL,
    data     TEXT    NOT NULL,
    metadata TEXT    NOT NULL,
    salt     TEXT    NOT NULL,
    entry    TEXT    NOT NULL,
    UNIQUE (stream, revision),
    UNIQUE (stream, id)
  ) STRICT`;

type SchemaRow = readonly [type: string, name: string, table: string, sql: string | null];

/** Every object of a log, those that SQLite makes for its table included. */
const ROWS: readonly SchemaRow[] = [
  ['table', 'events', 'events', TABLE],
  ['index', 'sqlite_autoindex_events_1', 'events', null],
  ['index', 'sqlite_autoindex_events_2', 'events', null],
  ['table', 'sqlite_sequence', 'sqlite_sequence', 'CREATE TABLE sqlite_sequence(name,seq)'],
];
const KNOWN: ReadonlySet<string> = new Set(ROWS.map((row) => JSON.stringify(row)));

const SCHEMA_ROWS = 'SELECT type, name, tbl_name, sql FROM main.sqlite_schema';

/**
 * SQLite trusts the schema in the file: it runs every trigger in it, reads a view in place of a table, and does not detect a renamed column.
 * @throws NotALog unless the file has the objects of a log, and no other
 */
export const assertSchema = (db: Database.Database, file: string): void => {
  const rows = db.prepare<[], SchemaRow>(SCHEMA_ROWS).raw().all();
  const foreign = rows.find((row) => !KNOWN.has(JSON.stringify(row)));
  if (foreign !== undefined && !ROWS.some(([, name]) => name === foreign[1]))
    throw new NotALog(
      file,
      `has a ${foreign[0]} named ${foreign[1]}, which no log has: another program made it. It may have altered events. Restore a backup; or keep a copy of the file, remove the ${foreign[0]} with the sqlite3 shell, and run "rapporteur verify" before the next start`,
    );
  if (foreign !== undefined || rows.length !== ROWS.length)
    throw new NotALog(file, 'is damaged: its schema was altered. Restore a backup');
};

/**
 * Checks the schema of an open log.
 * @returns a check to be called after each read: it throws NotALog if that may have read another schema. SQLite raises the number of the
 * schema with each change, and reads the schema again only if that has changed.
 */
export const watchSchema = (db: Database.Database, file: string): (() => void) => {
  const number = db.prepare<[], number>('PRAGMA schema_version').pluck();
  // In one snapshot.
  const checked = db.transaction(() => {
    assertSchema(db, file);
    return number.get();
  });
  let known = checked();
  return () => {
    if (number.get() === known) return;
    known = checked();
    throw new NotALog(file, 'had another schema while it was read: another program has changed it');
  };
};
