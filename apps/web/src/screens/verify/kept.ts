import { openCheckpoint, type OpenedCheckpoint, parseCheckpoint } from '#ledger/checkpoint.js';
import type { EventProof } from '#ledger/audit/verify-event-proof.js';
import type { FileVerdict } from '#ledger/audit/verify-file.js';
import { toBase64 } from '#ledger/primitives.js';
import { NoteRefused, type NoteVerifier, parseNote } from '#ledger/signed-note.js';
import { Malformed } from '#ledger/strict-text.js';
import { type Fault, FieldsWrong, type KeptWithProof } from './check-messages.js';

type KeptFault = Extract<Fault, { field: 'kept' }>;
const wrong = (fault: KeptFault) => new FieldsWrong([fault]);

/** The note in a text that was pasted: with line ends as it was signed, and its last newline. Undefined if there is none. */
export const noteIn = (pasted: string): string | undefined =>
  pasted.trim() === '' ? undefined : `${pasted.replaceAll('\r\n', '\n').trimEnd()}\n`;

/** What is wrong with a note before any key is tried. */
export const faultOfNote = (note: string): KeptFault | undefined => {
  try {
    parseCheckpoint(parseNote(note).text);
    return undefined;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { field: 'kept', is: 'malformed', because: error.message };
  }
};

/** The checkpoint, signed by the log. @throws FieldsWrong */
export const openKept = (note: string, logKeys: readonly NoteVerifier[]): OpenedCheckpoint => {
  try {
    return openCheckpoint(note, logKeys);
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    const { origin } = parseCheckpoint(parseNote(note).text);
    const isOurs = logKeys.some(({ name }) => name === origin);
    throw wrong(isOurs ? { field: 'kept', is: 'unsigned' } : { field: 'kept', is: 'of-another-log', origin });
  }
};

/** That a proof without a checkpoint has one of its size, which was kept. @throws FieldsWrong */
export const assertFits = ({ size: wanted = 0 }: EventProof, kept: OpenedCheckpoint | undefined): void => {
  if (kept === undefined) throw wrong({ field: 'kept', is: 'missing', wanted });
  if (kept.size !== wanted) throw wrong({ field: 'kept', is: 'of-another-size', size: kept.size, wanted });
};

type Compared = Readonly<{ verdict: FileVerdict; kept?: KeptWithProof }>;

/**
 * Compares the checkpoint of a proof with the one that was kept: two of one size must have one root.
 * @throws FieldsWrong if they are of different logs
 */
export const comparedWithKept = (verdict: FileVerdict, kept: OpenedCheckpoint): Compared => {
  if (verdict.kind !== 'event-proof') return { verdict };
  const { figures, findings } = verdict.audit;
  if (figures === undefined) return { verdict, kept: { is: 'not-used' } };
  if (figures.origin !== kept.origin) throw wrong({ field: 'kept', is: 'of-another-log', origin: kept.origin });
  if (figures.size !== kept.size) return { verdict, kept: { is: 'not-used' } };
  if (figures.root === toBase64(kept.root)) return { verdict, kept: { is: 'same-root', size: kept.size } };
  const differs = {
    code: 'root-differs',
    because: `The checkpoint in the proof and the one that you kept are of ${kept.size} entries, but their roots differ: the log has signed two histories.`,
    index: figures.index,
  } as const;
  return { verdict: { kind: 'event-proof', audit: { holds: false, findings: [...findings, differs], figures } } };
};

/** What a report says of it. */
export const lineOnKept = (kept: KeptWithProof): string =>
  kept.is === 'same-root'
    ? `  since        the checkpoint of the proof has the root of your checkpoint, of ${kept.size} entries\n`
    : '  since        your checkpoint was not used: only one of the size of the proof can be compared with it\n';
