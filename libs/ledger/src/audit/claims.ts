import { type Checkpoint, openCheckpoint, type OpenedCheckpoint, parseCheckpoint } from '../checkpoint.js';
import { cosignatureTime } from '../cosignature.js';
import { NoteRefused, type NoteVerifier, parseNote } from '../signed-note.js';
import { Malformed } from '../strict-text.js';
import { type Finding, Unreadable } from './finding.js';

/** The keys that the auditor trusts. Every witness must have cosigned. `since`: a signed checkpoint that the auditor kept. */
export type Trust = Readonly<{
  logKeys: readonly NoteVerifier[];
  witnessKeys?: readonly NoteVerifier[];
  since?: string;
}>;

export type Cosignature = Readonly<{ name: string; at: string }>;

/** A checkpoint of an origin that the log had before. Its key is known from the log itself: see origins.ts. */
export type EarlierCheckpoint = Checkpoint & Readonly<{ note: string }>;

/** What was signed and must match the log. `since` is of the origin of `checkpoint`, `earlier` of one before that. */
export type Claims = Readonly<{
  checkpoint?: OpenedCheckpoint | undefined;
  since?: OpenedCheckpoint | undefined;
  earlier?: EarlierCheckpoint | undefined;
  cosignatures: readonly Cosignature[];
}>;

/** Opens the signed checkpoints. The log is checked against `checkpoint`, if given. @throws Unreadable */
export const openClaims = (checkpoint: string | undefined, { logKeys, witnessKeys = [], since }: Trust): Claims => {
  const opened = checkpoint === undefined ? undefined : openSigned(checkpoint, logKeys, 'checkpoint');
  const cosignatures = opened === undefined ? [] : witnessKeys.map((key) => cosignatureOf(checkpoint!, logKeys, key));
  const earlier = opened && since !== undefined ? earlierThan(opened, since) : undefined;
  if (earlier !== undefined) return { checkpoint: opened, earlier, cosignatures };
  const kept = since === undefined ? undefined : openSigned(since, logKeys, 'since');
  if (opened !== undefined && kept !== undefined && opened.size < kept.size)
    throw refused(
      'rolled-back',
      `The checkpoint covers ${opened.size} entries, but the one that you kept covers ${kept.size}: the log was rolled back, or this checkpoint is an older one. If there is no newer one, entries were removed.`,
    );
  return { checkpoint: opened, since: kept, cosignatures };
};

/** A checkpoint of another origin than this, not verified; undefined if it is of this one. */
const earlierThan = ({ origin }: Checkpoint, note: string): EarlierCheckpoint | undefined => {
  try {
    const unverified = parseCheckpoint(parseNote(note).text);
    return unverified.origin === origin ? undefined : { ...unverified, note };
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
};

const NAMES = { checkpoint: 'The checkpoint', since: 'The checkpoint that you kept' } as const;

const openSigned = (note: string, logKeys: readonly NoteVerifier[], what: keyof typeof NAMES): OpenedCheckpoint => {
  try {
    const unverified = parseCheckpoint(parseNote(note).text);
    if (!logKeys.some(({ name }) => name === unverified.origin))
      throw refused(
        `${what}-origin-unknown`,
        `${NAMES[what]} is of the log ${unverified.origin}, but your keys are of ${logKeys.map(({ name }) => name).join(', ')}.`,
      );
    return openCheckpoint(note, logKeys);
  } catch (error) {
    if (error instanceof Malformed)
      throw refused(`${what}-malformed`, `${NAMES[what]} cannot be read. ${error.message}`);
    if (!(error instanceof NoteRefused)) throw error;
    if (error.code === 'signature-invalid')
      throw refused(`${what}-signature-invalid`, `${NAMES[what]} was altered or forged: the log has not signed this.`);
    throw refused(`${what}-key-unknown`, `${NAMES[what]} is signed, but not by any of your keys for this log.`);
  }
};

/** @param note a checkpoint that the log has signed */
const cosignatureOf = (note: string, logKeys: readonly NoteVerifier[], witness: NoteVerifier): Cosignature => {
  try {
    const [cosignature] = openCheckpoint(note, logKeys, [witness]).cosignatures;
    if (cosignature === undefined)
      throw refused(
        'witness-missing',
        `The witness ${witness.name} has not cosigned the checkpoint. Ask for one that it has cosigned.`,
      );
    return { name: witness.name, at: new Date(cosignatureTime(cosignature) * 1000).toISOString() };
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    throw refused('witness-signature-invalid', `The cosignature of ${witness.name} does not match this checkpoint.`);
  }
};

const refused = (code: Finding['code'], because: string) => new Unreadable({ code, because });
