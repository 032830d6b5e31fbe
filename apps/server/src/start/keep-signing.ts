import type { Logger } from 'pino';
import { Unavailable } from '#event-store/event-store.js';
import type { Ledger } from '#ledger/storage/ledger.js';
import type { LogFollower } from '../log/log-follower.js';

/**
 * Signs at once, and then regularly, so that the ledger on disk is never far behind the log. Logs only the first of several
 * failures, and the recovery. @returns a function that stops it
 */
export const keepSigning = async (ledger: Ledger, follower: LogFollower, intervalSeconds: number, logger: Logger) => {
  let failing = false;
  const sign = async () => {
    const failure = await signAll(ledger, follower).then(
      () => undefined,
      (error: Error) => error,
    );
    if (failure && !failing)
      logger.error(
        { error: failure.message },
        'The ledger could not be signed. If this continues, nothing more is recorded',
      );
    if (!failure && failing) logger.info({ size: ledger.signed?.size }, 'The ledger is signed again');
    failing = failure !== undefined;
  };
  await sign();
  const timer = setInterval(() => void sign(), intervalSeconds * 1_000);
  return () => {
    clearInterval(timer);
    return sign();
  };
};

/**
 * Signs what was acknowledged, which the ledger has once it was read. The checkpoint that is recorded in the log is an event, too,
 * which the one on the disk covers.
 */
export const signAll = async (ledger: Ledger, follower: LogFollower): Promise<void> => {
  await follower.upToDate().catch((error: unknown) => {
    // What was read is signed, and the next append tells what is wrong.
    if (!(error instanceof Unavailable)) throw error;
  });
  const recorded = await ledger.sign();
  if (recorded === undefined) return;
  await follower.ordinalOf(recorded);
  await ledger.sign();
};
