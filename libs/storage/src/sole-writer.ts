import type Database from 'better-sqlite3';
import { corrupted } from './sqlite-error.js';

/**
 * Tells whether another connection has written to a database since its one writer opened it. SQLite changes `data_version` with each commit of
 * another connection, and with none of its own. A write that was taken back is told as well.
 */
export class SoleWriter {
  private readonly read;
  private known: unknown;

  /** To be made before anything of the database is read that must not have changed since. */
  constructor(private readonly db: Database.Database) {
    this.read = db.prepare('PRAGMA data_version').pluck();
    this.known = this.read.get();
  }

  /** In a write transaction, this holds until its end. @throws as for damage */
  assertAlone(): void {
    if (this.read.get() !== this.known) throw corrupted(`another program has written to ${this.db.name}`);
  }

  /** After a transaction of its own that found no room, SQLite may have changed it, too. @returns whether it has changed */
  begin(): boolean {
    const before = this.known;
    this.known = this.read.get();
    return this.known !== before;
  }
}
