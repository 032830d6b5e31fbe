import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ForkingLog } from './forking-log.js';
import { killWitness } from './kill-witness.js';

/** `npm run torture:witness -- --kills 1000 --seed 7`. Exit code 1 if the witness ever broke its promise. */
const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } });
const kills = Number(values.kills ?? 100);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (![kills, seed].every((value) => Number.isSafeInteger(value) && value >= 0)) {
  process.stderr.write('Usage: npm run torture:witness -- [--kills 1000] [--seed 7]\n');
  process.exit(2);
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const started = Date.now();
const told = (log: ForkingLog) =>
  `${log.cosignatures} cosigned, ${log.size} entries, ${log.violations.length} promises broken, ${Math.round((Date.now() - started) / 1000)} s`;
const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-torture-'));

print(`A witness is killed ${kills} times while 6 clients want two histories cosigned. --seed ${seed}, in ${dataDir}`);
const log = await killWitness({
  dataDir,
  kills,
  seed,
  onKill: (kill, so) => {
    if (kill % Math.max(1, Math.round(kills / 20)) === 0) print(`${kill} kills: ${told(so)}`);
  },
});
print(`\n${kills} kills, --seed ${seed}: ${told(log)}`);
for (const [answer, count] of log.answers) print(`  ${answer.padEnd(36)}${count}`);
for (const violation of log.violations) print(`BROKEN: ${violation}`);
print(log.violations.length === 0 ? 'All that it cosigned is one history.' : 'It cosigned what contradicts itself.');
rmSync(dataDir, { recursive: true });
process.exitCode = log.violations.length === 0 ? 0 : 1;
