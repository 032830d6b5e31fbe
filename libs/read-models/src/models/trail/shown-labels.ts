import type Database from 'better-sqlite3';

/** By connection, the labels whose rows it shows (log-index/lens.ts). */
export const shownLabels = new WeakMap<Database.Database, readonly number[]>();

/** The labels whose rows a connection shows; undefined if it shows all. They are in its table `temp.lens` as well. */
export const labelsShownIn = (db: Database.Database): readonly number[] | undefined => shownLabels.get(db);
