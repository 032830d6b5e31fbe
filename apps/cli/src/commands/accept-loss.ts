import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { LogConfig } from '#event-store/engine.js';
import { LEDGER_FOLDER, notesIn } from '#ledger/storage/checkpoint-store.js';
import { KEY_FILE } from '#ledger/storage/ledger-key.js';
import { acceptLoss } from '#ledger/storage/start-origin.js';
import { DATA_DIR_OPTION, assertLog } from '../log-location.js';
import { startOrigin, type StartOriginOptions } from '../start-origin.js';

export const addAcceptLoss = (program: Command) => {
  program
    .command('accept-loss')
    .description(
      'Continue a log that has lost acknowledged events, or has events that nobody signed. The service must not run.',
    )
    .requiredOption('--reason <text>', 'why they are lost, or not signed; it is recorded')
    .option('--cosigned <events>', 'how many events a witness has cosigned, if the service refuses the log for that')
    .option(...DATA_DIR_OPTION)
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Use it only if no backup has these events. If the service refuses a log because its last events are not covered by any
checkpoint, compare them with what auditors, witnesses and backups have first: after this command they count as recorded.
An event that does not match its entry is refused even then. The log continues under a new origin with a new key. Its first event names the
last checkpoint of the old origin, so every auditor sees what happened, when and why. The old key and checkpoints are kept
in the data folder. Give the new verifier key to auditors and witnesses.

Example:
  $ rapporteur accept-loss --reason "The disk failed; the newest backup is of 14 January."`,
    )
    .action((options: StartOriginOptions) =>
      startOrigin(
        acceptLoss,
        options,
        ({ lost, unsigned }) =>
          lost === 0 && unsigned > 0
            ? `${unsigned === 1 ? '1 event was' : `${unsigned} events were`} not signed.`
            : lost === 1
              ? '1 event is lost.'
              : `${lost} events are lost.`,
        { demand: assertLogOrLedger, accepts: true },
      ),
    );
};

/** The whole log may be lost: then its ledger shows that there was one. */
const assertLogOrLedger = (log: LogConfig): void => {
  const { dataDir } = log;
  if (notesIn(join(dataDir, LEDGER_FOLDER)).last !== undefined && existsSync(join(dataDir, KEY_FILE))) return;
  assertLog(log);
};
