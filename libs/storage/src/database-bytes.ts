import type Database from 'better-sqlite3';

/** The bytes of a database: all of its pages, in a file or in memory. */
export const databaseBytes = (db: Database.Database): number =>
  Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
