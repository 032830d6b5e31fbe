import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { Api } from '../api.js';
import { CliError } from '../cli-error.js';
import type { EngineConfig } from '#event-store/engine.js';
import { CHOSEN_ENGINES, settingOf } from '#event-store/engines.js';
import { logOf } from '../log-location.js';
import { DEMO_PREFIX } from '../demo/demo-log.js';
import { demoPage } from '../demo/demo-page.js';
import { startDemo } from '../demo/demo-service.js';
import { stateOf } from '../demo/demo-state.js';
import { ladderOf, type OpenApi } from '../dossier/commands-from-openapi.js';
import { idOf } from '../dossier/entry-keys.js';
import { checkedFiles, loadEntries, summaryOf } from './load.js';
import { print } from '../print.js';

/** The dossiers, from `dist/apps/cli/src`. */
const EXAMPLES = new URL('../../../../../examples/', import.meta.url);
const CHAPTERS = ['eu-china-1-the-article.yaml', 'eu-china-2-what-followed.yaml'] as const;

const FOLDER = './data/demo';
/** One folder for each log, because the files in it belong to one log. */
const folderOf = (engine: EngineConfig) => (settingOf(engine) === undefined ? FOLDER : `${FOLDER}-${engine.name}`);
const OTHER_FOLDERS = CHOSEN_ENGINES.map(
  ({ name, chosenBy }) => `, or ${FOLDER}-${name} with ${DEMO_PREFIX}${chosenBy}`,
).join('');
const OTHER_EXAMPLES = CHOSEN_ENGINES.map(
  ({ chosenBy, example }) => `\n  $ ${DEMO_PREFIX}${chosenBy}="${example}" rapporteur demo`,
).join('');
const OTHER_LOGS = CHOSEN_ENGINES.map(
  ({ chosenBy }) => `${DEMO_PREFIX}${chosenBy} names an empty server that stores the log
instead. `,
).join('');

type Options = Readonly<{ dataDir?: string; port: string; exit?: true; json?: true }>;

export const addDemo = (program: Command) => {
  program
    .command('demo')
    .description('Start a service on a separate folder, load the EU–China talks of 2025, and show their state.')
    .option('--data-dir <folder>', `folder of the demo (default: ${FOLDER}${OTHER_FOLDERS})`)
    .option('--port <port>', 'TCP port to listen on; 0 picks a free one', portOf, process.env['PORT'] || '3000')
    .option('--exit', 'stop after printing the state')
    .option('--json', 'the state as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ rapporteur demo
  $ rapporteur demo --port 0 --exit${OTHER_EXAMPLES}

The demo has its own log in its folder. ${OTHER_LOGS}PORT and LOG_LEVEL apply too; other\nsettings are ignored.`,
    )
    .action(async ({ dataDir: chosen, port, exit, json }: Options) => {
      const chapters = CHAPTERS.map((name) => fileURLToPath(new URL(name, EXAMPLES)));
      const missing = chapters.find((file) => !existsSync(file));
      if (missing !== undefined)
        throw new CliError(`The dossier ${missing} is missing: the demo needs the examples.`, 2);
      const { engine } = logOf(FOLDER, DEMO_PREFIX);
      const service = await startDemo({ dataDir: chosen ?? folderOf(engine), engine, port });
      try {
        await loadAndShow(new Api(service.url, 'record', NO_LOGIN), chapters, json === true);
        if (exit) return;
        if (!json)
          print(
            `\nThe service keeps running: open ${service.url} in a browser, and try its routes at ${service.url}/docs. Stop it with Ctrl-C.`,
          );
        await service.untilStopped();
      } finally {
        await service.stop();
      }
    });
};

/** A token in the environment is for another service. */
const NO_LOGIN = {};

const loadAndShow = async (api: Api, chapters: readonly string[], json: boolean) => {
  await api.get('/health/ready');
  const document = await api.get<OpenApi>('/openapi.json');
  const entries = await checkedFiles(chapters, document);
  const outcomes = await loadEntries(api, entries, ladderOf(document));
  const thing = (key: string) => idOf(entries[0]!, key);
  const state = await stateOf(api, { negotiation: thing('talks'), meeting: thing('brussels'), party: thing('eu') });
  if (json) print({ url: api.url, ...state });
  else print(`${demoPage(state)}\n\n${entries.length} facts in two chapters: ${summaryOf(outcomes)}.`);
  if (outcomes.some(({ what }) => what !== 'recorded' && what !== 'already-there'))
    throw new CliError(
      'The record of the demo does not match the dossier: one of them was changed. To start over, use another folder and, if the log is on a server, another server.',
    );
};

const portOf = (value: string): string => {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return value;
  throw new InvalidArgumentError('Give a number from 0 to 65535.');
};
