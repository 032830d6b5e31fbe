import type { Command } from 'commander';
import { openEventStore } from '#event-store/engines.js';
import { assertNoLoss } from '../assert-no-loss.js';
import { DATA_DIR_OPTION, dataDirOf, assertLog, filesOf, logOf } from '../log-location.js';
import { CliError } from '../cli-error.js';
import { outputError } from '../storage-errors.js';
import { progress } from '#formats/terminal.js';
import { print } from '../print.js';
import { withStopSignal } from '../with-stop-signal.js';

/** The keys must not be stored with a backup of the log. */
export const WITH_LEDGER =
  'The key that signs checkpoints (ledger.key), the keys that make ids (id.key) and the signed checkpoints (ledger/) are not in a backup: store them separately, and put them next to a restored log.';

type Options = Readonly<{ to: string; dataDir?: string; json?: true }>;

export const addBackup = (program: Command) => {
  program
    .command('backup')
    .description('Copy the log into one new file and check it. The service may keep running.')
    .requiredOption('--to <file>', 'the new file')
    .option(...DATA_DIR_OPTION)
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
The views are derived from the log and rebuilt after "restore". ${WITH_LEDGER}
A log that has lost acknowledged events is refused, so that no backup without them takes the place of one that has them.

Examples:
  $ rapporteur backup --to log-2025-10-27.db
  $ rapporteur backup --data-dir /var/lib/rapporteur --to /backup/log.db --json`,
    )
    .action(async ({ to, dataDir, json }: Options) => {
      const folder = dataDirOf(dataDir);
      const log = logOf(folder);
      const { backup } = filesOf(log, 'Back it up with its own tools, or export it with "rapporteur export".');
      assertLog(log);
      const store = await openEventStore(log, 'reader');
      await assertNoLoss(store, folder, `Nothing was written to ${to}`).finally(() => store.close());
      const step = progress();
      const copied = await withStopSignal(async (stop) => {
        const onProgress = (done: number, total: number) => {
          if (stop.aborted) throw new CliError(`Stopped: nothing was written to ${to}.`);
          step(`${done} of ${total} pages`);
        };
        return backup(folder, to, { onProgress }).catch((error: unknown) => {
          throw outputError(error, to, '--to');
        });
      }).finally(() => step());
      if (json) print(copied);
      else print(`${copied.events} events, ${copied.bytes} bytes, checked: ${copied.file}\n${WITH_LEDGER}`);
    });
};
