import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { endOf, launch, readyAt, startProcess, stop } from '../../test/support/process.js';
import { SimulatedRecorder, simulatedRecorders, record, wholeLog, wrongIn } from '../support/simulated-recorder.js';
import { differenceFromRebuild } from '../support/rebuilt.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';
import { reservePort } from '../../test/support/ports.js';

const RECORDERS = 4;
/** Kills before a log is checked and replaced, so that the check stays short. */
const OF_ONE_LOG = 50;
/** In the life of one service. */
const MOST_ACKNOWLEDGED = 30;

/** Kills a service at random moments while recorders record. */
export const killService = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const random = randomOf(seed);
  const { port, release } = await reservePort();
  const tally = new Tally();
  const violations: Violation[] = [];
  for (let killed = 0; killed < count;) {
    const kills = Math.min(OF_ONE_LOG, count - killed);
    const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-kill-'));
    const writers = simulatedRecorders(RECORDERS, random);
    const shared = await opened(dataDir);
    for (let n = 0; n < kills; n++) {
      await killOnce({ dataDir, env: { PORT: String(port) } }, writers, shared, (limit) => below(random, limit));
      onStep(killed + n + 1, `${sum(writers)} acknowledged in this log, ${violations.length} violations`);
    }
    killed += kills;
    for (const what of await wrongAfter(dataDir, writers)) violations.push({ description: what, seed, count: killed });
    tally.add('logs compared with a rebuild');
    tally.add('acknowledged', sum(writers));
    rmSync(dataDir, { recursive: true });
  }
  release();
  return { summary: tally.toString(), violations };
};

const sum = (writers: readonly SimulatedRecorder[]) =>
  writers.reduce((all, { acknowledged }) => all + acknowledged.size, 0);

const opened = async (dataDir: string): Promise<string> => {
  const service = await startProcess({ dataDir });
  const answer = await record(service.url, { word: 'shared', path: '/v1/negotiations', body: { title: 'shared' } });
  const { id } = (await answer.json()) as { id: string };
  await stop(service);
  return id;
};

const killOnce = async (
  options: Parameters<typeof startProcess>[0],
  writers: readonly SimulatedRecorder[],
  shared: string,
  draw: (limit: number) => number,
): Promise<void> => {
  if (draw(10) === 0) {
    // During its start.
    const launched = launch(options);
    await sleep(draw(1_000));
    launched.child.kill('SIGKILL');
    await endOf(launched);
    return;
  }
  const service = await startProcess(options);
  const enough = sum(writers) + draw(MOST_ACKNOWLEDGED);
  const over = new AbortController();
  const writing = Promise.all(writers.map((writer) => writer.run(service.url, shared))).finally(() => over.abort());
  // By facts and not by time: a slow machine acknowledges nothing within a short time.
  while (!over.signal.aborted && sum(writers) < enough) await sleep(1);
  await sleep(draw(10));
  await stop(service, 'SIGKILL');
  await writing;
};

/** @returns what is missing or wrong in the log, and whether the views differ from a rebuild */
const wrongAfter = async (dataDir: string, writers: readonly SimulatedRecorder[]): Promise<readonly string[]> => {
  const last = await startProcess({ dataDir });
  await readyAt(last.url);
  const { code, output } = await stop(last);
  const log = await wholeLog(dataDir);
  const wrong = wrongIn(log, writers);
  if (code !== 0) wrong.push(`the last service ended with ${code}: ${output}`);
  const difference = differenceFromRebuild(dataDir, log);
  if (difference !== undefined) wrong.push(`the views differ from a rebuild: ${difference}`);
  return wrong;
};

export const kill: Scenario = {
  name: 'kill',
  unit: 'kills',
  count: 1_000,
  guarantee: `no event acknowledged to any of ${RECORDERS} recorders is lost or duplicated, revisions and ordinals have no gaps, and the views equal a rebuild`,
  run: killService,
};
