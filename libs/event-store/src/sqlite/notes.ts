import { statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { openDatabase } from '#storage/open-database.js';
import { createFile } from '#storage/owner-only.js';
import { isCorrupt, sqliteCode } from '#storage/sqlite-error.js';
import { type ChangeOfNote, Unavailable } from '../event-store.js';

export const NOTES_FILE = 'notes.db';

/**
 * The notes beside the embedded log: a file of their own, so that the log holds events alone. It is made with the first note. Nobody waits
 * for the disk, or for another program that has the file: a power cut may take the notes of the last moments, and never damages the file.
 */
export class Notes {
  private db: Database.Database | undefined;
  private readonly file: string;

  constructor(dataDir: string) {
    this.file = join(dataDir, NOTES_FILE);
  }

  /** @throws Unavailable */
  of(key: string): string | undefined {
    return this.use(() => {
      if (this.db === undefined && statSync(this.file, { throwIfNoEntry: false }) === undefined) return undefined;
      return this.open().prepare<[string], string>('SELECT text FROM notes WHERE key = ?').pluck().get(key);
    });
  }

  /** @throws Unavailable */
  keep(key: string, text: string): void {
    this.use(() => this.open().prepare('INSERT OR REPLACE INTO notes VALUES (?, ?)').run(key, text));
  }

  /** @throws Unavailable */
  change(key: string, change: ChangeOfNote): void {
    this.use(() => {
      const text = change(this.of(key));
      if (text !== undefined) this.keep(key, text);
    });
  }

  close(): void {
    this.db?.close();
  }

  private open(): Database.Database {
    return (this.db ??= opened(this.file));
  }

  private use<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (sqliteCode(error) === undefined && !isOfTheFileSystem(error)) throw error;
      const why = isCorrupt(error)
        ? `${this.file} is damaged. Stop the service and delete this file: it holds no part of the record`
        : `${this.file} cannot be used now: ${String(error)}`;
      throw new Unavailable(why, 'not-written', { cause: error });
    }
  }
}

/** A missing right, a full disk, a folder in place of the file: what the system calls fail with. */
const isOfTheFileSystem = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;

const opened = (file: string): Database.Database => {
  createFile(file);
  return openDatabase(file, { timeout: 0 }, (db) => {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.exec('CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT');
  });
};
