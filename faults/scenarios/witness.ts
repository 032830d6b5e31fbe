import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killWitness } from './kill-witness.js';
import type { Asked, Broken, Found, Run } from '../run.js';

const killWitnessOften = async ({ count, seed, onStep }: Asked): Promise<Found> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-witness-'));
  const log = await killWitness({
    dataDir,
    kills: count,
    seed,
    onKill: (kill, so) => onStep(kill, `${so.cosignatures} cosigned, ${so.violations.length} promises broken`),
  });
  rmSync(dataDir, { recursive: true });
  return {
    found: `${log.cosignatures} cosigned, ${log.size} entries`,
    broken: log.violations.map((what): Broken => ({ what, seed, count })),
    details: [...log.answers].map(([answer, times]) => `${answer.padEnd(36)}${times}`),
  };
};

export const witness: Run = {
  name: 'witness',
  unit: 'kills',
  count: 1_000,
  promise:
    'a witness that is killed while six clients want two histories cosigned never cosigns what contradicts itself',
  run: killWitnessOften,
};
