/**
 * Measures what the service promises, and says of each figure whether its bar is met.
 * `npm run bench`, or `npm run bench -- --only PART` for one part; `npm run bench -- --help` lists them.
 */
import { parseArgs } from 'node:util';
import { PARTS } from './parts/parts.mjs';
import { endAll, isStopping, stopAll } from './support/children.mjs';
import { assertEarlierBuild } from './support/earlier-build.mjs';
import { heading, summary } from './support/report.mjs';

const INTERRUPTED = 130;
const WRONG_USE = 2;
const FAILED = 1;

const OPTIONS = {
  only: { type: 'string', multiple: true, value: 'PART', help: 'only this part; may be repeated' },
  events: { type: 'string', value: 'N', help: 'the size of the largest record of each part, instead of its default' },
  seconds: { type: 'string', value: 'N', default: '5', help: 'how long each load lasts' },
  rounds: { type: 'string', value: 'N', default: '3', help: 'how often what is compared is measured, in turns' },
  samples: { type: 'string', value: 'N', help: 'how often what is timed singly is timed, instead of the default' },
  commit: { type: 'string', value: 'COMMIT', default: '018baf2', help: 'the earlier build to compare with' },
  before: { type: 'string', value: 'FOLDER', help: 'where that commit is built already; it is not built again' },
  list: { type: 'boolean', help: 'with walk: name the files' },
  help: { type: 'boolean', help: 'this text' },
};

const fail = (problem) => {
  console.error(`${problem} See npm run bench -- --help.`);
  process.exit(WRONG_USE);
};

const aligned = (rows) => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
};

const helpText = () => {
  const options = Object.entries(OPTIONS).map(([name, { value, help, default: usual }]) => [
    `--${name}${value ? ` ${value}` : ''}`,
    `${help}${usual ? ` (${usual})` : ''}`,
  ]);
  const partsOf = (isOnRequest) =>
    aligned(
      PARTS.filter((part) => Boolean(part.onRequest) === isOnRequest).map(({ name, help, size }) => [
        name,
        `${help} (${size})`,
      ]),
    );
  return `npm run bench -- [options]

${aligned(options)}

Parts, with what each measures and its default size:
${partsOf(false)}

Only on request, with --only:
${partsOf(true)}

A bar is met or not met whatever else happens; the run ends with 1 only if a part could not be measured. Progress goes to
the error output. Ctrl+C stops everything that was started, and removes its folders.`;
};

const readOptions = () => {
  try {
    const options = Object.fromEntries(
      Object.entries(OPTIONS).map(([name, { type, multiple = false, default: usual }]) => [
        name,
        { type, multiple, ...(usual !== undefined && { default: usual }) },
      ]),
    );
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(error.message);
  }
};

/** A whole number above 0. */
const count = (name, text) => {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) fail(`--${name} takes a whole number above 0, not ${text}.`);
  return Number(text);
};

const partsAskedFor = (names) => {
  if (names === undefined) return PARTS.filter(({ onRequest }) => !onRequest);
  const unknown = names.find((name) => !PARTS.some((part) => part.name === name));
  if (unknown !== undefined)
    fail(`There is no part ${unknown}; --only takes ${PARTS.map(({ name }) => name).join(', ')}.`);
  return PARTS.filter(({ name }) => names.includes(name));
};

const values = readOptions();
if (values.help) {
  console.log(helpText());
  process.exit(0);
}
const parts = partsAskedFor(values.only);
const options = {
  commit: values.commit,
  before: values.before,
  list: values.list,
  ...Object.fromEntries(['events', 'seconds', 'rounds', 'samples'].map((name) => [name, count(name, values[name])])),
};

/** Ends early, with everything that was started. */
const end = async (why, code) => {
  // npm sends a signal on, too, so it may come twice.
  if (isStopping()) return;
  console.error(`\n${why} What was started is ended, and its folders are removed.`);
  try {
    await endAll();
    process.exit(code);
  } catch (error) {
    console.error(error);
    process.exit(FAILED);
  }
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => void end(`Stopping: ${signal}.`, INTERRUPTED));
// Whoever reads the output has gone, such as `head`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', () => void end('Stopping: nobody reads the output.', FAILED));
process.on('uncaughtException', (error) => void end(error.stack, FAILED));

if (parts.some(({ comparesBuilds }) => comparesBuilds))
  await assertEarlierBuild(options).catch((error) => fail(error.message));
console.log(`Each load lasts ${options.seconds} s, in ${options.rounds} rounds. Node.js ${process.version}`);
for (const { name, help, run } of parts) {
  heading(name, help);
  try {
    await run(options);
  } catch (error) {
    // What fails while the bench is being stopped fails because of that.
    if (isStopping()) await new Promise(() => {});
    console.error(error);
    console.log(`  ${name} could not be measured: ${error.message}`);
    process.exitCode = FAILED;
    await stopAll();
  }
}
if (isStopping()) await new Promise(() => {});
summary();
await endAll();
// Connections of the clients may be open for some seconds.
process.exit();
