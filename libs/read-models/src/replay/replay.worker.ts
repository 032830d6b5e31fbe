import { parentPort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { openEventStore } from '#event-store/engines.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { threadData } from '#storage/thread-data.js';
import { diff } from './diff.js';
import { EventAltered } from '../log-index/indexer.js';
import { messageOf } from '../projection/error-message.js';
import type { FromReplay, ReplayThreadData, ToReplay } from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';
import { otherWork, replay } from './replay.js';

/** The replay thread: it reads the log, and returns each moment as a database. */
const data = threadData<ReplayThreadData>();
const { models: url } = data;
const port = parentPort!;
const post = (message: FromReplay) => port.postMessage(message);
const { models } = (await import(url)) as { models: readonly ReadModel[] };
const store = await openEventStore(data, 'reader');

type Moment = Extract<ToReplay, { type: 'replay' | 'diff' }>;

const answer = async (message: Moment, signal: AbortSignal): Promise<void> => {
  const { request } = message;
  try {
    await otherWork(signal); // it may have been cancelled while it waited
    const db = await made(message, signal);
    try {
      post({ type: 'replayed', request, database: shared(db.serialize()) });
    } finally {
      db.close();
    }
  } catch (error) {
    const { name } = error as Error;
    const altered = error instanceof EventAltered ? { altered: error.event } : {};
    const cut = error instanceof StreamCut ? { cut: error.cut } : {};
    post({ type: 'failed', request, name, error: messageOf(error), ...altered, ...cut });
  }
};

const made = (message: Moment, signal: AbortSignal): Promise<Database.Database> => {
  const hear = (done: number) => post({ type: 'progress', request: message.request, done });
  const log = { store, hear, signal };
  if (message.type === 'diff') return diff({ ...message, ...log });
  return replay({ ...message, ...log, models: models.filter(({ name }) => message.names.includes(name)) });
};

/** Transferred, so that the other thread need not copy it. */
const shared = (bytes: Buffer): Uint8Array => {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
};

// One after the other, because each may use all the memory of a replay.
let turn = Promise.resolve();
const wanted = new Map<number, AbortController>();
port.on('message', (message: ToReplay) => {
  const { request } = message;
  if (message.type === 'cancel') return wanted.get(request)?.abort();
  const stop = new AbortController();
  wanted.set(request, stop);
  turn = turn.then(() => answer(message, stop.signal)).finally(() => wanted.delete(request));
});
