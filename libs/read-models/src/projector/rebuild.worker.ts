import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { openEventStore } from '#event-store/engines.js';
import { threadData } from '#storage/thread-data.js';
import { build } from './build.js';
import { holds } from './catch-up.js';
import { plainError } from '../projection/error-message.js';
import { ProgressReporter } from './progress-reporter.js';
import type { FromRebuild, RebuildThreadData, ToRebuild } from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';
import { keptModels, madeBy } from '../projection/tables.js';
import { swapIn } from './swap-in.js';
import { createForBuilding, openForBuilding } from './views-file.js';

const data = threadData<RebuildThreadData>();
const { file, names, models: url, total, joins } = data;
const port = parentPort!;
const post = (message: FromRebuild) => port.postMessage(message);
/** From the start, since it can come before it is waited for. */
const otherPart = joins ? (once(port, 'message') as Promise<[ToRebuild]>) : undefined;

/** Builds some models from the start of the log into a file of their own. A crash leaves nothing that is used. */
const run = async (): Promise<void> => {
  const { models } = (await import(url)) as { models: readonly ReadModel[] };
  const wanted = models.filter(({ name }) => names.includes(name));
  const store = await openEventStore(data, 'reader');
  let db: Database.Database | undefined;
  try {
    db = createForBuilding(file);
    const pace = new ProgressReporter(total);
    const onProgress = (done: number) => pace.tell(done, (progress) => post({ type: 'progress', progress }));
    await build(store, db, wanted, { onProgress });
    if (otherPart !== undefined) {
      const [{ part }] = await otherPart;
      const others = models.filter(({ name }) => part.names.includes(name));
      swapIn(db, part.file, others, part.rows);
      // A connection may remember the full-text indexes that were there before.
      db.close();
      db = openForBuilding(file);
    }

    for (const checkpoint of keptModels(db))
      if (!(await holds(store, checkpoint))) throw new Error(`the log has lost event ${checkpoint.ordinal}`);
    const finding = String(db.pragma('quick_check(1)', { simple: true }));
    if (finding !== 'ok') throw new Error(`${file} was built wrong: ${finding}`);
    post({ type: 'built', rows: countRows(db) });
  } catch (error) {
    throw plainError(error);
  } finally {
    db?.close();
    await store.close();
  }
};

const countRows = (db: Database.Database): Record<string, number> =>
  Object.fromEntries(
    keptModels(db)
      .flatMap(({ name }) => madeBy(db, name))
      .filter(({ type }) => type === 'table')
      .map(({ name }) => [name, db.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get() ?? 0]),
  );

await run();
// Ends the thread alone: a search for a server that has begun cannot be called off, and would keep it for minutes.
process.exit();
