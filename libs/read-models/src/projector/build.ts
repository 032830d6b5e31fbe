import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { EventStore, Position } from '#event-store/event-store.js';
import { SoleWriter } from '#storage/sole-writer.js';
import { BIG_BATCH, catchUp } from './catch-up.js';
import { StreamCache, PositionIndex } from '../projection/stream-cache.js';
import { decodeBatch } from '../projection/logged-event.js';
import { type Checkpoint, checkpointAt, START } from '../projection/checkpoint.js';
import { Projection } from '../projection/projection.js';
import { indexLast } from '../projection/indexes.js';
import type { ReadModel } from '../projection/read-model.js';
import { createModel, createOwnTables, dropModel } from '../projection/tables.js';

/** `upTo`: the last event; the end of the log where left out. */
type BuildOptions = Readonly<{
  upTo?: Position | null;
  signal?: AbortSignal;
  onProgress?: (done: number) => void;
}>;

/**
 * Fills an empty database with all that the log holds. Most things have more than one event, and to rewrite a thing's
 * rows for each of them is most of the work: so each thing is written once, where its stream ends. Indexes are made last, in
 * their order. Models that throw, and what was appended meanwhile, take the ordinary path, which finds the exact event.
 * @throws the signal's reason, Unavailable, what the disk throws, and as for damage, if somebody else has written to the database
 */
export const build = async (
  store: EventStore,
  db: Database.Database,
  models: readonly ReadModel[],
  options: BuildOptions = {},
): Promise<void> => {
  const writer = new SoleWriter(db);
  createOwnTables(db);
  for (const model of models) createModel(db, model, 'marked');
  const head = options.upTo === undefined ? ((await store.head()) ?? null) : options.upTo;
  const readable = await fill(store, db, models, head, options);
  if (readable !== head) {
    db.exec('DELETE FROM places; DELETE FROM markings; DELETE FROM departures');
    for (const model of models) renew(db, model);
    await fill(store, db, models, readable, options);
  }
  await extend(store, db, models, options);
  writer.assertAlone();
};

/** Goes on from what a database holds. */
export const extend = async (
  store: EventStore,
  db: Database.Database,
  models: readonly ReadModel[],
  options: BuildOptions = {},
): Promise<void> => {
  const places = new PositionIndex(db);
  const projection = new Projection(db, models, 'marked', places);
  const histories = new StreamCache(store, places);
  for (let caughtUp = false; !caughtUp && projection.slowest !== undefined;)
    for await (const step of catchUp(store, projection, histories, { live: false, ...options })) {
      options.signal?.throwIfAborted();
      options.onProgress?.(step.ordinal + 1);
      caughtUp = step.caughtUp;
    }
};

const renew = (db: Database.Database, model: ReadModel): void => {
  dropModel(db, model.name);
  createModel(db, model, 'marked');
};

/**
 * Writes what the events up to a position tell.
 * @returns how far this code can read; short of that position, what was written is of no use
 */
const fill = async (
  store: EventStore,
  db: Database.Database,
  models: readonly ReadModel[],
  upTo: Position | null,
  options: BuildOptions,
): Promise<Position | null> => {
  if (upTo === null) return null;
  // A large log has more terms than fit into memory.
  const temporary = Number(db.pragma('temp_store', { simple: true }));
  db.pragma('temp_store = FILE');
  const indexes = indexLast(db, models, 'marked');
  // Nothing is rolled back here: what fails is thrown away, file or tables.
  const journal = String(db.pragma('journal_mode', { simple: true }));
  db.pragma('journal_mode = OFF');
  const places = new PositionIndex(db);
  const projection = new Projection(db, models, 'marked', places);
  const reached = await writeOnce(store, db, projection, new StreamCache(store, places), upTo, options);
  const whole = reached.position === upTo;
  // The pages that it leaves are used for what comes after it.
  if (whole) for (const model of models) await mergeTexts(db, model, options.signal);
  for (const sql of whole ? indexes : []) db.exec(sql);
  db.pragma(`journal_mode = ${journal}`);
  db.pragma(`temp_store = ${temporary}`);
  if (whole) for (const model of projection.filled(reached)) renew(db, model);
  return reached.position;
};

/**
 * Writes each thing where its stream ends, in small batches: what is read is done with before it weighs on the memory.
 * @returns the last event that this code can read
 */
const writeOnce = async (
  store: EventStore,
  db: Database.Database,
  projection: Projection,
  histories: StreamCache,
  upTo: Position,
  { signal, onProgress }: BuildOptions,
): Promise<Checkpoint> => {
  const last = await store.lastRevisions(upTo);
  let reached: Checkpoint = START;
  let committed = START.ordinal;
  db.exec('BEGIN');
  for await (const { events: stored } of store.readAll()) {
    signal?.throwIfAborted();
    const wanted = stored.filter(({ position }) => position <= upTo);
    const batch = decodeBatch(wanted, reached.ordinal + 1, reached.position);
    const { events } = batch;
    const ending = new Set<string>();
    for (const { stream, revision } of events) if (last.get(stream) === revision) ending.add(stream);
    const whole = await histories.take(events.filter(({ stream }) => ending.has(stream)));
    histories.remember(events.filter(({ stream }) => !ending.has(stream)));
    for (const stream of ending) last.delete(stream);
    projection.fill(events, whole);
    if (events.length > 0) reached = checkpointAt(batch, events.length - 1);
    onProgress?.(reached.ordinal + 1);
    if (batch.unknown || reached.position === upTo) break;
    if (reached.ordinal - committed < BIG_BATCH) continue;
    db.exec('COMMIT; BEGIN');
    committed = reached.ordinal;
  }
  db.exec('COMMIT');
  return reached;
};

/**
 * Merges the segments of a full-text index into one: an index that was written in small transactions has dozens, and a search reads each of
 * them. It merges in steps, so that it can be cancelled.
 */
const mergeTexts = async (db: Database.Database, { texts = {} }: ReadModel, signal: AbortSignal | undefined) => {
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();
  for (const name of Object.keys(texts)) {
    const merge = db.prepare<[number]>(`INSERT INTO "${name}" ("${name}", rank) VALUES ('merge', ?)`);
    // The negative number of the first step asks FTS5 to merge all segments. FTS5 counts one change for a step that had nothing to do.
    for (let before = -1, pages = -MERGED_AT_ONCE; before < 0 || changes.get()! - before > 1; pages = MERGED_AT_ONCE) {
      signal?.throwIfAborted();
      await setImmediate();
      before = changes.get()!;
      merge.run(pages);
    }
  }
};
const MERGED_AT_ONCE = 2_000;
