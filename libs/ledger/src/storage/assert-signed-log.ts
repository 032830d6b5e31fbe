import { join } from 'node:path';
import { assertFolder } from '#storage/durable.js';
import type { LogConfig } from '#event-store/engine.js';
import { engineOf } from '#event-store/engines.js';
import { Malformed } from '../strict-text.js';
import { checkpointIn, LEDGER_FOLDER, notesIn } from './checkpoint-store.js';
import { LedgerBroken } from './ledger-broken.js';

/**
 * Checks a data folder before anything is created in it: if a signed log is missing, no new one is started and its views are
 * not discarded.
 * @throws Unusable, NotALog, LedgerBroken
 */
export const assertSignedLog = ({ dataDir, engine }: LogConfig): void => {
  const ledger = join(dataDir, LEDGER_FOLDER);
  assertFolder(ledger);
  const missing = engineOf(engine).missing(dataDir);
  if (missing === undefined) return;
  const signed = signedIn(ledger);
  if (signed > 0) throw LedgerBroken.missing(missing, signed);
};

/** How many events the last checkpoint in this folder covers; 0 if nothing was signed. */
const signedIn = (ledger: string): number => {
  const { last } = notesIn(ledger);
  try {
    return last === undefined ? 0 : checkpointIn(last).size;
  } catch (error) {
    if (error instanceof Malformed) throw LedgerBroken.forged(ledger);
    throw error;
  }
};
