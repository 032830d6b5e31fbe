import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { startProcess, stop } from '../../test/support/process.js';
import { figureIn } from '../support/figure-in.js';
import { record, wholeLog, wrongIn } from '../support/simulated-recorder.js';
import { type Result, type Scenario, type ScenarioOptions, Tally, type Violation } from '../scenario.js';

/** Its line of the log is as long as one can be. */
const UNKNOWN_PATH = `/${'x'.repeat(290)}`;

/** Sends requests to a service whose standard output is a pipe that nobody reads. Each refusal is a line of it. */
export const leaveOutputUnread = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-unread-'));
  const pipe = join(folder, 'output');
  execFileSync('mkfifo', [pipe]);
  const stdout = openSync(pipe, 'r+');
  const dataDir = join(folder, 'data');
  const service = await startProcess({ dataDir, stdout, env: { REFUSAL_LOG_SECONDS: '0' } });
  const random = randomOf(seed);
  const tally = new Tally();
  const wrong: string[] = [];
  const acknowledged = new Map<string, number>();
  for (let n = 0; n < count; n++) {
    const isFact = below(random, 10) === 0;
    const path = below(random, 10) === 0 ? '/v1/negotiations' : UNKNOWN_PATH;
    const answer = await (isFact
      ? record(service.url, { word: `fact ${n}`, path: '/v1/negotiations', body: { title: `fact ${n}` } })
      : fetch(`${service.url}${path}`));
    await answer.arrayBuffer();
    const [what, expected] = isFact
      ? ['facts', 201]
      : path === UNKNOWN_PATH
        ? ['unknown addresses', 404]
        : ['reads', 200];
    if (answer.status !== expected) wrong.push(`request ${n} (${what}) is answered with ${answer.status}`);
    if (answer.status === 201) acknowledged.set(`fact ${n}`, 0);
    tally.add(what);
    onStep(n + 1, `${wrong.length} violations`);
  }
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  tally.add('lines dropped', figureIn(metrics, 'rapporteur_output_lines_dropped'));
  const { code, signal } = await stop(service);
  if (code !== 0) wrong.push(`at SIGTERM it ended with ${code ?? signal}`);
  closeSync(stdout);
  wrong.push(...wrongIn(await wholeLog(dataDir), [{ acknowledged }]));
  rmSync(folder, { recursive: true });
  const violations = wrong.map((description): Violation => ({ description, seed, count }));
  return { summary: tally.toString(), violations };
};

export const unreadOutput: Scenario = {
  name: 'unread-output',
  unit: 'requests',
  count: 20_000,
  guarantee:
    'if nobody reads the log output, every request is answered, every acknowledged fact is kept, and SIGTERM ends the service',
  run: leaveOutputUnread,
};
