import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAcceptLoss } from './commands/accept-loss.js';
import { CliError } from './cli-error.js';
import { addBackup } from './commands/backup.js';
import { addChangeKey } from './commands/change-key.js';
import { addDemo } from './commands/demo.js';
import { storageError } from './storage-errors.js';
import { addExport } from './commands/export.js';
import { addImport } from './commands/import.js';
import { addKey } from './commands/key.js';
import { addLoad } from './commands/load.js';
import { addRebuild } from './commands/rebuild.js';
import { addRestore } from './commands/restore.js';
import { addSchema } from './commands/schema.js';
import { addServe } from './commands/serve.js';
import { addVerify } from './commands/verify.js';

/** Where the package lies, from `dist/apps/cli/src`. */
const PACKAGE = new URL('../../../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };

const HELP = `
Examples:
  $ rapporteur demo                                    show the record of the EU–China talks of 2025
  $ rapporteur serve --data-dir ./data --port 3000     run the service
  $ rapporteur load first.yaml second.yaml --check     check dossiers, record nothing
  $ rapporteur load first.yaml second.yaml             record them; loading again records nothing twice
  $ rapporteur schema > dossier.schema.json            the JSON Schema of a dossier, for editors
  $ rapporteur backup --to log-2025-10-27.db           copy the log while the service runs
  $ rapporteur restore --from log-2025-10-27.db --data-dir ./other
  $ rapporteur rebuild --data-dir ./data               rebuild the views from the log
  $ rapporteur export --to record.ndjson               export the log, to move it to another machine or engine
  $ rapporteur import record.ndjson --ledger ./old/ledger
  $ rapporteur key --origin record.example.org/talks   generate LEDGER_KEY for several instances
  $ rapporteur export --audit --out audit.ndjson       export the record with proofs, for an auditor
  $ rapporteur verify audit.ndjson --key "$KEY"        verify an export offline

If the service has a login, set RAPPORTEUR_TOKEN to an access token of its issuer.
Exit codes: 0 done, 1 the command failed, 2 wrong usage or could not start.`;

const program = new Command('rapporteur')
  .description('The record of a negotiation: every meeting, statement and change of position as an immutable event.')
  .version(version)
  .showSuggestionAfterError()
  .showHelpAfterError('Add --help for usage.')
  .exitOverride()
  .addHelpText('after', HELP);
for (const add of [
  addServe,
  addLoad,
  addDemo,
  addSchema,
  addBackup,
  addRestore,
  addAcceptLoss,
  addChangeKey,
  addRebuild,
  addKey,
  addExport,
  addImport,
  addVerify,
])
  add(program);

// The reader may close the pipe early: `rapporteur schema | head`. Any other error means the output is incomplete.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0);
  process.stderr.write(
    `rapporteur: The result cannot be written (${code ?? message}). Free some space, or redirect it elsewhere.\n`,
  );
  process.exit(2);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const told = storageError(error) as Error;
    process.stderr.write(`rapporteur: ${told.message}\n`);
    process.exitCode = told instanceof CliError ? told.exitCode : 1;
  }
}
