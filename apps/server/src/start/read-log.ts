import { existsSync } from 'node:fs';
import { checkLog } from '#ledger/storage/check-log.js';
import type { SoundLog } from '#ledger/storage/checked-log.js';
import { soundOf } from '#ledger/storage/ledger-broken.js';
import { hasLedger, ledgerKey, verifierKeyOf } from '#ledger/storage/ledger-key.js';
import { assertNothingLost } from '#read-models/projector/lost-events.js';
import { removeDatabase, viewsFile } from '#read-models/projector/views-file.js';
import { GRANT_TYPES } from '../access/grants.js';
import type { Opening } from './opening.js';

/** `isFirst`: this instance has no ledger of the log yet. `openKey` makes a key then. `soundLog`: what was read of the log. */
export type LogAtStart = Readonly<{ isFirst: boolean; openKey: () => string; soundLog: Promise<SoundLog> }>;

/**
 * Begins to read and to check the log. What it finds is awaited once the projection has started.
 * @throws EventsLost
 */
export const readLog = async ({ config, logConfig, store, logger, closing }: Opening): Promise<LogAtStart> => {
  await assertNothingLost(store, config.dataDir);
  // An instance that joins others has no files yet; one with views also had a ledger.
  const isNewHere = store.isShared && !existsSync(viewsFile(config.dataDir));
  // After a start that was refused, it is still one without files.
  if (isNewHere)
    closing.push(() => {
      if (!hasLedger(undefined, config.dataDir)) removeDatabase(viewsFile(config.dataDir));
    });
  const isFirst = isNewHere || !hasLedger(config.ledgerKey, config.dataDir);
  const openKey = () => ledgerKey(config.ledgerKey, config.ledgerOrigin, config.dataDir);
  const soundLog = checkLog(logConfig, {
    collect: GRANT_TYPES,
    verifierKey: isFirst ? undefined : verifierKeyOf(openKey()),
    onUnusable: (file, why) =>
      logger.warn(
        { file },
        `${file} cannot be used: ${why}. It is made again from the log, and this start takes longer. Check the disk, and the rights of the file`,
      ),
  }).then((checked) => soundOf(checked, store));
  soundLog.catch(() => {}); // awaited later
  return { isFirst, openKey, soundLog };
};
