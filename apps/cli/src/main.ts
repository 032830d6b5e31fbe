import { onOutputError, writeError, writeOutput } from '#formats/terminal.js';
import { Command, CommanderError } from 'commander';
import { VERSION } from '#config/version.js';
import { addAcceptClock } from './commands/accept-clock.js';
import { addAcceptLoss } from './commands/accept-loss.js';
import { CliError } from './cli-error.js';
import { addBackup } from './commands/backup.js';
import { addChangeIdKey } from './commands/change-id-key.js';
import { addChangeKey } from './commands/change-key.js';
import { addDemo } from './commands/demo.js';
import { storageError } from './storage-errors.js';
import { addExport } from './commands/export.js';
import { addImport } from './commands/import.js';
import { addKey } from './commands/key.js';
import { addLoad } from './commands/load.js';
import { addNewDossier } from './commands/new-dossier.js';
import { addRebuild } from './commands/rebuild.js';
import { addRestore } from './commands/restore.js';
import { addSchema } from './commands/schema.js';
import { addServe } from './commands/serve.js';
import { addVerify } from './commands/verify.js';
import { createForOwnerOnly } from '#storage/owner-only.js';
import { HELP } from './help.js';

createForOwnerOnly();

const program = new Command('rapporteur')
  .description('The record of a negotiation: every meeting, statement and change of position as an immutable event.')
  .version(VERSION)
  .showSuggestionAfterError()
  .showHelpAfterError('Add --help for usage.')
  .configureOutput({ writeOut: writeOutput, writeErr: writeError })
  .exitOverride()
  .addHelpText('after', HELP);
for (const add of [
  addServe,
  addNewDossier,
  addLoad,
  addDemo,
  addSchema,
  addBackup,
  addRestore,
  addAcceptLoss,
  addAcceptClock,
  addChangeKey,
  addChangeIdKey,
  addRebuild,
  addKey,
  addExport,
  addImport,
  addVerify,
])
  add(program);

// The reader may close the pipe early: `rapporteur schema | head`. Any other error means the output is incomplete.
onOutputError(({ code, message }) => {
  if (code === 'EPIPE') process.exit(0);
  writeError(
    `rapporteur: The result cannot be written (${code ?? message}). Free some space, or redirect it elsewhere.\n`,
  );
  process.exit(2);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const failure = storageError(error) as Error;
    writeError(`rapporteur: ${failure.message}\n`);
    process.exitCode = failure instanceof CliError ? failure.exitCode : 1;
  }
}
