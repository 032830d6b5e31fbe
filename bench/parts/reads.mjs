/** Pages of a negotiation, for a reader with a login and a clearance. */
import { newFolder } from '../support/children.mjs';
import { earlierBuild } from '../support/earlier-build.mjs';
import { loadDossier } from '../support/dossier.mjs';
import { HIDDEN, login, RESTRICTED } from '../support/login.mjs';
import { atLeast, columns, ms, note, number, ratio, row } from '../support/report.mjs';
import { answered, Asker, JSON_TYPE, load, NOW, RAW, ready, record, start } from '../support/service.mjs';
import { median } from '../support/statistics.mjs';
import { inTurns, printBeside, ratiosOf } from '../support/turns.mjs';

const CONNECTIONS = 16;
/** Questions whose answers the service keeps, besides those that are measured. */
const KEPT = 100;
const BARS = { 200: 0.15, 304: 0.2 };
const TIMES = 2;
/** How long each page is asked for before it is measured. */
const WARM_UP_S = 2;

/** A service on the dossier, where the reader has access, and some statements are restricted or hidden. */
const prepared = async (build) => {
  const { settings, headers, admit } = await login();
  const dataDir = newFolder(`reads-${build.name}`);
  const open = await start(build.main, dataDir);
  const dossier = await build.loadDossier(open.url);
  await open.stop();
  await admit(build.main, dataDir, dossier.id);
  const service = await start(build.main, dataDir, settings);
  for (const marking of [undefined, RESTRICTED, HIDDEN])
    await record(`${service.url}${dossier.statements}`, { ...dossier.statement, marking }, headers.recorder);
  await ready(service.url);
  return { service, dossier, headers };
};

const unchanged = async ({ seconds, rounds }) => {
  const { service, dossier, headers } = await prepared({ ...NOW, loadDossier });
  const raw = await start(RAW, newFolder('raw'));
  for (let limit = 1; limit <= KEPT; limit++)
    await answered(`${service.url}${dossier.overview}/timeline?limit=${limit}`, headers.reader);

  const pages = await Promise.all(
    Object.entries({ overview: dossier.overview, 'position table': dossier.positions }).map(async ([name, path]) => {
      const url = `${service.url}${path}`;
      const { headers: told, text } = await answered(url, headers.reader);
      const kept = await fetch(`${raw.url}/facts`, { method: 'POST', headers: JSON_TYPE, body: text });
      const { id } = await kept.json();
      const revalidated = { ...headers.reader, 'if-none-match': told.get('etag') };
      return [
        { name: `${name} raw`, url: `${raw.url}/facts/${id}`, status: 200 },
        { name, bar: BARS[200], url, status: 200, headers: headers.reader },
        { name: `${name}, 304`, bar: BARS[304], url, status: 304, headers: revalidated },
      ];
    }),
  );
  for (const { url, status, headers } of pages.flat())
    await load(url, { connections: CONNECTIONS, seconds: WARM_UP_S, status, headers });
  const found = await inTurns(pages.flat(), rounds, async ({ url, status, headers }) => {
    const { rate, p99 } = await load(url, { connections: CONNECTIONS, seconds, status, headers });
    return { rate, p99 };
  });
  columns(`unchanged, ${CONNECTIONS} connections`, 'service', 'raw', 'ratio', 'over rounds', 'p99');
  for (const [raw, ...ours] of pages)
    for (const { name, bar } of ours) {
      const { ratio: share, range } = ratiosOf(found[name].rate, found[raw.name].rate);
      const rates = [found[name].rate, found[raw.name].rate].map((values) => `${number(median(values))}/s`);
      row(name, ...rates, ratio(share), range, ms(median(found[name].p99)), atLeast(bar, share));
    }
  await service.stop();
  await raw.stop();
};

/** The time of pages that are new, because something was recorded since: the medians of so many. */
const newAnswers = async (build, samples) => {
  const { service, dossier, headers } = await prepared(build);
  const asker = new Asker();
  const { text } = await asker.page(`${service.url}${dossier.positions}`, headers.reader);
  const [{ partyId, issueId, scope }] = JSON.parse(text).items;
  const [overview, table] = [dossier.overview, dossier.positions].map((path) => `${service.url}${path}`);
  const writes = [
    { name: 'overview, new', page: overview, path: dossier.statements, factOf: () => dossier.statement },
    {
      name: 'position table, new',
      page: table,
      path: `${dossier.positions}/shifts`,
      factOf: (n) => ({ partyId, issueId, scope, text: `Position ${n}.`, kind: 'demand', direction: 'reframed' }),
    },
  ];
  const figures = {};
  for (const { name, page, path, factOf } of writes) {
    const times = [];
    let before = (await asker.page(page, headers.reader)).headers.etag;
    for (let n = 0; n < samples; n++) {
      const token = await record(`${service.url}${path}`, factOf(n), { ...headers.recorder, 'if-match': '*' });
      // Another page waits until the views have the fact, so that the time of this one is that of its answer.
      await answered(`${service.url}${dossier.overview}/parties?limit=1`, {
        ...headers.reader,
        'consistency-token': token,
      });
      const answer = await asker.page(page, headers.reader);
      if (answer.headers.etag === before) throw new Error(`${page}: the answer is not new`);
      before = answer.headers.etag;
      times.push(answer.ms);
    }
    figures[name] = median(times);
  }
  asker.close();
  await service.stop();
  return figures;
};

export const reads = {
  name: 'reads',
  help: 'pages that have not changed, beside a raw server, and pages that are new, beside the earlier build',
  size: '200 new answers of each page in a round',
  comparesBuilds: true,
  run: async (options) => {
    note(`a login, a clearance, hidden statements, ${KEPT} other answers that are kept`);
    await unchanged(options);
    const builds = [await earlierBuild(options), { ...NOW, loadDossier }];
    const found = await inTurns(builds, options.rounds, (build) => newAnswers(build, options.samples ?? 200));
    columns('every answer new, median', 'now', options.commit, 'times faster', 'over rounds');
    const bar = (share) => atLeast(TIMES, share, 'times');
    printBeside(found, ms, { isTime: true, bars: { 'overview, new': bar, 'position table, new': bar } });
  },
};
