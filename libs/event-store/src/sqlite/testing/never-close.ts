import { SqliteEventStore } from '../sqlite-event-store.js';
import { event, say } from './events.js';

/** Appends to a log that it does not close. */
const store = SqliteEventStore.open(process.argv[2]!, { mode: 'owner' });
const { position } = await store.append('meeting-1', [event()], { expected: 'no-stream' });
say({ position });
