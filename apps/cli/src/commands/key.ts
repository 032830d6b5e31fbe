import type { Command } from 'commander';
import { ED25519, generateSignerKey, isKeyName } from '#ledger/note-key.js';
import { CliError } from '../cli-error.js';

export const addKey = (program: Command) => {
  program
    .command('key')
    .description('Print a new key that signs checkpoints, for LEDGER_KEY. It is a secret, and kept nowhere else.')
    .requiredOption(
      '--origin <name>',
      'name of the log on its checkpoints, for ever: a domain that you own, and a path',
    )
    .addHelpText(
      'after',
      `
One instance makes its key by itself at its first start; several need the same one given.

Example:
  $ LEDGER_KEY=$(rapporteur key --origin record.example.org/eu-china)`,
    )
    .action(({ origin }: { origin: string }) => {
      if (!isKeyName(origin) || origin.length > 200)
        throw new CliError(
          `"${origin}" is no name for a key. Give one without spaces and plus signs, like record.example.org/eu-china.`,
          2,
        );
      process.stdout.write(`${generateSignerKey(origin, ED25519)}\n`);
    });
};
