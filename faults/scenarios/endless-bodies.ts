import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { startProcess, stop } from '../../test/support/process.js';
import { remove } from '../../test/support/service.js';
import { unfinished } from '../../test/support/socket-client.js';
import { figureIn } from '../support/figure-in.js';
import { record } from '../support/simulated-recorder.js';
import { type Result, type Scenario, type ScenarioOptions, Tally, type Violation } from '../scenario.js';

const BODY_MEMORY_MB = 16;
/** What each connection has beside BODY_MEMORY_MB, with what the last piece of a body may take beyond it. */
const FREE_BYTES = 2 * 64 * 1024;
const CLIENTS = 100;
const LONGEST_BYTES = 2 ** 20;

/** Where the bodies go, and how they may be answered. */
const TARGETS = [
  { path: '/nope', statuses: [404] },
  { path: '/v1/negotiations/one/timeline', statuses: [405] },
  { path: '/v1/negotiations', statuses: [408, 503] },
  { path: '/v1/batches', statuses: [408, 503] },
] as const;

type Figures = Readonly<{ held: number; rss: number }>;
const figuresOf = async (url: string): Promise<Figures> => {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return {
    held: figureIn(metrics, 'rapporteur_body_memory_bytes'),
    rss: figureIn(metrics, 'process_resident_memory_bytes'),
  };
};

const draw = (random: Random) => ({
  ...TARGETS[below(random, TARGETS.length)]!,
  sent: below(random, 2) === 0 ? below(random, 64 * 1024) : below(random, LONGEST_BYTES),
});

/** Sends bodies that never end, a hundred at a time, and facts beside them. */
export const sendEndlessBodies = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-endless-'));
  const env = { REQUEST_TIMEOUT_SECONDS: '10', BODY_MEMORY_MB: String(BODY_MEMORY_MB), LOG_LEVEL: 'fatal' };
  const service = await startProcess({ dataDir, env });
  const random = randomOf(seed);
  const tally = new Tally();
  const wrong: string[] = [];
  const before = await figuresOf(service.url);
  let most = before;

  const send = async (): Promise<void> => {
    const { path, statuses, sent } = draw(random);
    const client = await unfinished(service, path, undefined, sent);
    const told = (await client.answers()).map(({ status }) => status);
    tally.add(told.join());
    if (told.length !== 1 || !statuses.some((status) => status === told[0]))
      wrong.push(`${sent} bytes at ${path} are answered with ${told.join() || 'nothing'}`);
  };
  let facts = 0;
  const recordBeside = async (isOver: () => boolean): Promise<void> => {
    for (; !isOver(); await sleep(50)) {
      const { held, rss } = await figuresOf(service.url);
      most = { held: Math.max(most.held, held), rss: Math.max(most.rss, rss) };
      const word = `fact ${facts++}`;
      const fact = await record(service.url, { word, path: '/v1/negotiations', body: { title: word } });
      await fact.arrayBuffer();
      if (fact.status !== 201) wrong.push(`a fact beside them is answered with ${fact.status}`);
    }
  };
  for (let done = 0; done < count;) {
    const clients = Math.min(CLIENTS, count - done);
    let isOver = false;
    const sending = Promise.all(Array.from({ length: clients }, send)).finally(() => (isOver = true));
    await Promise.all([sending, recordBeside(() => isOver)]);
    done += clients;
    onStep(done, `${wrong.length} violations`);
  }
  if (most.held === 0) wrong.push('no body was held, so nothing was measured');
  const bound = BODY_MEMORY_MB * 2 ** 20 + CLIENTS * FREE_BYTES;
  if (most.held > bound) wrong.push(`the bodies took ${most.held} bytes, more than ${bound}`);
  const { held } = await figuresOf(service.url);
  if (held !== 0) wrong.push(`${held} bytes are still held when no body is sent any more`);
  const { code, signal } = await stop(service);
  if (code !== 0) wrong.push(`at SIGTERM it ended with ${code ?? signal}`);
  remove(dataDir);
  const inMB = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  return {
    summary: `answered ${tally.toString()}; at most ${inMB(most.held)} MB of bodies; memory ${inMB(before.rss)} → ${inMB(most.rss)} MB`,
    violations: wrong.map((description): Violation => ({ description, seed, count })),
  };
};

export const endlessBodies: Scenario = {
  name: 'endless-bodies',
  unit: 'bodies',
  count: 2_000,
  guarantee:
    'bodies that never end take no more memory than BODY_MEMORY_MB and 64 kB each, are refused, and facts are recorded beside them',
  run: sendEndlessBodies,
};
