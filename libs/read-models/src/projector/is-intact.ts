import type Database from 'better-sqlite3';

/** Whether SQLite finds nothing wrong with the pages of a table and its indexes, and each index has just the rows of the table. */
export const isIntact = (db: Database.Database, table: string): boolean =>
  db.prepare(`PRAGMA main.integrity_check("${table}")`).pluck().get() === 'ok';
