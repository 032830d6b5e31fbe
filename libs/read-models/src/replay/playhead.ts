import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { thingOf } from '#domain/ids.js';
import { HASH_SIZE } from '#ledger/merkle.js';
import { isEnvironmental } from '#storage/sqlite-error.js';
import type { Places } from '../log-index/queries.js';
import { UNMARKED } from '../projection/marking-of-rows.js';
import type { LoggedEvent, ReadModel } from '../projection/read-model.js';
import { createModel, createOwnTables } from '../projection/tables.js';
import { type TableWriter, writersFor } from '../projection/table-writer.js';
import { thingFrom } from '../projection/thing.js';
import { type AsOf, isWhole } from './events-as-of.js';
import { choose, inParts, otherWork, type Reading, readPlaces, type StreamPlaces } from './replay.js';

/** `hear` gets the number of events that were read so far. If `signal` aborts, the playhead stays where it was. */
type Listening = Readonly<{ hear?: (done: number) => void; signal?: AbortSignal | undefined }>;
/** What is shown of a stream, as a text to compare, and the events themselves where they were needed to find that out. */
type Selection = Readonly<{ shown: string; events?: readonly LoggedEvent[] }>;
type Writing = Readonly<{ model: ReadModel; writers: ReadonlyMap<string, TableWriter>; failing: Set<string> }> & {
  isActive: boolean;
};
type Stream = { readonly stream: string; readonly ordinals: number[]; readonly entries: Uint8Array[] };

const NOTHING = '0';
/** Events in memory: about 3 kB each. */
const KEPT_EVENTS = 20_000;

/**
 * The read models of a scope as of a moment, which can be moved. Moving it writes only the things of which something else is
 * shown at the new moment. So what is shown is compared, and not which events are chosen: the same event can show less, if it
 * only provides a name. The rows are those of a projection of that moment alone. A read model has none before it is asked for.
 */
export class Playhead {
  private readonly models: readonly Writing[];
  private readonly streams = new Map<string, Stream>();
  private readonly histories = new LRUCache<string, readonly LoggedEvent[]>({
    maxSize: KEPT_EVENTS,
    sizeCalculation: ({ length }) => length,
  });
  private shown: ReadonlyMap<string, string> = new Map();

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

  /** Adds the next events of the scope, in the order of the log. */
  extend({ streams, streamOf, ordinals, entries }: Places): void {
    for (const [n, ordinal] of ordinals.entries()) {
      const stream = streams[streamOf[n]!]!;
      const known = this.streams.get(stream) ?? { stream, ordinals: [], entries: [] };
      this.streams.set(stream, known);
      known.ordinals.push(ordinal);
      known.entries.push(entries.slice(n * HASH_SIZE, (n + 1) * HASH_SIZE));
    }
  }

  /**
   * Moves to another moment, in one transaction. `names`: read models that must have their rows there, besides those that were
   * asked for before.
   * @throws UnknownEvent, EventAltered, StreamCut, Unavailable, the signal's reason, and what the disk throws
   */
  async move(choice: AsOf, names: readonly string[], { hear, signal }: Listening = {}): Promise<void> {
    let done = 0;
    const read = async (stream: Stream): Promise<readonly LoggedEvent[]> => {
      const history = await this.read(stream, choice.upTo);
      hear?.((done += history.length));
      return history;
    };
    const selected = isWhole(choice) ? this.upTo(choice.upTo) : await this.select(choice, read, signal);
    const shownOf = (stream: string) => selected.get(stream)?.shown ?? NOTHING;
    const active = this.models.filter(({ isActive }) => isActive);
    const fresh = this.models.filter(({ model, isActive }) => !isActive && names.includes(model.name));
    /** The models whose rows of a stream are others than those of the moment. */
    const outdated = (stream: string) => [
      ...(shownOf(stream) === (this.shown.get(stream) ?? NOTHING) ? [] : active),
      ...(shownOf(stream) === NOTHING ? [] : fresh),
    ];
    const changed = [...this.streams.values()].filter(({ stream }) => outdated(stream).length > 0);
    const failing = this.models.map((one) => new Set(one.failing));
    this.db.exec('BEGIN IMMEDIATE');
    try {
      for (const part of inParts(changed)) {
        const events = await Promise.all(
          part.map(async (one) => {
            const { shown, events } = selected.get(one.stream) ?? { shown: NOTHING };
            return shown === NOTHING ? [] : (events ?? read(one));
          }),
        );
        for (const [n, { stream }] of part.entries()) this.write(outdated(stream), stream, events[n]!);
        await otherWork(signal);
      }
      this.db.exec('COMMIT');
    } catch (error) {
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      for (const [n, before] of failing.entries()) this.restore(this.models[n]!, before);
      throw error;
    }
    for (const one of fresh) one.isActive = true;
    this.shown = new Map([...selected].map(([stream, { shown }]) => [stream, shown]));
  }

  private restore({ failing }: Writing, before: ReadonlySet<string>): void {
    failing.clear();
    for (const stream of before) failing.add(stream);
  }

  /** Of each stream, all events up to an ordinal: nothing has to be read to know that. */
  private upTo(upTo: number): ReadonlyMap<string, Selection> {
    const selected = new Map<string, Selection>();
    for (const { stream, ordinals } of this.streams.values()) {
      const count = countUpTo(ordinals, upTo);
      if (count > 0) selected.set(stream, { shown: String(count) });
    }
    return selected;
  }

  /** What counts at the moment, and the things that this names. */
  private async select(
    choice: AsOf,
    read: (stream: Stream) => Promise<readonly LoggedEvent[]>,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, Selection>> {
    const selected = new Map<string, Selection>();
    const recorded = [...this.streams.values()].filter(({ ordinals }) => ordinals[0]! <= choice.upTo);
    await choose(recorded, { choice, read, signal }, ({ stream }, events, history) =>
      selected.set(stream, { shown: textOf(events, history), events }),
    );
    return selected;
  }

  /** Nothing later: an event that cannot be read changes no moment before it. */
  private async read({ stream, ordinals, entries }: Stream, upTo: number): Promise<readonly LoggedEvent[]> {
    const count = countUpTo(ordinals, upTo);
    const known = this.histories.get(stream);
    if (known !== undefined && known.length >= count) return known.slice(0, count);
    const places: StreamPlaces = { stream, ordinals: ordinals.slice(0, count), entries: entries.slice(0, count) };
    const history = await readPlaces(this.store, places);
    this.histories.set(stream, history);
    return history;
  }

  private write(models: readonly Writing[], stream: string, events: readonly LoggedEvent[]): void {
    const { kind } = thingOf(stream);
    const thing = events.length === 0 ? undefined : thingFrom(events);
    for (const { model, writers, failing } of models) {
      if (!model.kinds.includes(kind)) continue;
      const drop = () => {
        for (const writer of writers.values()) writer.drop(UNMARKED, stream);
      };
      drop();
      failing.delete(stream);
      if (thing === undefined) continue;
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
}

const countUpTo = (ordinals: readonly number[], upTo: number): number => {
  let count = ordinals.length;
  while (count > 0 && ordinals[count - 1]! > upTo) count -= 1;
  return count;
};

/** The number of the first events, if just these are shown, and as they are. */
const textOf = (events: readonly LoggedEvent[], history: readonly LoggedEvent[]): string =>
  events.every((event, n) => event === history[n])
    ? String(events.length)
    : JSON.stringify([events[0] === history[0] ? 'whole' : 'named', ...events.map(({ ordinal }) => ordinal)]);
