import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { takeLock } from '#storage/lock.js';
import { putTemporaryFilesIn } from '#storage/temporary-files.js';
import { assertNothingLost } from '#read-models/projector/lost-events.js';
import { Projector } from '#read-models/projector/projector.js';
import type { ModelState } from '#read-models/projector/worker-messages.js';
import { assertReplaceable } from '#read-models/projector/views-error.js';
import { ViewsStamp } from '#read-models/projector/views-stamp.js';
import {
  newViewsFolder,
  promote,
  removeDatabase,
  removeLeftovers,
  viewsFile,
} from '#read-models/projector/views-file.js';
import { checkLog } from '#ledger/storage/check-log.js';
import { soundOf } from '#ledger/storage/ledger-broken.js';
import { CliError } from '../cli-error.js';
import type { LogConfig } from '#event-store/engine.js';
import { openEventStore } from '#event-store/engines.js';
import { DATA_DIR_OPTION, dataDirOf, assertLog, logOf } from '../log-location.js';
import { progress } from '#formats/terminal.js';
import { print } from '../print.js';

type Options = Readonly<{ dataDir?: string; json?: true }>;
type RebuildResult = Readonly<{ events: number; seconds: number; eventsPerSecond: number; models: readonly string[] }>;

const LOOK_EVERY_MS = 50;

export const addRebuild = (program: Command) => {
  program
    .command('rebuild')
    .description('Rebuild the views from the log, and replace the old ones. The service must not run.')
    .option(...DATA_DIR_OPTION)
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ rapporteur rebuild
  $ rapporteur rebuild --data-dir /var/lib/rapporteur --json`,
    )
    .action(async ({ dataDir, json }: Options) => {
      const folder = dataDirOf(dataDir);
      putTemporaryFilesIn(folder);
      const log = logOf(folder);
      assertLog(log);
      // Held to the end, so that no service starts on incomplete views.
      const lock = takeLock(folder);
      try {
        const { events, seconds, eventsPerSecond, models } = await replaceViews(log);
        if (json) print({ events, seconds, eventsPerSecond, models });
        else print(`${events} events in ${seconds} s, ${eventsPerSecond} events/s: ${models.join(', ')}`);
      } finally {
        lock.release();
      }
    });
};

/**
 * The views stay until there are others: what cannot be read, was altered, or has lost what they know is no log to make views from.
 * @throws EventsLost, Unusable, and CliError if they cannot be built
 */
const replaceViews = async (log: LogConfig): Promise<RebuildResult> => {
  const { dataDir } = log;
  const store = await openEventStore(log, 'reader');
  try {
    await assertNothingLost(store, dataDir);
    assertReplaceable(viewsFile(dataDir));
    await checkLog(log)
      .then((checked) => soundOf(checked, store))
      .catch((error: unknown) => {
        throw notBuilt(error, dataDir);
      });
  } finally {
    await store.close();
  }
  removeLeftovers(dataDir);
  const viewsDir = newViewsFolder(dataDir);
  try {
    const result = await buildViews(log, viewsDir);
    removeDatabase(viewsFile(dataDir));
    promote(viewsFile(viewsDir), dataDir);
    // Its stamp was for another place. Without one, the next start only takes longer.
    new ViewsStamp(viewsFile(dataDir), () => {}).begin();
    return result;
  } finally {
    rmSync(viewsDir, { recursive: true, force: true });
  }
};

/** @throws CliError if they cannot be built; naming the views that cannot process an event */
const buildViews = async (log: LogConfig, viewsDir: string): Promise<RebuildResult> => {
  const started = performance.now();
  // Somebody waits for the end, so nothing is waited for or tried again.
  const projector = await Projector.start({ ...log, viewsDir, restarts: [] }).catch((error: unknown) => {
    throw notBuilt(error, log.dataDir);
  });
  try {
    const step = progress();
    while (projector.failure === undefined && projector.states().some(({ status }) => status === 'rebuilding')) {
      const [{ done = 0, eventsPerSecond = 0 } = {}] = projector.states();
      step(`${done} events, ${eventsPerSecond} events/s`);
      await sleep(LOOK_EVERY_MS);
    }
    step();
    if (projector.failure !== undefined) throw notBuilt(projector.failure, log.dataDir);
    const states = projector.states();
    const stopped = states.filter(({ status }) => status === 'stopped');
    if (stopped.length > 0) throw new CliError(stopped.map(whyStopped).join('\n'));
    const events = projector.projected + 1;
    const seconds = (performance.now() - started) / 1000;
    return {
      events,
      seconds: Math.round(seconds * 100) / 100,
      eventsPerSecond: Math.round(events / seconds),
      models: states.map(({ name }) => name),
    };
  } finally {
    await projector.stop();
  }
};

const notBuilt = (error: unknown, dataDir: string) => {
  const left = existsSync(viewsFile(dataDir))
    ? 'The old ones are as they were.'
    : 'There are none until "rapporteur rebuild" succeeds, or the service starts.';
  return new CliError(
    `The views were not built: ${(error as Error).message.replace(/\.$/, '')}. ${left} If the log is damaged, restore a backup first.`,
  );
};

const whyStopped = ({ name, stop }: ModelState) =>
  `The view "${name}" cannot process an event${stop ? `: ${JSON.stringify(stop)}` : ''}. The log is intact; this view needs a newer version.`;
