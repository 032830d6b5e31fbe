import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { openDatabase } from '#storage/open-database.js';
import { isDamage } from '#storage/sqlite-error.js';
import { type Checkpoint, START } from './checkpoint.js';
import { type Layout, statementsFor } from './layout.js';
import type { ReadModel } from './read-model.js';
import type { Stop } from './stop.js';

/** What a database stores about each model, to recognize it. `made` lists what its schema created. */
export type ModelRow = Checkpoint &
  Readonly<{
    name: string;
    version: number;
    schemaHash: string;
    made: string;
    stoppedAt: number | null;
    stoppedBy: string | null;
    error: string | null;
  }>;

/**
 * `places` has the ordinals of events that are read back from the log. Positions are inserted in ascending order, so a
 * row is cheap. `markings` has every marking that a thing was given, with the ordinal of the first event that did so; `departures` has
 * the ordinals of the events by which the rows of a thing left a marking.
 */
const OWN_TABLES = `
  CREATE TABLE IF NOT EXISTS models (
    name       TEXT    PRIMARY KEY,
    version    INTEGER NOT NULL,
    schemaHash TEXT    NOT NULL,
    made       TEXT    NOT NULL,
    position   TEXT,
    before     TEXT,
    ordinal    INTEGER NOT NULL,
    eventId    TEXT,
    stoppedAt  INTEGER,
    stoppedBy  TEXT,
    error      TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS places (position TEXT PRIMARY KEY, ordinal INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS markings (marking TEXT PRIMARY KEY, ordinal INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS departures (
    negotiationId TEXT    NOT NULL,
    marking       TEXT    NOT NULL,
    ordinal       INTEGER NOT NULL,
    stream        TEXT    NOT NULL,
    PRIMARY KEY (negotiationId, marking, ordinal)
  ) STRICT, WITHOUT ROWID;`;

export const createOwnTables = (db: Database.Database): void => void db.exec(OWN_TABLES);

/** A model is recognized by its version, and by what makes its tables, whose changes need no new version. */
export const schemaHash = (model: ReadModel, layout: Layout): string =>
  createHash('sha256')
    .update(JSON.stringify([statementsFor(model, layout).map(({ sql }) => sql), model.kinds]))
    .digest('hex');

type Made = Readonly<{ type: 'table' | 'virtual' | 'view'; name: string }>;

/** Creates the tables of a model, at the start of the log. */
export const createModel = (db: Database.Database, model: ReadModel, layout: Layout): void => {
  const made = statementsFor(model, layout);
  for (const { sql } of made) db.exec(sql);
  db.prepare('INSERT INTO models (name, version, schemaHash, made, ordinal) VALUES (?, ?, ?, ?, ?)').run(
    model.name,
    model.version,
    schemaHash(model, layout),
    JSON.stringify(made.map(({ type, name }): Made => ({ type, name }))),
    START.ordinal,
  );
};

/** What a model created here, in any version. */
export const madeBy = (db: Database.Database, name: string, schema = 'main'): readonly Made[] => {
  const made = db.prepare<[string], string>(`SELECT made FROM ${schema}.models WHERE name = ?`).pluck().get(name);
  return made === undefined ? [] : (JSON.parse(made) as Made[]);
};

/** Drops everything that a model created. */
export const dropModel = (db: Database.Database, name: string): void => {
  const made = madeBy(db, name);
  // Dropping a virtual table drops its shadow tables too, and may read a plain table.
  for (const kind of ['view', 'virtual', 'table'] as const)
    for (const { type, name: table } of made)
      if (type === kind) db.exec(`DROP ${kind === 'view' ? 'VIEW' : 'TABLE'} IF EXISTS "${table}"`);
  db.prepare('DELETE FROM models WHERE name = ?').run(name);
};

/**
 * The first thing in the schema that these models do not make, or that is missing, differs or cannot be read. Tables of models that this code
 * has not, or not in this version, are left out: they are dropped. Nobody has ever made a trigger or a view. Undefined if there is none.
 */
export const strayIn = (db: Database.Database, models: readonly ReadModel[]): string | undefined => {
  const kept = keptModels(db);
  const current = models.filter((model) => kept.some((row) => isCurrent(row, model)));
  const others = kept
    .filter((row) => !current.some((model) => isCurrent(row, model)))
    .flatMap((row) => namesIn(row.made));
  const isOfOthers = ({ type, tbl_name: table }: Listed) =>
    (type === 'table' || type === 'index') && others.some((name) => table === name || table.startsWith(`${name}_`));
  const expected = new Set(schemaOf(current).map(textOf));
  const found = listed(db);
  const stray = found.find((one) => !expected.has(textOf(one)) && !isOfOthers(one));
  if (stray !== undefined) return stray.name;
  const there = new Set(found.map(textOf));
  const missing = [...expected].find((text) => !there.has(text));
  if (missing !== undefined) return nameIn(missing);
  return found.find(({ type, name }) => type === 'table' && !isReadable(db, name))?.name;
};

export const isCurrent = ({ name, version, schemaHash: hash }: ModelRow, model: ReadModel): boolean =>
  model.name === name && model.version === version && schemaHash(model, 'marked') === hash;

/** Under every name: `sqlite_` at its beginning is no sign that SQLite has made it. */
type Listed = Readonly<{ type: string; name: string; tbl_name: string; sql: string | null }>;
const listed = (db: Database.Database): readonly Listed[] =>
  db.prepare<[], Listed>('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all();
const textOf = ({ type, name, tbl_name, sql }: Listed): string => JSON.stringify([name, type, tbl_name, sql]);
const nameIn = (text: string): string => (JSON.parse(text) as [string])[0];

/** What a build from nothing makes. */
const schemaOf = (models: readonly ReadModel[]): readonly Listed[] => {
  const db = openDatabase(':memory:');
  try {
    createOwnTables(db);
    for (const model of models) createModel(db, model, 'marked');
    return listed(db);
  } finally {
    db.close();
  }
};
const isReadable = (db: Database.Database, table: string): boolean => {
  try {
    db.prepare(`SELECT * FROM "${table}" LIMIT 1`).get();
    return true;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return false;
  }
};
const namesIn = (made: string): readonly string[] => {
  try {
    return (JSON.parse(made) as Made[]).map(({ name }) => name);
  } catch {
    return []; // then its tables are made by nobody
  }
};

export const keptModels = (db: Database.Database): readonly ModelRow[] =>
  db.prepare<[], ModelRow>('SELECT * FROM models ORDER BY name').all();

export const stopOf = ({ stoppedAt, stoppedBy, error }: ModelRow): Stop | undefined =>
  stoppedAt === null ? undefined : { ordinal: stoppedAt, eventId: stoppedBy ?? '', error: error ?? '' };
