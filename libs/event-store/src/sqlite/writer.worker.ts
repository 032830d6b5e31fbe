import { parentPort } from 'node:worker_threads';
import { threadData } from '#storage/thread-data.js';
import { openForWriting } from './schema.js';
import type { FromWriter, ToWriter, WriterStart } from './writer-messages.js';
import { Writer } from './writer.js';

/** How often it looks whether the log still has its name, also while nothing is recorded. */
const LOOK_MS = 1_000;

/** The one thread that writes the log. What ends it too early, the main thread sees as its exit. */
const port = parentPort!;
const start = threadData<WriterStart>();
const db = openForWriting(start.file);
const writer = new Writer(db, start, (answer: FromWriter) => port.postMessage(answer));
const looking = setInterval(() => writer.look(), LOOK_MS);

const close = async () => {
  clearInterval(looking);
  await writer.close();
  db.close();
  port.close();
};
port.on('message', (message: ToWriter) => {
  if (message.type === 'append') return writer.enqueue(message.appends);
  void close();
});
