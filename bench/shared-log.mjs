/** The service on EventStoreDB, where each call takes some milliseconds: this build beside an earlier one. For before.mjs. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binaryEvent, EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { startTestProcess } from '../dist/faults/eventstoredb/server/start.js';

const run = promisify(execFile);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
/** What each call of the server for tests takes, besides its work. */
const CALL_MS = 3;
/** How many requests, one after the other, the time of one is taken of. */
const SINGLE = 200;

const timed = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};
const timesOf = async (work) => {
  const times = [];
  for (let n = 0; n < SINGLE; n++) times.push(await timed(work));
  return median(times);
};

/** What one append of the bare client takes, in ms: the unit in which a command is counted. */
const callOf = async (server) => {
  const client = EventStoreDBClient.connectionString(server.connectionString);
  const credentials = { username: 'nobody', password: 'nobody' };
  const event = () => binaryEvent({ type: 'Paid', data: new Uint8Array(500), metadata: new Uint8Array(500) });
  const ms = await timesOf(() =>
    client.appendToStream(`invoice-${crypto.randomUUID()}`, event(), { expectedRevision: NO_STREAM, credentials }),
  );
  await client.dispose();
  return ms;
};

/**
 * @param tools `builds` are the two builds, and `inTurns`, `print`, `firstMoment` measure and print them as in before.mjs; `logs.long`
 * is a data folder with a log of 10,000 events that has its ledger, and `logs.short` one of 1,000
 */
export const measureSharedLog = async (tools) => {
  const { root, builds, logs, start, ready, load, inTurns, print, firstMoment } = tools;
  const now = builds.at(-1);
  let folders = 0;
  const newFolder = () => join(root, `shared-log-${folders++}`);
  const textOf = (folder, name) => readFileSync(join(folder, name), 'utf8').trim();
  const settingsOf = (folder, server) => ({
    EVENTSTOREDB_URL: server.connectionString,
    LEDGER_KEY: textOf(folder, 'ledger.key'),
    // An earlier version has none.
    ID_KEY: 'k'.repeat(43),
    SHARED_SECRET: 'a secret of thirty-two characters',
  });
  const files = {};
  for (const [name, folder] of Object.entries(logs)) {
    files[name] = join(root, `${name}.ndjson`);
    await run(process.execPath, [now.cli, 'export', '--to', files[name], '--data-dir', folder]);
  }
  const onServer = async (work) => {
    const server = await startTestProcess(['--system-events-every', '0']);
    try {
      return await work(server);
    } finally {
      await server.stop();
    }
  };
  const slow = (server) => server.inject({ name: 'slow', ms: CALL_MS });
  const importInto = async (build, name, server) => {
    const [folder, from] = [newFolder(), logs[name]];
    mkdirSync(folder);
    cpSync(join(from, 'ledger.key'), join(folder, 'ledger.key'));
    const env = { ...process.env, ...settingsOf(from, server) };
    const words = ['import', files[name], '--data-dir', folder, '--ledger', join(from, 'ledger')];
    return { folder, ms: await timed(() => run(process.execPath, [build.cli, ...words], { env })) };
  };

  const posts = await inTurns((build) =>
    onServer(async (server) => {
      const service = await start(build.main, newFolder(), settingsOf(logs.long, server));
      const dossier = await build.loadDossier(service.url);
      await ready(service.url);
      await slow(server);
      const url = `${service.url}${dossier.statements}`;
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(dossier.statement),
      };
      const call = await callOf(server);
      const one = await timesOf(async () => {
        const answer = await fetch(url, request);
        await answer.arrayBuffer();
        if (answer.status !== 201) throw new Error(`${url}: ${answer.status}`);
      });
      const figures = { 'POST, the median in hundredths of a call': (100 * one) / call };
      for (const connections of [1, 16, 64]) {
        const { requests, non2xx, errors } = await load(url, connections, request);
        if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx + errors} were not answered well`);
        figures[`POST/s, ${connections} connection${connections === 1 ? '' : 's'}`] = requests.average;
      }
      await service.stop();
      return figures;
    }),
  );
  print(posts, '');
  print(
    await inTurns((build) =>
      onServer(async (server) => {
        await slow(server);
        const { ms } = await importInto(build, 'short', server);
        return { 'import, 1,000 events': ms };
      }),
    ),
    'ms',
  );
  print(
    await inTurns((build) =>
      onServer(async (server) => {
        const settings = settingsOf(logs.long, server);
        const { folder } = await importInto(now, 'long', server);
        await slow(server);
        const catchUp = await timed(async () => {
          const service = await start(build.main, folder, settings);
          await ready(service.url);
          await service.stop();
        });
        const moment = await firstMoment(build, folder, settings);
        rmSync(folder, { recursive: true });
        return { 'start without views, 10,000 events': catchUp, 'first asOf, 10,000 events': moment };
      }),
    ),
    'ms',
  );
  print(
    await inTurns(async (build) => {
      const folder = newFolder();
      cpSync(logs.long, folder, { recursive: true });
      const moment = await firstMoment(build, folder);
      rmSync(folder, { recursive: true });
      return { 'first asOf, 10,000 events, embedded': moment };
    }),
    'ms',
  );
};
