import { parentPort } from 'node:worker_threads';
import { threadData } from '../thread-data.js';

/** Reports what it was started with, and then waits. */
const port = parentPort!;
port.on('message', () => {});
port.postMessage(threadData<string>());
