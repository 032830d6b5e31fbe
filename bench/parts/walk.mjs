/**
 * The files and functions of the service's own code that one request calls on the main thread.
 * Each request is sent once before it is counted, so that what happens once per process does not count.
 */
import { randomUUID } from 'node:crypto';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import 'reflect-metadata';
import { pino } from 'pino';
import { readConfig } from '../../dist/libs/config/src/config.js';
import { serve } from '../../dist/apps/server/src/serve.js';
import { atTheEnd, newFolder } from '../support/children.mjs';
import { loadDossier } from '../support/dossier.mjs';
import { columns, row } from '../support/report.mjs';

/** By then the projector has reported the event to the main thread. */
const PROJECTED_MS = 500;
const OWN = pathToFileURL(join(import.meta.dirname, '../../dist/')).href;

/** @returns {Promise<Map<string, Set<string>>>} the functions called since the last count, by file */
const counted = async (session) => {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const files = new Map();
  for (const { url, functions } of result) {
    if (!url.startsWith(OWN)) continue;
    const called = functions
      .filter(({ ranges }) => ranges[0].count > 0)
      .map(({ functionName, ranges }) => `${functionName}@${ranges[0].startOffset}`);
    if (called.length > 0) files.set(url.slice(OWN.length), new Set(called));
  }
  return files;
};

const sizeOf = (files) => {
  let size = 0;
  for (const functions of files.values()) size += functions.size;
  return size;
};

const run = async ({ list }) => {
  const config = readConfig({ PORT: '0', DATA_DIR: newFolder('walk') });
  const service = await serve(config, pino({ level: 'silent' }), (reason) => {
    throw reason;
  });
  const close = () => service.close();
  atTheEnd(close);
  const dossier = await loadDossier(service.url);
  const post = () =>
    fetch(`${service.url}${dossier.statements}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(dossier.statement),
    });
  const get = () => fetch(`${service.url}${dossier.positions}`);

  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  columns('', 'files', 'functions');
  for (const { name, ask, status } of [
    { name: 'POST …/statements', ask: post, status: 201 },
    { name: 'GET …/positions', ask: get, status: 200 },
  ]) {
    await (await ask()).text();
    await sleep(PROJECTED_MS);
    await counted(session);
    const response = await ask();
    if (response.status !== status) throw new Error(`${name}: ${response.status} ${await response.text()}`);
    await response.text();
    const files = await counted(session);
    row(name, files.size, sizeOf(files));
    if (list) for (const [file, functions] of files) row(`  ${file}`, '', functions.size);
  }
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();
};

export const walk = {
  name: 'walk',
  help: 'the files and functions of the service that one request calls on the main thread',
  size: 'one POST and one GET; --list names the files',
  onRequest: true,
  run,
};
