import { parseArgs } from 'node:util';
import type { Result, Scenario, Violation } from './scenario.js';
import { SCENARIOS } from './scenarios/scenarios.js';

/** A scenario with a fixed number of cases takes them all. */
const formatCount = (count: number) => (Number.isFinite(count) ? count.toLocaleString('en') : 'all');

const HELP = `Usage: npm run faults -- [scenario …] [--count N] [--seed N] [--from N] [--minutes N] [--hidden N]

Tests the guarantees of the service under faults, for as long as you like.
Without a name, it runs all scenarios in order.

Scenarios, with their default count and what they verify:
${SCENARIOS.map(({ name, unit, count, guarantee }) => `  ${name.padEnd(18)}${`${formatCount(count)} ${unit}`.padEnd(30)}${guarantee}`).join('\n')}

Options:
  --count N     how many, for each scenario
  --from N      the first case, to continue a run that was interrupted; with the same --seed and --count
  --minutes N   how long, for the scenario load
  --hidden N    how many more hidden things one of two worlds has, for the scenario interference
  --seed N      repeats the choices of an earlier run; the timing of faults also depends on the machine
  --help        prints this help

Progress goes to stderr, the table to stdout. Exit code 1: a guarantee was violated. Exit code 2: the command is wrong.
`;

type Report = Readonly<{ scenario: Scenario; count: number; seed: number; seconds: number; result: Result }>;

/** @throws Error that says what is wrong with the option */
const numberIn = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} must be a whole number above 0, but is ${text}`);
};

/** @throws Error if one of the scenarios has no hidden things */
const hiddenIn = (text: string | undefined, scenarios: readonly Scenario[]): number | undefined => {
  const hidden = numberIn('hidden', text);
  if (hidden === undefined || (scenarios.length > 0 && scenarios.every(({ hidesThings }) => hidesThings)))
    return hidden;
  const hiding = SCENARIOS.filter(({ hidesThings }) => hidesThings).map(({ name }) => name);
  throw new Error(`--hidden needs a scenario with hidden things: ${hiding.join(' or ')}`);
};

/** @throws Error if one of the scenarios cannot begin there */
const fromIn = (text: string | undefined, scenarios: readonly Scenario[]): number | undefined => {
  const from = numberIn('from', text);
  const [first] = scenarios;
  if (from === undefined || (first?.isResumable && scenarios.length === 1)) return from;
  const resumable = SCENARIOS.filter(({ isResumable }) => isResumable).map(({ name }) => name);
  throw new Error(`--from needs one scenario that can be resumed: ${resumable.join(' or ')}`);
};

const readOptions = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      from: { type: 'string' },
      hidden: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.find((name) => name !== 'all' && !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined)
    throw new Error(
      `there is no scenario ${unknown}; choose from ${SCENARIOS.map(({ name }) => name).join(', ')} and all`,
    );
  const named = SCENARIOS.filter(({ name }) => positionals.includes(name));
  return {
    help: values.help,
    scenarios: named.length === 0 || positionals.includes('all') ? SCENARIOS : named,
    count: numberIn('count', values.count),
    minutes: numberIn('minutes', values.minutes),
    from: fromIn(values.from, named),
    hidden: hiddenIn(values.hidden, named),
    seed: numberIn('seed', values.seed) ?? 1 + (Date.now() % 1_000_000),
  };
};

/** On a terminal, one line that is redrawn; elsewhere, a line every half minute. */
const progressOf = (name: string, count: number) => {
  const { stderr } = process;
  const every = stderr.isTTY ? 200 : 30_000;
  let last = performance.now();
  return (done: number, note = '') => {
    if (performance.now() - last < every && done < count) return;
    last = performance.now();
    const line = `${name}: ${done.toLocaleString('en')} of ${formatCount(count)}${note && `, ${note}`}`;
    stderr.write(stderr.isTTY ? `\r\u001B[K${line.slice(0, stderr.columns)}${done < count ? '' : '\n'}` : `${line}\n`);
  };
};

const execute = async (
  scenario: Scenario,
  {
    count,
    seed,
    from = 0,
    hidden,
  }: Readonly<{ count: number; seed: number; from: number | undefined; hidden: number | undefined }>,
): Promise<Report> => {
  const started = performance.now();
  const printed = new Set<Violation>();
  const onViolation = (violation: Violation) => {
    printed.add(violation);
    printViolation(scenario, violation);
  };
  const result = await scenario
    .run({ count, seed, from, hidden, onStep: progressOf(scenario.name, count), onViolation })
    // An error that stops a scenario counts as a violation, and the other scenarios still run.
    .catch((error: Error): Result => ({
      summary: 'stopped by an error',
      violations: [{ description: error.stack ?? error.message, seed, count, hidden }],
    }));
  for (const violation of result.violations.filter((one) => !printed.has(one)).slice(0, MOST_PRINTED))
    printViolation(scenario, violation);
  return { scenario, count: count - from, seed, seconds: (performance.now() - started) / 1_000, result };
};

const table = (reports: readonly Report[]): string => {
  const rows = reports.map(({ scenario, count, seed, seconds, result }) => [
    scenario.name,
    `${formatCount(result.done ?? count)} ${scenario.unit}`,
    result.summary,
    String(result.violations.length),
    seconds.toFixed(0),
    String(seed),
  ]);
  return [['scenario', 'count', 'result', 'violations', 'seconds', 'seed'], Array(6).fill('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
};

const MOST_PRINTED = 20;
const printViolation = ({ name }: Scenario, { description, seed, count, from, hidden }: Violation) =>
  process.stderr.write(
    `VIOLATION ${name}: ${description}\n  reproduce: npm run faults -- ${name} --seed ${seed}${from === undefined || from === 0 ? '' : ` --from ${from}`}${Number.isFinite(count) ? ` --count ${count}` : ''}${hidden === undefined ? '' : ` --hidden ${hidden}`}\n`,
  );

const main = async () => {
  const { help, scenarios, count, minutes, seed, from, hidden } = readOptions();
  if (help) return void process.stdout.write(HELP);
  const reports: Report[] = [];
  for (const scenario of scenarios) {
    const wanted = (scenario.unit === 'minutes' ? minutes : undefined) ?? count ?? scenario.count;
    if (from !== undefined && from >= wanted) throw new Error(`--from must be below the count, which is ${wanted}`);
    reports.push(await execute(scenario, { count: wanted, seed, from, hidden }));
  }
  process.stdout.write(`\n${table(reports)}`);
  for (const { scenario, result } of reports)
    if (result.details)
      process.stdout.write(`\n${scenario.name}\n${result.details.map((line) => `  ${line}\n`).join('')}`);
  process.exitCode = reports.some(({ result }) => result.violations.length > 0) ? 1 : 0;
};

try {
  await main();
} catch (error) {
  process.stderr.write(`faults: ${(error as Error).message}. Run npm run faults -- --help for usage.\n`);
  process.exitCode = 2;
}
