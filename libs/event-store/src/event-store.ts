import { assertEventIds } from './event-id.js';
import type { LostEvents } from './events-lost.js';
import type { Cut } from './stream-cut.js';

/** 0 for the first event of a stream, then one more for each. */
export type Revision = number;

/** Opaque. Positions sort in the order of delivery. Gaps have no meaning, and another engine has other positions. */
export type Position = string;

/** What an append expects of the stream: that it does not exist, or that it ends at this revision. */
export type Expected = 'no-stream' | Revision;

/**
 * `id` is a UUID (RFC 9562) in lower case with dashes. `data` and `metadata` are canonical JSON texts (RFC 8785), stored byte for byte.
 * `salt` has 32 hex digits. `entry` has 64: the leaf of the event in the ledger.
 */
export type NewEvent = Readonly<{
  id: string;
  type: string;
  data: string;
  metadata: string;
  salt: string;
  entry: string;
}>;

/** An event and its place in a stream: what is moved from one log to another. */
export type PlacedEvent = NewEvent & Readonly<{ stream: string; revision: Revision }>;

export type StoredEvent = PlacedEvent & Readonly<{ position: Position }>;

export type Appended = Readonly<{ revision: Revision; position: Position }>;

/** What is appended to one stream. */
export type StreamAppend = Readonly<{ stream: string; events: readonly NewEvent[]; expected: Expected }>;

/**
 * `caughtUp`: the batch reached the end of the log when it was read. It may be empty, only to report that. `cuts`: the
 * streams that are cut as of this batch, as far as the events that were passed since the start of the read say so. `look`: the
 * number of the read that found it, if one was asked for; see `EventStore.look`.
 */
export type Batch = Readonly<{
  events: readonly StoredEvent[];
  caughtUp: boolean;
  cuts?: readonly Cut[];
  look?: number;
}>;

/** The first events of a stream: where they stand in the log, as an index has them. */
export type StreamStart = Readonly<{ stream: string; positions: readonly Position[] }>;
/** `readsBetween`: what stands between these events may be read as well. Then the time says how much that is. */
export type ReadStarts = Readonly<{ readsBetween?: boolean }>;
/** Of each start its events, undefined or left out at the end where one is not there. */
export type FoundStarts = readonly (readonly (StoredEvent | undefined)[])[];

export type ReadStream = Readonly<{ from?: Revision; backwards?: boolean; limit?: number }>;
export type ReadAll = Readonly<{ after?: Position | undefined; live?: boolean; signal?: AbortSignal }>;

/** With an engine for one writer, one process owns the log and appends to it. Any number of readers can follow. */
export type Mode = 'owner' | 'reader';

/** The log. event-store.contract.ts is the contract for every engine. */
export abstract class EventStore {
  /** Whether other processes append to this log too. Then this one may not have seen all events. */
  readonly isShared: boolean = false;

  /** The maximum size of one append in bytes: all its texts together. */
  abstract readonly appendBytes: number;

  /**
   * Where the log is shared: the longest time, in ms, from the call of `append` until its events are in the log, if they
   * ever are, whatever the call resolves to.
   */
  readonly appendMs: number = 0;

  /** What the engine has counted since it was opened, for /metrics. */
  abstract counters(): Readonly<Record<string, number>>;

  /** Why the log cannot be read or written now, if known; undefined if it can. */
  get trouble(): string | undefined {
    return undefined;
  }

  /**
   * Appends all events to one stream, or none. Durable when it resolves.
   * An exact retry (the same ids at the expected revision) resolves to the first result again.
   * @throws InvalidEventId, VersionConflict, IdConflict, TooLarge, Unavailable; StreamCut also if the events were written, at other
   * revisions, because the stream had been deleted
   */
  abstract append(stream: string, events: readonly NewEvent[], options: { expected: Expected }): Promise<Appended>;

  /**
   * Appends to many streams, in this order: all of it or nothing, as one durable step. What is appended to a stream first counts
   * for the next append to it. Undefined if the engine cannot do that: then append one by one.
   * @returns the result of each append @throws what `append` throws, if one of them cannot be made
   */
  appendAll?(appends: readonly StreamAppend[]): Promise<readonly Appended[]>;

  /**
   * The events of one stream from a revision on, that one included; none if the stream does not exist. Where somebody may
   * delete streams, one that was deleted looks the same: whoever knows that it had events asks `cutOf`.
   * @throws StreamCut if it no longer begins at its start, Unavailable
   */
  abstract readStream(stream: string, options?: ReadStream): Promise<readonly StoredEvent[]>;

  /**
   * The first events of several streams, of each as many as it has positions.
   * An engine that reads events faster by their positions than by their streams overrides this.
   * @throws StreamCut, Unavailable
   */
  async readStarts(starts: readonly StreamStart[], _options: ReadStarts = {}): Promise<FoundStarts> {
    return Promise.all(starts.map(({ stream, positions: { length } }) => this.readStream(stream, { limit: length })));
  }

  /**
   * The whole log in order, after a position, that one excluded. At least once, pulled by the consumer.
   * With `live` it continues after the end until `signal` aborts, and then ends without an error.
   * @throws Unavailable
   */
  abstract readAll(options?: ReadAll): AsyncIterable<Batch>;

  /** The name of a stream where the log is stored: messages name it so, and an operator finds it. */
  nameOfStream(stream: string): string {
    return stream;
  }

  /** How a stream was deleted or cut outside of this service; undefined if it was not. @throws Unavailable */
  async cutOf(_stream: string): Promise<Cut | undefined> {
    return undefined;
  }

  /**
   * With which rights on the server of the log this service could take away what was recorded, and what to do about it, for an
   * operator; undefined if it has none. @throws Unavailable
   */
  async excessRights(): Promise<string | undefined> {
    return undefined;
  }

  /**
   * Where the log is shared: has live readers of this store read on at once. With a batch of this number or a higher one that
   * has caught up, a reader has everything that was in the log at the time of this call. @throws Unavailable
   */
  look(): number {
    return 0;
  }

  /** A position as a whole number below 2^63, by which a token can name it; undefined if this engine has none for it. */
  numberOf(_position: Position): bigint | undefined {
    return undefined;
  }

  /** The position of a number that `numberOf` gave. @throws RangeError for any other number */
  positionOf(number: bigint): Position {
    throw new RangeError(`${number} is not the number of a position of this log`);
  }

  /** The position of the last event, or undefined for an empty log. @throws Unavailable */
  abstract head(): Promise<Position | undefined>;

  /**
   * The last revision of each stream among the events up to a position, that one included.
   * An engine that need not read the whole log overrides this. @throws Unavailable
   */
  async lastRevisions(upTo: Position): Promise<Map<string, Revision>> {
    const last = new Map<string, Revision>();
    for await (const { events } of this.readAll())
      for (const { stream, revision, position } of events) {
        if (position > upTo) return last;
        last.set(stream, revision);
      }
    return last;
  }

  /**
   * Imports events of any streams in this order, each at the revision that it names. Skips events that are already
   * there, so the same call resumes an interrupted import. Durable when it resolves. If it fails, a prefix of these
   * events was written, and nothing else. An engine that can write many streams at once overrides this.
   * @throws InvalidEventId before anything is written; VersionConflict, IdConflict if a stream contains other events;
   * TooLarge, Unavailable
   */
  async load(events: readonly PlacedEvent[]): Promise<void> {
    assertEventIds(events);
    for (let at = 0; at < events.length;) {
      const length = runLength(events, at);
      await loadRun(this, events.slice(at, at + length));
      at += length;
    }
  }

  /**
   * A short text that is kept beside the log under a key; undefined if there is none. It is no event: it has no place in the log, the
   * ledger does not cover it, and a backup of the log is without it. Everybody who appends to the log sees the same one. @throws Unavailable
   */
  async noteOf(_key: string): Promise<string | undefined> {
    throw new Unavailable(NO_NOTES, 'not-written');
  }

  /** Keeps a note in place of the earlier one with this key. `key`: letters, digits and dashes. @throws Unavailable */
  async keepNote(_key: string, _text: string): Promise<void> {
    throw new Unavailable(NO_NOTES, 'not-written');
  }

  /**
   * Keeps what `change` makes of a note, which is undefined if there is none; nothing if it makes undefined. Of several who change a note at
   * once, each changes what the one before has made, so `change` may be called again. @throws Unavailable
   */
  async changeNote(_key: string, _change: ChangeOfNote): Promise<void> {
    throw new Unavailable(NO_NOTES, 'not-written');
  }

  /**
   * Checks derived data, such as indexes, against the events: the ledger covers the events only.
   * An engine that has such data overrides this. @throws an error that says where the log is damaged
   */
  async check(): Promise<void> {}

  /** The acknowledged events that this log no longer has, as far as the engine can tell. @throws NotALog */
  async lost(): Promise<LostEvents | undefined> {
    return undefined;
  }

  /**
   * How many events the log has, from whoever has read all of them, before anything is appended. An engine that keeps their number
   * overrides this. @returns whether it had kept another one; it is corrected
   */
  async correctSize(_size: number): Promise<boolean> {
    return false;
  }

  /** Takes the log as it is: what it has lost is no longer reported. */
  async acceptLost(): Promise<void> {}

  abstract close(): Promise<void>;
}

/** What is to be kept in place of a note; undefined if it stays as it is. */
export type ChangeOfNote = (text: string | undefined) => string | undefined;

const NO_NOTES = 'Only who appends to this log keeps notes beside it';

/** The events of each start, as far as they were found. */
export const eventsOf = (starts: readonly StreamStart[], found: Iterable<StoredEvent>): FoundStarts => {
  const events = new Map([...found].map((event) => [event.position, event]));
  return starts.map(({ stream, positions }) =>
    positions.map((position) => {
      const event = events.get(position);
      return event?.stream === stream ? event : undefined;
    }),
  );
};

/** How many events from `at` on belong to one stream without a gap: they fit into one append. */
function runLength(events: readonly PlacedEvent[], at: number): number {
  const { stream, revision } = events[at]!;
  let length = 1;
  for (let next; (next = events[at + length]) !== undefined; length += 1)
    if (next.stream !== stream || next.revision !== revision + length) break;
  return length;
}

/** Uses as few appends as the engine allows, one after the other. Skips a prefix that is already there. */
async function loadRun(store: EventStore, run: readonly PlacedEvent[]): Promise<void> {
  const { stream, revision } = run[0]!;
  const events = run.map(({ id, type, data, metadata, salt, entry }) => ({ id, type, data, metadata, salt, entry }));
  try {
    await store.append(stream, events, { expected: expectedBefore(revision) });
  } catch (error) {
    if (error instanceof TooLarge && run.length > 1) {
      const middle = Math.ceil(run.length / 2);
      await loadRun(store, run.slice(0, middle));
      return loadRun(store, run.slice(middle));
    }
    if (!(error instanceof IdConflict)) throw error;
    const there = await store.readStream(stream, { from: revision, limit: run.length });
    const begun = there.length > 0 && there.length < run.length && there.every(({ id }, i) => id === run[i]!.id);
    if (!begun) throw error;
    await loadRun(store, run.slice(there.length));
  }
}

/** What to expect of a stream before the event with this revision is appended. */
export const expectedBefore = (revision: Revision): Expected => (revision === 0 ? 'no-stream' : revision - 1);

export class VersionConflict extends Error {
  constructor(
    readonly stream: string,
    readonly expected: Expected,
    readonly actual: Expected,
  ) {
    super(`${stream} is at ${actual}, expected ${expected}`);
    this.name = VersionConflict.name;
  }
}

/** The stream already contains some of these ids, but not all of them at the expected revisions. */
export class IdConflict extends Error {
  constructor(readonly stream: string) {
    super(`${stream} holds some of these event ids already`);
    this.name = IdConflict.name;
  }
}

export class TooLarge extends Error {
  constructor(
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`${bytes} bytes in one append, ${limit} at the most`);
    this.name = TooLarge.name;
  }
}

/**
 * The engine did not answer. `unknown`: the events may have been written; read the stream to find out. `isTransient`: the engine
 * is only unreachable for now, so followers of the log should wait.
 */
export class Unavailable extends Error {
  readonly isTransient: boolean;

  constructor(
    message: string,
    readonly outcome: 'unknown' | 'not-written',
    { isTransient = false, ...options }: ErrorOptions & Readonly<{ isTransient?: boolean }> = {},
  ) {
    super(message, options);
    this.isTransient = isTransient;
    this.name = Unavailable.name;
  }
}

/** The log cannot be read where it is, so nothing can be said about it. The message says what to do. */
export class OutOfReach extends Unavailable {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super(
      `${file} cannot be read where it is: ${why}. Copy its folder to a place where you can read and write, and use the copy`,
      'not-written',
      options,
    );
    this.name = OutOfReach.name;
  }
}

/** Whether the engine is only unreachable for now. It may come from code that was bundled apart, whose class is another one. */
export const isTransientError = (error: unknown): boolean =>
  (error as Partial<Unavailable> | undefined)?.isTransient === true;
