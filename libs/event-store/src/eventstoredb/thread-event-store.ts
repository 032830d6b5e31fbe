import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import {
  EventStore,
  isTransientError,
  Unavailable,
  type Appended,
  type Batch,
  type Position,
  type FoundStarts,
  type ReadAll,
  type ReadStarts,
  type ReadStream,
  type StoredEvent,
  type StreamStart,
} from '../event-store.js';
import type { Cut } from '../stream-cut.js';
import type { Cursor, LogPage } from './cursor.js';
import { onServer } from './event-codec.js';
import { APPEND_BYTES } from './limits.js';
import { followLog } from './live-reader.js';
import { PageClient } from './page-client.js';
import { numberOf, positionOf } from './positions.js';
import { readToEnd } from './read-to-end.js';

/** How long to wait, in ms, until the owner is asked again for what it could not read. */
const RETRY_MS = 250;

/**
 * The log for reading, in a thread of the process that owns it. The owner reads `$all` for all threads. Streams are read on a
 * connection of this thread, which is opened when the first ones are read.
 */
export class ThreadEventStore extends EventStore {
  override readonly isShared = true;
  override readonly appendBytes = APPEND_BYTES;
  private readonly owner: PageClient;
  private readonly ended = new AbortController();
  private connected: Promise<EventStore> | undefined;

  /** `connect` opens the log for reading on a connection of its own. @throws Unavailable if the server cannot be reached */
  static async open(port: MessagePort, connect: () => Promise<EventStore>): Promise<ThreadEventStore> {
    const store = new ThreadEventStore(port, connect);
    try {
      await store.owner.probe();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  private constructor(
    port: MessagePort,
    private readonly connect: () => Promise<EventStore>,
  ) {
    super();
    this.owner = new PageClient(port);
  }

  override counters(): Readonly<Record<string, number>> {
    return {};
  }

  override async append(): Promise<Appended> {
    throw new Unavailable('This log was opened for reading only', 'not-written');
  }

  override async readStream(stream: string, options?: ReadStream): Promise<readonly StoredEvent[]> {
    return (await this.connection()).readStream(stream, options);
  }

  override async readStarts(starts: readonly StreamStart[], options: ReadStarts = {}): Promise<FoundStarts> {
    return (await this.connection()).readStarts(starts, options);
  }

  override nameOfStream(stream: string): string {
    return onServer(stream);
  }

  override async cutOf(stream: string): Promise<Cut | undefined> {
    return (await this.connection()).cutOf(stream);
  }

  override async excessRights(): Promise<string | undefined> {
    return (await this.connection()).excessRights();
  }

  override readAll({ after, live = false, signal }: ReadAll = {}): AsyncGenerator<Batch, void, void> {
    if (live) return this.follow(after, signal);
    const { owner } = this;
    return readToEnd({
      after,
      page: (cursor, isSeen) => owner.page(cursor, isSeen),
      head: () => owner.head(),
      pause: (ms) => this.pause(ms, signal),
      signal,
    });
  }

  override head(): Promise<Position | undefined> {
    return this.owner.head();
  }

  override numberOf(position: Position): bigint | undefined {
    return numberOf(position);
  }

  override positionOf(number: bigint): Position {
    return positionOf(number);
  }

  override async close(): Promise<void> {
    this.ended.abort();
    this.owner.close();
    await (await this.connected?.catch(() => undefined))?.close();
  }

  private async *follow(
    after: Position | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Batch, void, void> {
    const stop = this.owner.follow();
    let reads = 0;
    try {
      yield* followLog({
        after,
        read: (cursor, begun, ended, isSeen) => {
          begun(++reads);
          return this.pageOnceThere(cursor, isSeen, ended);
        },
        unread: () => 0, // it asks the owner, and one page after the other
        notifier: this.owner.notifier,
        asked: () => 0,
        isOver: () => this.ended.signal.aborted,
        signal,
      });
    } finally {
      stop();
    }
  }

  /** Waits for the server as long as it takes; undefined if the log was closed, or the reader has ended. */
  private async pageOnceThere(cursor: Cursor, isSeen: boolean, signal: AbortSignal): Promise<LogPage | undefined> {
    const isOver = () => signal.aborted || this.ended.signal.aborted;
    while (!isOver())
      try {
        return await this.owner.page(cursor, isSeen);
      } catch (error) {
        if (isOver()) return undefined;
        if (!isTransientError(error)) throw error;
        await this.pause(RETRY_MS, signal);
      }
    return undefined;
  }

  private connection(): Promise<EventStore> {
    if (this.ended.signal.aborted) throw new Unavailable('This log has been closed', 'not-written');
    this.connected ??= this.connect().catch((error: unknown) => {
      this.connected = undefined; // the next one tries again
      throw error;
    });
    return this.connected;
  }

  private async pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const either = signal ? AbortSignal.any([signal, this.ended.signal]) : this.ended.signal;
    await sleep(ms, undefined, { signal: either }).catch(() => {});
  }
}
