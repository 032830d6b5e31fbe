/** The resident memory of a service: while its views are built, at rest, with clearances in use, and after a replay. */
import { setTimeout as sleep } from 'node:timers/promises';
import { login } from '../support/login.mjs';
import { makeLog } from '../support/logs.mjs';
import { columns, MB, number, row, step } from '../support/report.mjs';
import { answered, indexed, NOW, ready, start } from '../support/service.mjs';
import { run } from '../support/children.mjs';

const EVENTS = 1_000_000;
const CLEARANCES = [1, 8];
const SETTLING = { times: 20, everyMs: 250 };

/** The highest of a few seconds, since memory that is garbage comes and goes. */
const settled = async ({ memory }) => {
  let most = 0;
  for (let n = 0; n < SETTLING.times; n++, await sleep(SETTLING.everyMs)) most = Math.max(most, memory());
  return most;
};

const measured = async (count) => {
  const [{ dataDir, instant }, { settings, headers, readerWith }] = await Promise.all([
    makeLog({ count, negotiations: 1_000 }),
    login(),
  ]);
  step(`projecting ${number(count)} events`);
  await run(process.execPath, [NOW.cli, 'rebuild', '--data-dir', dataDir]);
  const service = await start(NOW.main, dataDir, settings);
  await ready(service.url);
  await indexed(service.url, headers.chief);
  row('at rest', MB(await settled(service)));
  let opened = 0;
  for (const clearances of CLEARANCES) {
    for (; opened < clearances; opened++) {
      const reader = await readerWith({ clearance: 'secret', compartments: [`c${opened}`] });
      await answered(`${service.url}/v1/negotiations?limit=200`, reader);
    }
    row(`with ${clearances} clearance${clearances === 1 ? '' : 's'} in use`, MB(await settled(service)));
  }
  await answered(`${service.url}/v1/negotiations?limit=50&asOf=${instant(0.99)}`, headers.reader);
  row('after a replay', MB(await settled(service)));
  row('at the most', MB(service.peak()));
  await service.stop();
};

export const memory = {
  name: 'memory',
  help: 'the resident memory of a service at rest, with clearances in use, and after a replay',
  size: `${number(EVENTS / 10)} and ${number(EVENTS)} events`,
  onRequest: true,
  run: async ({ events = EVENTS }) => {
    for (const count of [Math.ceil(events / 10), events]) {
      columns(`${number(count)} events in 1,000 negotiations`);
      await measured(count);
    }
  },
};
