import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import type { EventStore, Position } from '#event-store/event-store.js';
import { openEventStore } from '#event-store/engines.js';
import { openDatabase } from '#storage/open-database.js';
import { SoleWriter } from '#storage/sole-writer.js';
import { threadData } from '#storage/thread-data.js';
import { plainError } from '../projection/error-message.js';
import type { ReadModel } from '../projection/read-model.js';
import { keptModels, type ModelRow } from '../projection/tables.js';
import { build, extend } from './build.js';
import { compareViews } from './compare-views.js';
import { createForBuilding, removeDatabase, viewsFile } from './views-file.js';
import type { CheckedViews } from './views-check.js';
import type { CheckData } from './worker-messages.js';

const data = threadData<CheckData>();
const { file, viewsDir, patience, written = -1 } = data;
const LOOK_EVERY_MS = 100;
const { models: wanted } = (await import(data.models)) as { models: readonly ReadModel[] };

/** The models of one snapshot of views.db. `end`: the last event that any of them has. */
type Shown = Readonly<{ models: readonly ModelRow[]; end: Position | null; ordinal: number }>;

const shownIn = (db: Database.Database): Shown => {
  const models = keptModels(db);
  const last = models.reduce<ModelRow | undefined>(
    (a, b) => (a === undefined || (b.position ?? '') > (a.position ?? '') ? b : a),
    undefined,
  );
  return { models, end: last?.position ?? null, ordinal: last?.ordinal ?? -1 };
};

/** Whether no model is being built or catches up with the others: these are not at the same event. */
const isSettled = ({ models, end }: Shown): boolean =>
  wanted.every(({ name }) => models.some((model) => model.name === name)) &&
  models.every(({ position, stoppedAt }) => position === end || stoppedAt !== null);

/** Begins a read transaction when all models of views.db have the same events. */
const settled = async (db: Database.Database): Promise<Shown> => {
  const until = patience === undefined ? Infinity : performance.now() + patience;
  for (;;) {
    db.exec('BEGIN');
    const shown = shownIn(db);
    if (isSettled(shown)) return shown;
    db.exec('ROLLBACK');
    if (performance.now() > until)
      throw new Error('some read models have fewer events than others. Wait until the service is ready, and try again');
    await sleep(LOOK_EVERY_MS);
  }
};

/**
 * Builds `sound` while views.db goes on, which then is held as it is, until both have the same events. @returns what it shows then;
 * undefined if it lacks what was written to it: `sound` has all of the log then
 */
const reachedBy = async (
  store: EventStore,
  db: Database.Database,
  sound: Database.Database,
): Promise<Shown | undefined> => {
  const { end: start, ordinal } = await settled(db);
  db.exec('COMMIT');
  if (ordinal < written) {
    await build(store, sound, wanted);
    return undefined;
  }
  await build(store, sound, wanted, { upTo: start });
  const shown = await settled(db);
  if ((shown.end ?? '') < (start ?? '')) throw new Error('views.db was replaced meanwhile');
  await extend(store, sound, wanted, { upTo: shown.end });
  return shown;
};

const check = async (store: EventStore): Promise<CheckedViews> => {
  removeDatabase(file);
  const sound = createForBuilding(file);
  const writer = new SoleWriter(sound);
  const db = openDatabase(viewsFile(viewsDir), { readonly: true, fileMustExist: true });
  try {
    db.pragma('temp_store = FILE');
    db.prepare('ATTACH ? AS sound').run(file);
    const shown = await reachedBy(store, db, sound);
    const finding = String(sound.pragma('quick_check(1)', { simple: true }));
    if (finding !== 'ok') throw new Error(`${file} was built wrong: ${finding}`);
    if (shown === undefined) return { ordinal: written, differences: [{ model: 'views.db', things: [], count: 1 }] };
    const { models, end, ordinal } = shown;
    const allStopped = models.every(({ stoppedAt }) => stoppedAt !== null);
    const differences = compareViews(db, allStopped ? (end ?? '') : undefined);
    writer.assertAlone();
    return { ordinal, differences };
  } finally {
    db.close();
    sound.close();
  }
};

// On Linux this is the priority of this thread alone; elsewhere it would be that of the whole service.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
const store = await openEventStore(data, 'reader');
try {
  parentPort!.postMessage(await check(store));
} catch (error) {
  throw plainError(error);
} finally {
  await store.close();
}
// Ends the thread alone: a search for a server that has begun cannot be called off, and would keep it for minutes.
process.exit();
