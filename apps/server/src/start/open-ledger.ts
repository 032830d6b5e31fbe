import { randomUUID } from 'node:crypto';
import { readKeptClock, trustedSince } from '#clock/clock-files.js';
import { bootId, readClocks } from '#clock/readings.js';
import { openIdKeys } from '#config/id-keys.js';
import type { SoundLog } from '#ledger/storage/checked-log.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { removeSignedCheck } from '#ledger/storage/signed-check.js';
import { GRANT_TYPES } from '../access/grants.js';
import { AccessLog } from '../audit/access-log.js';
import { Clock } from '../log/clock.js';
import { TamperAlarm } from '../log/tamper-alarm.js';
import type { Opening } from './opening.js';
import type { LogAtStart } from './read-log.js';

/** `boot`: the start of the machine. `forgetCheck`: the next start checks the whole log. */
export type OpenLedger = Readonly<{
  ledger: Ledger;
  clock: Clock;
  boot: string;
  accessLog: AccessLog;
  alarm: TamperAlarm;
  idKeys: ReturnType<typeof openIdKeys>;
  forgetCheck: () => void;
}>;

/** Opens the ledger of a sound log, with what signs and dates it. @throws LedgerBroken, Unusable */
export const openLedger = async (
  { config, store, logger, closing }: Opening,
  { isFirst, openKey }: LogAtStart,
  sound: SoundLog,
): Promise<OpenLedger> => {
  const { summary, isWhole } = sound;
  if (!isWhole)
    logger.info(
      { events: summary.size, checked: summary.size - sound.recordedAt.from },
      'The events since the last check of the log are sound. The whole log is now checked in the background, and nothing is recorded until that is done',
    );
  const idKeys = openIdKeys(config.idKeys, config.dataDir, summary.idKeys);
  const key = openKey();
  // Without an id of the system, another start of the service may be another start of the machine.
  const boot = bootId() ?? randomUUID();
  const trusted = trustedSince(readKeptClock(config.dataDir), readClocks(), boot);
  const clock = new Clock({ trusted, bound: config.clockJump * 1_000, lastEvent: summary.time });
  if (clock.trouble === undefined && clock.behind > 1_000)
    logger.warn(
      { ms: clock.behind },
      'The system clock is behind the last event. New facts are recorded with times just after that event',
    );
  const accessLog = new AccessLog(config.dataDir);
  closing.push(() => accessLog.close());
  const accessHead = () =>
    accessLog.head().catch((error: Error) => {
      logger.error({ error: error.message }, 'The access log cannot be read, so the next checkpoint does not cover it');
      return undefined;
    });
  const forgetCheck = () => {
    try {
      removeSignedCheck(config.dataDir);
    } catch (error) {
      logger.error(
        { error: (error as Error).message },
        'Delete ledger/checked, so that the next start checks the whole log',
      );
    }
  };
  const alarm = new TamperAlarm(logger, store, forgetCheck);
  const place = {
    dataDir: config.dataDir,
    store,
    now: () => clock.now(),
    accessHead,
    // A checkpoint would cover what was decided on a stream that was cut, and what a backup need not have.
    assertWhole: () => alarm.assertWhole(),
  };
  const ledger = await Ledger.open(key, place, sound, { ...config, isFirst, collect: GRANT_TYPES });
  warnOf(ledger, logger);
  if (await store.correctSize(ledger.size))
    logger.warn(
      { events: ledger.size },
      'The file acknowledged gave the last event another number than the log: it was damaged or altered. It is written again. Check the disk',
    );
  return { ledger, clock, boot, accessLog, alarm, idKeys, forgetCheck };
};

const warnOf = (ledger: Ledger, logger: Opening['logger']): void => {
  if (ledger.isNew && ledger.size > 0)
    logger.warn(
      { origin: ledger.origin, events: ledger.size },
      'This log has no earlier signatures, so changes to it cannot be detected. If it had a ledger, stop, and restore ledger.key and ledger/',
    );
  if (ledger.damagedFrom !== undefined)
    logger.warn(
      { entry: ledger.damagedFrom },
      'ledger/entries was damaged, altered or cut. The log is what was signed, and the entries are written again from it. Check the disk',
    );
};
