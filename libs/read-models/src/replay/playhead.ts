import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { type Kind, thingOf } from '#domain/ids.js';
import type { Position } from '#event-store/event-store.js';
import { isEnvironmental } from '#storage/sqlite-error.js';
import type { Places } from '../log-index/queries.js';
import { things } from '../models/things.js';
import { indexLast } from '../projection/indexes.js';
import { UNMARKED } from '../projection/marking-of-rows.js';
import type { LoggedEvent, ReadModel } from '../projection/read-model.js';
import { createModel, createOwnTables } from '../projection/tables.js';
import { type TableWriter, writersFor } from '../projection/table-writer.js';
import { thingFrom } from '../projection/thing.js';
import { type AsOf, isUnsaid, isWhole } from './events-as-of.js';
import { choose, type Histories, otherWork, readHistories, readInParts, type Reading } from './replay.js';
import { keepSelections } from './selection.js';

/** `onProgress` gets the number of events that were read so far. If `signal` aborts, the playhead stays where it was. */
type Listening = Readonly<{ onProgress?: (done: number) => void; signal?: AbortSignal | undefined }>;
/** What is shown of a stream, as a text to compare, and the events themselves where they were needed to find that out. */
type Selected = Readonly<{ shown: string; events?: readonly LoggedEvent[] }>;
type Writing = Readonly<{ model: ReadModel; writers: ReadonlyMap<string, TableWriter>; failing: Set<string> }> & {
  isActive: boolean;
};
/** `at`: the places of its events among all. `shown`: what is shown of it where the playhead is. */
type Stream = { readonly stream: string; readonly kind: Kind; readonly at: number[]; shown: string };
/** A stream, and the read models whose rows of it are others than those of the moment to which the playhead moves. */
type Outdated = Readonly<{ one: Stream; models: readonly Writing[] }>;

const NOTHING = '0';
/** Events in memory: about 3 kB each. */
const KEPT_EVENTS = 10_000;
/** Things that are written before the thread receives what a server has sent. It sends no more until then. */
const AT_ONCE = 16;

/**
 * The read models of a scope as of a moment, which can be moved. Moving it writes only the things of which something else is
 * shown at the new moment. So what is shown is compared, and not which events are chosen: the same event can show less, if it
 * only provides a name. The rows are those of a projection of that moment alone. A read model has none before it is asked for.
 */
export class Playhead {
  private readonly models: readonly Writing[];
  private readonly streams = new Map<string, Stream>();
  private readonly streamOf: Stream[] = [];
  private readonly ordinals: number[] = [];
  private readonly positions: Position[] = [];
  private readonly entries = new Bytes();
  private readonly histories = new LRUCache<string, readonly LoggedEvent[]>({
    maxSize: KEPT_EVENTS,
    sizeCalculation: ({ length }) => length,
  });
  private readonly selectFrom = keepSelections();
  /** Up to which ordinal all is shown; undefined where `knownAt` or `happenedBy` select. */
  private wholeUpTo: number | undefined = -1;

  constructor(
    private readonly db: Database.Database,
    models: readonly ReadModel[],
    private readonly store: Reading['store'],
  ) {
    createOwnTables(db);
    for (const model of models) createModel(db, model, 'plain');
    this.models = models.map((model) => ({
      model,
      writers: writersFor(db, model, 'plain'),
      failing: new Set(),
      isActive: false,
    }));
  }

  /** The read models that cannot tell of this moment, since one of them throws at an event. */
  get failing(): readonly string[] {
    return this.models.filter(({ failing }) => failing.size > 0).map(({ model }) => model.name);
  }

  /** Adds the next events of the scope, in the order of the log. It has those up to a moment before it is moved there. */
  extend({ streams, streamOf, ordinals, positions, entries }: Places): void {
    for (const [n, ordinal] of ordinals.entries()) {
      const stream = streams[streamOf[n]!]!;
      const known = this.streams.get(stream) ?? { stream, kind: thingOf(stream).kind, at: [], shown: NOTHING };
      this.streams.set(stream, known);
      known.at.push(this.ordinals.length);
      this.streamOf.push(known);
      this.ordinals.push(ordinal);
      this.positions.push(positions[n]!);
    }
    this.entries.add(entries);
  }

  /**
   * Moves to another moment, in one transaction. `names`: read models that must have their rows there, besides those that were
   * asked for before.
   * @returns the things of which something else is shown than before, unless no read model had rows then
   * @throws UnknownEvent, EventAltered, StreamCut, Unavailable, the signal's reason, and what the disk throws
   */
  async move(
    choice: AsOf,
    names: readonly string[],
    { onProgress, signal }: Listening = {},
  ): Promise<readonly string[]> {
    let done = 0;
    const read = async (streams: readonly Stream[]): Promise<Histories> => {
      const histories = await this.read(streams, choice.upTo);
      for (const { length } of histories) done += length;
      onProgress?.(done);
      return histories;
    };
    const selected = isWhole(choice) ? this.upTo(choice.upTo) : await this.select(choice, read, signal);
    const fresh = this.models.filter(({ model, isActive }) => !isActive && names.includes(model.name));
    const outdated = this.outdated(selected, fresh);
    const failing = this.models.map((one) => new Set(one.failing));
    this.db.exec('BEGIN IMMEDIATE');
    try {
      // Nothing is looked up in an empty table.
      const indexes = indexLast(
        this.db,
        fresh.map(({ model }) => model),
        'plain',
      );
      const eventsOf = async (part: readonly Outdated[]) => {
        const shown = part.filter(({ one }) => (selected.get(one) ?? one).shown !== NOTHING).map(({ one }) => one);
        const unread = shown.filter((one) => selected.get(one)?.events === undefined);
        const events = new Map(shown.map((one) => [one, selected.get(one)?.events]));
        if (unread.length > 0)
          for (const [n, history] of (await read(unread)).entries()) events.set(unread[n]!, history);
        return events;
      };
      for await (const [part, events] of readInParts(outdated, eventsOf, signal))
        for (const [n, { one, models }] of part.entries()) {
          this.write(models, one, events.get(one) ?? []);
          if ((n + 1) % AT_ONCE === 0 || n === part.length - 1) await otherWork(signal);
        }
      for (const sql of indexes) this.db.exec(sql);
      this.db.exec('COMMIT');
    } catch (error) {
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      for (const [n, before] of failing.entries()) this.restore(this.models[n]!, before);
      throw error;
    }
    const isFirst = !this.models.some(({ isActive }) => isActive);
    const others = isFirst ? [] : [...selected].filter(([one, { shown }]) => shown !== one.shown);
    for (const one of fresh) one.isActive = true;
    for (const [one, { shown }] of selected) one.shown = shown;
    this.wholeUpTo = isWhole(choice) ? choice.upTo : undefined;
    return others.map(([{ stream }]) => stream);
  }

  private restore({ failing }: Writing, before: ReadonlySet<string>): void {
    failing.clear();
    for (const stream of before) failing.add(stream);
  }

  private outdated(selected: ReadonlyMap<Stream, Selected>, fresh: readonly Writing[]): readonly Outdated[] {
    const active = this.models.filter(({ isActive }) => isActive);
    const streams = fresh.length > 0 ? this.streams.values() : selected.keys();
    return [...streams]
      .map((one) => {
        const { shown } = selected.get(one) ?? one;
        const models = [...(shown === one.shown ? [] : active), ...(shown === NOTHING ? [] : fresh)];
        return { one, models: models.filter(({ model }) => model.kinds.includes(one.kind)) };
      })
      .filter(({ models }) => models.length > 0);
  }

  /**
   * Of each stream, all events up to an ordinal: nothing has to be read to know that. Without the streams that have no event
   * between that and where the playhead is, if all is shown there, too.
   */
  private upTo(upTo: number): ReadonlyMap<Stream, Selected> {
    const { wholeUpTo } = this;
    const [from, to] =
      wholeUpTo === undefined
        ? [0, this.ordinals.length]
        : [wholeUpTo, upTo].sort((a, b) => a - b).map((ordinal) => this.placeAfter(ordinal));
    const streams = new Set(this.streamOf.slice(from, to));
    return new Map([...streams].map((one) => [one, { shown: String(this.countUpTo(one, upTo)) }]));
  }

  /** What counts at the moment, and the things that this names. */
  private async select(
    choice: AsOf,
    read: (streams: readonly Stream[]) => Promise<Histories>,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<Stream, Selected>> {
    const streams = [...this.streams.values()];
    const selected = new Map<Stream, Selected>(streams.map((one) => [one, { shown: NOTHING }]));
    const recorded = streams.filter((one) => this.countUpTo(one, choice.upTo) > 0);
    await choose(recorded, { choice, read, signal, select: this.selectFrom }, (one, events, history) =>
      selected.set(one, { shown: textOf(events, history), events }),
    );
    return selected;
  }

  /** Nothing later: an event that cannot be read changes no moment before it. */
  private async read(streams: readonly Stream[], upTo: number): Promise<Histories> {
    const wanted = streams.map((one) => ({ stream: one.stream, at: one.at.slice(0, this.countUpTo(one, upTo)) }));
    const known = wanted.map(({ stream, at: { length } }) => {
      const history = this.histories.get(stream);
      if (history === undefined || history.length < length) return undefined;
      // The same array as before, so that what was selected from it holds.
      return history.length === length ? history : history.slice(0, length);
    });
    const missing = wanted.filter((_, n) => known[n] === undefined);
    const { ordinals, positions } = this;
    const read = await readHistories(this.store, { ordinals, positions, entries: this.entries.all }, missing);
    const found = new Map(missing.map(({ stream }, n) => [stream, read[n]!]));
    for (const [stream, history] of found) this.histories.set(stream, history);
    return wanted.map(({ stream }, n) => known[n] ?? found.get(stream)!);
  }

  private write(models: readonly Writing[], { stream, shown }: Stream, events: readonly LoggedEvent[]): void {
    const thing = events.length === 0 ? undefined : thingFrom(events);
    for (const { model, writers, failing, isActive } of models) {
      const drop = () => {
        for (const writer of writers.values()) writer.drop(UNMARKED, stream);
      };
      if (isActive && shown !== NOTHING) drop();
      failing.delete(stream);
      if (thing === undefined || (isUnsaid(events) && model !== things)) continue;
      try {
        const rows = model.rows(thing);
        for (const [table, writer] of writers) for (const row of rows[table] ?? []) writer.insert(UNMARKED, row);
      } catch (error) {
        if (isEnvironmental(error)) throw error;
        drop();
        failing.add(stream);
      }
    }
  }

  private countUpTo({ at }: Stream, upTo: number): number {
    let count = at.length;
    while (count > 0 && this.ordinals[at[count - 1]!]! > upTo) count -= 1;
    return count;
  }

  /** The place of the first event after an ordinal. */
  private placeAfter(ordinal: number): number {
    let [low, high] = [0, this.ordinals.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.ordinals[middle]! > ordinal) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Bytes that become more. */
class Bytes {
  private bytes = new Uint8Array();
  private length = 0;

  get all(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  add(more: Uint8Array): void {
    const length = this.length + more.length;
    if (length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.length));
      larger.set(this.all);
      this.bytes = larger;
    }
    this.bytes.set(more, this.length);
    this.length = length;
  }
}

/** The number of the first events, if just these are shown, and as they are. */
const textOf = (events: readonly LoggedEvent[], history: readonly LoggedEvent[]): string =>
  events.every((event, n) => event === history[n])
    ? String(events.length)
    : JSON.stringify([events[0] === history[0] ? 'whole' : 'named', ...events.map(({ ordinal }) => ordinal)]);
