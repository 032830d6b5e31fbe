import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createFile } from '#storage/owner-only.js';
import { isCorrupt, sqliteCode } from '#storage/sqlite-error.js';
import { Unavailable } from '../event-store.js';

export const NOTES_FILE = 'notes.db';

/**
 * The notes beside the embedded log: a file of their own, so that the log holds events alone. It is made with the first note. Nobody waits
 * for the disk: a power cut may take the notes of the last moments, and never damages the file.
 */
export class Notes {
  private db: Database.Database | undefined;
  private readonly file: string;

  constructor(dataDir: string) {
    this.file = join(dataDir, NOTES_FILE);
  }

  of(key: string): string | undefined {
    return this.use((db) => db.prepare<[string], string>('SELECT text FROM notes WHERE key = ?').pluck().get(key));
  }

  keep(key: string, text: string): void {
    this.use((db) => db.prepare('INSERT OR REPLACE INTO notes VALUES (?, ?)').run(key, text));
  }

  close(): void {
    this.db?.close();
  }

  private use<T>(work: (db: Database.Database) => T): T {
    try {
      return work((this.db ??= opened(this.file)));
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error;
      const why = isCorrupt(error)
        ? `${this.file} is damaged. Stop the service and delete this file: it holds no part of the record`
        : `${this.file} cannot be used now: ${String(error)}`;
      throw new Unavailable(why, 'not-written', { cause: error });
    }
  }
}

const opened = (file: string): Database.Database => {
  createFile(file);
  const db = new Database(file, { timeout: 1_000 });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.exec('CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
