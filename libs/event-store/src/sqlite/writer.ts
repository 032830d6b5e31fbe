import type Database from 'better-sqlite3';
import {
  IdConflict,
  VersionConflict,
  type Appended,
  type Expected,
  type NewEvent,
  type StreamAppend,
  type Unavailable,
} from '../event-store.js';
import { hasNoRoom, hasNoSharedMemory, isBusy, isDuplicate, sqliteCode } from '#storage/sqlite-error.js';
import { NotLookedUp, replacedOf } from '#storage/held-files.js';
import { keepReplacedLog } from './keep-replaced-log.js';
import { POSITION, toPosition, type Place } from './position.js';
import {
  causeOf,
  type Append,
  type Cause,
  type Counters,
  type FromWriter,
  type Outcome,
  type WriterStart,
} from './writer-messages.js';

/** Bounds of one group: they limit how long others wait and how much memory a transaction takes. */
export const GROUP_APPENDS = 512;
export const GROUP_BYTES = 16 * 1024 * 1024;

/** Pages in the WAL before a checkpoint: SQLite's default. */
const CHECKPOINT_PAGES = 1000;

type Tally = { appends: number; conflicts: number; events: number };

/** Appends that arrive together share one transaction and one fsync. Nothing is answered before that. */
export class Writer {
  private readonly queue: Append[] = [];
  private scheduled = false;
  private stopped = false;
  private pages = 0;
  private last = { row: 0, id: '' };
  private counters: Counters = { appends: 0, conflicts: 0, groups: 0, events: 0 };
  private readonly closing = new AbortController();
  private keeping: Promise<void> | undefined;
  private readonly sql;

  /** @throws Error if another file was put in the place of the log before this connection was opened */
  constructor(
    private readonly db: Database.Database,
    private readonly start: WriterStart,
    private readonly answer: (answer: FromWriter) => void,
  ) {
    const replaced = replacedOf(start.files);
    if (replaced !== undefined) throw new Error(`${replaced} was removed or replaced while it was being opened`);
    this.sql = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      rollback: db.prepare('ROLLBACK'),
      savepoint: db.prepare('SAVEPOINT append'),
      undo: db.prepare('ROLLBACK TO append'),
      release: db.prepare('RELEASE append'),
      last: db
        .prepare<[string], number>('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1')
        .pluck(),
      find: db.prepare<[string, string], Place>(`SELECT revision, ${POSITION} FROM events WHERE stream = ? AND id = ?`),
      insert: db.prepare<[string, number, string, string, string, string, string, string]>(
        'INSERT INTO events (stream, revision, id, type, data, metadata, salt, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ),
    };
  }

  /** Answers in the same order. Once the disk is broken, or the log has lost its name, it answers nothing more. */
  enqueue(appends: readonly Append[]): void {
    if (this.stopped) return;
    this.queue.push(...appends);
    this.schedule();
  }

  /** Writes pending appends. A log that has lost its name is kept first. */
  async close(): Promise<void> {
    while (this.queue.length > 0) this.commit(this.nextGroup());
    this.look();
    this.closing.abort();
    await this.keeping;
  }

  /** A log that has lost its name is kept also if nobody records: it is gone when the process ends. */
  look(): void {
    if (this.stopped) return;
    try {
      const replaced = replacedOf(this.start.files);
      if (replaced !== undefined) this.halt(replaced);
    } catch (error) {
      if (!(error instanceof NotLookedUp)) throw error; // the next append is refused with the reason
    }
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.queue.length > 0) this.commit(this.nextGroup());
      if (this.queue.length > 0) this.schedule();
    });
  }

  private nextGroup(): Append[] {
    let bytes = 0;
    let size = 0;
    for (const append of this.queue) {
      bytes += append.bytes;
      if (size > 0 && (size === GROUP_APPENDS || bytes > GROUP_BYTES)) break;
      size += 1;
    }
    return this.queue.splice(0, size);
  }

  /** Answers only after the commit: a conflict may depend on what the same group has written. */
  private commit(group: readonly Append[]): void {
    const tally: Tally = { appends: 0, conflicts: 0, events: 0 };
    let replaced: string | undefined;
    let committing = false;
    let outcomes: Outcome[];
    try {
      this.sql.begin.run();
      outcomes = group.map((append) => this.attempt(append, tally));
      replaced = replacedOf(this.start.files);
      if (replaced === undefined) {
        committing = true;
        this.sql.commit.run();
      } else this.sql.rollback.run();
    } catch (error) {
      return this.refuse(group, error, committing ? 'unknown' : 'not-written');
    }
    if (replaced !== undefined) return this.halt(replaced);

    const { appends, conflicts, groups, events } = this.counters;
    this.counters = {
      appends: appends + tally.appends,
      conflicts: conflicts + tally.conflicts,
      groups: groups + (tally.events > 0 ? 1 : 0),
      events: events + tally.events,
    };
    const { counters } = this;
    if (tally.events === 0) return this.answer({ outcomes, counters });
    this.answer({ outcomes, counters, written: { events: tally.events, ...this.last } });
    this.checkpoint(group, tally.events);
  }

  /**
   * An error of one append affects only that append; a disk error ends the group.
   * A single insert undoes itself if it fails. Several need a savepoint, which costs a fifth of an append.
   */
  private attempt(append: Append, tally: Tally): Outcome {
    const several = append.parts.length > 1 || append.parts[0]!.events.length > 1;
    if (several) this.sql.savepoint.run();
    try {
      const results = append.parts.map((part) => this.write(part));
      if (several) this.sql.release.run();
      tally.appends += 1;
      for (const { written } of results) tally.events += written;
      return results.map(({ appended }) => appended);
    } catch (error) {
      if (sqliteCode(error)) throw error;
      if (several) {
        this.sql.undo.run();
        this.sql.release.run();
      }
      tally.conflicts += 1;
      return refusalFor(error);
    }
  }

  private write({ stream, events, expected }: StreamAppend): { appended: Appended; written: number } {
    const actual = this.sql.last.get(stream) ?? 'no-stream';
    if (actual !== expected) return { appended: this.repetition(stream, events, expected, actual), written: 0 };

    let revision = expected === 'no-stream' ? -1 : expected;
    let row: number | bigint = 0;
    for (const { id, type, data, metadata, salt, entry } of events) {
      revision += 1;
      try {
        row = this.sql.insert.run(stream, revision, id, type, data, metadata, salt, entry).lastInsertRowid;
        this.last = { row: Number(row), id };
      } catch (error) {
        // The revision is free, so the stream already contains the id.
        throw isDuplicate(error) ? new IdConflict(stream) : error;
      }
    }
    return { appended: { revision, position: toPosition(row) }, written: events.length };
  }

  /** The stream is not at the expected revision: is this a retry? */
  private repetition(stream: string, events: readonly NewEvent[], expected: Expected, actual: Expected): Appended {
    const first = expected === 'no-stream' ? 0 : expected + 1;
    const places = events.map(({ id }) => this.sql.find.get(stream, id));
    if (places.every((place) => place === undefined)) throw new VersionConflict(stream, expected, actual);
    if (places.some((place, i) => place?.revision !== first + i)) throw new IdConflict(stream);
    return places.at(-1)!;
  }

  private refuse(group: readonly Append[], error: unknown, outcome: 'unknown' | 'not-written'): void {
    const cause = causeOf(error);
    const { counters } = this;
    const transient = transientRefusalOf(error, outcome);
    if (transient !== undefined && this.rolledBack()) {
      const refused: Outcome = { refusal: 'unavailable', ...transient, cause };
      return this.answer({ outcomes: group.map(() => refused), counters });
    }

    // After a failed fsync the kernel may drop the pages and mark them clean: a retry would seem to succeed.
    const stopped: Outcome = { refusal: 'stopped', outcome, cause };
    this.stop(
      group.map(() => stopped),
      cause,
    );
  }

  private stop(outcomes: readonly Outcome[], broken: Cause): void {
    this.stopped = true;
    this.queue.length = 0;
    this.answer({ outcomes, counters: this.counters, broken });
  }

  /** Whoever reads goes on until the log is kept. Then it stops as on a broken disk. */
  private halt(replaced: string): void {
    this.stopped = true;
    this.queue.length = 0;
    const { db, counters, start } = this;
    this.keeping = keepReplacedLog(db, {
      file: start.file,
      replaced,
      onWait: (message) => this.answer({ outcomes: [], counters, halted: { message } }),
      ended: this.closing.signal,
    }).then((message) => this.answer({ outcomes: [], counters, broken: { message } }));
  }

  private rolledBack(): boolean {
    try {
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      return true;
    } catch {
      return false;
    }
  }

  /** A full disk only postpones the checkpoint: acknowledged events stay in the WAL and are read from there. */
  private checkpoint(group: readonly Append[], events: number): void {
    // At most a leaf of the table and of each index per event, some branches per group, and the text itself.
    this.pages += 4 + 3 * events + Math.ceil(group.reduce((sum, { bytes }) => sum + bytes, 0) / 4096);
    if (this.pages < CHECKPOINT_PAGES) return;
    this.pages = 0;
    try {
      this.db.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      if (!hasNoRoom(error)) this.stop([], causeOf(error));
    }
  }
}

/** For an error that passes; undefined for one that ends the log. */
const transientRefusalOf = (
  error: unknown,
  outcome: Unavailable['outcome'],
): Readonly<{ outcome: Unavailable['outcome']; message: string }> | undefined => {
  const notWritten = (message: string) => ({ outcome: 'not-written', message }) as const;
  if (hasNoSharedMemory(error) && outcome === 'unknown')
    return {
      outcome,
      message: 'The disk is full, and it is not known whether this was written: free some space and retry',
    };
  if (hasNoRoom(error)) return notWritten('The disk is full. Nothing was written: free some space and retry');
  if (isBusy(error)) return notWritten('The log is locked by another program. Nothing was written: retry');
  if (error instanceof NotLookedUp)
    return notWritten(`${error.message}. Nothing was written: put that right and retry`);
  return undefined;
};

const refusalFor = (error: unknown): Outcome => {
  if (error instanceof VersionConflict) {
    const { stream, expected, actual } = error;
    return { refusal: 'version-conflict', stream, expected, actual };
  }
  if (error instanceof IdConflict) return { refusal: 'id-conflict', stream: error.stream };
  return { refusal: 'error', cause: causeOf(error) };
};
