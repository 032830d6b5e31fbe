import { parentPort, workerData } from 'node:worker_threads';
import { openEventStore } from '#event-store/engines.js';
import { messageOf } from './logged.js';
import { ProjectorThread } from './projector-thread.js';
import type { ThreadData, ToThread } from './protocol.js';
import type { ReadModel } from './read-model.js';

/** The one thread that writes views.db. What it throws ends it; the Projector hears of that and starts another. */
const data = workerData as ThreadData;
const port = parentPort!;
const { models } = (await import(data.models)) as { models: readonly ReadModel[] };
const store = await openEventStore(data, 'reader');
const thread = new ProjectorThread(data, models, store, (message) => port.postMessage(message));

port.on('message', (message: ToThread) => {
  if (message.type === 'stop') thread.stop();
  else thread.want(message.ordinal);
});
try {
  await thread.run();
} catch (error) {
  // What SQLite throws would lose its message on the way to the other thread.
  throw new Error(messageOf(error), { cause: error });
} finally {
  port.close();
  await store.close();
}
// Ends the thread alone: a search for a server that has begun cannot be called off, and would keep it for minutes.
process.exit();
