import { createReadStream, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { LogConfig } from '#event-store/engine.js';
import { engineOf } from '#event-store/engines.js';
import { assertLedgerSource, LedgerMismatch, type TransferredLedger } from '#ledger/storage/transfer-ledger.js';
import { LedgerBroken } from '#ledger/storage/ledger-broken.js';
import { type CheckedLogFile, checkLogFile } from '#ledger/transfer/check-log-file.js';
import { CliError } from '../cli-error.js';
import { DATA_DIR_OPTION, dataDirOf, logOf, nameOf, OTHER_PLACES, settingsOfCommand } from '../log-location.js';
import { type ImportedLog, importLog } from '../import-log.js';
import { findIdKeys } from '../find-id-keys.js';
import { progress } from '#formats/terminal.js';
import { print } from '../print.js';
import { withStopSignal } from '../with-stop-signal.js';

type Options = Readonly<{
  dataDir?: string;
  ledger?: string;
  newLedger?: true;
  idKey?: string;
  newIdKey?: true;
  json?: true;
}>;

export const addImport = (program: Command) => {
  program
    .command('import')
    .description('Import a file created by "export --to" into an empty log. The service must not run.')
    .argument('<file>', 'a file created by "export --to"')
    .option(...DATA_DIR_OPTION)
    .option('--ledger <folder>', 'the folder ledger/ of the old data folder')
    .option('--new-ledger', 'if that is lost: sign the whole log with the key in the data folder, or with a new one')
    .option('--id-key <file>', 'the file id.key of the old data folder; leave it out if ID_KEY has the key')
    .option(
      '--new-id-key',
      'if that is lost: continue with a new key; repeated requests of before are then recorded again',
    )
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
The whole file is checked before anything is written. The record is then in the data folder${OTHER_PLACES},
with its ids, revisions, ordinals, times and root. Run an interrupted import again to continue it; until then no service
starts on it.

Examples:
  $ rapporteur import record.ndjson --data-dir /srv/rapporteur --ledger /var/lib/rapporteur/ledger --id-key /var/lib/rapporteur/id.key
  $ rapporteur import record.ndjson --data-dir ./drill --new-ledger --new-id-key --json`,
    )
    .action(async (file: string, { dataDir, ledger, newLedger, idKey, newIdKey, json }: Options) => {
      if (ledger !== undefined && newLedger) throw new CliError('Use either --ledger or --new-ledger.', 2);
      if (idKey !== undefined && newIdKey) throw new CliError('Use either --id-key or --new-id-key.', 2);
      assertRegularFile(file);
      const folder = dataDirOf(dataDir);
      const log = logOf(folder);
      const { ledgerKey, ledgerOrigin, idKeys } = settingsOfCommand();
      const source = { from: ledger, isNew: newLedger === true, ledgerKey, ledgerOrigin };
      const idKeySource = { configured: idKeys, from: idKey, isNew: newIdKey === true };
      const demandIdKeys = findIdKeys(folder, idKeySource);
      const imported = await withStopSignal(async (stop) => {
        assertLedgerSource(folder, source);
        const checked = await checkedFile(file, stop);
        const keepIdKeys = demandIdKeys(checked.idKeys);
        return importLog({ file, checked, log, source, keepIdKeys }, stop);
      }).catch((error: unknown) => {
        if (error instanceof LedgerMismatch || error instanceof LedgerBroken) throw new CliError(error.message);
        throw error;
      });
      if (json) print({ file: resolve(file), log: nameOf(log), ...imported });
      else print(summaryOf(imported, log));
    });
};

const summaryOf = ({ size, root, there, ledger }: ImportedLog, log: LogConfig): string =>
  [
    `${size} events, root ${root}, checked: the log in ${nameOf(log)} matches the file${there === 0 ? '' : `; ${there} of them were there already`}.`,
    nextStep(ledger, size, engineOf(log.engine).isShared),
  ].join('\n');

const nextStep = ({ origin, covered, hasKey }: TransferredLedger, size: number, isShared: boolean): string => {
  const key = isShared ? SHARED : hasKey ? 'Start the service' : OWN;
  const open = covered === size ? '' : `, whose last checkpoint covers ${covered} of them`;
  return `The ledger continues as ${origin}${open}. ${key}. Never start the old service again: two logs with one name would contradict each other.`;
};

const OWN = 'Put its key into the data folder as ledger.key, or set LEDGER_KEY, and start the service';
/** An instance uses no keys of its folder, since all instances must have the same. */
const SHARED =
  'Set LEDGER_KEY to its key, SHARED_SECRET and ID_KEY, the same for every instance, and start the service';

/** The file is read twice, so it cannot be a pipe. */
const assertRegularFile = (file: string) => {
  if (!existsSync(file)) throw new CliError(`There is no file ${file}.`, 2);
  if (!statSync(file).isFile())
    throw new CliError(`${file} is not a regular file: save the record to one, because it is read twice.`, 2);
};

const A_STEP = 1000;

/** @throws CliError with all findings, one line each */
const checkedFile = async (file: string, stop: AbortSignal): Promise<CheckedLogFile> => {
  const step = progress();
  try {
    const checked = await checkLogFile(createReadStream(file, { signal: stop }), (lines) => {
      if (lines % A_STEP === 0) step(`checking: ${lines} lines`);
    });
    const { findings, more } = checked;
    if (findings.length === 0) return checked;
    const described = findings.map(({ line, because }) => `line ${line}: ${because}`);
    throw new CliError(
      [`${file} was not imported.`, ...described, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
    );
  } catch (error) {
    if (stop.aborted) throw new CliError('Stopped: nothing was written.');
    throw error;
  } finally {
    step();
  }
};
