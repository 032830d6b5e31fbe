import type { Witness } from '#config/config.js';
import type { Ledger } from '#ledger/storage/ledger.js';
import { LedgerBroken } from '#ledger/storage/ledger-broken.js';
import { WitnessClient } from './witness-client.js';

/** For each witness at the start, in ms. The first round tells of a witness that does not respond. */
const PATIENCE = 3_000;

/**
 * Asks each witness how much of this log it has cosigned. A log that was cut back to an old checkpoint is consistent in
 * itself: only somebody who saw more of it can tell.
 * @param upToDate waits for what other instances have recorded
 * @throws LedgerBroken if a witness has cosigned more than there is
 */
export const assertNotAhead = async (
  witnesses: readonly Witness[],
  ledger: Pick<Ledger, 'signed' | 'size' | 'consistencyProof'>,
  upToDate: () => Promise<void>,
): Promise<void> => {
  const { signed } = ledger;
  if (signed === undefined) return;
  const proof = (from: number, to: number) => ledger.consistencyProof(from, to);
  const asked = await Promise.all(
    witnesses.map(async (witness) => {
      const client = new WitnessClient(witness, PATIENCE);
      return { name: client.name, outcome: await client.requestCosignature({ ...signed, last: signed.size, proof }) };
    }),
  );
  for (const { name, outcome } of asked) {
    const known = outcome.cosigned ? 0 : (outcome.known ?? 0);
    if (known > ledger.size) await upToDate();
    if (known > ledger.size) throw LedgerBroken.behindWitness(ledger.size, known, name);
  }
};
