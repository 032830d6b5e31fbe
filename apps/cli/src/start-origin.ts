import { isWithin } from '#config/setting.js';
import type { Instant } from '#domain/ids.js';
import type { LogConfig } from '#event-store/engine.js';
import { openEventStore } from '#event-store/engines.js';
import { EventsLost } from '#event-store/events-lost.js';
import { acceptLostViews, findLoss } from '#read-models/projector/lost-events.js';
import { LedgerBroken } from '#ledger/storage/ledger-broken.js';
import { type changeKey, OriginRefused, type StartedOrigin } from '#ledger/storage/start-origin.js';
import { CliError } from './cli-error.js';
import { dataDirOf, assertLog, logOf, settingsOfCommand } from './log-location.js';
import { assertClockTrusted } from './kept-clock.js';
import { print } from './print.js';

export type StartOriginOptions = Readonly<{ reason: string; dataDir?: string; json?: true; cosigned?: string }>;

/**
 * Starts a new origin on the log of a data folder, and prints the result.
 * @param options `demand` checks what must exist; `accepts` takes a log that has lost events
 * @throws CliError
 */
export const startOrigin = async (
  start: typeof changeKey,
  { reason, dataDir, json, cosigned: count }: StartOriginOptions,
  describe: (started: StartedOrigin) => string,
  { demand = assertLog, accepts = false }: Readonly<{ demand?: (log: LogConfig) => void; accepts?: boolean }> = {},
): Promise<void> => {
  const folder = dataDirOf(dataDir);
  const log = logOf(folder);
  demand(log);
  const { recorderName, ledgerKey, signingBound, signingInterval } = settingsOfCommand();
  if (ledgerKey !== undefined)
    throw new CliError(
      'LEDGER_KEY is set. Put the key into the file ledger.key of the data folder, and unset LEDGER_KEY.',
      2,
    );
  if (reason.trim() === '') throw new CliError('Give a reason with --reason: it is recorded.', 2);
  if (count !== undefined && !isWithin(count, 1, 999_999_999))
    throw new CliError(`--cosigned is "${count}". Give the number of events that the refusal names.`, 2);
  assertClockTrusted(folder);
  const cosigned = count === undefined ? undefined : Number(count);
  const store = await openEventStore(log, 'owner');
  try {
    const recordedBy = { issuer: 'local', subject: recorderName, name: recorderName };
    const loss = await findLoss(store, folder);
    if (loss !== undefined && !accepts) throw new EventsLost(loss, loss.evidence);
    const now = new Date().toISOString() as Instant;
    const because = { reason, recordedBy, now, cosigned, lost: loss?.count ?? 0, signingBound, signingInterval };
    const started = await start(store, log, because);
    if (accepts) {
      acceptLostViews(folder);
      await store.acceptLost();
    }
    if (json) return print(started);
    print(`${describe(started)} The log continues as ${started.origin} with ${started.events} events.
Start the service, and give its new verifier key to auditors and witnesses.`);
  } catch (error) {
    if (error instanceof OriginRefused || error instanceof LedgerBroken || error instanceof EventsLost)
      throw new CliError(error.message);
    throw error;
  } finally {
    await store.close();
  }
};
