import { parentPort } from 'node:worker_threads';
import { threadData } from '#storage/thread-data.js';
import { openForWriting } from './schema.js';
import type { FromWriter, ToWriter } from './writer-messages.js';
import { Writer } from './writer.js';

/** The one thread that writes the log. What ends it too early, the main thread sees as its exit. */
const port = parentPort!;
const db = openForWriting(threadData<string>());
const writer = new Writer(db, (answer: FromWriter) => port.postMessage(answer));

port.on('message', (message: ToWriter) => {
  if (message.type === 'append') return writer.enqueue(message.appends);
  writer.drain();
  db.close();
  port.close();
});
