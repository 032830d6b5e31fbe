import type { Trust } from './claims.js';
import { parseLine, shownLine } from './lines.js';
import { type Audit, Verification } from './verification.js';
import type { Logged } from './write-audit.js';

/**
 * Verifies the rows of a log, in order, like an audit file that shows all events. It may have grown since the checkpoint.
 * Without a checkpoint only its consistency is checked, which anyone with write access can forge. `asOf`: an instant at
 * which the number of entries is wanted.
 */
export const verifyLog = (rows: Iterable<Logged>, trust: Trust, checkpoint?: string, asOf?: string): Audit => {
  const verification = new Verification(trust, asOf);
  try {
    verification.begin(checkpoint);
    const { check } = verification;
    for (const row of rows) {
      const index = check.taken;
      const taken = parseLine(shownLine(row, index), { index });
      if (!('end' in taken)) verification.take(taken);
    }
    for (const { size } of verification.heads)
      if (check.taken < size)
        check.add({
          code: 'rolled-back',
          because: `The log has ${check.taken} events, but the checkpoint covers ${size}: its end was removed, or it was replaced by an older copy.`,
        });
    verification.conclude();
  } catch (error) {
    verification.stop(error);
  }
  return verification.verdict();
};
