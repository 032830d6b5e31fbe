import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Stream } from '#domain/ids.js';
import { streamOfCommand, streamOfEvent } from '#read-models/trail.js';
import type { Index } from '../log/tail.js';

/** views.db as the queries see it: read only, one snapshot a question. The projector's thread alone writes it. */
export class Views implements Index {
  private db: Database.Database | undefined;
  private readonly file: string;

  constructor(dataDir: string) {
    this.file = join(dataDir, 'views.db');
  }

  /** Asks within one snapshot, so that the answer and the ordinal of which it speaks fit together. */
  read<T>(question: (db: Database.Database) => T): { body: T; ordinal: number } {
    const db = this.open();
    return db.transaction(() => ({ body: question(db), ordinal: checkpoint(db) }))();
  }

  upTo(): number {
    if (!existsSync(this.file)) return -1;
    try {
      return this.open().prepare<[], number>(`SELECT ordinal FROM models WHERE name = 'trail'`).pluck().get() ?? -1;
    } catch {
      return -1; // broken, or not made yet: whoever asks goes to the log, and the projector makes it anew
    }
  }

  streamOfCommand(commandId: string) {
    return streamOfCommand(this.open(), commandId) as Stream | undefined;
  }

  streamOfEvent(eventId: string) {
    return streamOfEvent(this.open(), eventId) as Stream | undefined;
  }

  close() {
    this.db?.close();
    this.db = undefined;
  }

  private open(): Database.Database {
    this.db ??= new Database(this.file, { readonly: true, fileMustExist: true });
    return this.db;
  }
}

const checkpoint = (db: Database.Database) =>
  db.prepare('SELECT min(ordinal) FROM models WHERE stoppedAt IS NULL').pluck().get() as number;
