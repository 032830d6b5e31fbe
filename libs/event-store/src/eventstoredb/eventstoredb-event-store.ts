import { isDeepStrictEqual } from 'node:util';
import { AppendNotifier } from '../append-notifier.js';
import type { Opening } from '../engine.js';
import { checkAppend } from '../check-append.js';
import {
  EventStore,
  Unavailable,
  type Appended,
  type Batch,
  type Expected,
  type NewEvent,
  type Position,
  type ReadAll,
  type ReadStream,
  type StoredEvent,
} from '../event-store.js';
import { takeLock, type Lock } from '#storage/lock.js';
import { Appends } from './appends.js';
import { Connection, DEFAULT_TIMEOUTS, type Timeouts } from './connection.js';
import { afterSending } from './failures.js';
import { KnownIds } from './known-ids.js';
import { LogLost, LogPages, type Cursor, type LogPage } from './log-pages.js';
import { StreamReads } from './stream-reads.js';
import { subscribe } from './subscription.js';

/** The most that one append may weigh, all its texts together, in bytes: the server's own limit is 1 MiB unless it is told otherwise. */
export const APPEND_BYTES = 1_000_000;

/** How soon a reader hears of what it was not told of, and the owner of a server that has fallen silent. */
const POLL_MS = 1_000;

export type EventStoreDbOptions = Opening &
  Readonly<{
    /** Of this instance alone: two processes must not share it. */
    dataDir: string;
    patience?: Timeouts;
  }>;

/**
 * The log on an EventStoreDB (KurrentDB) server or cluster, which any number of instances may share.
 *
 * Nothing here relies on a subscription: it says that there is something new, and pages are read for what it is. An append
 * whose reply was lost is sent again with the same ids and the same expected revision, which the server takes once. All
 * is read from the leader, whatever the connection string prefers: another node may be behind, and who judges the log by
 * it would call lost what was only late.
 */
export class EventStoreDbEventStore extends EventStore {
  override readonly isShared = true;
  override readonly appendBytes = APPEND_BYTES;
  private readonly connection: Connection;
  private readonly pages: LogPages;
  private readonly streams: StreamReads;
  private readonly notifier: AppendNotifier;
  private readonly ids = new KnownIds();
  private readonly appends: Appends;
  private readonly subscription: Promise<void> | undefined;
  private readonly ended = new AbortController();
  private stopped: Unavailable | undefined;
  /** The furthest that anybody has read or written here. */
  private lastSeen: Position | undefined;

  /** @throws LogInUse where another process has this data folder, Unavailable where the server cannot be reached */
  static async open(url: string, options: EventStoreDbOptions): Promise<EventStoreDbEventStore> {
    const lock = options.mode === 'owner' ? takeLock(options.dataDir) : undefined;
    const store = new EventStoreDbEventStore(url, options, lock);
    try {
      await store.head();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  private constructor(
    url: string,
    private readonly options: EventStoreDbOptions,
    private readonly lock: Lock | undefined,
  ) {
    super();
    this.connection = new Connection(url, options.patience ?? DEFAULT_TIMEOUTS);
    this.appends = new Appends(url, this.connection, this.ids, (stream, from) => this.readStream(stream, from));
    this.pages = new LogPages(this.connection);
    this.streams = new StreamReads(this.connection);
    this.notifier = new AppendNotifier(url, { role: options.mode, pollMs: POLL_MS });
    if (options.mode === 'owner')
      this.subscription = subscribe(this.connection, () => this.notifier.notify(), this.ended.signal);
  }

  override get trouble(): string | undefined {
    return this.stopped?.message ?? this.connection.trouble;
  }

  override counters(): Readonly<Record<string, number>> {
    return { ...this.appends.figures, ...this.connection.figures };
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    { expected }: { expected: Expected },
  ): Promise<Appended> {
    this.assertOpen();
    if (this.lock === undefined) throw new Unavailable('This log was opened for reading only', 'not-written');
    const bytes = checkAppend(stream, events, APPEND_BYTES);
    const seen = this.lastSeen;
    const appended = await this.appends.append(stream, events, expected, bytes);
    // A repetition stands there; whatever else does has come into a log that has lost what was there before.
    if (seen !== undefined && appended.position <= seen) await afterSending(this.head());
    this.reach(appended.position);
    this.notifier.notify();
    return appended;
  }

  override async readStream(stream: string, options: ReadStream = {}): Promise<readonly StoredEvent[]> {
    this.assertOpen();
    const events = await this.streams.read(stream, options);
    if (!options.backwards) for (const event of events) this.ids.learn(event);
    return events;
  }

  override async *readAll({ after, live = false, signal }: ReadAll = {}): AsyncGenerator<Batch, void, void> {
    let cursor: Cursor = { last: after };
    let [told, isSeen] = [false, false];
    // Where the log ended when it first seemed read to its end: what others go on to append would hold a reader for ever.
    let end: Readonly<{ head: Position | undefined }> | undefined;
    for (;;) {
      if (signal?.aborted || (live && this.isClosed)) return;
      const page = await this.page(cursor, live, signal, isSeen);
      if (page === undefined) return;
      const isMoved = !isDeepStrictEqual(page.cursor, cursor);
      ({ cursor } = page);
      isSeen ||= page.caughtUp || page.events.length > 0;
      const { events } = page;
      // Whoever reads to the end and stops there must not be told of an end that is none.
      if (page.caughtUp && !live) end ??= { head: await this.head() };
      const caughtUp = live ? page.caughtUp : end !== undefined && hasReached(cursor, end.head);
      if (cursor.last !== undefined) this.reach(cursor.last);
      const isNews = events.length > 0 || (caughtUp && !told);
      if (isNews) yield { events, caughtUp };
      told = caughtUp;
      if (caughtUp && !live) return;
      // What others keep there is passed at once, however much it is.
      if (isNews || (!caughtUp && isMoved)) continue;
      // The bell keeps nothing alive, and who reads to the end and stops there may have nothing else that does.
      await (live ? this.notifier.next(signal) : this.connection.pause(POLL_MS, signal));
    }
  }

  override async head(): Promise<Position | undefined> {
    this.assertOpen();
    const head = await this.pages.head(this.lastSeen).catch((error: unknown) => {
      throw error instanceof LogLost ? this.fail(error) : error;
    });
    if (head !== undefined) this.reach(head);
    return head;
  }

  override async close(): Promise<void> {
    if (this.ended.signal.aborted) return;
    this.ended.abort();
    this.notifier.wake();
    try {
      await this.connection.close();
      await this.subscription;
    } finally {
      this.notifier.close();
      this.lock?.release();
    }
  }

  /**
   * Who follows the log waits for the server as long as it takes, and hears nothing where the log has ended. `isSeen`: the
   * cursor was read here; one that a caller has kept may be of another log, and says nothing of this one.
   */
  private async page(
    cursor: Cursor,
    live: boolean,
    signal: AbortSignal | undefined,
    isSeen: boolean,
  ): Promise<LogPage | undefined> {
    this.assertOpen();
    try {
      return await this.pages.after(cursor, live ? { forEver: true, signal } : {});
    } catch (error) {
      if (live && (signal?.aborted || (this.isClosed && this.stopped === undefined))) return undefined;
      throw isSeen && error instanceof LogLost ? this.fail(error) : error;
    }
  }

  private reach(position: Position): void {
    if (this.lastSeen === undefined || position > this.lastSeen) this.lastSeen = position;
  }

  private get isClosed(): boolean {
    return this.ended.signal.aborted || this.stopped !== undefined;
  }

  private assertOpen(): void {
    if (this.stopped) throw this.stopped;
    if (this.ended.signal.aborted) throw new Unavailable('This log has been closed', 'not-written');
  }

  private fail(error: Error): Unavailable {
    if (this.stopped) return this.stopped;
    const reason = new Unavailable(`The log has stopped: ${error.message}`, 'not-written', { cause: error });
    this.stopped = reason;
    this.notifier.wake();
    this.options.onFailure?.(reason);
    return reason;
  }
}

const hasReached = ({ last }: Cursor, head: Position | undefined): boolean =>
  head === undefined || (last !== undefined && last >= head);
