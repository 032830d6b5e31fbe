import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { Operator } from '../../apps/witness/src/testing/history.js';
import { reservePort } from '../../test/support/ports.js';
import { endOf, stop } from '../../test/support/process.js';
import { launchWitness, startWitness } from '../../test/support/witness.js';
import type { Scenario, ScenarioOptions, Violation } from '../scenario.js';
import { type Below, ForkingLog } from '../support/forking-log.js';

const CLIENTS = 6;

/**
 * Kills a witness at random moments while clients ask it to cosign two conflicting histories.
 * @throws if the witness does not start again, or does not shut down gracefully in the end
 */
export const killWitness = async ({ count, seed, onStep }: ScenarioOptions): Promise<ForkingLog> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-witness-'));
  // The choices depend on the seed alone; the moment of a kill also depends on the machine.
  const random = randomOf(seed);
  const draw: Below = (limit) => below(random, limit);
  const operator = new Operator('example.com/log');
  const { port, release } = await reservePort();
  const options = { dataDir, logs: [operator.verifierKey], env: { WITNESS_PORT: String(port) } };
  const first = await startWitness(options);
  await stop(first);
  const log = new ForkingLog(operator, first.verifierKey, draw);

  for (let kill = 1; kill <= count; kill++) {
    if (draw(10) === 0) await killAtStart(options, draw(500));
    else {
      const witness = await startWitness(options);
      const clients = Promise.all(Array.from({ length: CLIENTS }, () => log.client(witness.url)));
      // Early kills hit the first cosignatures, late ones hit a busy witness.
      await Promise.race([log.answered(1 + draw(30)), clients]);
      await sleep(draw(10));
      await stop(witness, 'SIGKILL');
      await clients;
    }
    onStep(kill, `${log.cosignatures} cosigned, ${log.violations.length} violations`);
  }

  const last = await startWitness(options);
  const { logs } = (await (await fetch(`${last.url}/health`)).json()) as { logs: { size: number }[] };
  if (logs[0]!.size < log.size) log.violations.push(`it has forgotten ${log.size - logs[0]!.size} entries`);
  const { code, output } = await stop(last);
  if (code !== 0) throw new Error(`the last witness ended with ${code}: ${output}`);
  release();
  log.verify();
  rmSync(dataDir, { recursive: true });
  return log;
};

const killAtStart = async (options: Parameters<typeof launchWitness>[0], after: number) => {
  const launched = launchWitness(options);
  await sleep(after);
  launched.child.kill('SIGKILL');
  const { code, output } = await endOf(launched);
  if (code !== null) throw new Error(`the witness ended with ${code} before it was killed: ${output}`);
};

export const witness: Scenario = {
  name: 'witness',
  unit: 'kills',
  count: 1_000,
  guarantee:
    'a witness that is killed while clients ask for cosignatures of two conflicting histories never contradicts itself',
  run: async (options) => {
    const log = await killWitness(options);
    return {
      summary: `${log.cosignatures} cosigned, ${log.size} entries`,
      violations: log.violations.map((description): Violation => ({
        description,
        seed: options.seed,
        count: options.count,
      })),
      details: [...log.answers].map(([answer, times]) => `${answer.padEnd(36)}${times}`),
    };
  },
};
