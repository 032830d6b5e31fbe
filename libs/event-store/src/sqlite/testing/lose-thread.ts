import { setImmediate as nextTurn } from 'node:timers/promises';
import { started } from './started-threads.js';
import { SqliteEventStore } from '../sqlite-event-store.js';
import { event, say, told } from './events.js';

/**
 * Ends the thread that writes the log after a number of acknowledged appends, by `terminate` or by an error that it does not
 * catch. Reports what became of each append of three events, and of one after that.
 */
const [dataDir, after, how] = process.argv.slice(2);
const store = SqliteEventStore.open(dataDir!, { mode: 'owner', onFailure: ({ message }) => say({ failure: message }) });
const [thread] = started;
const lose = () => (how === 'terminate' ? void thread!.terminate() : thread!.postMessage({ type: 'append' }));

let acknowledged = 0;
const appendUntilRefused = async (name: string) => {
  for (let n = 0; ; n++) {
    const stream = `${name}-${n}`;
    try {
      await store.append(stream, [event(), event(), event()], { expected: 'no-stream' });
      say({ stream, outcome: 'acknowledged' });
    } catch (error) {
      return say({ stream, ...told(error) });
    }
    if (++acknowledged === Number(after)) lose();
  }
};
const appends = Promise.all(Array.from({ length: 8 }, (_, n) => appendUntilRefused(`meeting-${n}`)));
const exited = new Promise((resolve) => thread!.once('exit', resolve));
await nextTurn(); // the first eight were sent
if (after === '0') lose();
await Promise.all([appends, exited]);
await appendUntilRefused('later');
say({ stopped: store.failure !== undefined });
await store.close();
