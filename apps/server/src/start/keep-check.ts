import type { Logger } from 'pino';
import type { Ledger } from '#ledger/storage/ledger.js';
import { type Check, isWorthSigning } from '#ledger/storage/signed-check.js';
import type { LogIndex } from '#read-models/log-index/log-index.js';
import type { TamperAlarm } from '../log/tamper-alarm.js';

type Parts = Readonly<{
  ledger: Pick<Ledger, 'size' | 'signed' | 'check' | 'keepCheck'>;
  index: Pick<LogIndex, 'upTo' | 'until'>;
  alarm: Pick<TamperAlarm, 'message'>;
  /** Removes what was kept. */
  forget: () => void;
}>;

/** So many events are checked by a start in less than half a second. */
const EVERY = 10_000;
const INTERVAL_MS = 5_000;
/** How long a stop waits until its last events are compared with the ledger, in ms. */
const LAST_MS = 2_000;

/**
 * Keeps what was checked for the next start: as long as the service runs whenever many events were recorded, and when it stops.
 * @param kept how many events the last one covers
 * @returns a function that stops it, after the last signature
 */
export const keepCheck = (
  { ledger, index, alarm, forget }: Parts,
  kept: number,
  logger: Logger,
): (() => Promise<void>) => {
  let next: Check | undefined;
  let isFailing = false;
  const isDue = (least: number) => ledger.size >= kept + least && isWorthSigning(ledger);
  const isChecked = ({ summary: { size } }: Check) => index.upTo >= size - 1 && (ledger.signed?.size ?? 0) >= size;
  const keep = async (least: number) => {
    if (alarm.message !== undefined) return;
    next ??= isDue(least) ? ledger.check : undefined;
    if (next === undefined || !isChecked(next)) return;
    const { summary } = next;
    try {
      await ledger.keepCheck(next);
      // Something may have been found while it was written.
      if (alarm.message !== undefined) forget();
      kept = summary.size;
      isFailing = false;
    } catch (error) {
      if (!isFailing)
        logger.warn({ error: (error as Error).message }, 'The next start checks more of the log, and takes longer');
      isFailing = true;
    }
    next = undefined;
  };
  let turn = Promise.resolve();
  const timer = setInterval(() => (turn = turn.then(() => keep(EVERY))), INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await turn;
    next = undefined;
    if (index.upTo >= 0 && isDue(1)) await index.until(ledger.size - 1, LAST_MS);
    await keep(1);
  };
};
