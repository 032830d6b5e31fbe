/** The service on EventStoreDB, where each call takes some milliseconds, beside the earlier build. */
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { binaryEvent, EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { newFolder, run } from '../support/children.mjs';
import { loadDossier, STATEMENT } from '../support/dossier.mjs';
import { earlierBuild } from '../support/earlier-build.mjs';
import { onTestServer } from '../support/eventstoredb-server.mjs';
import { columns, ms, note, number } from '../support/report.mjs';
import { answered, Asker, JSON_TYPE, load, NOW, ready, start } from '../support/service.mjs';
import { median, timed } from '../support/statistics.mjs';
import { inTurns, printBeside } from '../support/turns.mjs';

const EVENTS = 10_000;
/** What each call of the server for tests takes, besides its work. */
const CALL_MS = 3;
/** How many requests, one after the other, the time of one is taken of. */
const SINGLE = 300;

/**
 * How many calls a POST takes, where one append of the bare client is a call. Both are measured in turns, on a service and a client
 * that have worked for some seconds.
 */
const callsOfPost = async ({ connectionString }, url) => {
  const client = EventStoreDBClient.connectionString(connectionString);
  const credentials = { username: 'nobody', password: 'nobody' };
  const event = () => binaryEvent({ type: 'Paid', data: new Uint8Array(500), metadata: new Uint8Array(500) });
  const call = () =>
    client.appendToStream(`invoice-${crypto.randomUUID()}`, event(), { expectedRevision: NO_STREAM, credentials });
  for (let n = 0; n < SINGLE; n++) await call();
  const asker = new Asker();
  const [calls, posts] = [[], []];
  for (let n = 0; n < SINGLE; n++) {
    calls.push(await timed(call));
    posts.push(await asker.record(url, STATEMENT));
  }
  asker.close();
  await client.dispose();
  return median(posts) / median(calls);
};

const slow = (server) => server.inject({ name: 'slow', ms: CALL_MS });
const textOf = (folder, name) => readFileSync(join(folder, name), 'utf8').trim();
const settingsOf = (folder, { connectionString }) => ({
  EVENTSTOREDB_URL: connectionString,
  LEDGER_KEY: textOf(folder, 'ledger.key'),
  // An earlier version has none.
  ID_KEY: 'k'.repeat(43),
  SHARED_SECRET: 'a secret of thirty-two characters',
});

/** Logs that the earlier build made, so that both can read them, with their ledgers and the files to import them from. */
const makeLogs = async (before, sizes) => {
  const dossier = newFolder('dossier-before');
  const service = await start(before.main, dossier);
  const { id, overview } = await before.loadDossier(service.url);
  await service.stop();
  const logs = {};
  for (const [name, count] of Object.entries(sizes)) {
    const folder = newFolder(`log-${name}`);
    await before.multiply(dossier, folder, count, id);
    // A service has run on it, so it has its ledger.
    const { url, stop } = await start(before.main, folder);
    await ready(url);
    await stop();
    const file = join(folder, 'record.ndjson');
    await run(process.execPath, [NOW.cli, 'export', '--to', file, '--data-dir', folder]);
    logs[name] = { folder, file, overview };
  }
  return logs;
};

const importInto = async (build, { folder: from, file }, server) => {
  const folder = join(newFolder('imported'), 'data');
  mkdirSync(folder);
  cpSync(join(from, 'ledger.key'), join(folder, 'ledger.key'));
  const env = { ...process.env, ...settingsOf(from, server) };
  const words = ['import', file, '--data-dir', folder, '--ledger', join(from, 'ledger')];
  return { folder, took: await timed(() => run(process.execPath, [build.cli, ...words], { env })) };
};

const firstMoment = async (build, { overview }, folder, env) => {
  const { url, stop } = await start(build.main, folder, env);
  await ready(url);
  await answered(`${url}/v1/negotiations?knownAt=2025-10-01`); // the index is there
  const token = (await answered(`${url}${overview}`)).headers.get('consistency-token');
  const took = await timed(() => answered(`${url}${overview}?asOf=${token}`));
  await stop();
  return took;
};

const postsOf = (build, log, seconds) =>
  onTestServer(async (server) => {
    const service = await start(build.main, newFolder('shared'), settingsOf(log.folder, server));
    const { statements } = await build.loadDossier(service.url);
    await ready(service.url);
    await slow(server);
    const url = `${service.url}${statements}`;
    const request = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(STATEMENT), seconds, status: 201 };
    const rates = {};
    for (const connections of [1, 16, 64])
      rates[`POST, ${connections} at a time, per second`] = (await load(url, { ...request, connections })).rate;
    const calls = await callsOfPost(server, url);
    await service.stop();
    return { 'POST, in hundredths of a call': 100 * calls, ...rates };
  });

const catchUpOf = (build, log, count) =>
  onTestServer(async (server) => {
    const settings = settingsOf(log.folder, server);
    const { folder } = await importInto(NOW, log, server);
    await slow(server);
    const catchUp = await timed(async () => {
      const service = await start(build.main, folder, settings);
      await ready(service.url);
      await service.stop();
    });
    const moment = await firstMoment(build, log, folder, settings);
    return { [`start without views, ${number(count)} events`]: catchUp, 'first asOf': moment };
  });

export const sharedLog = {
  name: 'shared-log',
  help: 'the service on EventStoreDB with calls of 3 ms, beside the earlier build',
  size: `${number(EVENTS)} events, and a tenth of that`,
  comparesBuilds: true,
  onRequest: true,
  run: async ({ events: count = EVENTS, seconds, rounds, ...options }) => {
    const before = await earlierBuild(options);
    const builds = [before, { ...NOW, loadDossier }];
    const short = Math.ceil(count / 10);
    const logs = await makeLogs(before, { long: count, short });
    note('on the server for tests');
    columns('', 'now', options.commit, 'ratio', 'over rounds');
    const turns = (measure) => inTurns(builds, rounds, measure);
    printBeside(await turns((build) => postsOf(build, logs.long, seconds)), number);
    const imported = (build) =>
      onTestServer(async (server) => {
        await slow(server);
        return { [`import, ${number(short)} events`]: (await importInto(build, logs.short, server)).took };
      });
    columns('', 'now', options.commit, 'times faster', 'over rounds');
    printBeside(await turns(imported), ms, { isTime: true });
    printBeside(await turns((build) => catchUpOf(build, logs.long, count)), ms, { isTime: true });
    const embedded = async (build) => {
      const folder = newFolder('embedded');
      cpSync(logs.long.folder, folder, { recursive: true });
      const took = await firstMoment(build, logs.long, folder);
      rmSync(folder, { recursive: true });
      return { 'first asOf, on the embedded log': took };
    };
    printBeside(await turns(embedded), ms, { isTime: true });
  },
};
