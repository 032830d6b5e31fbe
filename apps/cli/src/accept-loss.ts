import type { Command } from 'commander';
import { readConfig } from '#config/config.js';
import type { Instant } from '#domain/ids.js';
import { openEventStore } from '#event-store/engines.js';
import { acceptLoss, NothingToAccept } from '#ledger/kept/accept-loss.js';
import { LedgerBroken } from '#ledger/kept/ledger-broken.js';
import { CliError } from './cli-error.js';
import { DATA_DIR_OPTION, dataDirOf, demandLog, engineOf } from './data-dir.js';
import { print } from './print.js';

type Options = Readonly<{ reason: string; dataDir?: string; json?: true }>;

export const addAcceptLoss = (program: Command) => {
  program
    .command('accept-loss')
    .description('Go on with a log that has lost events which its last checkpoint covers. The service must not run.')
    .requiredOption('--reason <text>', 'why they are lost; it goes on record')
    .option(...DATA_DIR_OPTION)
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Use it only where no backup has them. The log goes on under a new origin with a new key, and its first event names the
last checkpoint of the old one: every auditor sees that, when and why. The old key and checkpoints are kept beside. Give
the new verifier key to auditors and witnesses.

Example:
  $ rapporteur accept-loss --reason "The disk failed; the newest backup is of 14 January."`,
    )
    .action(async ({ reason, dataDir, json }: Options) => {
      const folder = dataDirOf(dataDir);
      const engine = engineOf(folder);
      demandLog(engine);
      const { recorderName, ledgerKey } = readConfig({ ...process.env, EVENTSTOREDB_URL: '' });
      if (ledgerKey !== undefined)
        throw new CliError(
          'LEDGER_KEY is set. Put the key in the file ledger.key of the data folder, and unset it.',
          2,
        );
      if (reason.trim() === '') throw new CliError('Say why the events are lost with --reason.', 2);
      const store = await openEventStore(engine, 'owner');
      try {
        const recordedBy = { issuer: 'local', subject: recorderName, name: recorderName };
        const now = new Date().toISOString() as Instant;
        const accepted = await acceptLoss(store, engine, { reason, recordedBy, now });
        if (json) print(accepted);
        else
          print(
            `${accepted.lost === 1 ? '1 event is' : `${accepted.lost} events are`} lost. The log goes on as ${accepted.origin} with ${accepted.events} events.\nStart the service, and give its new verifier key to auditors and witnesses.`,
          );
      } catch (error) {
        if (error instanceof NothingToAccept || error instanceof LedgerBroken) throw new CliError(error.message);
        throw error;
      } finally {
        await store.close();
      }
    });
};
