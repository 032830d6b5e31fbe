import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';

export type Proposed = Readonly<{
  id: string;
  type: string;
  contentType: string;
  data: Uint8Array;
  metadata: Uint8Array;
}>;

/** `index` is its place in the log, which clients do not get; `created` is ms since 1970. */
export type Recorded = Proposed &
  Readonly<{ stream: string; revision: bigint; position: bigint; index: number; created: number }>;

export type Expected = bigint | 'any' | 'no-stream' | 'stream-exists';

/** The result of a write. `current` is undefined if there is no such stream. */
export type Outcome =
  | Readonly<{ result: 'written'; revision: bigint | undefined; position: bigint }>
  | Readonly<{ result: 'wrong-version'; current: bigint | undefined }>
  | Readonly<{ result: 'deleted' }>;

/** As an ACL names it: read, write, delete; with an `m`, the metadata of the stream. */
export type Right = '$r' | '$w' | '$d' | '$mr' | '$mw';
/** Who has which right: a user, a group, or `$all` for everybody. */
export type Acl = Readonly<Partial<Record<Right, string | readonly string[]>>>;

/** What the metadata of a stream says of its events and of who may do what, by the server's names. `$maxAge` is in seconds. */
type StreamMetadata = Readonly<{ $tb?: number; $maxCount?: number; $maxAge?: number; $acl?: Acl }>;

/** The events of a stream, by their revisions. A scavenge has removed those before `kept`. */
export type Stream = { events: Recorded[]; kept: number; metadata: StreamMetadata; tombstoned: boolean };

export type LogOptions = Readonly<{
  /** After this many appends the server writes an event of its own into `$all`. 0: never. */
  systemEventsEvery: number;
  /** Default: in memory only. */
  keeper?: Keeper | undefined;
}>;

/** Stores a log while no server runs. */
export type Keeper = Readonly<{
  load: () => readonly Recorded[];
  /** Before the write is answered. */
  write: (written: readonly Recorded[]) => void;
  /** Keeps these and nothing else. */
  replace: (kept: readonly Recorded[]) => void;
}>;

/** The revision of a tombstone, and `$tb` of a deleted stream: the largest signed 64-bit number. */
const DELETED = 9_223_372_036_854_775_807n;
/** If the writer expects no certain revision, the server recognizes an id only as long as it remembers it. */
const REMEMBERED = 50_000;
/** The size of a record in the file besides its content. */
const FRAME = 94;

const metaOf = (name: string) => `$$${name}`;
const isMetaStream = (name: string) => name.startsWith('$$');
/** The stream that a write changes: for metadata, the one that they are about. */
const changedBy = (name: string) => (isMetaStream(name) ? name.slice(2) : name);
/** Of a metadata stream, only the last event can be read. */
const newStream = (name: string): Stream => ({
  events: [],
  kept: 0,
  metadata: isMetaStream(name) ? { $maxCount: 1 } : {},
  tombstoned: false,
});

/** Whether it was deleted so that an append starts it again. JSON gives the number approximately. */
export const isSoftDeleted = ({ metadata: { $tb = 0 } }: Stream): boolean => $tb > Number.MAX_SAFE_INTEGER;

/** The revision of the first event that can be read; if none can, `end`. A server that lags has no events from `end` on. */
export const firstReadable = ({ events, kept, metadata }: Stream, end = events.length): number => {
  const { $tb = 0, $maxCount = Infinity, $maxAge = Infinity } = metadata;
  let first = Math.min(Math.max(kept, $tb, end - $maxCount), end);
  const oldest = Date.now() - $maxAge * 1_000;
  while (first < end && events[first]!.created < oldest) first++;
  return first;
};

/**
 * The log of a server or of a cluster: in memory, in one order. It accepts writes by the rules of EventStoreDB
 * (`IndexWriter.CheckCommit`). Positions are offsets in an imaginary file, so clients cannot calculate with them.
 */
export class Log {
  readonly events: Recorded[] = [];
  readonly streams = new Map<string, Stream>();
  private readonly remembered = new Map<string, Recorded>();
  private readonly scavenged = new Set<Recorded>();
  private readonly bell = new EventEmitter().setMaxListeners(0);
  private end = 0n;
  private appends = 0;
  private systemEvents = 0;

  constructor(private readonly options: LogOptions) {
    this.refill(options.keeper?.load() ?? []);
  }

  /** Removes everything, as on a new disk. */
  clear(): void {
    this.restore([]);
  }

  /** Goes back to an older copy. What is written next gets positions that others had. */
  restore(kept: readonly Recorded[]): void {
    this.options.keeper?.replace(kept);
    this.refill(kept);
    this.bell.emit('write');
  }

  /**
   * Removes what streams no longer show, and the events of those with a tombstone. As on the server, the last event of a
   * stream stays, since it says which revision comes next; and a reader can still start where a removed event was.
   */
  scavenge(): void {
    for (const stream of this.streams.values()) {
      const end = stream.tombstoned ? stream.events.length : stream.events.length - 1;
      const first = stream.tombstoned ? end : Math.min(firstReadable(stream), end);
      for (const record of stream.events.slice(stream.kept, first)) this.scavenged.add(record);
      stream.kept = Math.max(stream.kept, first);
    }
    this.options.keeper?.replace(this.readable);
  }

  /** Whether a scavenge has removed it. */
  isScavenged(record: Recorded): boolean {
    return this.scavenged.has(record);
  }

  /** What `$all` has. */
  get readable(): readonly Recorded[] {
    return this.events.filter((record) => !this.scavenged.has(record));
  }

  /** Calls back after each write. */
  onWrite(listener: () => void): void {
    this.bell.on('write', listener);
  }

  /** The number of events before this position. */
  indexOf(position: bigint): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.events[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a reader can start there: at the start, at an event, or after the end. */
  isPlace(position: bigint): boolean {
    return position === 0n || position >= this.end || this.events[this.indexOf(position)]?.position === position;
  }

  append(name: string, expected: Expected, proposed: readonly Proposed[]): Outcome {
    const decision = this.decide(name, expected, proposed);
    if (decision) return decision;

    const stream = this.streamOf(name);
    const changed = changedBy(name);
    const undeletion = this.undeletionOf(changed);
    const written = proposed.map((event) => this.record(name, event, BigInt(stream.events.length)));
    if (undeletion) written.push(this.recordMetadata(changed, { ...this.streamOf(changed).metadata, ...undeletion }));
    if (this.options.systemEventsEvery > 0 && ++this.appends % this.options.systemEventsEvery === 0)
      written.push(this.recordSystemEvent(name));
    this.finish(written);
    const last = written[proposed.length - 1];
    return { result: 'written', revision: last?.revision ?? this.current(name), position: last?.position ?? this.end };
  }

  /**
   * `hard`: a tombstone, and the stream can never be written again; otherwise an append starts it again, and a stream with
   * neither events nor metadata is refused.
   */
  remove(name: string, expected: Expected, hard: boolean): Outcome {
    const stream = this.streams.get(name);
    if (stream?.tombstoned) return { result: 'deleted' };
    const current = this.current(name);
    const fits = expected === 'any' || (expected === 'no-stream' ? current === undefined : current === expected);
    const isNothing = current === undefined && this.current(metaOf(name)) === undefined;
    if (!fits || (isNothing && !hard)) return { result: 'wrong-version', current };

    const record = hard
      ? this.record(name, this.own('$streamDeleted', {}), DELETED)
      : this.record(metaOf(name), this.ownText('$metadata', `{"$tb":${DELETED}}`), this.next(metaOf(name)));
    this.finish([record]);
    return { result: 'written', revision: record.revision, position: record.position };
  }

  /** @returns the answer without a write; undefined if the events are to be written */
  private decide(name: string, expected: Expected, proposed: readonly Proposed[]): Outcome | undefined {
    const stream = this.streams.get(name);
    if (stream?.tombstoned) return { result: 'deleted' };
    const current = this.current(name);
    const isGone = stream !== undefined && isSoftDeleted(stream);
    const wrong: Outcome = { result: 'wrong-version', current };

    if (expected === 'stream-exists' && isGone) return { result: 'deleted' };
    if (expected === 'stream-exists' && current === undefined) return wrong;
    if (expected === 'any' || expected === 'stream-exists') {
      const known = proposed
        .map(({ id }) => this.remembered.get(id))
        .map((event) => (event?.stream === name ? event : undefined));
      if (!known[0]) return undefined;
      const last = known.at(-1);
      return known.includes(undefined) || !last ? wrong : repeated(last);
    }

    const place = expected === 'no-stream' ? 0n : expected + 1n;
    const end = BigInt(stream?.events.length ?? 0);
    if (place > end) return wrong;
    if (place === end) return undefined;
    const there = proposed.map(({ id }, n) => stream!.events[Number(place) + n]?.id === id);
    if (there.length > 0 && there.every(Boolean)) return repeated(stream!.events[Number(place) + proposed.length - 1]!);
    return !there[0] && expected === 'no-stream' && isGone ? undefined : wrong;
  }

  /**
   * What the server itself adds to the metadata of a soft-deleted stream after a write to it or to its metadata: the stream
   * exists again, without what it had. It does so for metadata too (`SoftUndeleteMetastream`), whatever they say.
   */
  private undeletionOf(name: string): StreamMetadata | undefined {
    const stream = this.streams.get(name);
    return stream && isSoftDeleted(stream) ? { $tb: stream.events.length } : undefined;
  }

  private current(name: string): bigint | undefined {
    const count = this.streams.get(name)?.events.length ?? 0;
    return count > 0 ? BigInt(count - 1) : undefined;
  }

  private streamOf(name: string): Stream {
    let stream = this.streams.get(name);
    if (!stream) this.streams.set(name, (stream = newStream(name)));
    return stream;
  }

  private next(name: string): bigint {
    return BigInt(this.streamOf(name).events.length);
  }

  private record(stream: string, event: Proposed, revision: bigint): Recorded {
    return this.add({
      ...event,
      stream,
      revision,
      position: this.end,
      index: this.events.length,
      created: Date.now(),
    });
  }

  /** The only way into the log, for new and restored events. */
  private add(record: Recorded): Recorded {
    this.events.push(record);
    this.end =
      record.position +
      BigInt(FRAME + record.stream.length + record.type.length + record.data.length + record.metadata.length);

    const stream = this.streamOf(record.stream);
    if (record.type === '$streamDeleted') stream.tombstoned = true;
    else {
      // Those before the first that is kept were scavenged.
      if (stream.events.length === 0) stream.kept = Number(record.revision);
      stream.events[Number(record.revision)] = record;
    }
    if (record.type === '$metadata' && isMetaStream(record.stream))
      this.streamOf(changedBy(record.stream)).metadata = JSON.parse(
        new TextDecoder().decode(record.data),
      ) as StreamMetadata;

    this.remembered.set(record.id, record);
    if (this.remembered.size > REMEMBERED) this.remembered.delete(this.remembered.keys().next().value!);
    return record;
  }

  private own(type: string, data: unknown): Proposed {
    return this.ownText(type, JSON.stringify(data));
  }

  private ownText(type: string, json: string): Proposed {
    const data = new TextEncoder().encode(json);
    return { id: randomUUID(), type, contentType: 'application/json', data, metadata: new Uint8Array() };
  }

  private recordMetadata(name: string, metadata: object): Recorded {
    return this.record(metaOf(name), this.own('$metadata', metadata), this.next(metaOf(name)));
  }

  private recordStatistics(): Recorded {
    const name = '$stats-127.0.0.1:2113';
    const event = this.own('$statsCollected', { 'proc-mem': this.events.length });
    return this.record(name, event, this.next(name));
  }

  private recordSystemEvent(stream: string): Recorded {
    if (++this.systemEvents % 2 === 0) return this.recordStatistics();
    return this.recordMetadata(stream, { $cacheControl: 60, ...this.streamOf(stream).metadata });
  }

  /** No event is at 0: the file has a header, and records that are not events. */
  private refill(kept: readonly Recorded[]): void {
    this.events.length = 0;
    this.streams.clear();
    this.remembered.clear();
    this.scavenged.clear();
    this.appends = this.systemEvents = 0;
    this.end = 1_283n;
    for (const record of kept) this.add({ ...record, index: this.events.length });
    if (kept.length > 0) return;
    if (this.options.systemEventsEvery > 0) this.finish([this.recordStatistics()]);
  }

  private finish(written: readonly Recorded[]): void {
    this.options.keeper?.write(written);
    this.bell.emit('write');
  }
}

/** The same answer as the first time, with the last event. */
const repeated = ({ revision, position }: Recorded): Outcome => ({ result: 'written', revision, position });
