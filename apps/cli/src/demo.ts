import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { SETTINGS } from '#config/config.js';
import { Api } from './api.js';
import { CliError } from './cli-error.js';
import { demoPage } from './demo-page.js';
import { stateOf } from './demo-state.js';
import { ladderOf, type OpenApi } from './dossier/commands.js';
import { idOf } from './dossier/keys.js';
import { checkedFiles, loadEntries, summaryOf } from './load.js';
import { print } from './print.js';
import { SERVER } from './serve.js';

/** The dossiers lie beside the sources; from `dist/apps/cli/src`. */
const EXAMPLES = new URL('../../../../examples/', import.meta.url);
const CHAPTERS = ['eu-china-1-the-article.yaml', 'eu-china-2-what-followed.yaml'] as const;

type Options = Readonly<{ dataDir: string; port: string; exit?: true; json?: true }>;

export const addDemo = (program: Command) => {
  program
    .command('demo')
    .description('Start a service on a folder of its own, load the EU–China talks of 2025, and show how they stand.')
    .option('--data-dir <folder>', 'folder of the demo', './data/demo')
    .option('--port <port>', 'TCP port; 0 takes a free one', portOf, process.env['PORT'] || '3000')
    .option('--exit', 'stop when all is shown')
    .option('--json', 'how they stand, as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ rapporteur demo
  $ rapporteur demo --port 0 --exit

Of the environment it takes PORT and LOG_LEVEL alone: it records into its own folder, whatever else is set.`,
    )
    .action(async ({ dataDir, port, exit, json }: Options) => {
      const chapters = CHAPTERS.map((name) => fileURLToPath(new URL(name, EXAMPLES)));
      const missing = chapters.find((file) => !existsSync(file));
      if (missing !== undefined)
        throw new CliError(`The dossier ${missing} is missing: the demo needs the examples.`, 2);
      const service = await started(dataDir, port);
      try {
        await show(new Api(service.url, NO_LOGIN), chapters, json === true);
        if (exit) return;
        if (!json)
          print(`\nThe service stays up: ${service.url}/docs has every route to try out. Stop it with Ctrl-C.`);
        await service.ended;
      } finally {
        await service.stop();
      }
    });
};

/** A token is for the service that it was issued for. */
const NO_LOGIN = {};

const show = async (api: Api, chapters: readonly string[], json: boolean) => {
  await api.get('/health/ready');
  const document = await api.get<OpenApi>('/openapi.json');
  const entries = await checkedFiles(chapters, document);
  const outcomes = await loadEntries(api, entries, ladderOf(document));
  const thing = (key: string) => idOf(entries[0]!.dossier, key);
  const state = await stateOf(api, { negotiation: thing('talks'), meeting: thing('brussels'), party: thing('eu') });
  if (json) print({ url: api.url, ...state });
  else print(`${demoPage(state)}\n\n${entries.length} facts in two chapters: ${summaryOf(outcomes)}.`);
  if (outcomes.some(({ what }) => what !== 'recorded' && what !== 'already-there'))
    throw new CliError(
      'The record of the demo is not what the dossier says: somebody changed one of them. Delete the folder of the demo to start anew.',
    );
};

const portOf = (value: string): string => {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return value;
  throw new InvalidArgumentError('Give a number from 0 to 65535.');
};

type Started = Readonly<{ url: string; ended: Promise<unknown>; stop: () => Promise<void> }>;

/** A process of its own, so that it is the very service that a user runs. @throws CliError where it does not start */
const started = async (dataDir: string, port: string): Promise<Started> => {
  const { LOG_LEVEL = 'warn' } = process.env;
  const child = fork(fileURLToPath(SERVER), [], {
    // What the environment tells of another service is not for the demo: its facts would stand in that log for ever. Keys
    // go by who records, so it has one recorder and no login.
    env: { ...process.env, ...UNSET, DATA_DIR: dataDir, PORT: port, LOG_LEVEL, RECORDER_NAME: 'demo' },
    // What the service logs is no result of this command.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    if (isRunning(child)) child.kill('SIGTERM');
    await ended;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop());
  process.once('exit', () => child.kill('SIGKILL'));

  const first = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
  const message: unknown = first?.[0];
  if (typeof message === 'object' && message !== null && 'listening' in message)
    return { url: String(message.listening), ended, stop };
  await stop();
  throw new CliError(
    'The service of the demo did not start; it says why above. --port and --data-dir choose others.',
    2,
  );
};

/** No setting is told at all but those that are named above: those to come are unset as well. */
const UNSET = Object.fromEntries(SETTINGS.map(({ name }) => [name, '']));

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;
