import { realpathSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { checkAppend } from '../check-append.js';
import {
  EventStore,
  Unavailable,
  type Appended,
  type Batch,
  type Expected,
  type NewEvent,
  type PlacedEvent,
  type Position,
  type ReadAll,
  type ReadStream,
  type Revision,
  type StoredEvent,
} from '../event-store.js';
import { AppendNotifier } from '../append-notifier.js';
import { NotALog, type Opening } from '../engine.js';
import { LogInUse, takeLock, type Lock } from '#storage/lock.js';
import type { LostEvents } from '../events-lost.js';
import { acknowledgedFile, AcknowledgedWriter, readAcknowledged } from './acknowledged.js';
import { LOG_FILE } from './log-file.js';
import { isBroken, sqliteCode } from '#storage/sqlite-error.js';
import { assertIntact, openForReading, openForWriting } from './schema.js';
import { POSITION, toPosition, Writer, type Counters } from './writer.js';

/** The maximum size of one append in bytes: all its texts together. */
export const APPEND_BYTES = 4 * 1024 * 1024;

/** Bounds of one batch of `readAll`: small enough that a batch is still young garbage when the reader is done with it. */
const BATCH_EVENTS = 250;
const BATCH_CHARACTERS = 8 * 1024 * 1024;

const COLUMNS = `${POSITION}, stream, revision, id, type, data, metadata, salt, entry`;
type Columns = [Position, string, Revision, string, string, string, string, string, string];
/** How often a reader polls for appends of other processes. */
const POLL_MS = 250;
const LAST_REVISION = Number.MAX_SAFE_INTEGER;
const NO_LIMIT = -1;

/**
 * The embedded log: one file, `events.db`, in the data folder.
 *
 * A position is the row number as a decimal text of 16 digits, so positions sort in the order of delivery. An append
 * resolves after the fsync of its transaction. If the disk is full, appends are refused and reads continue. On any other
 * disk error the store stops for good, sets `failure`, and calls `onFailure`.
 */
export class SqliteEventStore extends EventStore {
  override readonly appendBytes = APPEND_BYTES;
  private readonly notifier: AppendNotifier;
  private readonly writer: Writer | undefined;
  private readonly acknowledged: AcknowledgedWriter | undefined;
  private readonly sql;
  private stopped: Unavailable | undefined;
  private closed = false;

  /** @throws LogInUse, NotALog (also when there is nothing to read), Unavailable */
  static open(dataDir: string, { mode, onFailure }: Opening): SqliteEventStore {
    const file = resolve(join(dataDir, LOG_FILE));
    let lock: Lock | undefined;
    try {
      if (mode === 'owner') lock = takeLock(dataDir);
      const db = mode === 'owner' ? openForWriting(file) : openForReading(file);
      return new SqliteEventStore(db, lock, onFailure);
    } catch (error) {
      lock?.release();
      if (error instanceof LogInUse || error instanceof NotALog || error instanceof Unavailable) throw error;
      throw new Unavailable(`${file} cannot be opened: ${String(error)}`, 'not-written', { cause: error });
    }
  }

  private constructor(
    private readonly db: Database.Database,
    private readonly lock: Lock | undefined,
    private readonly onFailure: ((reason: Unavailable) => void) | undefined,
  ) {
    super();
    this.notifier = new AppendNotifier(
      realpathSync(db.name),
      lock ? { role: 'owner' } : { role: 'reader', pollMs: POLL_MS },
    );
    if (lock) {
      const acknowledged = new AcknowledgedWriter(dirname(db.name));
      this.acknowledged = acknowledged;
      let size = sizeOf(db);
      const grown = (count: number, row: number, eventId: string) => {
        this.notifier.notify();
        size += count;
        acknowledged.note({ ordinal: size - 1, row, eventId });
      };
      this.writer = new Writer(db, { grown, broken: (error) => void this.fail(error) });
    }
    this.sql = {
      forwards: db.prepare<[string, number, number], StoredEvent>(
        `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
      ),
      backwards: db.prepare<[string, number, number], StoredEvent>(
        `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
      ),
      // Rows are read as arrays: building the objects here is faster than in the library.
      all: db
        .prepare<[number], Columns>(`SELECT ${COLUMNS} FROM events WHERE events.position > ? ORDER BY events.position`)
        .raw(),
      idAt: db.prepare<[number], string>('SELECT id FROM events WHERE position = ?').pluck(),
      head: db.prepare<[], number>('SELECT max(position) FROM events').pluck(),
      last: db
        .prepare<[number], [string, Revision]>(
          'SELECT stream, max(revision) FROM events WHERE position <= ? GROUP BY stream',
        )
        .raw(),
    };
  }

  /** Why the store has stopped for good, if it has. */
  get failure(): Unavailable | undefined {
    return this.stopped;
  }

  override get trouble(): string | undefined {
    return this.stopped?.message;
  }

  /** What this store has done since it was opened. All zero for a reader. */
  override counters(): Counters {
    return this.writer?.figures ?? { appends: 0, conflicts: 0, groups: 0, events: 0 };
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    { expected }: { expected: Expected },
  ): Promise<Appended> {
    const writer = this.writing();
    const bytes = checkAppend(stream, events, APPEND_BYTES);
    return writer.append(stream, events, expected, bytes);
  }

  /** In one transaction, with one fsync: all of them or none. */
  override async load(events: readonly PlacedEvent[]): Promise<void> {
    const writer = this.writing();
    let bytes = 0;
    for (const event of events) bytes += checkAppend(event.stream, [event], APPEND_BYTES);
    if (events.length > 0) await writer.load(events, bytes);
  }

  override async readStream(stream: string, options: ReadStream = {}): Promise<readonly StoredEvent[]> {
    const { backwards = false, from = backwards ? LAST_REVISION : 0, limit = NO_LIMIT } = options;
    return this.read(() => this.sql[backwards ? 'backwards' : 'forwards'].all(stream, from, limit));
  }

  override async *readAll({ after, live = false, signal }: ReadAll = {}): AsyncGenerator<Batch, void, void> {
    let last = after === undefined ? 0 : toRow(after);
    let first = true;
    for (;;) {
      if (signal?.aborted || (live && this.closed)) return;
      const batch = this.batchAfter(last);
      if (batch.events.length === 0 && !first) {
        await this.notifier.next(signal);
        continue;
      }
      first = false;
      last = toRow(batch.events.at(-1)?.position ?? toPosition(last));
      yield batch;
      if (batch.caughtUp && !live) return;
      // Without this a long read would block the event loop.
      if (!batch.caughtUp) await nextTurn();
    }
  }

  override async head(): Promise<Position | undefined> {
    const row = this.read(() => this.sql.head.get());
    return row === undefined || row === null ? undefined : toPosition(row);
  }

  /** Uses only the index of streams, which has the positions too. */
  override async lastRevisions(upTo: Position): Promise<Map<string, Revision>> {
    return this.read(() => new Map(this.sql.last.iterate(toRow(upTo))));
  }

  /** An index that has lost an event would let it be recorded twice, and the ledger would not show that. @throws NotALog */
  override async check(): Promise<void> {
    this.read(() => assertIntact(this.db, this.db.name));
  }

  override async lost(): Promise<LostEvents | undefined> {
    const acknowledged = readAcknowledged(dirname(this.db.name));
    if (acknowledged === undefined) return undefined;
    const { ordinal, row, eventId } = acknowledged;
    if (this.read(() => this.sql.idAt.get(row)) === eventId) return undefined;
    const first = Math.min(
      this.read(() => sizeOf(this.db)),
      ordinal,
    );
    return { first, count: ordinal - first + 1, ...(first === ordinal && { eventId }) };
  }

  override async acceptLost(): Promise<void> {
    rmSync(acknowledgedFile(dirname(this.db.name)), { force: true });
  }

  /** Writes pending appends, ends live readers, and releases the log for another owner. */
  override async close(): Promise<void> {
    if (this.closed) return;
    this.writer?.drain();
    this.closed = true;
    this.notifier.close();
    try {
      await this.acknowledged?.close();
    } finally {
      try {
        this.db.close();
      } finally {
        this.lock?.release();
      }
    }
  }

  private batchAfter(last: number): Batch {
    return this.read(() => {
      const events: StoredEvent[] = [];
      let characters = 0;
      for (const columns of this.sql.all.iterate(last)) {
        if (events.length === BATCH_EVENTS || characters > BATCH_CHARACTERS) return { events, caughtUp: false };
        const [position, stream, revision, id, type, data, metadata, salt, entry] = columns;
        events.push({ position, stream, revision, id, type, data, metadata, salt, entry });
        characters += data.length + metadata.length;
      }
      return { events, caughtUp: true };
    });
  }

  private read<T>(query: () => T): T {
    this.assertOpen();
    try {
      return query();
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error;
      if (isBroken(error)) throw this.fail(error);
      throw new Unavailable(`The log cannot be read now: ${String(error)}`, 'not-written', { cause: error });
    }
  }

  private writing(): Writer {
    this.assertOpen();
    if (!this.writer) throw new Unavailable('This log was opened for reading only', 'not-written');
    return this.writer;
  }

  private assertOpen(): void {
    if (this.stopped) throw this.stopped;
    if (this.closed) throw new Unavailable('This log has been closed', 'not-written');
  }

  private fail(error: unknown): Unavailable {
    if (this.stopped) return this.stopped;
    const reason = new Unavailable(`The log has stopped: ${String(error)}`, 'not-written', { cause: error });
    this.stopped = reason;
    this.writer?.stop(reason);
    this.notifier.wake();
    this.onFailure?.(reason);
    return reason;
  }
}

const sizeOf = (db: Database.Database): number =>
  db.prepare<[], number>('SELECT count(*) FROM events').pluck().get() ?? 0;

function toRow(position: Position): number {
  if (!/^\d{16}$/.test(position)) throw new RangeError(`${position} is not a position of this log`);
  return Number(position);
}
