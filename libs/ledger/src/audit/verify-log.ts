import type { Trust } from './claims.js';
import { parseLine, shownLine } from './lines.js';
import { type Audit, Verification } from './verification.js';
import type { Logged } from './write-audit.js';

/**
 * Verifies a log by its rows, in their order, as a file in which all are shown. It may have grown since the checkpoint.
 * Without a checkpoint it is held against itself alone: whoever can write to it can make that fit.
 */
export const verifyLog = (rows: Iterable<Logged>, trust: Trust, checkpoint?: string): Audit => {
  const verification = new Verification(trust);
  try {
    verification.begin(checkpoint);
    const { check } = verification;
    for (const row of rows) {
      const index = check.taken;
      const taken = parseLine(shownLine(row, index), { index });
      if (!('end' in taken)) check.take(taken);
    }
    for (const { size } of verification.heads)
      if (check.taken < size)
        check.add({
          code: 'rolled-back',
          because: `The log has ${check.taken} events, and the checkpoint covers ${size}: its end was cut off, or an older copy stands in its place.`,
        });
    verification.conclude();
  } catch (error) {
    verification.stop(error);
  }
  return verification.verdict();
};
