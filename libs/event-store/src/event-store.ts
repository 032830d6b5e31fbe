/** 0 for a stream's first event, then one more for each. */
export type Revision = number;

/** Opaque. Their order is the order of delivery; gaps mean nothing; they mean nothing after a move to another engine. */
export type Position = string;

/** What the stream must look like for an append to be made: absent, or ending at this revision. */
export type Expected = 'no-stream' | Revision;

/**
 * `data` and `metadata` are canonical JSON texts (RFC 8785), kept to the byte.
 * `salt` is 32 hex digits and `entry` 64: the leaf that stands for the event in the ledger.
 */
export type NewEvent = Readonly<{
  id: string;
  type: string;
  data: string;
  metadata: string;
  salt: string;
  entry: string;
}>;

/** An event and its place in a stream: what one log gives away and another takes in. */
export type PlacedEvent = NewEvent & Readonly<{ stream: string; revision: Revision }>;

export type StoredEvent = PlacedEvent & Readonly<{ position: Position }>;

export type Appended = Readonly<{ revision: Revision; position: Position }>;

/** `caughtUp`: nothing stood behind this batch when it was read. It may be empty, to say just that. */
export type Batch = Readonly<{ events: readonly StoredEvent[]; caughtUp: boolean }>;

export type ReadStream = Readonly<{ from?: Revision; backwards?: boolean; limit?: number }>;
export type ReadAll = Readonly<{ after?: Position | undefined; live?: boolean; signal?: AbortSignal }>;

/** One process owns a log and appends to it where the engine has one writer; any number of readers read along. */
export type Mode = 'owner' | 'reader';

/** The log. One contract, in event-store.contract.ts, holds for every engine. */
export abstract class EventStore {
  /** Whether other processes append to this log too: then what this one has seen of it may not be all. */
  readonly isShared: boolean = false;

  /** The most that one append may weigh, all its texts together, in bytes. */
  abstract readonly appendBytes: number;

  /** What the engine has counted since it was opened, for /metrics. */
  abstract counters(): Readonly<Record<string, number>>;

  /** Why the log cannot be read or written now, as far as is known; nothing where it can. */
  get trouble(): string | undefined {
    return undefined;
  }

  /**
   * Appends all events to one stream, or none. Durable when it resolves.
   * An exact repetition (the same ids from the expected place) resolves to the first result again.
   * @throws VersionConflict, IdConflict, TooLarge, Unavailable
   */
  abstract append(stream: string, events: readonly NewEvent[], options: { expected: Expected }): Promise<Appended>;

  /** The events of one stream from a revision on, that one included; none if there is no such stream. @throws Unavailable */
  abstract readStream(stream: string, options?: ReadStream): Promise<readonly StoredEvent[]>;

  /**
   * The whole log in its one order, after a position, that one excluded. At least once, pulled by the consumer.
   * With `live` it goes on after the end until `signal` aborts, and then ends without an error.
   * @throws Unavailable
   */
  abstract readAll(options?: ReadAll): AsyncIterable<Batch>;

  /** The position of the last event, or undefined for an empty log. @throws Unavailable */
  abstract head(): Promise<Position | undefined>;

  /**
   * The last revision of each stream among the events up to a position, that one included.
   * An engine that can tell without reading the whole log has its own way. @throws Unavailable
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
   * Appends events of any streams in this very order, each at the revision that it names: how a record moves in. What
   * stands there already is passed over, so that a load which was interrupted is taken up by the same call again.
   * Durable when it resolves. Where it fails, a beginning of these events is there, or none, and nothing else.
   * An engine that can write many streams at once has its own way.
   * @throws VersionConflict, IdConflict where a stream holds other events than these; TooLarge, Unavailable
   */
  async load(events: readonly PlacedEvent[]): Promise<void> {
    for (let at = 0; at < events.length;) {
      const length = runLength(events, at);
      await loadRun(this, events.slice(at, at + length));
      at += length;
    }
  }

  /**
   * Holds what is kept beside the events, indexes for one, against them: the ledger vouches for the events alone.
   * An engine that keeps such things has its own way. @throws what says where the log is damaged
   */
  async check(): Promise<void> {}

  abstract close(): Promise<void>;
}

/** How many events from `at` on are of one stream, without a gap: one append takes them. */
function runLength(events: readonly PlacedEvent[], at: number): number {
  const { stream, revision } = events[at]!;
  let length = 1;
  for (let next; (next = events[at + length]) !== undefined; length += 1)
    if (next.stream !== stream || next.revision !== revision + length) break;
  return length;
}

/** In as few appends as the engine takes it, one after the other; and after a part of it that is there already. */
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

/** What a stream must look like for its event with this revision to be the next. */
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

/** Some of the ids are in the stream already, but not all of them from the expected place. */
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
 * The engine did not answer. `unknown`: the events may be there; read the stream to find out. `passes`: nothing is wrong but
 * that it is away, so who follows the log does well to wait for it.
 */
export class Unavailable extends Error {
  readonly passes: boolean;

  constructor(
    message: string,
    readonly outcome: 'unknown' | 'not-written',
    { passes = false, ...options }: ErrorOptions & Readonly<{ passes?: boolean }> = {},
  ) {
    super(message, options);
    this.passes = passes;
    this.name = Unavailable.name;
  }
}
