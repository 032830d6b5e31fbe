import {
  type Batch,
  type EventStore,
  type Position,
  type Revision,
  type StoredEvent,
  Unavailable,
} from '#event-store/event-store.js';
import type { Cut } from '#event-store/stream-cut.js';
import type Database from 'better-sqlite3';
import { identityIn } from '#domain/identity.js';
import type { Stream } from '#domain/ids.js';
import type { LogIndex } from '#read-models/log-index/log-index.js';
import {
  lastRevisionOf,
  ordinalAtPosition,
  streamOfCommand,
  streamOfEvent,
  streamsOfIdentity,
} from '#read-models/log-index/queries.js';
import type { Checkpoint } from '#read-models/projection/checkpoint.js';
import { withTimeout } from './with-timeout.js';

type IndexedEvent = Readonly<{
  ordinal: number;
  position: Position;
  eventId: string;
  commandId: string | undefined;
  /** What the thing is about that the event opens, if it is a position or a grant. */
  identity: string | undefined;
  stream: Stream;
  revision: Revision;
}>;
type Waiting = Readonly<{ position: Position; resolve: (ordinal: number) => void }>;
/** A read of the end of the log that has been asked for, and those who wait for it. */
type Look = Readonly<{ number: number; seen: Promise<void>; settle: (failure?: Unavailable) => void }>;

/** How long to wait, in ms, until the follower reaches a known position. */
const TIMEOUT_MS = 5_000;
/** How long to wait for the end of the log, in ms, without a deadline of the caller. */
const LOOK_MS = 10_000;

/** Only a command with an Idempotency-Key can be repeated. A text search avoids parsing all metadata. */
const commandOf = ({ metadata }: Pick<StoredEvent, 'metadata'>) => {
  const id = metadata.includes('"request":"') ? /"commandId":"([^"]+)"/.exec(metadata)?.[1] : undefined;
  // A copy, since a substring keeps the whole string in memory.
  return id === undefined ? undefined : Buffer.from(id).toString();
};

/** The index of the log, as far as the follower needs it. */
export type Index = Pick<LogIndex, 'upTo' | 'until' | 'read'>;

/**
 * Follows the log, numbers the events, and keeps those in memory that the index of the log does not have yet. Together they
 * have the whole log.
 */
export class LogFollower {
  /** Ordinal of the last event that was read; -1 for an empty log. */
  head: number;
  /** The id of the first event, which is the id of the log. */
  logId: string | undefined;
  private readonly recent: IndexedEvent[] = [];
  private readonly byCommand = new Map<string, Stream>();
  private readonly byEvent = new Map<string, Stream>();
  private position: Position | undefined;
  private waiting: Waiting[] = [];
  private looks: Look[] = [];
  private readonly listeners: ((event: StoredEvent, ordinal: number) => void)[] = [];
  private readonly stopping = new AbortController();
  private following: Promise<void> | undefined;
  private hasEnded = false;

  constructor(
    private readonly store: EventStore,
    private readonly index: Index,
    start: Pick<Checkpoint, 'position' | 'ordinal'>,
    /** Whether another program has written an event. Nothing is followed from there on. */
    private readonly isForeign: (event: StoredEvent, ordinal: number) => boolean = () => false,
    /** Somebody has deleted or cut a stream of the log. */
    private readonly onCut: (cut: Cut) => void = () => {},
  ) {
    this.head = start.ordinal;
    this.position = start.position ?? undefined;
  }

  /** Calls back for every later event, in the order of the log. */
  onEvent(listener: (event: StoredEvent, ordinal: number) => void): void {
    this.listeners.push(listener);
  }

  /** Resolves when the end of the log is reached. `onFailure` is called if the log can no longer be followed. */
  async follow(onFailure: (error: unknown) => void): Promise<void> {
    for await (const { events } of this.store.readAll()) {
      this.logId = events[0]?.id;
      break;
    }
    await new Promise<void>((caughtUp, failed) => {
      this.following = this.pump(caughtUp).catch((error: unknown) => {
        failed(error instanceof Error ? error : new Error(String(error)));
        onFailure(error);
      });
    });
  }

  async stop() {
    this.stopping.abort();
    await this.following;
  }

  /**
   * Resolves once the event at this position was read, with its ordinal, or with that of a later event if it is no longer in memory.
   * @throws Unavailable if the log cannot be followed up to the position in this time, although the event is in it
   */
  async ordinalOf(position: Position, timeoutMs = TIMEOUT_MS): Promise<number> {
    const { promise, waiting } = this.waitFor(position);
    if (waiting !== undefined) this.hurry();
    const seen = await withTimeout(promise, timeoutMs);
    if (seen !== undefined) return seen.value;
    this.waiting = this.waiting.filter((one) => one !== waiting);
    throw new Unavailable(this.notRead(), 'unknown');
  }

  /** Resolves once the event at this position was read and handled, however long that takes. */
  async whenRead(position: Position): Promise<void> {
    await this.waitFor(position).promise;
  }

  /**
   * The ordinal of the last event up to a position, which must have been read.
   * @throws Unavailable while the index of the log is being filled, if it is needed for that
   */
  async placeOf(position: Position): Promise<number> {
    return (
      this.recent.findLast((seen) => seen.position <= position)?.ordinal ??
      (await this.lookUp((db) => ordinalAtPosition(db, position))) ??
      -1
    );
  }

  /** The event is in the log, so nobody need wait for a notification. */
  private hurry(): void {
    try {
      this.store.look();
    } catch (error) {
      throw error instanceof Unavailable ? new Unavailable(error.message, 'unknown', { cause: error }) : error;
    }
  }

  private waitFor(position: Position) {
    if (this.position !== undefined && position <= this.position)
      return { promise: Promise.resolve(this.reachedAt(position)), waiting: undefined };
    let resolve!: (ordinal: number) => void;
    const promise = new Promise<number>((seen) => (resolve = seen));
    const waiting: Waiting = { position, resolve };
    this.waiting.push(waiting);
    return { promise, waiting };
  }

  private reachedAt(position: Position): number {
    return this.recent.findLast((seen) => seen.position === position)?.ordinal ?? this.head;
  }

  /**
   * Resolves once all events that were in the log at the time of the call have been read and handled. The read that brings them
   * serves all calls before it. If the log is not shared, the follower has every event already.
   * @throws Unavailable
   */
  async upToDate(): Promise<void> {
    if (!this.store.isShared) return;
    if (!(await withTimeout(this.look(), LOOK_MS)))
      throw new Unavailable(this.notRead(), 'not-written', { isTransient: true });
  }

  private look(): Promise<void> {
    if (this.hasEnded) return Promise.reject(this.notFollowed());
    const number = this.store.look();
    const last = this.looks.at(-1);
    if (last?.number === number) return last.seen;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => {}); // whoever waits for it may have gone
    const settle = (failure?: Unavailable) => (failure === undefined ? resolve() : reject(failure));
    this.looks.push({ number, seen: promise, settle });
    return promise;
  }

  private notFollowed(): Unavailable {
    return new Unavailable(this.store.trouble ?? 'The log is no longer followed', 'not-written', { isTransient: true });
  }

  private notRead(): string {
    const why =
      this.store.trouble ?? `the log answers, but its events did not arrive: they were read up to ${this.head}`;
    return `The end of the log could not be read in time: ${why}. Try again. If this lasts, see /health/ready, and how fast the log answers`;
  }

  /** The stream of a command with an Idempotency-Key. @throws Unavailable */
  async streamOfCommand(commandId: string): Promise<Stream | undefined> {
    return this.byCommand.get(commandId) ?? this.lookUp((db) => streamOfCommand(db, commandId));
  }

  /** The stream of an event. @throws Unavailable */
  async streamOfEvent(eventId: string): Promise<Stream | undefined> {
    return this.byEvent.get(eventId) ?? this.lookUp((db) => streamOfEvent(db, eventId));
  }

  /** The things with this identity, oldest first. @throws Unavailable */
  async streamsOfIdentity(identity: string): Promise<readonly Stream[]> {
    const indexed = await this.lookUp((db) => streamsOfIdentity(db, identity));
    const recent = this.recent.filter((seen) => seen.identity === identity).map(({ stream }) => stream);
    return [...new Set([...(indexed ?? []), ...recent])];
  }

  /**
   * The last revision of a stream; undefined if it has no events. `waitForIndex`: waits for the index, since only a complete one
   * can tell that. Otherwise a stream that is not indexed yet looks empty. @throws Unavailable
   */
  async lastRevisionOf(
    stream: string,
    { waitForIndex }: Readonly<{ waitForIndex: boolean }>,
  ): Promise<Revision | undefined> {
    const recent = this.recent.findLast((seen) => seen.stream === stream);
    if (recent !== undefined) return recent.revision;
    if (!waitForIndex && this.index.upTo < 0) return undefined;
    return this.lookUp((db) => lastRevisionOf(db, stream));
  }

  /** A negative answer is certain only once the index has everything that is not in memory. */
  private async lookUp<T>(ask: (db: Database.Database) => T): Promise<T | undefined> {
    const notInMemory = (this.recent[0]?.ordinal ?? this.head + 1) - 1;
    if (notInMemory < 0) return undefined;
    if (!(await this.index.until(notInMemory, TIMEOUT_MS)))
      throw new Unavailable('The index of the log is being filled: retry shortly', 'not-written');
    return this.index.read(undefined, ask).body;
  }

  /** Drops the events that the index has. */
  indexed(ordinal: number) {
    const known = this.recent.findIndex((seen) => seen.ordinal > ordinal);
    this.drop(known < 0 ? this.recent.length : known);
  }

  private drop(count: number): void {
    for (const { commandId, eventId } of this.recent.splice(0, count)) {
      if (commandId !== undefined) this.byCommand.delete(commandId);
      this.byEvent.delete(eventId);
    }
  }

  private async pump(caughtUp: () => void) {
    try {
      await this.readOn(caughtUp);
    } finally {
      this.hasEnded = true;
      for (const { settle } of this.looks.splice(0)) settle(this.notFollowed());
    }
  }

  private async readOn(caughtUp: () => void) {
    let isCaughtUp = false;
    for await (const batch of this.store.readAll({ after: this.position, live: true, signal: this.stopping.signal })) {
      // Before the end, what was cut may have been undone later. A cut is told before what was appended after it.
      isCaughtUp ||= batch.caughtUp;
      if (isCaughtUp) this.tellCuts(batch);
      for (const event of batch.events) {
        if (this.isForeign(event, this.head + 1)) return caughtUp();
        this.add(event);
        for (const listener of this.listeners) listener(event, this.head);
      }
      this.resolveWaiting();
      if (batch.caughtUp) this.settleLooks(batch.look ?? 0);
      if (batch.caughtUp) caughtUp();
    }
  }

  /** In order, so those that this read has answered come first. */
  private settleLooks(upTo: number): void {
    const rest = this.looks.findIndex(({ number }) => number > upTo);
    for (const { settle } of this.looks.splice(0, rest < 0 ? this.looks.length : rest)) settle();
  }

  private tellCuts({ cuts = [] }: Batch): void {
    for (const cut of cuts) this.onCut(cut);
  }

  private add(event: StoredEvent) {
    const { id, position, revision } = event;
    const stream = event.stream as Stream;
    this.head++;
    this.logId ??= id;
    this.position = position;
    const commandId = commandOf(event);
    this.recent.push({
      ordinal: this.head,
      position,
      eventId: id,
      commandId,
      identity: identityIn(event),
      stream,
      revision,
    });
    if (commandId !== undefined) this.byCommand.set(commandId, stream);
    this.byEvent.set(id, stream);
  }

  private resolveWaiting() {
    if (this.waiting.length === 0) return;
    const seen = this.waiting.filter(({ position }) => position <= this.position!);
    this.waiting = this.waiting.filter(({ position }) => position > this.position!);
    for (const { position, resolve } of seen) resolve(this.reachedAt(position));
  }
}
