import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { EventStore, Position } from '#event-store/event-store.js';
import { lacking, StreamCut } from '#event-store/stream-cut.js';
import { byStream, type ByStream, logged } from './logged-event.js';
import type { LoggedEvent } from './read-model.js';

/** The ordinal of every projected event, by its position. */
export class PositionIndex {
  private readonly sql;
  private last: number;

  constructor(db: Database.Database) {
    this.sql = {
      add: db.prepare<[Position, number]>('INSERT INTO places (position, ordinal) VALUES (?, ?)'),
      find: db.prepare<[Position], number>('SELECT ordinal FROM places WHERE position = ?').pluck(),
      last: db.prepare<[], number | null>('SELECT max(ordinal) FROM places').pluck(),
    };
    this.last = this.sql.last.get() ?? -1;
  }

  /** Part of the transaction that projects these events. */
  add(events: readonly LoggedEvent[]): void {
    for (const { position, ordinal } of events) if (ordinal > this.last) this.sql.add.run(position, ordinal);
    this.last = Math.max(this.last, events.at(-1)?.ordinal ?? -1);
  }

  /** Call it after a failed transaction. */
  reload(): void {
    this.last = this.sql.last.get() ?? -1;
  }

  ordinalOf(position: Position): number {
    const ordinal = this.sql.find.get(position);
    if (ordinal === undefined) throw new Error(`the log has an event at ${position} that was not delivered`);
    return ordinal;
  }
}

/** Events in memory: about 3 kB each. */
const KEPT_EVENTS = 10_000;
/** Streams that are read back concurrently. */
const READS = 32;

/** The whole history of each stream in a batch: from the batch, from memory, or read back from the log. */
export class StreamCache {
  private readonly kept;

  constructor(
    private readonly store: Pick<EventStore, 'readStream' | 'cutOf' | 'nameOfStream'>,
    private readonly places: PositionIndex,
    bound = KEPT_EVENTS,
  ) {
    this.kept = new LRUCache<string, LoggedEvent[]>({ maxSize: bound, sizeCalculation: ({ length }) => length });
  }

  async of(events: readonly LoggedEvent[]): Promise<ByStream> {
    const histories = await this.take(events);
    for (const [stream, history] of histories) this.kept.set(stream, history);
    return histories;
  }

  /** The same, for streams that will not be requested again. */
  async take(events: readonly LoggedEvent[]): Promise<Map<string, LoggedEvent[]>> {
    const histories = byStream(events);
    const missing: LoggedEvent[][] = [];
    for (const recent of histories.values()) {
      const first = recent[0]!;
      if (first.revision === 0) continue;
      const kept = this.kept.get(first.stream);
      if (kept?.at(-1)?.revision === first.revision - 1) histories.set(first.stream, [...kept, ...recent]);
      else missing.push(recent);
      this.kept.delete(first.stream);
    }
    for (let i = 0; i < missing.length; i += READS)
      for (const history of await Promise.all(missing.slice(i, i + READS).map((recent) => this.readBack(recent))))
        histories.set(history[0]!.stream, history);
    return histories;
  }

  /** Caches what may be requested later, if it continues what is cached. */
  remember(events: readonly LoggedEvent[]): void {
    for (const [stream, recent] of byStream(events)) {
      const first = recent[0]!.revision;
      const kept = first === 0 ? [] : this.kept.get(stream);
      if (first === 0 || kept?.at(-1)?.revision === first - 1) this.kept.set(stream, [...(kept ?? []), ...recent]);
    }
  }

  private async readBack(recent: readonly LoggedEvent[]): Promise<LoggedEvent[]> {
    const { stream, revision } = recent[0]!;
    const earlier = await this.store.readStream(stream, { limit: revision });
    if (earlier.length !== revision)
      throw new StreamCut((await this.store.cutOf(stream)) ?? lacking(this.store.nameOfStream(stream)));
    return [...earlier.map((event) => logged(event, this.places.ordinalOf(event.position))), ...recent];
  }
}
