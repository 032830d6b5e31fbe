import type { Credentials } from '@eventstore/db-client';
import { PositionNotifier } from './position-notifier.js';
import type { Opening } from '../engine.js';
import { checkAppend } from '../check-append.js';
import {
  EventStore,
  Unavailable,
  type Appended,
  type Batch,
  type ChangeOfNote,
  type Expected,
  type NewEvent,
  type Position,
  type FoundStarts,
  type ReadAll,
  type ReadStarts,
  type ReadStream,
  type StoredEvent,
  type StreamStart,
} from '../event-store.js';
import { StreamCut, type Cut } from '../stream-cut.js';
import { takeLock, type Lock } from '#storage/lock.js';
import { serveThreads } from '#storage/thread-ports.js';
import { Appends } from './appends.js';
import { credentialsIn, NOBODY } from './credentials.js';
import { Connection, DEFAULT_TIMEOUTS, type Timeouts } from './connection.js';
import { onServer } from './event-codec.js';
import { afterSending } from './failures.js';
import type { Cursor, LogPage } from './cursor.js';
import { KnownIds } from './known-ids.js';
import { APPEND_BYTES } from './limits.js';
import { followLog } from './live-reader.js';
import { LogLost, LogPages } from './log-pages.js';
import { Notes } from './notes.js';
import { pagesOf } from './page-messages.js';
import { PageServer } from './page-server.js';
import { numberOf, positionOf } from './positions.js';
import { readToEnd } from './read-to-end.js';
import { excessRights } from './rights.js';
import { SharedReads } from './shared-reads.js';
import { StreamReads } from './stream-reads.js';
import { StreamStarts } from './stream-starts.js';
import { subscribe } from './subscription.js';
import { Unread } from './unread.js';

/** How long the server may still write what a call had sent it before it gave up, in ms: its own limits are shorter. */
const SERVER_MS = 5_000;

/** How often to poll for events without a notification, and for a server that has fallen silent. */
const POLL_MS = 1_000;

/** How long readers are not woken, in ms, for an event that is in the log: a look of a command may bring it before. */
const REST_MS = 10;

export type EventStoreDbOptions = Opening &
  Readonly<{
    /** Belongs to this instance: two processes must not share it. */
    dataDir: string;
    patience?: Timeouts;
  }>;

/**
 * The log on an EventStoreDB (KurrentDB) server or cluster, which any number of instances may share.
 *
 * The subscription is only a hint that there are new events; the events themselves are read in pages. An append whose
 * reply was lost is retried with the same ids and the same expected revision, which is idempotent. All reads go to the
 * leader, regardless of the connection string: a follower may be behind, and its missing events would look lost.
 */
export class EventStoreDbEventStore extends EventStore {
  override readonly isShared = true;
  override readonly appendBytes = APPEND_BYTES;
  override readonly appendMs: number;
  private readonly connection: Connection;
  private readonly pages: LogPages;
  private readonly streams: StreamReads;
  private readonly starts: StreamStarts;
  private readonly notes: Notes;
  private readonly notifier: PositionNotifier;
  private readonly unread = new Unread();
  private readonly ids = new KnownIds();
  private readonly appends: Appends;
  private readonly subscription: Promise<void> | undefined;
  private readonly server: PageServer | undefined;
  private stopServing: (() => void) | undefined;
  private readonly credentials: Credentials;
  private readonly ended = new AbortController();
  private stopped: Unavailable | undefined;
  /** The last position that was read or written here. */
  private lastSeen: Position | undefined;
  /** The last position that the subscription has told, since it began. */
  private announced: Position | undefined;
  /** How many reads of `$all` have begun, and the number of the last one that was asked for. */
  private begun = 0;
  private asked = 0;

  /** @throws LogInUse if another process has this data folder, Unavailable if the server cannot be reached */
  static async open(url: string, options: EventStoreDbOptions): Promise<EventStoreDbEventStore> {
    const lock = options.mode === 'owner' ? takeLock(options.dataDir) : undefined;
    const store = new EventStoreDbEventStore(url, options, lock);
    try {
      await store.pages.probe();
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
    this.credentials = credentialsIn(url);
    this.connection = new Connection(url, options.patience ?? DEFAULT_TIMEOUTS);
    // A stream may be read before, and then the events are sent.
    this.appendMs = 2 * this.connection.patience.totalMs + SERVER_MS;
    this.pages = new LogPages(this.connection);
    this.streams = new StreamReads(this.connection);
    this.starts = new StreamStarts(this.connection, this.streams);
    this.notes = new Notes(this.credentials, this.connection);
    this.appends = new Appends(
      this.credentials,
      this.connection,
      this.ids,
      (stream, from) => this.readStream(stream, from),
      (stream) => this.streams.cutOf(stream),
    );
    this.notifier = new PositionNotifier(POLL_MS, REST_MS);
    if (options.mode === 'reader') return;
    this.subscription = subscribe(
      this.connection,
      (position) => {
        this.announced = position;
        if (position === undefined) this.notifier.wake();
        else this.tell(position);
      },
      this.ended.signal,
    );
    const reads = new SharedReads((cursor) => this.pages.after(cursor, () => ({ least: this.least })));
    const page = (cursor: Cursor, isSeen: boolean) => this.asSeen(isSeen, () => reads.after(cursor));
    const server = new PageServer({ page, head: () => this.head(), probe: () => this.pages.probe() });
    this.server = server;
    this.stopServing = serveThreads(pagesOf(options.dataDir), (port) => server.connect(port));
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
    // A retry may be at an older position; any other append there means that the log has lost events.
    if (seen !== undefined && appended.position <= seen) await afterSending(this.assertHolds(seen));
    this.reach(appended.position);
    this.tell(appended.position);
    return appended;
  }

  override async readStream(stream: string, options: ReadStream = {}): Promise<readonly StoredEvent[]> {
    this.assertOpen();
    const events = await this.streams.read(stream, options);
    if (!options.backwards) for (const event of events) this.ids.learn(event);
    return events;
  }

  override readStarts(starts: readonly StreamStart[], options: ReadStarts = {}): Promise<FoundStarts> {
    this.assertOpen();
    return this.starts.read(starts, options);
  }

  override nameOfStream(stream: string): string {
    return onServer(stream);
  }

  override cutOf(stream: string): Promise<Cut | undefined> {
    this.assertOpen();
    return this.streams.cutOf(stream);
  }

  override async noteOf(key: string): Promise<string | undefined> {
    this.assertOpen();
    return this.lock === undefined ? super.noteOf(key) : this.notes.of(key);
  }

  override async keepNote(key: string, text: string): Promise<void> {
    this.assertOpen();
    return this.lock === undefined ? super.keepNote(key, text) : this.notes.keep(key, text);
  }

  override async changeNote(key: string, change: ChangeOfNote): Promise<void> {
    this.assertOpen();
    return this.lock === undefined ? super.changeNote(key, change) : this.notes.change(key, change);
  }

  override async excessRights(): Promise<string | undefined> {
    this.assertOpen();
    const { connection, credentials } = this;
    return excessRights({ connection, credentials, hasUser: credentials !== NOBODY });
  }

  override readAll({ after, live = false, signal }: ReadAll = {}): AsyncGenerator<Batch, void, void> {
    if (live) return this.follow(after, signal);
    return readToEnd({
      after,
      page: (cursor, isSeen) => this.page(cursor, isSeen),
      head: () => this.head(),
      pause: (ms) => this.connection.pause(ms, signal),
      signal,
    });
  }

  override look(): number {
    this.assertOpen();
    this.asked = this.begun + 1;
    this.notifier.ring();
    return this.asked;
  }

  override numberOf(position: Position): bigint | undefined {
    return numberOf(position);
  }

  override positionOf(number: bigint): Position {
    return positionOf(number);
  }

  private async *follow(
    after: Position | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Batch, void, void> {
    yield* followLog({
      after,
      read: async (cursor, begun, ended, isSeen) => {
        const page = await this.livePage(cursor, begun, ended, isSeen);
        if (page) this.server?.tell(cursor, page);
        return page;
      },
      unread: (place) => this.unread.after(place),
      notifier: this.notifier,
      asked: () => this.asked,
      // One that has stopped tells why at the next read.
      isOver: () => this.ended.signal.aborted,
      signal,
    });
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
    this.stopServing?.();
    this.server?.close();
    try {
      await this.connection.close();
      await this.subscription;
    } finally {
      this.notifier.close();
      this.lock?.release();
    }
  }

  /** Waits for the server as long as it takes; undefined if the log was closed, or the reader has ended. */
  private async livePage(
    cursor: Cursor,
    begun: (look: number) => void,
    signal: AbortSignal,
    isSeen: boolean,
  ): Promise<LogPage | undefined> {
    try {
      return await this.page(cursor, isSeen, { begun, signal });
    } catch (error) {
      if (signal.aborted || (this.isClosed && this.stopped === undefined)) return undefined;
      throw error;
    }
  }

  /**
   * `isSeen`: the cursor was read here. One from a caller may belong to another log, so a missing event there does not mean that
   * this log lost it.
   */
  private async page(
    cursor: Cursor,
    isSeen: boolean,
    live?: Readonly<{ begun: (look: number) => void; signal: AbortSignal }>,
  ): Promise<LogPage> {
    const begin = () => {
      live?.begun(++this.begun);
      return { least: live && this.least };
    };
    const persistence = live ? { forEver: true, signal: live.signal } : {};
    const page = await this.asSeen(isSeen, () => this.pages.after(cursor, begin, persistence));
    if (page.cursor.last !== undefined) this.reach(page.cursor.last);
    return page;
  }

  /** An event that was seen here and is gone means that the log has stopped. */
  private async asSeen(isSeen: boolean, read: () => Promise<LogPage>): Promise<LogPage> {
    this.assertOpen();
    try {
      return await read();
    } catch (error) {
      throw isSeen && (error instanceof LogLost || error instanceof StreamCut) ? this.fail(error) : error;
    }
  }

  /** The position of an event that must be there. */
  private get least(): Position | undefined {
    return later(this.lastSeen, this.announced);
  }

  /** @throws Unavailable if an event of ours that was seen is gone; then the log has stopped */
  private async assertHolds(last: Position): Promise<void> {
    await this.page({ last }, true);
  }

  /** Tells of an event that is in the log. */
  private tell(position: Position): void {
    this.unread.add(position);
    this.notifier.tell(position);
  }

  private reach(position: Position): void {
    this.lastSeen = later(this.lastSeen, position);
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

const later = (one: Position | undefined, other: Position | undefined): Position | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one;
