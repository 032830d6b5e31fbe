import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { isFull } from '#storage/sqlite-error.js';
import { thingOf } from '#domain/ids.js';
import type { EventStore } from '#event-store/event-store.js';
import { type AsOf, isWhole, shownOf } from './events-as-of.js';
import { logged } from '../projection/logged-event.js';
import { idsIn } from '../models/resolve-labels.js';
import { Projection } from '../projection/projection.js';
import type { LoggedEvent, ReadModel } from '../projection/read-model.js';
import type { Scope } from '../routes/scope.js';
import { START } from '../projection/checkpoint.js';
import { createModel, createOwnTables } from '../projection/tables.js';

/** The rows would take more memory than a replay may have. */
export class ReplayTooLarge extends Error {
  constructor(readonly bytes: number) {
    super(`the rows of this moment take more than ${bytes} bytes`);
    this.name = ReplayTooLarge.name;
  }
}

/** What is read of the log. */
export type Reading = Readonly<{
  store: Pick<EventStore, 'readStream'>;
  /** views.db, whose trail tells which events there are. */
  views: Database.Database;
  scope: Scope;
  choice: AsOf;
  /** Hears after every part how many events were read. */
  hear?: (done: number) => void;
  /** Where it aborts, nothing more is read. */
  signal?: AbortSignal | undefined;
}>;

type Options = Reading &
  Readonly<{
    models: readonly ReadModel[];
    /** The most that the rows may take, in bytes. */
    most: number;
  }>;

/** Streams that are read, decoded and written at the same time: what bounds the memory that a replay takes. */
const PART = 256;
const PAGE = 4096;
/** No history is read back from the log by its place. */
const noPlaces = (): readonly LoggedEvent[] => [];

/**
 * The read models as they stood at a moment, in a database in memory: the same projection over the events that are
 * chosen. @throws ReplayTooLarge, UnknownEvent, Unavailable, the signal's reason, and what a model throws at an event
 */
export const replay = ({ models, most, ...reading }: Options): Promise<Database.Database> =>
  inMemory(most, async (db) => {
    for (const model of models) createModel(db, model);
    const projection = new Projection(db, models);
    await readChosen(reading, (chosen) => {
      const whole = new Map(chosen.map((history) => [history[0].stream, history]));
      projection.fill(noPlaces(), whole);
    });
    const failed = projection.filled({ ...START, ordinal: reading.choice.upTo });
    if (failed.length > 0) throw new Error(`the read model ${failed[0]!.name} cannot tell of this moment`);
  });

/** A database in memory that takes no more than so many bytes. @throws ReplayTooLarge */
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
 * Reads what is chosen of each thing, part by part. What a chosen fact names counts with it, and what that names in turn.
 * @returns the ids that were named, where it matters
 */
export const readChosen = async (
  { store, views, scope, choice, hear, signal }: Reading,
  take: (chosen: readonly Filled[]) => void,
): Promise<ReadonlySet<string>> => {
  const named = new Set<string>();
  let done = 0;
  /** @returns the streams of which nothing was chosen */
  const choosing = async (streams: readonly StreamPlaces[], byName: boolean): Promise<readonly StreamPlaces[]> => {
    const left: StreamPlaces[] = [];
    for (const part of inParts(streams)) {
      const histories = await Promise.all(part.map((places) => readPlaces(store, places)));
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

  let left = await choosing(streamsOf(views, scope, choice.upTo), false);
  for (let size = -1; size < named.size;) {
    size = named.size;
    const [wanted, rest] = divided(left, ({ stream }) => named.has(thingOf(stream).id));
    left = [...rest, ...(await choosing(wanted, true))];
  }
  return named;
};

/** Lets the thread hear what else it is asked, and whether this is wanted still. @throws the signal's reason */
export const otherWork = async (signal: AbortSignal | undefined): Promise<void> => {
  await turn();
  signal?.throwIfAborted();
};

type Filled = readonly [LoggedEvent, ...LoggedEvent[]];
/** Where an event names other things. */
const toldIn = ({ data, metadata: { negotiationId, sources } }: LoggedEvent) => ({ data, negotiationId, sources });

const isFilled = (history: readonly LoggedEvent[]): history is Filled => history.length > 0;
const divided = <T>(all: readonly T[], holds: (one: T) => boolean): readonly [T[], T[]] => {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const one of all) (holds(one) ? yes : no).push(one);
  return [yes, no];
};

/** A stream, and the ordinals of its events by revision. */
export type StreamPlaces = Readonly<{ stream: string; ordinals: readonly number[] }>;

/** The streams of a scope, in the order in which they were begun. */
export const streamsOf = (views: Database.Database, scope: Scope, upTo: number): readonly StreamPlaces[] => {
  const conditions = conditionsOf(scope);
  const where = conditions.map(([sql]) => sql).join(' AND ');
  const ordinals = new Map<string, number[]>();
  for (const [stream, ordinal] of views
    .prepare<unknown[], [string, number]>(
      `SELECT stream, ordinal FROM trail WHERE ${where} AND ordinal <= ? ORDER BY ordinal`,
    )
    .raw()
    .iterate(...conditions.map(([, parameter]) => parameter), upTo)) {
    const known = ordinals.get(stream);
    if (known) known.push(ordinal);
    else ordinals.set(stream, [ordinal]);
  }
  return [...ordinals].map(([stream, of]) => ({ stream, ordinals: of }));
};

/** What finds the events of a scope on the trail. */
const conditionsOf = (scope: Scope): readonly (readonly [sql: string, parameter: string])[] => {
  if (!('kinds' in scope)) return [['negotiationId = ?', scope.negotiationId]];
  const { kinds, among } = scope;
  return [
    [`substr(stream, 1, instr(stream, '-') - 1) IN (SELECT value FROM json_each(?))`, JSON.stringify(kinds)],
    ...(among ? [['negotiationId IN (SELECT value FROM json_each(?))', JSON.stringify(among)] as const] : []),
  ];
};

/** The negotiations of a scope; undefined where it is of all that there are. */
export const negotiationsIn = (scope: Scope): readonly string[] | undefined =>
  'kinds' in scope ? scope.among : [scope.negotiationId];

export function* inParts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < all.length; i += PART) yield all.slice(i, i + PART);
}

export const readPlaces = async (
  store: Reading['store'],
  { stream, ordinals }: StreamPlaces,
): Promise<readonly LoggedEvent[]> => {
  const events = await store.readStream(stream, { limit: ordinals.length });
  if (events.length !== ordinals.length)
    throw new Error(`${stream} has ${events.length} events in the log, and ${ordinals.length} on the trail`);
  return events.map((event, revision) => logged(event, ordinals[revision]!));
};

/**
 * The last ordinal of the log as it stood at an instant: an event counts when nothing up to it was recorded later, since
 * clocks of several instances differ and the order of the log does not. `from` is an ordinal known to count.
 */
export const ordinalAt = (views: Database.Database, instant: string, from: number): number => {
  const later = views
    .prepare<[number, string], number>(
      'SELECT ordinal FROM trail WHERE ordinal > ? AND recordedAt > ? ORDER BY ordinal LIMIT 1',
    )
    .pluck()
    .get(from, instant);
  const last = views.prepare<[], number | null>('SELECT max(ordinal) FROM trail').pluck().get();
  return later === undefined ? (last ?? -1) : later - 1;
};

/**
 * The last event, up to an ordinal, of the negotiations of a scope: moments between two of them are the same. -1 before
 * the first; that ordinal where the scope is of all that there are.
 */
export const lastOf = (views: Database.Database, scope: Scope, upTo: number): number => {
  const negotiations = negotiationsIn(scope);
  if (negotiations === undefined) return upTo;
  // One by one, so that the index finds each without reading what comes before.
  const last = views
    .prepare<[number, string], number | null>(
      `SELECT max((SELECT max(ordinal) FROM trail WHERE negotiationId = value AND ordinal <= ?)) FROM json_each(?)`,
    )
    .pluck()
    .get(upTo, JSON.stringify(negotiations));
  return last ?? -1;
};

/** The negotiation that a thing belongs to. */
export const negotiationOf = (views: Database.Database, stream: string): string | undefined =>
  views
    .prepare<[string], string>('SELECT negotiationId FROM trail WHERE stream = ? ORDER BY ordinal LIMIT 1')
    .pluck()
    .get(stream);
