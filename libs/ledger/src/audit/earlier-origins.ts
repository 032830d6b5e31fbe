import { openCheckpoint } from '../checkpoint.js';
import type { OriginChange } from '../recorded-checkpoints.js';
import { NoteRefused, type NoteVerifier, sameKey } from '../signed-note.js';
import type { EarlierCheckpoint } from './claims.js';
import type { Finding } from './finding.js';
import type { LogCheck } from './log-check.js';

/** An origin that ended: its key, and the index of the event that started the next. */
type Ended = Readonly<{ key: NoteVerifier; at: number }>;

/**
 * What is wrong with a checkpoint of an origin that the log had before, if anything. The log names the key of each origin
 * in the event that ends it, so the key of the last origin vouches for all that came before.
 */
export const findingOnEarlier = (
  check: LogCheck,
  changes: readonly OriginChange[],
  origin: string,
  logKeys: readonly NoteVerifier[],
  earlier: EarlierCheckpoint,
): Finding | undefined => {
  const ended = endOf(changes, origin, logKeys, earlier.origin);
  if (ended === undefined)
    return {
      code: 'since-origin-differs',
      because: `The checkpoint that you kept is of the log ${earlier.origin}, but this is the log ${origin}, and it does not name the key of that one. Use a checkpoint of this log. If the old log was abandoned, ask for the reason.`,
    };
  try {
    openCheckpoint(earlier.note, [ended.key]);
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    return {
      code: 'since-signature-invalid',
      because: `The checkpoint that you kept was altered or forged: the key that the log names for ${earlier.origin} has not signed it.`,
    };
  }
  if (earlier.size > ended.at)
    return {
      code: 'since-differs',
      because: `The checkpoint that you kept covers ${earlier.size} entries, but its origin ends at index ${ended.at}: entries were lost, or it was signed after that with a stolen key.`,
      index: ended.at,
    };
  if (check.matchRoot(earlier) === 'differs')
    return {
      code: 'since-differs',
      because: `The first ${earlier.size} entries do not match the checkpoint that you kept: they were rewritten.`,
    };
  return undefined;
};

/** Follows the origins back, from one whose keys are trusted. */
const endOf = (
  changes: readonly OriginChange[],
  origin: string,
  logKeys: readonly NoteVerifier[],
  wanted: string,
): Ended | undefined => {
  let [name, keys] = [origin, logKeys];
  for (const { index, ...started } of changes.toReversed()) {
    if (started.origin !== name || !keys.some((key) => sameKey(key, started.verifierKey))) continue;
    const key = started.previousVerifierKey;
    if (key.name === wanted) return { key, at: index };
    [name, keys] = [key.name, [key]];
  }
  return undefined;
};
