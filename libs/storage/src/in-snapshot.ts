import type Database from 'better-sqlite3';

type Run = Database.Transaction<(work: () => unknown) => unknown>;
const runs = new WeakMap<Database.Database, Run>();

/** Runs work in one transaction of a connection. better-sqlite3 makes several functions for a transaction, so that is done once. */
export const inSnapshot = <T>(db: Database.Database, work: () => T): T => {
  const run = runs.get(db) ?? db.transaction((work: () => unknown) => work());
  runs.set(db, run);
  return run(work) as T;
};
