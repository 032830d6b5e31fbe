import type { SoundLog } from '#ledger/storage/checked-log.js';
import { LogScrubber } from '#ledger/storage/log-scrubber.js';
import { hasStoredNodes } from '#ledger/storage/stored-nodes.js';
import { assertNotAhead } from '../witnesses/assert-not-ahead.js';
import { Witnesses } from '../witnesses/witnesses.js';
import type { FollowedLog } from './follow-log.js';
import { keepCheck } from './keep-check.js';
import { keepClock } from './keep-clock.js';
import { keepLooking } from './keep-looking.js';
import { keepSigning, signAll } from './keep-signing.js';
import type { OpenLedger } from './open-ledger.js';
import type { Opening } from './opening.js';

export type KeptLog = Readonly<{ scrubber: LogScrubber; witnesses: Witnesses }>;

/** Checks the log, signs it, has it cosigned and looks at the clock: now, and as long as the service runs. @throws LedgerBroken */
export const keepLog = async (
  { config, logConfig, store, logger, closing }: Opening,
  { ledger, clock, boot, alarm, forgetCheck }: OpenLedger,
  { index, follower, closedTime }: FollowedLog,
  { isWhole, recordedAt }: SoundLog,
): Promise<KeptLog> => {
  const scrubber = new LogScrubber({
    ...logConfig,
    eventsPerSecond: config.scrubEventsPerSecond,
    verifierKey: ledger.verifierKey,
    leafAt: (ordinal) => ledger.leaf(ordinal),
    size: () => ledger.size,
    onAltered: (event) => void alarm.altered(event),
    onForeign: store.isShared ? undefined : (event) => void alarm.foreign(event),
    onShrunk: (events, before) => void alarm.shrunk(events, before),
    onCheckpoint: (problem) => void alarm.checkpoint(problem),
    onDamaged: (why) => void alarm.damaged(why),
    onError: (error) =>
      logger.error({ error }, 'The background check of the log has stopped, and starts again in a minute'),
  });
  closing.push(() => scrubber.stop());
  if (isWhole) scrubber.startLater();
  else scrubber.start();

  const witnesses = new Witnesses(
    { witnesses: config.witnesses, intervalSeconds: config.witnessInterval },
    {
      current: async () => {
        // The witnesses may have cosigned more of the log for another instance.
        await follower.upToDate();
        return ledger.checkpoint();
      },
      proof: (from, to) => ledger.consistencyProof(from, to),
      cosigned: (note, signatures) => ledger.addCosignatures(note, signatures),
    },
    logger,
  );
  await assertNotAhead(config.witnesses, ledger, () => follower.upToDate());
  // A check without the nodes of its tree makes the next start hash all entries, so it counts as none.
  const checkedBefore = hasStoredNodes(config.dataDir) ? recordedAt.from : 0;
  closing.push(keepCheck({ ledger, index, alarm, forget: forgetCheck }, checkedBefore, logger));
  // What was found is signed before anything new is recorded. The ledger sees to that where it fails now.
  closing.push(await keepSigning(ledger, follower, config.signingInterval, logger));
  const sign = () => signAll(ledger, follower);
  closing.push(await keepClock(clock, { dataDir: config.dataDir, boot, sign }, logger));
  closing.push(keepLooking(closedTime));
  witnesses.start();
  closing.push(() => witnesses.stop());
  return { scrubber, witnesses };
};
