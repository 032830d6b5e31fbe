import { parentPort } from 'node:worker_threads';
import { openEventStore } from '#event-store/engines.js';
import { type EventStore, isTransientError } from '#event-store/event-store.js';
import { hasNoRoom } from '#storage/sqlite-error.js';
import { threadData } from '#storage/thread-data.js';
import { messageOf } from '../projection/error-message.js';
import { ProjectorThread } from './projector-thread.js';
import { viewsError } from './views-error.js';
import { viewsFile } from './views-file.js';
import type { FromThread, ThreadData, ToThread } from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';

/** The one thread that writes views.db. Of what ends it the Projector hears, and starts another. */
const data = threadData<ThreadData>();
const port = parentPort!;
const post = (message: FromThread) => port.postMessage(message);
let store: EventStore | undefined;
let thread: ProjectorThread | undefined;
const { promise: checksMayBegin, resolve: mayCheck } = Promise.withResolvers<void>();
if (data.checksWait !== true) mayCheck();
const { promise: logIsSound, resolve: trustLog } = Promise.withResolvers<void>();
if (data.discardsWait !== true) trustLog();

port.on('message', (message: ToThread) => {
  if (message.type === 'wanted') return thread?.want(message.ordinal);
  if (message.type === 'check') return mayCheck();
  if (message.type === 'sound') return trustLog();
  if (thread === undefined) process.exit(); // it waits for the log, and has begun nothing
  if (message.type === 'damaged') thread.giveUp();
  else thread.stop();
});
try {
  const { models } = (await import(data.models)) as { models: readonly ReadModel[] };
  store = await openEventStore(data, 'reader');
  thread = new ProjectorThread(data, models, store, post, { checksMayBegin, logIsSound });
  await thread.run();
} catch (error) {
  // In words, since what SQLite and the log's client throw would not come whole to the other thread.
  post({
    type: 'died',
    error: messageOf(viewsError(error, viewsFile(data.viewsDir))),
    isLogUnreachable: isTransientError(error),
    isDiskFull: hasNoRoom(error),
  });
} finally {
  port.close();
  await store?.close();
}
// Ends the thread alone: a search for a server that has begun cannot be called off, and would keep it for a while.
process.exit();
