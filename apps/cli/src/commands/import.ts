import { createReadStream, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { assertLedgerSource, LedgerMismatch, type TransferredLedger } from '#ledger/storage/transfer-ledger.js';
import { LedgerBroken } from '#ledger/storage/ledger-broken.js';
import { type CheckedLogFile, checkLogFile } from '#ledger/transfer/check-log-file.js';
import { CliError } from '../cli-error.js';
import { DATA_DIR_OPTION, dataDirOf, logOf, nameOf, OTHER_PLACES, settingsOfCommand } from '../log-location.js';
import { type ImportedLog, importLog } from '../import-log.js';
import { print, progress } from '../print.js';
import { withStopSignal } from '../with-stop-signal.js';

type Options = Readonly<{ dataDir?: string; ledger?: string; newLedger?: true; json?: true }>;

export const addImport = (program: Command) => {
  program
    .command('import')
    .description('Move a record in: load a file that "export --to" made into an empty log. The service must not run.')
    .argument('<file>', 'a file that "export --to" made')
    .option(...DATA_DIR_OPTION)
    .option('--ledger <folder>', 'the folder ledger/ of the data folder that the record comes from')
    .option('--new-ledger', 'where that is lost: sign all of it anew, with the key that is here, or else a new one')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
The whole file is checked before anything is written. Then the record stands in the data folder${OTHER_PLACES},
with the ids, revisions, ordinals, times and root that it had. An import that was interrupted goes
on where it stopped when it is run again; until then no service starts on it.

Examples:
  $ rapporteur import record.ndjson --data-dir /srv/rapporteur --ledger /var/lib/rapporteur/ledger
  $ rapporteur import record.ndjson --data-dir ./drill --new-ledger --json`,
    )
    .action(async (file: string, { dataDir, ledger, newLedger, json }: Options) => {
      if (ledger !== undefined && newLedger) throw new CliError('Give --ledger or --new-ledger, and not both.', 2);
      assertRegularFile(file);
      const folder = dataDirOf(dataDir);
      const log = logOf(folder);
      const { ledgerKey, ledgerOrigin } = settingsOfCommand();
      const wanted = { from: ledger, isNew: newLedger === true, ledgerKey, ledgerOrigin };
      const imported = await withStopSignal(async (stop) => {
        assertLedgerSource(folder, wanted);
        const checked = await checkedFile(file, stop);
        return importLog({ file, checked, log, wanted }, stop);
      }).catch((error: unknown) => {
        if (error instanceof LedgerMismatch || error instanceof LedgerBroken) throw new CliError(error.message);
        throw error;
      });
      if (json) print({ file: resolve(file), log: nameOf(log), ...imported });
      else print(summaryOf(imported, nameOf(log)));
    });
};

const summaryOf = ({ size, root, there, ledger }: ImportedLog, log: string): string =>
  [
    `${size} events, root ${root}, checked: the log in ${log} is that of the file${there === 0 ? '' : `; ${there} of them were there already`}.`,
    nextStep(ledger, size),
  ].join('\n');

const nextStep = ({ origin, covered, hasKey }: TransferredLedger, size: number): string => {
  const key = hasKey
    ? 'Start the service'
    : 'Put its key there as ledger.key, or give it in LEDGER_KEY, and start the service';
  const open = covered === size ? '' : `, whose last checkpoint covers ${covered} of them`;
  return `The ledger goes on as ${origin}${open}. ${key}; never start the old one again: two logs under one name contradict each other.`;
};

/** It is read twice, so no pipe will do. */
const assertRegularFile = (file: string) => {
  if (!existsSync(file)) throw new CliError(`There is no file ${file}.`, 2);
  if (!statSync(file).isFile())
    throw new CliError(`${file} is no file: put the record into one, since it is read twice.`, 2);
};

const A_STEP = 1000;

/** @throws CliError with what is wrong, a line each */
const checkedFile = async (file: string, stop: AbortSignal): Promise<CheckedLogFile> => {
  const step = progress();
  try {
    const checked = await checkLogFile(createReadStream(file, { signal: stop }), (lines) => {
      if (lines % A_STEP === 0) step(`checking: ${lines} lines`);
    });
    const { findings, more } = checked;
    if (findings.length === 0) return checked;
    const told = findings.map(({ line, because }) => `line ${line}: ${because}`);
    throw new CliError([`${file} was not imported.`, ...told, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
  } catch (error) {
    if (stop.aborted) throw new CliError('Stopped: nothing was written.');
    throw error;
  } finally {
    step();
  }
};
