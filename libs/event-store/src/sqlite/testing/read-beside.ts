import { setImmediate as nextTurn } from 'node:timers/promises';
import { SqliteEventStore } from '../sqlite-event-store.js';
import { event, say } from './events.js';

/** Appends when it is told to, and reads while that append is under way. */
const store = SqliteEventStore.open(process.argv[2]!, { mode: 'owner' });
await store.append('before', [event(), event()], { expected: 'no-stream' });
const told = new Promise((resolve) => process.once('SIGUSR2', resolve));
const alive = setInterval(() => {}, 1000);
say({ ready: true });
await told;

const appending = store
  .append('meeting-1', [event()], { expected: 'no-stream' })
  .then(({ position }) => say({ appended: position }));
await nextTurn(); // it was sent
const all: number[] = [];
for await (const { events } of store.readAll()) all.push(events.length);
const stream = await store.readStream('before');
const unfinished = await store.readStream('meeting-1');
say({ stream: stream.length, all, head: await store.head(), unfinished });
await appending;
say({ unfinished: (await store.readStream('meeting-1')).length });
clearInterval(alive);
await store.close();
