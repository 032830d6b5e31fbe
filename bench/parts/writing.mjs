/** Many facts at once: an import, a large dossier, and batches. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, run } from '../support/children.mjs';
import { loadDossier, STATEMENT } from '../support/dossier.mjs';
import { earlierBuild } from '../support/earlier-build.mjs';
import { logWithViews } from '../support/logs.mjs';
import { atLeast, columns, number, step } from '../support/report.mjs';
import { JSON_TYPE, NOW, ready, start } from '../support/service.mjs';
import { timed } from '../support/statistics.mjs';
import { inTurns, printBeside } from '../support/turns.mjs';

const EVENTS = 50_000;
const ENTRIES = 10_000;
const BATCH = 1_000;
const BARS = { import: 10_000, load: 2_000, batches: 5_000 };
const perSecond = (count, took) => (count * 1_000) / took;

/** One batch after the other, until the time is over. @returns facts per second */
const batchRate = async (url, statements, seconds) => {
  const body = JSON.stringify(Array.from({ length: BATCH }, () => ({ path: statements, body: STATEMENT })));
  const began = performance.now();
  let facts = 0;
  while (performance.now() - began < seconds * 1_000) {
    const results = await (await fetch(`${url}/v1/batches`, { method: 'POST', headers: JSON_TYPE, body })).json();
    if (!results.every(({ status }) => status === 201)) throw new Error('some commands were not recorded');
    facts += BATCH;
  }
  return perSecond(facts, performance.now() - began);
};

const HEAD = `dossier: large
entries:
  - { key: talks, record: OpenNegotiation, title: Talks }
  - { key: eu, record: JoinParty, name: European Union, kind: regional-organisation, role: principal }
  - { key: gill, record: NameRepresentative, name: Olof Gill, kind: person, partyId: eu }
`;
const entry = (n) =>
  `  - { key: s-${n}, record: MakeStatement, speakerId: gill, partyId: eu, kind: press-statement, text: Statement ${n}, verbatim: false }\n`;
/** A dossier with so many statements. @returns its file */
const largeDossier = (count) => {
  const file = join(newFolder('dossier'), 'large.yaml');
  writeFileSync(file, HEAD + Array.from({ length: count }, (_, n) => entry(n)).join(''));
  return file;
};

/** A log of so many events, made by the earlier build, which could not open one of this build. */
const earlierLog = async ({ main, loadDossier, multiply }, count) => {
  const [dossier, dataDir] = [newFolder('dossier-before'), newFolder('exported-before')];
  const service = await start(main, dossier);
  const { id } = await loadDossier(service.url);
  await service.stop();
  step(`writing a log of ${number(count)} events`);
  await multiply(dossier, dataDir, count, id);
  return { dataDir };
};

/** The file of a log, to be imported. */
const exported = async ({ main, cli }, { dataDir }) => {
  // A service has run on it, so it has its ledger.
  const service = await start(main, dataDir);
  await ready(service.url);
  await service.stop();
  const file = join(dataDir, 'record.ndjson');
  await run(process.execPath, [cli, 'export', '--to', file, '--data-dir', dataDir]);
  return file;
};

export const writing = {
  name: 'writing',
  help: 'import, load and batches of 1,000, beside the earlier build',
  size: `${number(EVENTS)} events imported, ${number(ENTRIES)} entries loaded`,
  comparesBuilds: true,
  run: async ({ events: count = EVENTS, rounds, seconds, ...options }) => {
    const entries = Math.min(ENTRIES, count);
    const dossier = largeDossier(entries);
    const before = await earlierBuild(options);
    const logs = [await earlierLog(before, count), await logWithViews({ count })];
    const candidates = [
      { ...before, file: await exported(before, logs[0]), newKeys: ['--new-ledger'] },
      { ...NOW, loadDossier, file: await exported(NOW, logs[1]), newKeys: ['--new-ledger', '--new-id-key'] },
    ];
    const found = await inTurns(candidates, rounds, async ({ name, main, cli, loadDossier, file, newKeys }) => {
      const target = join(newFolder(`imported-${name}`), 'data');
      mkdirSync(target);
      const words = [cli, 'import', file, '--data-dir', target, ...newKeys];
      const imported = await timed(() => run(process.execPath, words));
      const service = await start(main, newFolder(`writing-${name}`));
      const { statements } = await loadDossier(service.url);
      await ready(service.url);
      const loaded = await timed(() => run(process.execPath, [cli, 'load', dossier, '--url', service.url]));
      await ready(service.url);
      const batches = await batchRate(service.url, statements, seconds);
      await service.stop();
      return { import: perSecond(count, imported), load: perSecond(entries + 3, loaded), batches };
    });
    columns('with the start of each program', 'now', options.commit, 'ratio', 'over rounds');
    const bars = Object.fromEntries(
      Object.entries(BARS).map(([name, limit]) => [name, (_share, rate) => atLeast(limit, rate, 'events/s')]),
    );
    printBeside(found, (rate) => `${number(rate)}/s`, { bars });
  },
};
