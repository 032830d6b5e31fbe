/**
 * Measures the service beside a raw server, in one run, and says how they compare.
 * `npm run bench`, or `npm run bench -- --seconds 2 --events 20000` for a quick look.
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import autocannon from 'autocannon';
import { measureAccess } from './access.mjs';
import { measureBefore } from './before.mjs';
import { measureProofs, measureReplay, measureVerifier } from './audit.mjs';
import { loadDossier, multiply } from './dossier.mjs';
import { measureClearances } from './clearances.mjs';
import { measureWalk } from './walk.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    events: { type: 'string', default: '100000' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    commit: { type: 'string', default: '018baf2' },
    rounds: { type: 'string', default: '5' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(
    'npm run bench -- [--seconds 5] [--events 100000] [--only before|eventstoredb|walk] [--commit 018baf2] [--rounds 5] [--list]\n\n  --seconds  how long each load lasts\n  --events   how large the log is that is rebuilt and started on\n  --only     one part: before, this build and that of an earlier commit in turns; eventstoredb, the engine on EventStoreDB; walk, the files and functions that a request calls\n  --commit   with --only before: the earlier commit\n  --rounds   with --only before: how often both are measured\n  --list     with --only walk: names the files',
  );
  process.exit(0);
}
const seconds = Number(values.seconds);
const events = Number(values.events);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'rapporteur-bench-'));

/** @returns {Promise<{ url: string, pid: number, ms: number, stop: () => Promise<void> }>} */
const start = async (main, dataDir, env = {}) => {
  const began = performance.now();
  const child = fork(main, { env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...env } });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${main} ended with ${code} before it listened`);
  });
  const [{ listening }] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {}); // from here on it is told to end
  return {
    url: listening,
    pid: child.pid,
    ms: performance.now() - began,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};
const SERVICE = here('../dist/bin/service.js');
const ready = async (url) => {
  // Seldom enough that the answers take nothing from what is waited for.
  while (!(await fetch(`${url}/health/ready`)).ok) await sleep(20);
};
const rss = async (url) =>
  Number(/^process_resident_memory_bytes (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())[1]) / 2 ** 20;
const json = { 'content-type': 'application/json' };
const load = (url, connections, request) => autocannon({ url, connections, duration: seconds, ...request });
const row = (...cells) => console.log(cells.map((cell, i) => String(cell).padEnd(i === 0 ? 34 : 14)).join(''));
const number = (value) => Math.round(value).toLocaleString('en');

/** An engine is a folder that may be deleted. */
const EVENTSTOREDB = './eventstoredb.mjs';
const measureEngine = async () => {
  if (!existsSync(here('../dist/libs/event-store/src/eventstoredb'))) return;
  const { measureEventStoreDb } = await import(EVENTSTOREDB);
  await measureEventStoreDb(seconds, events, { row, number });
};

console.log(`Each load lasts ${seconds} s. ${process.version}\n`);
const { commit, rounds } = values;
const PARTS = {
  before: () =>
    measureBefore({ commit, rounds: Number(rounds), seconds, events, root, start, ready, load, row, number }),
  eventstoredb: measureEngine,
  walk: () => measureWalk(values.list),
};
if (values.only !== undefined) {
  if (!Object.hasOwn(PARTS, values.only)) {
    console.error(`There is no part ${values.only}; --only takes ${Object.keys(PARTS).join(' or ')}.`);
    process.exit(2);
  }
  await PARTS[values.only]();
  rmSync(root, { recursive: true, force: true });
  process.exit(0);
}
const raw = await start(here('./raw-server.mjs'), join(root, 'raw'));
const service = await start(SERVICE, join(root, 'service'));
const dossier = await loadDossier(service.url);

console.log('Durable POST …/statements, requests/s');
row('connections', 'service', 'raw', 'ratio', 'p99 ms', 'views behind for');
const statement = JSON.stringify(dossier.statement);
let perStatement = 0;
for (const connections of [1, 16, 64]) {
  const request = { method: 'POST', headers: json, body: statement };
  const bare = await load(`${raw.url}${dossier.statements}`, connections, request);
  const full = await load(`${service.url}${dossier.statements}`, connections, request);
  const ended = performance.now();
  let behind = 1;
  while (behind > 0) {
    behind = (await (await fetch(`${service.url}/health/ready`)).json()).behind;
    if (behind > 0) await sleep(20);
  }
  if (full.non2xx + full.errors + bare.non2xx + bare.errors > 0)
    throw new Error('some requests were not answered well');
  perStatement = 1e6 / full.requests.average;
  row(
    connections,
    number(full.requests.average),
    number(bare.requests.average),
    (full.requests.average / bare.requests.average).toFixed(2),
    full.latency.p99,
    `${number(performance.now() - ended)} ms`,
  );
}
console.log(`memory after that: ${number(await rss(service.url))} MB\n`);
await service.stop();

const small = await start(SERVICE, join(root, 'reads'));
const read = await loadDossier(small.url);
await ready(small.url);
console.log('GET, 16 connections, requests/s');
row('view', 'service', 'raw', 'ratio', 'p99 ms');
const bareRead = await load(`${raw.url}/`, 16, {});
for (const [name, path] of [
  ['overview', read.overview],
  ['position table', read.positions],
]) {
  const full = await load(`${small.url}${path}`, 16, {});
  if (full.non2xx > 0) throw new Error(`${name}: ${full.non2xx} were not answered well`);
  row(
    name,
    number(full.requests.average),
    number(bareRead.requests.average),
    (full.requests.average / bareRead.requests.average).toFixed(2),
    full.latency.p99,
  );
}
await small.stop();
await raw.stop();

console.log('\nThe same GET with a login, 16 connections');
await measureAccess({
  start: async (env) => {
    const started = await start(SERVICE, join(root, 'reads'), env);
    await ready(started.url);
    return started;
  },
  load: async (url, headers) => {
    const { requests, non2xx } = await load(url, 16, { headers });
    if (non2xx > 0) throw new Error(`${url}: ${non2xx} were not answered well`);
    return requests.average;
  },
  negotiationId: read.id,
  paths: { overview: read.overview, 'position table': read.positions },
});

await measureEngine();

console.log(`\nA log of ${number(events)} events, the dossier's mix`);
const large = join(root, 'large');
await multiply(join(root, 'reads'), large, events);
const cli = here('../dist/bin/rapporteur.js');
const { stdout } = await promisify(execFile)(process.execPath, [cli, 'rebuild', '--data-dir', large, '--json']);
const rebuilt = JSON.parse(stdout);
const views = join(large, 'views.db');
console.log(
  `rebuilt in ${rebuilt.seconds} s: ${number(rebuilt.eventsPerSecond)} events/s; events.db ${number(statSync(join(large, 'events.db')).size / 2 ** 20)} MB, views.db ${number(statSync(views).size / 2 ** 20)} MB`,
);
for (const state of ['present', 'absent']) {
  if (state === 'absent') rmSync(views);
  const began = performance.now();
  const started = await start(SERVICE, large);
  await ready(started.url);
  const ms = performance.now() - began;
  console.log(
    `views.db ${state}: listening after ${number(started.ms)} ms, ready after ${number(ms)} ms; memory ${number(await rss(started.url))} MB`,
  );
  if (state === 'absent') await measureVerifier(started.url, join(root, 'audit.ndjson'));
  await started.stop();
}

console.log('\nClearances in use');
await measureClearances({ from: join(root, 'reads'), negotiationId: read.id, events: Math.min(events, 20_000), root });

console.log('\nThe past, and the proof');
const long = join(root, 'long');
await multiply(join(root, 'reads'), long, 10_000, read.id);
const asked = await start(SERVICE, long);
await ready(asked.url);
await measureReplay(asked.url, read.overview);
await asked.stop();
measureProofs(perStatement);
rmSync(root, { recursive: true, force: true });
