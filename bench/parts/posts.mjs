/** Durable facts, one request for each: this build, the earlier one, and the raw server. */
import { newFolder } from '../support/children.mjs';
import { loadDossier, STATEMENT } from '../support/dossier.mjs';
import { earlierBuild } from '../support/earlier-build.mjs';
import { atLeast, columns, number, ratio, row } from '../support/report.mjs';
import { JSON_TYPE, load, NOW, RAW, ready, start } from '../support/service.mjs';
import { median } from '../support/statistics.mjs';
import { inTurns, printBeside, ratiosOf } from '../support/turns.mjs';

const CONNECTIONS = [1, 16, 64];
const nameOf = (connections) => `${connections} connection${connections === 1 ? '' : 's'}`;
const BARS = { [nameOf(64)]: (share) => atLeast(0.85, share) };
/** How long each server takes facts before it is measured. */
const WARM_UP_S = 2;
const perSecond = (rate) => `${number(rate)}/s`;

/** A server, and where it takes facts. */
const service = (build) => ({
  name: build.name,
  open: async () => {
    const { url, stop } = await start(build.main, newFolder(`posts-${build.name}`));
    const { statements } = await build.loadDossier(url);
    await ready(url);
    return { address: `${url}${statements}`, stop };
  },
});
const raw = {
  name: 'raw',
  open: async () => {
    const { url, stop } = await start(RAW, newFolder('posts-raw'));
    return { address: `${url}/facts`, stop };
  },
};

const rates = async ({ open }, seconds) => {
  const { address, stop } = await open();
  const request = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(STATEMENT), seconds, status: 201 };
  await load(address, { ...request, connections: 16, seconds: WARM_UP_S });
  const figures = {};
  for (const connections of CONNECTIONS)
    figures[nameOf(connections)] = (await load(address, { ...request, connections })).rate;
  await stop();
  return figures;
};

export const posts = {
  name: 'posts',
  help: 'durable POST at 1, 16 and 64 connections, beside the earlier build and a raw server',
  size: 'an empty record',
  comparesBuilds: true,
  run: async (options) => {
    const candidates = [service(await earlierBuild(options)), service({ ...NOW, loadDossier }), raw];
    const found = await inTurns(candidates, options.rounds, (one) => rates(one, options.seconds));
    columns('durable POST', 'now', options.commit, 'ratio', 'over rounds');
    printBeside(found, perSecond, { bars: BARS });
    columns('durable POST', 'now', 'raw', 'ratio', 'over rounds');
    for (const connections of CONNECTIONS) {
      const name = nameOf(connections);
      const { ratio: share, range } = ratiosOf(found.now[name], found.raw[name]);
      row(name, perSecond(median(found.now[name])), perSecond(median(found.raw[name])), ratio(share), range);
    }
  },
};
