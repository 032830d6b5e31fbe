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

  streamOfCommand(commandId: string) {
    return this.hasTrail() ? (streamOfCommand(this.open(), commandId) as Stream | undefined) : undefined;
  }

  streamOfEvent(eventId: string) {
    return this.hasTrail() ? (streamOfEvent(this.open(), eventId) as Stream | undefined) : undefined;
  }

  close() {
    this.db?.close();
    this.db = undefined;
  }

  private open(): Database.Database {
    this.db ??= new Database(this.file, { readonly: true, fileMustExist: true });
    return this.db;
  }

  private hasTrail() {
    return (
      existsSync(this.file) &&
      this.open().prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'trail'`).get() !== undefined
    );
  }
}

const checkpoint = (db: Database.Database) =>
  db.prepare('SELECT min(ordinal) FROM models WHERE stoppedAt IS NULL').pluck().get() as number;
