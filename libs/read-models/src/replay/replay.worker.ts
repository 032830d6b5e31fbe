import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { openEventStore } from '#event-store/engines.js';
import { diff } from './diff.js';
import { messageOf } from '../projection/error-message.js';
import type { ThreadData } from '../projector/worker-messages.js';
import type { FromReplay, ToReplay } from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';
import { ordinalAt, otherWork, replay } from './replay.js';
import { viewsFile } from '../projector/views-file.js';

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

type Place = Extract<ToReplay, { type: 'place' }>;
type Moment = Extract<ToReplay, { type: 'replay' | 'diff' }>;

const answer = async (request: number, work: (views: Database.Database) => unknown): Promise<void> => {
  try {
    await withViews(work);
  } catch (error) {
    const { name } = error as Error;
    post({ type: 'failed', request, name, error: messageOf(error) });
  }
};

const tellPlace = ({ request, instant, from }: Place, views: Database.Database) =>
  post({ type: 'placed', request, ordinal: ordinalAt(views, instant, from) });

const tellMoment = async (message: Moment, views: Database.Database, signal: AbortSignal) => {
  await otherWork(signal); // it may have been cancelled while it waited
  const db = await made(message, views, signal);
  try {
    post({ type: 'replayed', request: message.request, database: shared(db.serialize()) });
  } finally {
    db.close();
  }
};

const made = (message: Moment, views: Database.Database, signal: AbortSignal): Promise<Database.Database> => {
  const hear = (done: number) => post({ type: 'progress', request: message.request, done });
  const log = { store, views, hear, signal };
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
const wanted = new Map<number, AbortController>();
port.on('message', (message: ToReplay) => {
  const { request } = message;
  if (message.type === 'cancel') return wanted.get(request)?.abort();
  if (message.type === 'place') return void answer(request, (views) => tellPlace(message, views));
  const stop = new AbortController();
  wanted.set(request, stop);
  turn = turn
    .then(() => answer(request, (views) => tellMoment(message, views, stop.signal)))
    .finally(() => wanted.delete(request));
});
