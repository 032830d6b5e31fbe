/**
 * Projects a log in a process of its own, while clearances read a page of it in turn, so that its memory is that of this
 * work. `follower.mjs DATA_DIR NEGOTIATION_ID CLEARANCES`; a message asks until which event, the answer is how it went.
 */
import { once } from 'node:events';
import { logConfig } from '../../dist/libs/config/src/log-config.js';
import { EU_LADDER } from '../../dist/libs/domain/src/marking.js';
import { Projector } from '../../dist/libs/read-models/src/projector/projector.js';
import { timelineOf } from '../../dist/libs/read-models/src/models/timeline/timeline.js';
import { Views } from '../../dist/apps/server/src/log/views.js';

const READ_EVERY_MS = 20;
const LONGEST_MS = 600_000;
const FIRST = { after: undefined, limit: 50 };

const [dataDir, negotiationId, clearances] = process.argv.slice(2);
const projector = await Projector.start(logConfig(dataDir));
const caughtUp = async (ordinal) => {
  if (!(await projector.until(ordinal, LONGEST_MS))) throw new Error(`event ${ordinal} is not projected in time`);
};
const asked = async () => (await once(process, 'message'))[0];

process.send({ listening: '' });
await caughtUp(await asked());
const views = new Views(dataDir, EU_LADDER);
let pages = 0;
let took = 0;
const read = () => {
  const clearance = { level: EU_LADDER[3], compartments: [`c${pages % Number(clearances)}`] };
  const began = performance.now();
  const about = { names: ['things', 'timeline'], clearance, about: { negotiationId } };
  views.read(about, (db) => timelineOf(db, negotiationId, {}, FIRST));
  took += performance.now() - began;
  pages += 1;
};
const reading = setInterval(read, READ_EVERY_MS);
process.send('reading');
await caughtUp(await asked());
clearInterval(reading);
process.send({ pages, page: took / pages });
// The memory is read from outside before this process ends.
await asked();
views.close();
await projector.stop();
process.exit(0);
