import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { takeLock } from '#storage/lock.js';
import { putTemporaryFilesIn } from '#storage/temporary-files.js';
import { assertNothingLost } from '#read-models/projector/lost-events.js';
import { Projector } from '#read-models/projector/projector.js';
import type { ModelState } from '#read-models/projector/worker-messages.js';
import { removeDatabase, viewsFile } from '#read-models/projector/views-file.js';
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
    .description('Delete the views and rebuild them from the log. The service must not run.')
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
        // Keep the views if the log cannot be read, or has lost what they know.
        const store = await openEventStore(log, 'reader');
        await assertNothingLost(store, folder).finally(() => store.close());
        removeDatabase(viewsFile(folder));
        const { events, seconds, eventsPerSecond, models } = await rebuildViews(log);
        if (json) print({ events, seconds, eventsPerSecond, models });
        else print(`${events} events in ${seconds} s, ${eventsPerSecond} events/s: ${models.join(', ')}`);
      } finally {
        lock.release();
      }
    });
};

/** @throws CliError if they cannot be built; naming the views that cannot process an event */
const rebuildViews = async (log: LogConfig): Promise<RebuildResult> => {
  const started = performance.now();
  // Somebody waits for the end, so nothing is waited for or tried again.
  const projector = await Projector.start({ ...log, restarts: [] }).catch((error: unknown) => {
    throw notBuilt(error);
  });
  try {
    const step = progress();
    while (projector.failure === undefined && projector.states().some(({ status }) => status === 'rebuilding')) {
      const [{ done = 0, eventsPerSecond = 0 } = {}] = projector.states();
      step(`${done} events, ${eventsPerSecond} events/s`);
      await sleep(LOOK_EVERY_MS);
    }
    step();
    if (projector.failure !== undefined) throw notBuilt(projector.failure);
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

const notBuilt = (error: unknown) =>
  new CliError(
    `The views were not built: ${(error as Error).message.replace(/\.$/, '')}. There are none until "rapporteur rebuild" succeeds, or the service starts. If the log is damaged, restore a backup first.`,
  );

const whyStopped = ({ name, stop }: ModelState) =>
  `The view "${name}" cannot process an event${stop ? `: ${JSON.stringify(stop)}` : ''}. The log is intact; this view needs a newer version.`;
