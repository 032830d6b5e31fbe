import { SqliteEventStore } from '../sqlite-event-store.js';
import { say, told } from './events.js';

/** Owns the log of a folder until it is killed. */
try {
  SqliteEventStore.open(process.argv[2]!, { mode: 'owner' });
  say('owner');
  setInterval(() => {}, 1000);
} catch (error) {
  say(told(error));
}
