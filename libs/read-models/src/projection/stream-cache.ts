import type Database from 'better-sqlite3';
import type { EventStore, Position } from '#event-store/event-store.js';
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
  private readonly kept = new Map<string, LoggedEvent[]>();
  private count = 0;

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly places: PositionIndex,
    private readonly bound = KEPT_EVENTS,
  ) {}

  async of(events: readonly LoggedEvent[]): Promise<ByStream> {
    const histories = await this.take(events);
    for (const [stream, history] of histories) this.keep(stream, history);
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
      if (kept?.at(-1)?.revision === first.revision - 1) recent.unshift(...kept);
      else missing.push(recent);
      if (kept) this.forget(first.stream, kept);
    }
    for (let i = 0; i < missing.length; i += READS)
      await Promise.all(missing.slice(i, i + READS).map((recent) => this.readBack(recent)));
    return histories;
  }

  /** Caches what may be requested later, if it continues what is cached. */
  remember(events: readonly LoggedEvent[]): void {
    for (const [stream, recent] of byStream(events)) {
      const first = recent[0]!.revision;
      const kept = first === 0 ? [] : this.kept.get(stream);
      if (first === 0 || kept?.at(-1)?.revision === first - 1) this.keep(stream, [...(kept ?? []), ...recent]);
    }
  }

  private forget(stream: string, history: readonly LoggedEvent[]): void {
    this.kept.delete(stream);
    this.count -= history.length;
  }

  private async readBack(recent: LoggedEvent[]): Promise<void> {
    const { stream, revision } = recent[0]!;
    const earlier = await this.store.readStream(stream, { limit: revision });
    if (earlier.length !== revision)
      throw new Error(`${stream} has ${earlier.length} events before revision ${revision}`);
    recent.unshift(...earlier.map((event) => logged(event, this.places.ordinalOf(event.position))));
  }

  private keep(stream: string, history: LoggedEvent[]): void {
    // A Map keeps the order of insertion: the most recently used entry moves to the end.
    const before = this.kept.get(stream);
    if (before) this.forget(stream, before);
    this.kept.set(stream, history);
    this.count += history.length;
    for (const [oldest, kept] of this.kept) {
      if (this.count <= this.bound) return;
      this.forget(oldest, kept);
    }
  }
}
