import { realpathSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { checkAppend } from '../check-append.js';
import {
  eventsOf,
  EventStore,
  expectedBefore,
  isTransientError,
  Unavailable,
  type Appended,
  type Batch,
  type ChangeOfNote,
  type Expected,
  type FoundStarts,
  type NewEvent,
  type PlacedEvent,
  type Position,
  type ReadAll,
  type ReadStream,
  type Revision,
  type StoredEvent,
  type StreamAppend,
  type StreamStart,
} from '../event-store.js';
import { AppendNotifier } from './append-notifier.js';
import { NotALog, type Opening } from '../engine.js';
import { LogInUse, takeLock, type Lock } from '#storage/lock.js';
import type { LostEvents } from '../events-lost.js';
import { heldFiles } from '#storage/held-files.js';
import { acknowledgedFile, AcknowledgedWriter, intactAcknowledged, readAcknowledged } from './acknowledged.js';
import { LOG_FILE } from './log-file.js';
import { isBroken, sqliteCode } from '#storage/sqlite-error.js';
import { folderAmong, sqliteFiles } from '#storage/sqlite-files.js';
import { Unusable } from '#storage/unusable.js';
import { watchSchema } from './assert-schema.js';
import { assertIntact, openForReading, openForWriting } from './schema.js';
import { LogReader } from './log-reader.js';
import { Notes } from './notes.js';
import { toPosition, toRow } from './position.js';
import { causeOf, stoppedBy, type Cause, type Counters } from './writer-messages.js';
import { WriterThread } from './writer-thread.js';

/** The maximum size of one append in bytes: all its texts together. */
export const APPEND_BYTES = 4 * 1024 * 1024;

/** How often a reader polls for appends of other processes. */
const POLL_MS = 250;

/**
 * The embedded log: one file, `events.db`, in the data folder.
 *
 * A position is the row number as a decimal text of 16 digits, so positions sort in the order of delivery. An append
 * resolves after the fsync of its transaction. If the disk is full, appends are refused and reads continue. On any other
 * disk error the store stops for good, sets `failure`, and calls `onFailure`. If the file was removed or replaced, appends are refused at
 * once, and it stops when it has made a copy of the log.
 */
export class SqliteEventStore extends EventStore {
  override readonly appendBytes = APPEND_BYTES;
  private readonly notifier: AppendNotifier;
  private readonly writer: WriterThread | undefined;
  private readonly acknowledged: AcknowledgedWriter | undefined;
  private readonly reader: LogReader;
  private readonly assertSameSchema: () => void;
  private readonly notes: Notes | undefined;
  /** How many events the log has, where it is appended to. */
  private size = 0;
  private stopped: Unavailable | undefined;
  /** Why it takes no more, while it can still be read. */
  private halted: Unavailable | undefined;
  private closing: Promise<void> | undefined;

  /** @throws LogInUse, NotALog (also when there is nothing to read), Unusable, Unavailable */
  static open(dataDir: string, { mode, ...hooks }: Opening): SqliteEventStore {
    const file = resolve(join(dataDir, LOG_FILE));
    let lock: Lock | undefined;
    try {
      if (mode === 'owner') lock = takeLock(dataDir);
      // The thread that writes opens it again: this creates it, and says what is wrong with it.
      const made = mode === 'owner' ? openForWriting(file) : undefined;
      try {
        return new SqliteEventStore(file, openForReading(file), lock, hooks);
      } finally {
        made?.close();
      }
    } catch (error) {
      lock?.release();
      if (error instanceof LogInUse || error instanceof NotALog || error instanceof Unavailable) throw error;
      const folder = folderAmong(sqliteFiles(file));
      if (folder !== undefined) throw new Unusable(folder, 'it is a folder. Move it away', { cause: error });
      throw new Unavailable(`${file} cannot be opened: ${String(error)}`, 'not-written', { cause: error });
    }
  }

  private constructor(
    private readonly file: string,
    private readonly db: Database.Database,
    private readonly lock: Lock | undefined,
    private readonly hooks: Omit<Opening, 'mode'>,
  ) {
    super();
    this.notifier = new AppendNotifier(
      realpathSync(file),
      lock ? { role: 'owner' } : { role: 'reader', pollMs: POLL_MS },
    );
    this.reader = new LogReader(db);
    this.assertSameSchema = watchSchema(db, file);
    if (lock) {
      this.notes = new Notes(dirname(file));
      const acknowledged = new AcknowledgedWriter(dirname(file));
      this.acknowledged = acknowledged;
      this.size = this.sizeAtStart();
      const grown = (count: number, row: number, eventId: string) => {
        this.notifier.notify();
        this.size += count;
        acknowledged.note({ ordinal: this.size - 1, row, eventId });
      };
      const halted = (cause: Cause) => this.halt(cause);
      const broken = (cause: Cause) => void this.fail(cause);
      this.writer = new WriterThread({ file, files: heldFiles(file) }, { grown, halted, broken });
    }
  }

  /** What was acknowledged last tells how many events there were then. To count all of them reads a whole index: of ten million, half a minute from a disk. */
  private sizeAtStart(): number {
    const known = intactAcknowledged(dirname(this.file));
    return known !== undefined && this.reader.idAt(known.row) === known.eventId
      ? known.ordinal + 1 + this.reader.sizeAfter(known.row)
      : this.reader.size();
  }

  /** Why the store has stopped for good, if it has. */
  get failure(): Unavailable | undefined {
    return this.stopped;
  }

  override get trouble(): string | undefined {
    return (this.stopped ?? this.halted)?.message;
  }

  /** What this store has done since it was opened. All zero for a reader. */
  override counters(): Counters {
    return this.writer?.counters ?? { appends: 0, conflicts: 0, groups: 0, events: 0 };
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    { expected }: { expected: Expected },
  ): Promise<Appended> {
    const [appended] = await this.appendAll([{ stream, events, expected }]);
    return appended!;
  }

  /** In one transaction, with one fsync. */
  override async appendAll(appends: readonly StreamAppend[]): Promise<readonly Appended[]> {
    const writer = this.writing();
    let bytes = 0;
    for (const { stream, events } of appends) bytes += checkAppend(stream, events, APPEND_BYTES);
    if (appends.length === 0) return [];
    return writer.append(
      appends.map(({ stream, events, expected }) => ({ stream, events: events.map(textsOf), expected })),
      bytes,
    );
  }

  /** In one transaction, with one fsync: all of them or none. */
  override async load(events: readonly PlacedEvent[]): Promise<void> {
    await this.appendAll(
      events.map((event) => ({
        stream: event.stream,
        events: [event],
        expected: expectedBefore(event.revision),
      })),
    );
  }

  override async readStream(stream: string, options: ReadStream = {}): Promise<readonly StoredEvent[]> {
    return this.read(() => this.reader.stream(stream, options));
  }

  /** In the order of the log, since most streams are short, and those of many things lie together. */
  override async readStarts(starts: readonly StreamStart[]): Promise<FoundStarts> {
    const rows = starts.flatMap(({ positions }) => positions.map(toRow)).sort((a, b) => a - b);
    return eventsOf(
      starts,
      this.read(() => this.reader.at(rows)),
    );
  }

  override async *readAll({ after, live = false, signal }: ReadAll = {}): AsyncGenerator<Batch, void, void> {
    let last = after === undefined ? 0 : toRow(after);
    let first = true;
    for (;;) {
      if (signal?.aborted || (live && this.closing)) return;
      let batch: Batch;
      try {
        batch = this.read(() => this.reader.batchAfter(last));
      } catch (error) {
        if (!live || !isTransientError(error)) throw error;
        await sleep(POLL_MS);
        continue;
      }
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
    return this.read(() => this.reader.head());
  }

  override async lastRevisions(upTo: Position): Promise<Map<string, Revision>> {
    return this.read(() => this.reader.lastRevisions(upTo));
  }

  override async noteOf(key: string): Promise<string | undefined> {
    this.assertOpen();
    return this.notes ? this.notes.of(key) : super.noteOf(key);
  }

  override async keepNote(key: string, text: string): Promise<void> {
    this.assertOpen();
    return this.notes ? this.notes.keep(key, text) : super.keepNote(key, text);
  }

  /** Who appends is alone, and nothing comes between the steps of a change. */
  override async changeNote(key: string, change: ChangeOfNote): Promise<void> {
    this.assertOpen();
    return this.notes ? this.notes.change(key, change) : super.changeNote(key, change);
  }

  /** An index that has lost an event would let it be recorded twice, and the ledger would not show that. @throws NotALog */
  override async check(): Promise<void> {
    this.read(() => assertIntact(this.db, this.file));
  }

  override async lost(): Promise<LostEvents | undefined> {
    const acknowledged = readAcknowledged(dirname(this.file));
    if (acknowledged === undefined) return undefined;
    const { ordinal, row, eventId } = acknowledged;
    if (this.read(() => this.reader.idAt(row)) === eventId) return undefined;
    const first = Math.min(
      this.read(() => this.reader.size()),
      ordinal,
    );
    return { first, count: ordinal - first + 1, ...(first === ordinal && { eventId }) };
  }

  /** The number comes from `acknowledged`, so that is written again: otherwise a loss before the next append would be told wrongly. */
  override async correctSize(size: number): Promise<boolean> {
    const { acknowledged } = this;
    if (acknowledged === undefined || size === this.size) return false;
    this.size = size;
    this.read(() => {
      const head = this.reader.head();
      const row = head === undefined ? 0 : toRow(head);
      const eventId = this.reader.idAt(row);
      if (eventId !== undefined) acknowledged.note({ ordinal: size - 1, row, eventId });
    });
    return true;
  }

  override async acceptLost(): Promise<void> {
    rmSync(acknowledgedFile(dirname(this.file)), { force: true });
  }

  /**
   * Writes pending appends, ends live readers, and releases the log for another owner.
   * @throws Unavailable if the file has lost its name and the log has not stopped for that yet
   */
  override close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    const wasSound = this.stopped === undefined;
    this.notifier.close();
    try {
      this.notes?.close();
      // First, since the last connection that closes moves what is in the WAL to the log: the one that writes.
      this.db.close();
      await this.writer?.close();
      await this.acknowledged?.close();
    } finally {
      this.lock?.release();
    }
    // Nobody else says it if that was seen at the end.
    if (wasSound && this.halted !== undefined) throw this.stopped ?? this.halted;
  }

  private read<T>(query: () => T): T {
    this.assertOpen();
    try {
      const result = query();
      this.assertSameSchema();
      return result;
    } catch (error) {
      if (error instanceof NotALog)
        throw new Unavailable(error.message, 'not-written', { cause: error, isTransient: true });
      if (sqliteCode(error) === undefined) throw error;
      // While the log is being kept, that is all that matters.
      if (isBroken(error) && this.halted === undefined) throw this.fail(causeOf(error));
      throw new Unavailable(`The log cannot be read now: ${String(error)}`, 'not-written', { cause: error });
    }
  }

  private writing(): WriterThread {
    this.assertOpen();
    if (this.halted) throw this.halted;
    if (!this.writer) throw new Unavailable('This log was opened for reading only', 'not-written');
    return this.writer;
  }

  private assertOpen(): void {
    if (this.stopped) throw this.stopped;
    if (this.closing) throw new Unavailable('This log has been closed', 'not-written');
  }

  /** The file has lost its name. It is kept, and then the log stops. */
  private halt(cause: Cause): void {
    this.halted = stoppedBy(cause, 'not-written');
    this.hooks.onTrouble?.(this.halted.message);
  }

  private fail(cause: Cause): Unavailable {
    if (this.stopped) return this.stopped;
    const reason = stoppedBy(cause, 'not-written');
    this.stopped = reason;
    this.writer?.stop(cause);
    this.notifier.wake();
    this.hooks.onFailure?.(reason);
    return reason;
  }
}

/** What the log keeps of an event, and nothing that could not be sent to another thread. */
const textsOf = ({ id, type, data, metadata, salt, entry }: NewEvent): NewEvent => ({
  id,
  type,
  data,
  metadata,
  salt,
  entry,
});
