import { setTimeout as sleep } from 'node:timers/promises';
import { Operator } from '../../apps/witness/src/testing/history.js';
import { endOf, stop } from '../support/process.js';
import { launchWitness, startWitness } from '../support/witness.js';
import { type Below, ForkingLog } from './forking-log.js';

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
  const below = drawing(seed);
  const operator = new Operator('example.com/log');
  const options = { dataDir, logs: [operator.verifierKey] };
  const first = await startWitness(options);
  await stop(first);
  const log = new ForkingLog(operator, first.verifierKey, below);

  for (let kill = 1; kill <= kills; kill++) {
    if (below(10) === 0) await killAtStart(options, below(500));
    else {
      const witness = await startWitness(options);
      const clients = Promise.all(Array.from({ length: CLIENTS }, () => log.client(witness.url)));
      // Sooner or later after it has come to speed; sooner is while it makes its first promise.
      await Promise.race([log.answered(1 + below(30)), clients]);
      await sleep(below(10));
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

/** mulberry32: the choices follow from the seed; when a kill falls, the machine has its say too. */
const drawing = (seed: number): Below => {
  let state = seed;
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * count);
  };
};
