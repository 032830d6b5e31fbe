import { join } from 'node:path';
import type { Command } from 'commander';
import { addIdKey, ID_KEY_FILE, IdKeysRefused } from '#config/id-keys.js';
import { CliError } from '../cli-error.js';
import { assertLog, DATA_DIR_OPTION, dataDirOf, filesOf, logOf, settingsOfCommand } from '../log-location.js';
import { print } from '../print.js';

type Options = Readonly<{ dataDir?: string; json?: true }>;

export const addChangeIdKey = (program: Command) => {
  program
    .command('change-id-key')
    .description('Make the ids of what is recorded from now on with a new key. Takes effect at the next start.')
    .option(...DATA_DIR_OPTION)
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Use it if somebody else may have the file id.key. The new key is the first one in that file. The earlier ones stay there,
so that a request is still recognized if it was recorded before and is sent again. Ids that exist do not change.
If the service has the setting ID_KEY, put a new key of 32 characters or more before the others there: ID_KEY=new,old.

Example:
  $ rapporteur change-id-key --data-dir /var/lib/rapporteur`,
    )
    .action(({ dataDir, json }: Options) => {
      const folder = dataDirOf(dataDir);
      const log = logOf(folder);
      filesOf(log, 'Put a new key before the others in ID_KEY, separated by a comma.');
      assertLog(log);
      if (settingsOfCommand().idKeys !== undefined)
        throw new CliError('ID_KEY is set. Put a new key before the others there, separated by a comma.', 2);
      try {
        addIdKey(folder);
      } catch (error) {
        if (error instanceof IdKeysRefused) throw new CliError(error.message);
        throw error;
      }
      const file = join(folder, ID_KEY_FILE);
      if (json) print({ file });
      else print(`${file} has a new key. Restart the service, and back up the file.`);
    });
};
