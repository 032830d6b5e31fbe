import type Database from 'better-sqlite3';
import { databaseBytes } from '#storage/database-bytes.js';
import { isUnreadable } from '#storage/sqlite-error.js';
import type { Shown } from './replay-problems.js';

type Kept = Readonly<{ db: Database.Database; shown: Shown; bytes: number }>;

/** Databases that may be asked for again, those that were used last, up to so many bytes in all. */
export class Shelf {
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  constructor(private readonly most: number) {}

  has(key: string): boolean {
    return this.kept.has(key);
  }

  /** Puts those out that were not used for longest, until the rest fits. */
  put(key: string, db: Database.Database, shown: Shown): void {
    this.drop(key);
    const bytes = bytesOf(db);
    this.kept.set(key, { db, shown, bytes });
    this.bytes += bytes;
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= this.most || oldest === key) return;
      this.drop(oldest);
    }
  }

  use<T>(key: string, work: (db: Database.Database) => T): T {
    const one = this.kept.get(key)!;
    // A Map keeps the order of insertion: what was used last goes to the end.
    this.kept.delete(key);
    this.kept.set(key, one);
    try {
      return work(one.db);
    } catch (error) {
      // The file is broken, and another one is made of the log.
      if (isUnreadable(error)) this.drop(key);
      throw error;
    }
  }

  clear(which: (shown: Shown) => boolean = () => true): void {
    for (const [key, { shown }] of this.kept) if (which(shown)) this.drop(key);
  }

  private drop(key: string): void {
    const one = this.kept.get(key);
    if (one === undefined) return;
    this.kept.delete(key);
    this.bytes -= one.bytes;
    one.db.close();
  }
}

/** What cannot be kept is closed. */
const bytesOf = (db: Database.Database): number => {
  try {
    return databaseBytes(db);
  } catch (error) {
    db.close();
    throw error;
  }
};
