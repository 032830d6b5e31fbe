import { resolve } from 'node:path';
import type { Command } from 'commander';
import { endImport } from '#ledger/storage/unfinished-import.js';
import { acceptLostViews } from '#read-models/projector/lost-events.js';
import { removeDatabase, viewsFile } from '#read-models/projector/views-file.js';
import { assertFile } from '../input-file.js';
import { DATA_DIR_OPTION, dataDirOf, filesOf, logOf } from '../log-location.js';
import { WITH_LEDGER } from './backup.js';
import { print } from '../print.js';

type Options = Readonly<{ from: string; dataDir?: string; moveOldTo?: string; json?: true }>;

export const addRestore = (program: Command) => {
  program
    .command('restore')
    .description('Replace the log by a backup. The service must not run; nothing is overwritten.')
    .requiredOption('--from <file>', 'a file created by "backup"')
    .option(...DATA_DIR_OPTION)
    .option('--move-old-to <folder>', 'a new folder for the existing log; without it, there must be none')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ rapporteur restore --from log-2025-10-27.db --data-dir ./restored
  $ rapporteur restore --from log-2025-10-27.db --move-old-to ./data-before-restore`,
    )
    .action(({ from, dataDir, moveOldTo, json }: Options) => {
      assertFile(from);
      const folder = dataDirOf(dataDir);
      const { restore } = filesOf(
        logOf(folder),
        'Restore it with its own tools, or fill an empty one with "rapporteur import".',
      );
      // They belong to the old log, and are rebuilt at the next start.
      const beforeSwap = () => {
        removeDatabase(viewsFile(folder));
        acceptLostViews(folder);
        endImport(folder);
      };
      const restored = restore(from, folder, { beforeSwap, ...(moveOldTo !== undefined && { moveOldTo }) });
      if (json) print({ ...restored, ...(moveOldTo !== undefined && { movedOldTo: resolve(moveOldTo) }) });
      else
        print(
          `${restored.events} events, checked: ${restored.file}\nThe views are rebuilt when the service starts. ${WITH_LEDGER}`,
        );
    });
};
