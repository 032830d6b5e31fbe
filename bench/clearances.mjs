/** What clearances in use cost, for run.mjs: the rate of the projection, the memory, and a page. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { logConfig } from '../dist/libs/config/src/log-config.js';
import { EU_LADDER } from '../dist/libs/domain/src/marking.js';
import { Projector } from '../dist/libs/read-models/src/projector/projector.js';
import { Views } from '../dist/apps/server/src/log/views.js';
import { timelineOf } from '../dist/libs/read-models/src/models/timeline/timeline.js';
import { multiply } from './dossier.mjs';

const READ_EVERY_MS = 20;
const FIRST = { after: undefined, limit: 50 };

/** While so many clearances read a page of one negotiation, in turn, the projection follows a log that grows as fast as it can. */
const followed = async ({ from, dataDir, events, negotiationId, clearances }) => {
  mkdirSync(dataDir, { recursive: true });
  await multiply(from, dataDir, 200, negotiationId);
  const projector = await Projector.start(logConfig(dataDir));
  await projector.until(199, 60_000);
  const views = new Views(dataDir, EU_LADDER);
  let asked = 0;
  let took = 0;
  const reading = setInterval(() => {
    const clearance = { level: EU_LADDER[3], compartments: [`c${asked % clearances}`] };
    const began = performance.now();
    const read = { names: ['things', 'timeline'], clearance, about: { negotiationId } };
    views.read(read, (db) => timelineOf(db, negotiationId, {}, FIRST));
    took += performance.now() - began;
    asked += 1;
  }, READ_EVERY_MS);
  const began = performance.now();
  await multiply(from, dataDir, events, negotiationId);
  await projector.until(events, 600_000);
  const rate = (events * 1_000) / (performance.now() - began);
  clearInterval(reading);
  views.close();
  await projector.stop();
  return { rate, page: took / asked, rss: process.memoryUsage().rss / 2 ** 20 };
};

/** `from`: a data folder with the dossier; `negotiationId`: its negotiation; `root`: where to work. */
export const measureClearances = async ({ from, negotiationId, events, root }) => {
  const measure = (clearances, turn) =>
    followed({ from, dataDir: join(root, `clearances-${clearances}-${turn}`), events, negotiationId, clearances });
  await measure(1, 'to warm up');
  const found = { 1: [], 20: [] };
  for (let turn = 0; turn < 3; turn++) for (const count of [1, 20]) found[count].push(await measure(count, turn));
  const median = (count, what) => found[count].map((one) => one[what]).toSorted((a, b) => a - b)[1];
  for (const count of [1, 20])
    console.log(
      `${count} in use: ${Math.round(median(count, 'rate')).toLocaleString('en')} events/s projected, a page of 50 in ${median(count, 'page').toFixed(2)} ms, memory of the process ${Math.round(median(count, 'rss'))} MB`,
    );
};
