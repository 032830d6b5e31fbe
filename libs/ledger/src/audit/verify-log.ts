import type { LastAcknowledged } from '#event-store/engine.js';
import type { Trust } from './claims.js';
import type { Finding } from './finding.js';
import { parseLine, shownLine } from './lines.js';
import { type Audit, Verification } from './verification.js';
import type { Logged } from './write-audit.js';

/**
 * `checkpoint`: a signed one. `asOf`: an instant at which the number of entries is wanted. `acknowledged`: an event that must be in the
 * log.
 */
type Known = Readonly<{
  checkpoint?: string | undefined;
  asOf?: string | undefined;
  acknowledged?: LastAcknowledged | undefined;
}>;

/**
 * Verifies the rows of a log, in order, like an audit file that shows all events. It may have grown since the checkpoint.
 * Without a checkpoint only its consistency is checked, which anyone with write access can forge.
 */
export const verifyLog = (
  rows: Iterable<Logged>,
  trust: Trust,
  { checkpoint, asOf, acknowledged }: Known = {},
): Audit => {
  const verification = new Verification(trust, asOf);
  try {
    verification.begin(checkpoint);
    const { check } = verification;
    let hasAcknowledged = false;
    for (const row of rows) {
      const index = check.taken;
      hasAcknowledged ||= row.id === acknowledged?.eventId;
      const taken = parseLine(shownLine(row, index), { index });
      if (!('end' in taken)) verification.take(taken);
    }
    for (const { size } of verification.heads)
      if (check.taken < size)
        check.add({
          code: 'rolled-back',
          because: `The log has ${check.taken} events, but the checkpoint covers ${size}: its end was removed, or it was replaced by an older copy.`,
        });
    if (acknowledged !== undefined && !hasAcknowledged) check.add(acknowledgedMissing(acknowledged, check.taken));
    verification.conclude();
  } catch (error) {
    verification.stop(error);
  }
  return verification.verdict();
};

const acknowledgedMissing = ({ ordinal, eventId }: LastAcknowledged, size: number): Finding => {
  const found =
    size <= ordinal
      ? `the log has only ${size} events: its end was removed, or it was replaced by an older copy. Restore a backup that has it, see "rapporteur restore --help"`
      : 'another event is in its place: the log was replaced';
  return {
    code: 'acknowledged-missing',
    because: `Event ${ordinal} (${eventId}) was acknowledged, as the file "acknowledged" in the data folder says, but ${found}.`,
    eventId,
  };
};
