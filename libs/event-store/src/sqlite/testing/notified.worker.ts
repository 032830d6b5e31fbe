import { parentPort } from 'node:worker_threads';
import { threadData } from '#storage/thread-data.js';
import { AppendNotifier } from '../append-notifier.js';

/** A reader of a log that is never polled. It says when it waits, after it is told to, and when it was woken. */
const notifier = new AppendNotifier(threadData<string>(), { role: 'reader' });
const port = parentPort!;
port.postMessage('opened');
port.on('message', () => {
  void notifier.next().then(() => port.postMessage('woken'));
  port.postMessage('waits');
});
