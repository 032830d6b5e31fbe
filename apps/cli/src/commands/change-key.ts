import type { Command } from 'commander';
import { changeKey } from '#ledger/storage/start-origin.js';
import { DATA_DIR_OPTION } from '../log-location.js';
import { startOrigin, type StartOriginOptions } from '../start-origin.js';

export const addChangeKey = (program: Command) => {
  program
    .command('change-key')
    .description('Set a new ledger key for a log that has lost nothing. The service must not run.')
    .requiredOption('--reason <text>', 'why; it is recorded')
    .option(...DATA_DIR_OPTION)
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Use it if somebody else may have the key. The old key signs the current log once more. Then the log continues under a new
origin with a new key. Its first event names that last checkpoint, so every auditor sees what happened, when and why. The
old key and checkpoints are kept in the data folder. Give the new verifier key to auditors and witnesses, and tell them
that anything the old key signs beyond that checkpoint is forged.

Example:
  $ rapporteur change-key --reason "The backup that was stolen on 14 January had ledger.key in it."`,
    )
    .action((options: StartOriginOptions) => startOrigin(changeKey, options, () => 'The key is changed.'));
};
