import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { isFull } from '#storage/sqlite-error.js';
import { thingOf } from '#domain/ids.js';
import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { matchesEntry } from '#ledger/entry.js';
import { HASH_SIZE } from '#ledger/merkle.js';
import { type AsOf, isWhole, shownOf } from './events-as-of.js';
import { EventAltered } from '../log-index/indexer.js';
import type { Places } from '../log-index/queries.js';
import { logged } from '../projection/logged-event.js';
import { idsIn } from '../models/resolve-labels.js';
import { Projection } from '../projection/projection.js';
import type { LoggedEvent, ReadModel } from '../projection/read-model.js';
import { START } from '../projection/checkpoint.js';
import { createModel, createOwnTables } from '../projection/tables.js';

/** The rows would exceed the memory limit of a replay. */
export class ReplayTooLarge extends Error {
  constructor(readonly bytes: number) {
    super(`the rows of this moment take more than ${bytes} bytes`);
    this.name = ReplayTooLarge.name;
  }
}

/** Access to the log. */
export type Reading = Readonly<{
  store: Pick<EventStore, 'readStream' | 'cutOf'>;
  /** The events up to the moment, and possibly later ones. */
  places: Places;
  choice: AsOf;
  /** Called after every part with the number of events that were read. */
  hear?: (done: number) => void;
  /** If it aborts, nothing more is read. */
  signal?: AbortSignal | undefined;
}>;

type Options = Reading &
  Readonly<{
    models: readonly ReadModel[];
    /** The memory limit for the rows, in bytes. */
    most: number;
  }>;

/** The number of streams that are read, decoded and written at the same time. It bounds the memory of a replay. */
const PART = 256;
const PAGE = 4096;
/** No history is read back from the log. */
const noPlaces = (): readonly LoggedEvent[] => [];

/**
 * The read models at a moment, as a database in memory: the same projection over the selected events.
 * @throws ReplayTooLarge, UnknownEvent, Unavailable, the signal's reason, and what a model throws at an event
 */
export const replay = ({ models, most, ...reading }: Options): Promise<Database.Database> =>
  inMemory(most, async (db) => {
    for (const model of models) createModel(db, model, 'plain');
    const projection = new Projection(db, models, 'plain');
    await readChosen(reading, (chosen) => {
      const whole = new Map(chosen.map((history) => [history[0].stream, history]));
      projection.fill(noPlaces(), whole);
    });
    const failed = projection.filled({ ...START, ordinal: reading.choice.upTo });
    if (failed.length > 0) throw new Error(`the read model ${failed[0]!.name} cannot tell of this moment`);
  });

/** A database in memory with a limit in bytes. @throws ReplayTooLarge */
export const inMemory = async (
  most: number,
  fill: (db: Database.Database) => Promise<void>,
): Promise<Database.Database> => {
  const db = new Database(':memory:');
  try {
    db.pragma(`page_size = ${PAGE}`);
    db.pragma(`max_page_count = ${Math.ceil(most / PAGE)}`);
    createOwnTables(db);
    await fill(db);
    return db;
  } catch (error) {
    db.close();
    if (isFull(error)) throw new ReplayTooLarge(most);
    throw error;
  }
};

/**
 * Reads the selected events of each thing, part by part. A thing that a selected fact names is included, and so are the
 * things that those name.
 * @returns the ids that were named, if they matter
 */
export const readChosen = async (
  { store, places, choice, hear, signal }: Reading,
  take: (chosen: readonly Filled[]) => void,
): Promise<ReadonlySet<string>> => {
  const named = new Set<string>();
  let done = 0;
  /** @returns the streams of which nothing was selected */
  const choosing = async (streams: readonly StreamPlaces[], byName: boolean): Promise<readonly StreamPlaces[]> => {
    const left: StreamPlaces[] = [];
    for (const part of inParts(streams)) {
      const histories = await Promise.all(part.map((stream) => readPlaces(store, stream)));
      const chosen = histories.map((history) => shownOf(history, choice, byName));
      take(chosen.filter(isFilled));
      for (const [i, history] of chosen.entries())
        if (history.length === 0) left.push(part[i]!);
        else if (!isWhole(choice)) for (const id of idsIn(history.map(toldIn))) named.add(id);
      hear?.((done += part.reduce((sum, { ordinals }) => sum + ordinals.length, 0)));
      await otherWork(signal);
    }
    return left;
  };

  let left = await choosing(streamsOf(places, choice.upTo), false);
  for (let size = -1; size < named.size;) {
    size = named.size;
    const [wanted, rest] = divided(left, ({ stream }) => named.has(thingOf(stream).id));
    left = [...rest, ...(await choosing(wanted, true))];
  }
  return named;
};

/** Lets the thread receive other requests and the abort of this one. @throws the signal's reason */
export const otherWork = async (signal: AbortSignal | undefined): Promise<void> => {
  await turn();
  signal?.throwIfAborted();
};

type Filled = readonly [LoggedEvent, ...LoggedEvent[]];
/** The fields in which an event names other things. */
const toldIn = ({ data, metadata: { negotiationId, sources } }: LoggedEvent) => ({ data, negotiationId, sources });

const isFilled = (history: readonly LoggedEvent[]): history is Filled => history.length > 0;
const divided = <T>(all: readonly T[], holds: (one: T) => boolean): readonly [T[], T[]] => {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const one of all) (holds(one) ? yes : no).push(one);
  return [yes, no];
};

/** A stream, and the ordinals and entries of its events by revision; an entry has 32 bytes. */
export type StreamPlaces = Readonly<{ stream: string; ordinals: readonly number[]; entries: readonly Uint8Array[] }>;

/** The streams of these events, in the order of their first events. */
export const streamsOf = ({ streams, streamOf, ordinals, entries }: Places, upTo: number): readonly StreamPlaces[] => {
  const found = streams.map((stream) => ({ stream, ordinals: [] as number[], entries: [] as Uint8Array[] }));
  for (const [n, ordinal] of ordinals.entries()) {
    if (ordinal > upTo) break;
    const of = found[streamOf[n]!]!;
    of.ordinals.push(ordinal);
    of.entries.push(entries.subarray(n * HASH_SIZE, (n + 1) * HASH_SIZE));
  }
  return found.filter(({ ordinals: { length } }) => length > 0);
};

export function* inParts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < all.length; i += PART) yield all.slice(i, i + PART);
}

/** @throws EventAltered if an event does not match the index of the log, StreamCut if its stream was cut */
export const readPlaces = async (
  store: Reading['store'],
  { stream, ordinals, entries }: StreamPlaces,
): Promise<readonly LoggedEvent[]> => {
  const events = await store.readStream(stream, { limit: ordinals.length });
  for (const [revision, ordinal] of ordinals.entries()) {
    const event = events[revision];
    if (event !== undefined && isEntryOf(entries[revision]!, event)) continue;
    const cut = event === undefined ? await store.cutOf(stream) : undefined;
    throw cut ? new StreamCut(cut) : new EventAltered({ ordinal, stream, revision, id: event?.id ?? '' });
  }
  return events.map((event, revision) => logged(event, ordinals[revision]!));
};

const isEntryOf = (entry: Uint8Array, event: StoredEvent): boolean =>
  matchesEntry(event) && Buffer.from(entry).toString('hex') === event.entry;
