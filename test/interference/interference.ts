import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { checkPairs } from './check-pairs.js';

/** `npm run torture:interference -- --pairs 1000 --seed 7`. Exit code 1 if a reader was ever told what they may not know. */
const { values } = parseArgs({ options: { pairs: { type: 'string' }, seed: { type: 'string' } } });
const pairs = Number(values.pairs ?? 100);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (![pairs, seed].every((value) => Number.isSafeInteger(value) && value >= 0)) {
  process.stderr.write('Usage: npm run torture:interference -- [--pairs 1000] [--seed 7]\n');
  process.exit(2);
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const started = Date.now();
print(`${pairs} pairs of worlds, seed ${seed}`);
let told = '';
const details = await checkPairs(pairs, seed, (figures) => {
  const seconds = Math.round((Date.now() - started) / 1000);
  told = `${figures.pairs} pairs, ${figures.hidden} hidden things, ${figures.answers} answers compared, ${seconds} s`;
  if (figures.pairs % 10 === 0) print(told);
});
if (details.failed) {
  print(String(details.errorInstance));
  print(`The smallest pair that differs: ${JSON.stringify(details.counterexample?.[0])}`);
  print(`${told}: a reader was told what they may not know. Again with --pairs ${pairs} --seed ${seed}`);
} else print(`${told}: the reader was told the same in both worlds`);
process.exit(details.failed ? 1 : 0);
