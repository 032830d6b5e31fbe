/** How a record grows: its files, its starts, and the pages of its largest negotiation, for one number of events. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/children.mjs';
import { login } from '../support/login.mjs';
import { dossierLog, makeLog } from '../support/logs.mjs';
import { columns, MB, ms, number, row, seconds, step } from '../support/report.mjs';
import { answered, Asker, checked, indexed, NOW, ready, record, start } from '../support/service.mjs';
import { median } from '../support/statistics.mjs';

const EVENTS = 100_000;
const SAMPLES = 20;
/** Each question has another limit, since an answer that is kept takes no time. These are asked first, and not counted. */
const WARM_UP = [21, 22, 23];
const FROM = 31;

const sizeOf = (...path) => statSync(join(...path)).size;
const sizes = (dataDir, { unnamedFiles }) => {
  const inMB = (bytes) => MB(bytes / 2 ** 20);
  row('events.db', inMB(sizeOf(dataDir, 'events.db')));
  row('views.db', inMB(sizeOf(dataDir, 'views.db')));
  row('the ledger', inMB(sizeOf(dataDir, 'ledger', 'entries')));
  row('the index of the log', inMB(unnamedFiles()));
};

/** From the start of the process until pages are answered, and until everything can be recorded and read. */
const timed = async ({ dataDir }, { settings, headers }, overview) => {
  const began = performance.now();
  const service = await start(NOW.main, dataDir, settings);
  await answered(`${service.url}${overview}`, headers.reader);
  row('until it answers pages', seconds(performance.now() - began));
  row('most memory until then', MB(service.peak()));
  await ready(service.url);
  await indexed(service.url, headers.chief);
  row('until it records, and the past answers', seconds(performance.now() - began));
  row('most memory until then', MB(service.peak()));
  return service;
};

/** The median time of a page, asked with another limit each time. */
const page = async (asker, headers, name, addressFor) => {
  const times = [];
  for (const limit of WARM_UP) await asker.page(addressFor(limit), headers);
  for (let n = 0; n < SAMPLES; n++) times.push((await asker.page(addressFor(FROM + n), headers)).ms);
  row(name, ms(median(times)));
};

const pages = async ({ url }, { headers }, { overview, id }) => {
  const asker = new Asker();
  const list =
    (path, query = {}) =>
    (limit) =>
      `${url}${path}?${new URLSearchParams({ ...query, limit: String(limit) })}`;
  const ask = (name, path, query) => page(asker, headers.reader, name, list(path, query));
  const { text } = await asker.page(list(`${overview}/parties`)(1), headers.reader);
  const [party] = JSON.parse(text).items;

  await ask('the list of negotiations', '/v1/negotiations');
  await ask('the timeline', `${overview}/timeline`);
  await ask('the timeline of one party', `${overview}/timeline`, { partyId: party.id });
  await ask('a search that finds nothing', `${overview}/statements`, { q: 'bicycle' });
  await ask('a search that finds much', `${overview}/statements`, { q: 'delegation' });
  await ask('a search of all negotiations', '/v1/search', { q: 'delegation' });
  await ask('the trail of one negotiation', '/v1/audit/trail', { negotiationId: id });
  asker.close();
};

/** Without a login, everybody has all negotiations. A search that takes long is asked a few times. */
const searchOfEverything = async ({ dataDir }) => {
  const service = await start(NOW.main, dataDir);
  await ready(service.url);
  const asker = new Asker();
  const times = [];
  for (const limit of WARM_UP)
    times.push((await asker.page(`${service.url}/v1/search?q=delegation&limit=${limit}`)).ms);
  row('a search of all negotiations, without a login', ms(median(times)));
  asker.close();
  await service.stop();
};

/** Facts one after another, each acknowledged when it is on the disk. */
const recording = async ({ url }, { headers }, { overview }) => {
  const times = [];
  for (let n = 0; n < SAMPLES; n++) {
    const began = performance.now();
    await record(`${url}${overview}/issues`, { title: `Issue ${n}` }, headers.recorder);
    times.push(performance.now() - began);
  }
  row('a fact is recorded', ms(median(times)));
};

/** A past moment that nobody has asked about, and another one a hundredth of the record later. */
const moments = async ({ url }, { headers }, { overview }, instant) => {
  for (const [name, share] of [
    ['the first past moment', 0.9],
    ['the next one', 0.91],
  ]) {
    const began = performance.now();
    await answered(`${url}${overview}?asOf=${instant(share)}`, headers.reader);
    row(name, seconds(performance.now() - began));
  }
};

export const growth = {
  name: 'growth',
  help: 'a record of one size: its files, its starts, a rebuild, and pages of a negotiation that has a tenth of it',
  size: `${number(EVENTS)} events in 1,000 negotiations`,
  onRequest: true,
  run: async ({ events: count = EVENTS }) => {
    const [people, dossier] = await Promise.all([login(), dossierLog()]);
    const log = await makeLog({ count, negotiations: 1_000 });

    step(`projecting ${number(count)} events`);
    const rebuilt = JSON.parse(await run(process.execPath, [NOW.cli, 'rebuild', '--data-dir', log.dataDir, '--json']));
    columns(`${number(count)} events`);
    row('rebuild of the views', seconds((count / rebuilt.eventsPerSecond) * 1_000));

    step('starting for the first time, which makes the ledger and the index');
    columns('the first start');
    const first = await timed(log, people, dossier.overview);
    await first.stop();

    step('starting again');
    columns('the next start');
    const service = await timed(log, people, dossier.overview);
    step('waiting until the views are checked');
    const began = performance.now();
    await checked(service.url, people.headers.chief);
    row('then until its views are checked', seconds(performance.now() - began));
    row('memory at rest', MB(service.memory()));

    columns('files');
    sizes(log.dataDir, service);

    columns('pages of the large negotiation, the median of 20');
    await pages(service, people, dossier);
    await recording(service, people, dossier);
    columns('overview of the large negotiation');
    await moments(service, people, dossier, log.instant);
    row('most memory', MB(service.peak()));
    await service.stop();
    await searchOfEverything(log);
  },
};
