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

/** The events of a stream, by their revisions; those before `first` are no longer readable. */
export type Stream = { events: Recorded[]; first: number; tombstoned: boolean };

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
  clear: () => void;
}>;

/** The revision of a tombstone, the largest signed 64-bit number. */
const DELETED = 9_223_372_036_854_775_807n;
/** If the writer expects no certain revision, the server recognizes an id only as long as it remembers it. */
const REMEMBERED = 50_000;
/** The size of a record in the file besides its content. */
const FRAME = 94;

const utf8 = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const isMetaStream = (name: string) => name.startsWith('$$');

/**
 * The log of a server or of a cluster: in memory, in one order. It accepts writes by the rules of EventStoreDB
 * (`IndexWriter.CheckCommit`). Positions are offsets in an imaginary file, so clients cannot calculate with them.
 */
export class Log {
  readonly events: Recorded[] = [];
  readonly streams = new Map<string, Stream>();
  private readonly remembered = new Map<string, Recorded>();
  private readonly bell = new EventEmitter().setMaxListeners(0);
  private end = 0n;
  private appends = 0;
  private systemEvents = 0;

  constructor(private readonly options: LogOptions) {
    const kept = options.keeper?.load() ?? [];
    for (const record of kept) this.add(record);
    if (kept.length === 0) this.begin();
  }

  /** Removes everything, as on a new disk. */
  clear(): void {
    this.events.length = 0;
    this.streams.clear();
    this.remembered.clear();
    this.appends = this.systemEvents = 0;
    this.options.keeper?.clear();
    this.begin();
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

    const written = proposed.map((event) => this.record(name, event, BigInt(this.streamOf(name).events.length)));
    if (this.options.systemEventsEvery > 0 && ++this.appends % this.options.systemEventsEvery === 0)
      written.push(this.recordSystemEvent(name));
    this.finish(written);
    const last = written[proposed.length - 1];
    return { result: 'written', revision: last?.revision ?? this.current(name), position: last?.position ?? this.end };
  }

  /** `hard`: a tombstone, and the stream can never be written again; otherwise an append starts it again. */
  remove(name: string, expected: Expected, hard: boolean): Outcome {
    const stream = this.streams.get(name);
    if (stream?.tombstoned) return { result: 'deleted' };
    const current = this.current(name);
    const fits = expected === 'any' || (expected === 'no-stream' ? current === undefined : current === expected);
    if (!fits) return { result: 'wrong-version', current };

    const record = hard
      ? this.record(name, this.own('$streamDeleted', {}), DELETED)
      : this.recordMetadata(name, { $tb: stream?.events.length ?? 0 });
    this.finish([record]);
    return { result: 'written', revision: record.revision, position: record.position };
  }

  /** @returns the answer without a write; undefined if the events are to be written */
  private decide(name: string, expected: Expected, proposed: readonly Proposed[]): Outcome | undefined {
    const stream = this.streams.get(name);
    if (stream?.tombstoned) return { result: 'deleted' };
    const current = this.current(name);
    const isGone = stream !== undefined && stream.first > 0 && stream.first >= stream.events.length;
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

  private current(name: string): bigint | undefined {
    const count = this.streams.get(name)?.events.length ?? 0;
    return count > 0 ? BigInt(count - 1) : undefined;
  }

  private streamOf(name: string): Stream {
    let stream = this.streams.get(name);
    if (!stream) this.streams.set(name, (stream = { events: [], first: 0, tombstoned: false }));
    return stream;
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
    else stream.events.push(record);
    if (record.type === '$metadata' && isMetaStream(record.stream)) {
      const { $tb } = JSON.parse(new TextDecoder().decode(record.data)) as { $tb?: number };
      this.streamOf(record.stream.slice(2)).first = $tb ?? 0;
    }

    this.remembered.set(record.id, record);
    if (this.remembered.size > REMEMBERED) this.remembered.delete(this.remembered.keys().next().value!);
    return record;
  }

  private own(type: string, data: unknown): Proposed {
    return { id: randomUUID(), type, contentType: 'application/json', data: utf8(data), metadata: new Uint8Array() };
  }

  private recordMetadata(name: string, metadata: object): Recorded {
    const meta = `$$${name}`;
    return this.record(meta, this.own('$metadata', metadata), BigInt(this.streamOf(meta).events.length));
  }

  private recordStatistics(): Recorded {
    const name = '$stats-127.0.0.1:2113';
    const event = this.own('$statsCollected', { 'proc-mem': this.events.length });
    return this.record(name, event, BigInt(this.streamOf(name).events.length));
  }

  private recordSystemEvent(stream: string): Recorded {
    if (++this.systemEvents % 2 === 0) return this.recordStatistics();
    const { first } = this.streamOf(stream);
    return this.recordMetadata(stream, { $cacheControl: 60, ...(first > 0 && { $tb: first }) });
  }

  /** No event is at 0: the file has a header, and records that are not events. */
  private begin(): void {
    this.end = 1_283n;
    if (this.options.systemEventsEvery > 0) this.finish([this.recordStatistics()]);
  }

  private finish(written: readonly Recorded[]): void {
    this.options.keeper?.write(written);
    this.bell.emit('write');
  }
}

/** The same answer as the first time, with the last event. */
const repeated = ({ revision, position }: Recorded): Outcome => ({ result: 'written', revision, position });
