import { writeOutput } from '#formats/terminal.js';
import type { Command } from 'commander';
import { ED25519, isKeyName } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';
import { CliError } from '../cli-error.js';

export const addKey = (program: Command) => {
  program
    .command('key')
    .description('Print a new key that signs checkpoints, for LEDGER_KEY. It is secret and not stored anywhere.')
    .requiredOption('--origin <name>', 'permanent name of the log on its checkpoints: your domain and a path')
    .addHelpText(
      'after',
      `
A single instance generates its key at first start; several instances must be given the same key.

Example:
  $ LEDGER_KEY=$(rapporteur key --origin record.example.org/eu-china)`,
    )
    .action(({ origin }: { origin: string }) => {
      if (!isKeyName(origin) || origin.length > 200)
        throw new CliError(
          `"${origin}" is not a valid key name. Give a name without spaces and plus signs, such as record.example.org/eu-china.`,
          2,
        );
      writeOutput(`${generateSignerKey(origin, ED25519)}\n`);
    });
};
