import { parseArgs } from 'node:util';
import { clock } from './scenarios/clock.js';
import { eio } from './scenarios/eio.js';
import { fullDisk } from './scenarios/full-disk.js';
import { fuzz } from './scenarios/fuzz.js';
import { interference } from './scenarios/interference.js';
import { instances } from './scenarios/instances.js';
import { kill } from './scenarios/kill.js';
import { load } from './scenarios/load.js';
import { model } from './scenarios/model.js';
import { move } from './scenarios/move.js';
import { logFaults } from './scenarios/log-faults.js';
import { lostReplies, lostRepliesOfTwo } from './scenarios/lost-replies.js';
import { tamper } from './scenarios/tamper.js';
import { tornLog } from './scenarios/torn-log.js';
import { witness } from './scenarios/witness.js';
import { type Broken, type Found, type Run } from './run.js';

const RUNS: readonly Run[] = [
  fuzz,
  tornLog,
  lostReplies,
  lostRepliesOfTwo,
  instances,
  logFaults,
  kill,
  eio,
  fullDisk,
  clock,
  model,
  interference,
  load,
  move,
  tamper,
  witness,
];

/** A run that has so many places and no more takes them all. */
const shown = (count: number) => (Number.isFinite(count) ? count.toLocaleString('en') : 'all');

const HELP = `npm run faults -- [run …] [--count N] [--seed N] [--minutes N]

What is promised of the service is put to the test, as often as one likes. Without a name, all runs, one after the other.

${RUNS.map(({ name, unit, count, promise }) => `  ${name.padEnd(16)}${`${shown(count)} ${unit}`.padEnd(30)}${promise}`).join('\n')}

  --count N     how many, of each run that is named
  --minutes N   how long: of load, which counts minutes
  --seed N      draws the same again; which write or request a fault meets, the machine decides too
  --help        this

Progress goes to stderr, the table to stdout. Exit code 1 if a promise was broken, 2 if this cannot be run.
`;

type Told = Readonly<{ run: Run; count: number; seed: number; seconds: number; found: Found }>;

/** Numbers from the command line. @throws what is wrong with them */
const numberIn = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} must be a whole number above 0, and is ${text}`);
};

const asked = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.find((name) => name !== 'all' && !RUNS.some((run) => run.name === name));
  if (unknown !== undefined)
    throw new Error(`there is no run ${unknown}, but ${RUNS.map(({ name }) => name).join(', ')} and all`);
  const named = RUNS.filter(({ name }) => positionals.includes(name));
  return {
    help: values.help,
    runs: named.length === 0 || positionals.includes('all') ? RUNS : named,
    count: numberIn('count', values.count),
    minutes: numberIn('minutes', values.minutes),
    seed: numberIn('seed', values.seed) ?? 1 + (Date.now() % 1_000_000),
  };
};

/** At a terminal one line that is drawn again; elsewhere a line every half a minute. */
const progressOf = (name: string, count: number) => {
  const { stderr } = process;
  const every = stderr.isTTY ? 200 : 30_000;
  let last = performance.now();
  return (done: number, told = '') => {
    if (performance.now() - last < every && done < count) return;
    last = performance.now();
    const line = `${name}: ${done.toLocaleString('en')} of ${shown(count)}${told && `, ${told}`}`;
    stderr.write(stderr.isTTY ? `\r\u001B[K${line.slice(0, stderr.columns)}${done < count ? '' : '\n'}` : `${line}\n`);
  };
};

const execute = async (run: Run, count: number, seed: number): Promise<Told> => {
  const started = performance.now();
  const found = await run
    .run({ count, seed, onStep: progressOf(run.name, count) })
    // What stops a run is a finding too, and the other runs go on.
    .catch((error: Error): Found => ({
      found: 'stopped',
      broken: [{ what: error.stack ?? error.message, seed, count }],
    }));
  return { run, count, seed, seconds: (performance.now() - started) / 1_000, found };
};

const table = (all: readonly Told[]): string => {
  const rows = all.map(({ run, count, seed, seconds, found }) => [
    run.name,
    `${shown(found.done ?? count)} ${run.unit}`,
    found.found,
    String(found.broken.length),
    seconds.toFixed(0),
    String(seed),
  ]);
  return [['run', 'count', 'what was found', 'promises broken', 'seconds', 'seed'], Array(6).fill('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
};

const again = ({ name }: Run, { seed, count }: Broken) =>
  `npm run faults -- ${name} --seed ${seed}${Number.isFinite(count) ? ` --count ${count}` : ''}`;
const MOST = 20;

const main = async () => {
  const { help, runs, count, minutes, seed } = asked();
  if (help) return void process.stdout.write(HELP);
  const all: Told[] = [];
  for (const run of runs) {
    const told = await execute(run, (run.unit === 'minutes' ? minutes : undefined) ?? count ?? run.count, seed);
    all.push(told);
    for (const broken of told.found.broken.slice(0, MOST))
      process.stderr.write(`BROKEN ${run.name}: ${broken.what}\n  again: ${again(run, broken)}\n`);
  }
  process.stdout.write(`\n${table(all)}`);
  for (const { run, found } of all)
    if (found.details) process.stdout.write(`\n${run.name}\n${found.details.map((line) => `  ${line}\n`).join('')}`);
  process.exitCode = all.some(({ found }) => found.broken.length > 0) ? 1 : 0;
};

try {
  await main();
} catch (error) {
  process.stderr.write(`faults: ${(error as Error).message}. --help tells what there is.\n`);
  process.exitCode = 2;
}
