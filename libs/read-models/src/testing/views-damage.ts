import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { READ_AT_ONCE } from '../projector/views-file.js';
import { ViewsStamp } from '../projector/views-stamp.js';

/** Bytes of a page of views.db. */
export const PAGE = 8_192;

/** Gives the views of a short log so many free pages that a start does not look at each page of them, as with those of a long log. */
export const enlarge = (file: string): void => {
  const db = new Database(file);
  db.exec('CREATE TABLE pad (b)');
  db.prepare('INSERT INTO pad VALUES (zeroblob(?))').run(READ_AT_ONCE + 1);
  db.exec('DROP TABLE pad');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  leftAsItIs(file);
};

/** Alters a file as a program would that writes to it. */
export const scribble = (file: string, change: (bytes: Buffer) => void): void => {
  const bytes = readFileSync(file);
  change(bytes);
  // In place: a projection that runs must not see an empty file meanwhile.
  writeFileSync(file, bytes, { flag: 'r+' });
};

/** Alters a file as a failing disk does, of which the file system knows nothing. */
export const rot = (file: string, change: (bytes: Buffer) => void): void => {
  scribble(file, change);
  leftAsItIs(file);
};

/** From now on, a file counts as one that nobody has written to. */
export const leftAsItIs = (file: string): void =>
  new ViewsStamp(file, (stamp, why) => {
    throw new Error(`${stamp}: ${why}`);
  }).begin();

/** Where the page begins in which a table or an index has its root. */
export const rootOf = (file: string, name: string): number => {
  const db = new Database(file, { readonly: true });
  try {
    const page = db.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name);
    if (page === undefined) throw new Error(`${file} has no ${name}`);
    return (page - 1) * pageSizeOf(db);
  } finally {
    db.close();
  }
};

const pageSizeOf = (db: Database.Database): number => Number(db.pragma('page_size', { simple: true }));
