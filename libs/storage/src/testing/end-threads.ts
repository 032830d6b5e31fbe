import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startThread } from '../thread.js';

/** Starts threads and ends them, each a little later than the one before, while they load. */
const count = Number(process.argv[2]);
const file = new URL('./idle.worker.js', import.meta.url);
for (let n = 0; n < count; n++) {
  const { worker, end } = startThread(file, 'data');
  const exited = once(worker, 'exit');
  await sleep(n / 4);
  // Nothing but `end` keeps the process alive.
  worker.unref();
  await end();
  await exited;
}
