import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { openEventStore } from '#event-store/engines.js';
import { diff } from './diff.js';
import { messageOf } from './logged.js';
import type { FromReplay, ToReplay, ThreadData } from './protocol.js';
import type { ReadModel } from './read-model.js';
import { ordinalAt, replay } from './replay.js';
import { viewsFile } from './views.js';

/** The thread that replays: it reads the log and views.db, and hands each moment over as a database. */
const data = workerData as ThreadData;
const { viewsDir, models: url } = data;
const port = parentPort!;
const post = (message: FromReplay) => port.postMessage(message);
const { models } = (await import(url)) as { models: readonly ReadModel[] };
const store = await openEventStore(data, 'reader');

/** Opened anew for each, since views.db may have been made anew meanwhile. */
const withViews = async (work: (views: Database.Database) => unknown) => {
  const views = new Database(viewsFile(viewsDir), { readonly: true, fileMustExist: true });
  try {
    await work(views);
  } finally {
    views.close();
  }
};

const answer = async (message: ToReplay): Promise<void> => {
  const { request } = message;
  try {
    await withViews(async (views) => {
      if (message.type === 'place')
        return post({ type: 'placed', request, ordinal: ordinalAt(views, message.instant, message.from) });
      const db = await made(message, views);
      try {
        post({ type: 'replayed', request, database: shared(db.serialize()) });
      } finally {
        db.close();
      }
    });
  } catch (error) {
    const { name } = error as Error;
    post({ type: 'failed', request, name, error: messageOf(error) });
  }
};

const made = (message: Exclude<ToReplay, { type: 'place' }>, views: Database.Database): Promise<Database.Database> => {
  const log = { store, views, hear: (done: number) => post({ type: 'progress', request: message.request, done }) };
  if (message.type === 'diff') return diff({ ...message, ...log });
  return replay({ ...message, ...log, models: models.filter(({ name }) => message.names.includes(name)) });
};

/** So that the other thread need not copy it once more. */
const shared = (bytes: Buffer): Uint8Array => {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
};

// One after the other: each may take all the memory that a replay may have.
let turn = Promise.resolve();
port.on('message', (message: ToReplay) => {
  if (message.type === 'place') void answer(message);
  else turn = turn.then(() => answer(message));
});
