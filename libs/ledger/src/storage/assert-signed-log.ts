import { join, resolve } from 'node:path';
import { assertFolder } from '#storage/durable.js';
import type { EngineConfig } from '#event-store/engines.js';
import { isToBeMade, LOG_FILE } from '#event-store/sqlite/schema.js';
import { Malformed } from '../strict-text.js';
import { checkpointIn, LEDGER_FOLDER, notesIn } from './checkpoint-store.js';
import { LedgerBroken } from './ledger-broken.js';

/**
 * Looks at a data folder before anything is made in it: a log that was signed for, and whose file is gone, is not begun
 * anew, and the views that were made of it are not thrown away.
 * @throws Unusable, NotALog, LedgerBroken
 */
export const assertSignedLog = ({ dataDir, eventStoreDbUrl }: EngineConfig): void => {
  const ledger = join(dataDir, LEDGER_FOLDER);
  assertFolder(ledger);
  if (eventStoreDbUrl !== undefined) return;
  const log = resolve(join(dataDir, LOG_FILE));
  if (!isToBeMade(log)) return;
  const signed = signedIn(ledger);
  if (signed > 0) throw LedgerBroken.missing(log, signed);
};

/** How many events the last checkpoint in this folder covers; none where nothing was signed. */
const signedIn = (ledger: string): number => {
  const { last } = notesIn(ledger);
  try {
    return last === undefined ? 0 : checkpointIn(last).size;
  } catch (error) {
    if (error instanceof Malformed) throw LedgerBroken.forged(ledger);
    throw error;
  }
};
