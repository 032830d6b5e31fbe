import { parentPort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { openEventStore } from '#event-store/engines.js';
import type { ReadStarts } from '#event-store/event-store.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { threadData } from '#storage/thread-data.js';
import { createUnnamed, fillUnnamed } from '#storage/unnamed-database.js';
import { diff } from './diff.js';
import { moved } from './moved/moved.js';
import { EventAltered } from '../log-index/indexer.js';
import { messageOf } from '../projection/error-message.js';
import type { FromReplay, ReplayThreadData, ToReplay } from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';
import { Playhead } from './playhead.js';
import { otherWork, type Reading } from './replay.js';

/** The replay thread: it reads the log, keeps playheads, and compares moments. */
const data = threadData<ReplayThreadData>();
const { models: url } = data;
const port = parentPort!;
const post = (message: FromReplay) => port.postMessage(message);
const { models } = (await import(url)) as { models: readonly ReadModel[] };
const store = await openEventStore(data, 'reader');

type Request = Extract<ToReplay, { request: number }> & { type: 'open' | 'move' | 'diff' | 'moved' };
type Open = Readonly<{ db: Database.Database; playhead: Playhead }>;
const playheads = new Map<number, Open>();

const answer = async (message: Request, signal: AbortSignal): Promise<void> => {
  const { request } = message;
  try {
    // Even if it was cancelled meanwhile: these events are not sent again.
    if (message.type === 'move') playheads.get(message.playhead)?.playhead.extend(message.places);
    await otherWork(signal);
    const onProgress = (done: number) => post({ type: 'progress', request, done });
    if (message.type === 'open') {
      playheads.set(message.playhead, openPlayhead(message));
      post({ type: 'opened', request });
    } else if (message.type === 'move') {
      const { playhead } = playheads.get(message.playhead)!;
      const changed = await playhead.move(message.choice, message.names, { onProgress, signal });
      post({ type: 'moved', request, failing: playhead.failing, changed });
    } else {
      const reading = { store: readingOf(message), onProgress, signal };
      const { file } = message;
      await fillUnnamed(file, (db) =>
        message.type === 'diff' ? diff(db, { ...message, ...reading }) : moved(db, { ...message, ...reading }),
      );
      post({ type: 'compared', request, file });
    }
  } catch (error) {
    const { name } = error as Error;
    const altered = error instanceof EventAltered ? { altered: error.event } : {};
    const cut = error instanceof StreamCut ? { cut: error.cut } : {};
    post({ type: 'failed', request, name, error: messageOf(error), ...altered, ...cut });
  }
};

const readingOf = ({ readsBetween }: Required<ReadStarts>): Reading['store'] => ({
  readStarts: (starts) => store.readStarts(starts, { readsBetween }),
  cutOf: (stream) => store.cutOf(stream),
});

const openPlayhead = (message: Extract<Request, { type: 'open' }>): Open => {
  const db = createUnnamed(message.file);
  try {
    return { db, playhead: new Playhead(db, models, readingOf(message)) };
  } catch (error) {
    db.close();
    throw error;
  }
};

const closePlayhead = (playhead: number): void => {
  playheads.get(playhead)?.db.close();
  playheads.delete(playhead);
};

// One after the other: side by side, all of them would take as long as the last.
let turn = Promise.resolve();
const wanted = new Map<number, AbortController>();
port.on('message', (message: ToReplay) => {
  if (message.type === 'cancel') return wanted.get(message.request)?.abort();
  if (message.type === 'close') return void (turn = turn.then(() => closePlayhead(message.playhead)));
  const { request } = message;
  const stop = new AbortController();
  wanted.set(request, stop);
  turn = turn.then(() => answer(message, stop.signal)).finally(() => wanted.delete(request));
});
