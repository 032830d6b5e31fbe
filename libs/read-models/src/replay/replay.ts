import { setImmediate as turn } from 'node:timers/promises';
import { thingOf } from '#domain/ids.js';
import type { EventStore, Position, StoredEvent } from '#event-store/event-store.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { matchesEntry } from '#ledger/entry.js';
import { HASH_SIZE } from '#ledger/merkle.js';
import type { AsOf } from './events-as-of.js';
import { select, type Select } from './selection.js';
import { EventAltered } from '../log-index/indexer.js';
import type { Places } from '../log-index/queries.js';
import { logged } from '../projection/logged-event.js';
import type { LoggedEvent } from '../projection/read-model.js';

/** Access to the log. */
export type Reading = Readonly<{
  store: Pick<EventStore, 'readStarts' | 'cutOf'>;
  /** Called after every part with the number of events that were read. */
  onProgress?: (done: number) => void;
  /** If it aborts, nothing more is read. */
  signal?: AbortSignal | undefined;
}>;

/** The number of streams that are read, decoded and written at the same time. It bounds the memory of a replay. */
const PART = 256;
/** The events of some streams. */
export type Histories = readonly (readonly LoggedEvent[])[];

type Choosing<S> = Readonly<{
  choice: AsOf;
  read: (some: readonly S[]) => Promise<Histories>;
  /** By default nothing is kept of a selection. */
  select?: Select;
  signal?: AbortSignal | undefined;
}>;

/**
 * Selects the events of each thing that count at a moment, part by part. A thing that a selected fact names is included, and so
 * are the things that those name. `take` gets what is selected of a thing, unless that is nothing.
 * @returns the ids that were named, if they matter
 */
export const choose = async <S extends Readonly<{ stream: string }>>(
  streams: readonly S[],
  { choice, read, signal, select: selectFrom = select }: Choosing<S>,
  take: (one: S, chosen: readonly LoggedEvent[], history: readonly LoggedEvent[]) => void,
): Promise<ReadonlySet<string>> => {
  const named = new Set<string>();
  /** @returns the streams of which nothing was selected */
  const choosing = async (some: readonly S[], byName: boolean): Promise<readonly S[]> => {
    const left: S[] = [];
    for await (const [part, histories] of readInParts(some, read, signal)) {
      for (const [n, history] of histories.entries()) {
        const { events, ids } = selectFrom(history, choice, byName);
        if (events.length === 0) left.push(part[n]!);
        else {
          take(part[n]!, events, history);
          for (const id of ids) named.add(id);
        }
      }
    }
    return left;
  };

  let left = await choosing(streams, false);
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

const divided = <T>(all: readonly T[], holds: (one: T) => boolean): readonly [T[], T[]] => {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const one of all) (holds(one) ? yes : no).push(one);
  return [yes, no];
};

/** Events of a scope, in the order of the log; `entries` has 32 bytes for each. */
export type EventPlaces = Readonly<{
  ordinals: ArrayLike<number>;
  positions: readonly Position[];
  entries: Uint8Array;
}>;
/** A stream, and which of these events are its own, by revision. */
export type StreamPlaces = Readonly<{ stream: string; at: readonly number[] }>;

/** The streams of these events, in the order of their first events. */
export const streamsOf = ({ streams, streamOf, ordinals }: Places, upTo: number): readonly StreamPlaces[] => {
  const found = streams.map((stream) => ({ stream, at: [] as number[] }));
  for (const [n, ordinal] of ordinals.entries()) {
    if (ordinal > upTo) break;
    found[streamOf[n]!]!.at.push(n);
  }
  return found.filter(({ at: { length } }) => length > 0);
};

/**
 * Each part, with what was read of it. While a part is worked on, the next one is read: a server needs some time for it.
 * @throws what `read` throws, and the signal's reason
 */
export async function* readInParts<T, R>(
  all: readonly T[],
  read: (part: readonly T[]) => Promise<R>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly [part: readonly T[], found: R], void, void> {
  const begin = (from: number) => {
    if (from >= all.length) return undefined;
    const part = all.slice(from, from + PART);
    const found = read(part);
    found.catch(() => {}); // thrown below, unless the caller has stopped before
    return { part, found };
  };
  let next = begin(0);
  for (let from = PART; next !== undefined; from += PART) {
    const { part, found } = next;
    const result = await found;
    signal?.throwIfAborted();
    next = begin(from);
    // The request for the next part leaves before the work on this one.
    await otherWork(signal);
    yield [part, result];
  }
}

/** @throws EventAltered if an event does not match the index of the log, StreamCut if its stream was cut */
export const readHistories = async (
  store: Reading['store'],
  places: EventPlaces,
  streams: readonly StreamPlaces[],
): Promise<Histories> => {
  const histories = await store.readStarts(
    streams.map(({ stream, at }) => ({ stream, positions: at.map((place) => places.positions[place]!) })),
  );
  for (const [n, one] of streams.entries()) await verify(store, places, one, histories[n]!);
  return streams.map(({ at }, n) =>
    at.map((place, revision) => logged(histories[n]![revision]!, places.ordinals[place]!)),
  );
};

const verify = async (
  store: Reading['store'],
  { ordinals, entries }: EventPlaces,
  { stream, at }: StreamPlaces,
  events: readonly (StoredEvent | undefined)[],
): Promise<void> => {
  for (const [revision, place] of at.entries()) {
    const event = events[revision];
    if (event !== undefined && isEntryOf(entries.subarray(place * HASH_SIZE, (place + 1) * HASH_SIZE), event)) continue;
    const cut = event === undefined ? await store.cutOf(stream) : undefined;
    throw cut
      ? new StreamCut(cut)
      : new EventAltered({ ordinal: ordinals[place]!, stream, revision, id: event?.id ?? '' });
  }
};

const isEntryOf = (entry: Uint8Array, event: StoredEvent): boolean =>
  matchesEntry(event) && Buffer.from(entry).toString('hex') === event.entry;
