/** What a second clearance in use costs the projection, for run.mjs. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EU_LADDER } from '../dist/libs/domain/src/marking.js';
import { Projector } from '../dist/libs/read-models/src/projector/projector.js';
import { multiply } from './dossier.mjs';

const sight = { clearance: { level: 'secret', compartments: [] }, ladder: EU_LADDER };

/** The views of the whole log, and of so many clearances besides, that see all of it: what costs most. */
const start = (dataDir, clearances, name) =>
  Promise.all(
    Array.from({ length: clearances + 1 }, (_, n) => {
      const viewsDir = join(dataDir, `${name}-${n}`);
      mkdirSync(viewsDir, { recursive: true });
      return Projector.start({ dataDir, viewsDir, ...(n > 0 && { sight }) });
    }),
  );

const isLive = (projector) => projector.states().every(({ status }) => status === 'live');

/** @returns events/s that every view has, when all are made from nothing */
const rebuilt = async (dataDir, events, clearances) => {
  const began = performance.now();
  const projectors = await start(dataDir, clearances, `from-nothing-${clearances}`);
  while (!projectors.every((one) => isLive(one) && one.projected === events - 1)) await sleep(5);
  const rate = (events * 1000) / (performance.now() - began);
  await Promise.all(projectors.map((one) => one.stop()));
  return rate;
};

/** @returns events/s that every view has, when all follow a log that is being written as fast as it goes */
const followed = async (from, dataDir, events, clearances) => {
  mkdirSync(dataDir, { recursive: true });
  await multiply(from, dataDir, 1);
  const projectors = await start(dataDir, clearances, 'following');
  const began = performance.now();
  await multiply(from, dataDir, events);
  await Promise.all(projectors.map((one) => one.until(events, 600_000)));
  const rate = (events * 1000) / (performance.now() - began);
  await Promise.all(projectors.map((one) => one.stop()));
  return rate;
};

/** `from`: a data folder with the dossier; `large`: one with so many events; `root`: where to work. */
export const measureSights = async ({ from, large, events, root }) => {
  const tell = (what, one, two) =>
    console.log(
      `${what}: ${Math.round(one).toLocaleString('en')} events/s for all; with a clearance besides ${Math.round(two).toLocaleString('en')}, ${((1 - two / one) * 100).toFixed(0)} % less`,
    );
  tell('made from nothing', await rebuilt(large, events, 0), await rebuilt(large, events, 1));
  const few = Math.min(events, 20_000);
  const [one, two] = [0, 1].map(
    (clearances) => () => followed(from, join(root, `sights-${clearances}`), few, clearances),
  );
  tell('following the log', await one(), await two());
};
