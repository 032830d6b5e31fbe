import { setTimeout as sleep } from 'node:timers/promises';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { Operator } from '../../apps/witness/src/testing/history.js';
import { endOf, stop } from '../../test/support/process.js';
import { launchWitness, startWitness } from '../../test/support/witness.js';
import { type Below, ForkingLog } from '../support/forking-log.js';
import { reservePort } from '../../test/support/ports.js';

const CLIENTS = 6;

export type Torture = Readonly<{
  dataDir: string;
  kills: number;
  seed: number;
  onKill?: (kill: number, log: ForkingLog) => void;
}>;

/**
 * Kills a witness again and again, at any moment, while clients want two histories cosigned.
 * @returns what came of it; `violations` is empty where the witness kept its promise
 * @throws if a witness does not come up again, or does not end in good order at last
 */
export const killWitness = async ({ dataDir, kills, seed, onKill }: Torture): Promise<ForkingLog> => {
  // The choices follow from the seed; when a kill falls, the machine has its say too.
  const random = randomOf(seed);
  const draw: Below = (count) => below(random, count);
  const operator = new Operator('example.com/log');
  const { port, release } = await reservePort();
  const options = { dataDir, logs: [operator.verifierKey], env: { WITNESS_PORT: String(port) } };
  const first = await startWitness(options);
  await stop(first);
  const log = new ForkingLog(operator, first.verifierKey, draw);

  for (let kill = 1; kill <= kills; kill++) {
    if (draw(10) === 0) await killAtStart(options, draw(500));
    else {
      const witness = await startWitness(options);
      const clients = Promise.all(Array.from({ length: CLIENTS }, () => log.client(witness.url)));
      // Sooner or later after it has come to speed; sooner is while it makes its first promise.
      await Promise.race([log.answered(1 + draw(30)), clients]);
      await sleep(draw(10));
      await stop(witness, 'SIGKILL');
      await clients;
    }
    onKill?.(kill, log);
  }

  const last = await startWitness(options);
  const { logs } = (await (await fetch(`${last.url}/health`)).json()) as { logs: { size: number }[] };
  if (logs[0]!.size < log.size) log.violations.push(`it has forgotten ${log.size - logs[0]!.size} entries`);
  const { code, output } = await stop(last);
  if (code !== 0) throw new Error(`the last witness ended with ${code}: ${output}`);
  release();
  log.verify();
  return log;
};

const killAtStart = async (options: Parameters<typeof launchWitness>[0], after: number) => {
  const launched = launchWitness(options);
  await sleep(after);
  launched.child.kill('SIGKILL');
  const { code, output } = await endOf(launched);
  if (code !== null) throw new Error(`the witness ended with ${code} before it was killed: ${output}`);
};
