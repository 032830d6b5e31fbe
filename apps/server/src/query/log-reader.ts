import { Injectable } from '@nestjs/common';
import type Database from 'better-sqlite3';
import type { Clearance } from '#domain/marking.js';
import { LogIndex, NotIndexed } from '#read-models/log-index/log-index.js';
import { Markings } from './markings.js';
import { notYetProjected, type WaitingFor } from './not-yet-projected.js';

const PATIENCE_MS = 2_000;

/** Looks events up in the index of the log, as one clearance sees it. */
@Injectable()
export class LogReader {
  constructor(
    private readonly index: LogIndex,
    private readonly markings: Markings,
  ) {}

  /** Waits until the index has an event, and everything that was marked since. @throws NotIndexed, Problem 503 */
  async until(ordinal: number, why: WaitingFor = 'end'): Promise<void> {
    let marked: number;
    do {
      marked = this.markings.last;
      if (!(await this.index.until(Math.max(ordinal, marked), PATIENCE_MS)))
        throw this.index.upTo < 0 ? new NotIndexed(this.index.size, this.index.total) : notYetProjected(why);
    } while (marked < this.markings.last);
  }

  /** Asks one snapshot, whose last event has this ordinal. @throws NotIndexed */
  read<T>(clearance: Clearance | undefined, question: (db: Database.Database) => T): { body: T; ordinal: number } {
    return this.index.read(clearance, question);
  }
}
