import type Database from 'better-sqlite3';
import type { EventStore } from '#event-store/event-store.js';
import { BIG_BATCH, catchUp, gather } from './catch-up.js';
import { Histories, Places } from './histories.js';
import { decodeBatch } from './logged.js';
import { checkpointAt, Projection } from './project.js';
import type { ReadModel } from './read-model.js';
import { type Checkpoint, createModel, createOwnTables, dropModel, START } from './tables.js';

type Told = Readonly<{ signal?: AbortSignal; hear?: (done: number) => void }>;

/**
 * Fills an empty database with all that the log holds. Most things have more than one event, and to rewrite a thing's
 * rows for each of them is most of the work: so the log is read twice, first to learn where each stream ends, then to
 * write each thing once. Indexes are made last, in their order. Models that throw, and what was appended meanwhile,
 * take the ordinary path, which finds the exact event.
 * @throws the signal's reason, Unavailable, and what the disk throws
 */
export const build = async (
  store: EventStore,
  db: Database.Database,
  models: readonly ReadModel[],
  told: Told = {},
): Promise<void> => {
  createOwnTables(db);
  for (const model of models) createModel(db, model);
  const unreadable = await fill(store, db, models, Infinity, told);
  if (unreadable !== undefined) {
    db.exec('DELETE FROM places');
    for (const model of models) renew(db, model);
    await fill(store, db, models, unreadable, told);
  }

  const places = new Places(db);
  const projection = new Projection(db, models, places);
  const histories = new Histories(store, places);
  for (let caughtUp = false; !caughtUp && projection.slowest !== undefined;)
    for await (const step of catchUp(store, projection, histories, { live: false, ...told })) {
      told.signal?.throwIfAborted();
      told.hear?.(step.ordinal + 1);
      caughtUp = step.caughtUp;
    }
};

const renew = (db: Database.Database, model: ReadModel): void => {
  dropModel(db, model.name);
  createModel(db, model);
};

/** @returns the ordinal of the first event that this code cannot read, if there is one before `limit`; what was written is of no use then */
const fill = async (
  store: EventStore,
  db: Database.Database,
  models: readonly ReadModel[],
  limit: number,
  { signal, hear }: Told,
): Promise<number | undefined> => {
  const { ends, total } = await endsOf(store, limit, signal);
  const indexes = dropIndexes(db);
  // Nothing is rolled back here: what fails is thrown away, file or tables.
  const journal = String(db.pragma('journal_mode', { simple: true }));
  db.pragma('journal_mode = OFF');
  const places = new Places(db);
  const histories = new Histories(store, places);
  const projection = new Projection(db, models, places);
  let checkpoint: Checkpoint = START;
  for await (const { events: stored } of gather(store.readAll(), BIG_BATCH)) {
    signal?.throwIfAborted();
    const first = checkpoint.ordinal + 1;
    const batch = decodeBatch(stored.slice(0, total - first), first, checkpoint.position);
    if (batch.unknown) return batch.unknown.ordinal;
    const { events } = batch;
    if (events.length === 0) break;

    const ending = new Set<string>();
    for (const { stream, revision } of events) if (ends.get(stream) === revision) ending.add(stream);
    const whole = await histories.of(events.filter(({ stream }) => ending.has(stream)));
    histories.forget(ending);
    histories.remember(events.filter(({ stream }) => !ending.has(stream)));
    projection.fill(events, whole);
    checkpoint = checkpointAt(batch, events.length - 1);
    hear?.(checkpoint.ordinal + 1);
  }
  for (const sql of indexes) db.exec(sql);
  db.pragma(`journal_mode = ${journal}`);
  for (const model of projection.filled(checkpoint)) renew(db, model);
  return undefined;
};

/** The last revision of every stream among the first `limit` events, and how many events that are. */
const endsOf = async (store: EventStore, limit: number, signal: AbortSignal | undefined) => {
  const ends = new Map<string, number>();
  let total = 0;
  for await (const { events } of store.readAll()) {
    signal?.throwIfAborted();
    for (const { stream, revision } of events.slice(0, limit - total)) ends.set(stream, revision);
    total = Math.min(total + events.length, limit);
    if (total === limit) break;
  }
  return { ends, total };
};

/** Drops the indexes that only serve queries. @returns what makes them again */
const dropIndexes = (db: Database.Database): readonly string[] => {
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%'`,
    )
    .all();
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`);
  return indexes.map(({ sql }) => sql);
};
