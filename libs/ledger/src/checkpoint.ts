import { toBase64 } from '#ledger/primitives.js';
import { type NoteSigner, type NoteVerifier, type Signature } from './signed-note.js';
import { formatNote, NoteRefused, openNote, sameKey, signatureOf } from './signed-note.js';
import { decimalOf, hashOf, isLine, Malformed } from './strict-text.js';
import type { TreeHead } from './verify-proof.js';

/**
 * The state of a log at some time (C2SP tlog-checkpoint). `origin` names the log, `size` counts its entries, `root` is the
 * root of the tree over them. `extensions`: lines with a meaning for that log only; best left empty.
 */
export type Checkpoint = TreeHead & Readonly<{ origin: string; extensions: readonly string[] }>;

/** The signed text: `origin\nsize\nbase64(root)\n`, and the extension lines. @throws Malformed */
export const formatCheckpoint = ({ origin, size, root, extensions }: Checkpoint): string => {
  const text = [origin, size, toBase64(root), ...extensions, ''].join('\n');
  if (![origin, ...extensions].every(isLine)) throw new Malformed('checkpoint', 'its lines are not plain text');
  parseCheckpoint(text);
  return text;
};

/** @throws Malformed */
export const parseCheckpoint = (text: string): Checkpoint => {
  const [origin = '', sizeLine = '', rootLine = '', ...rest] = text.split('\n');
  const [size, root, extensions] = [decimalOf(sizeLine), hashOf(rootLine), rest.slice(0, -1)];
  if (rest.at(-1) !== '')
    throw new Malformed('checkpoint', 'it has fewer than three lines, or does not end in a newline');
  if (!isLine(origin)) throw new Malformed('checkpoint', 'its first line is not an origin');
  if (size === undefined) throw new Malformed('checkpoint', 'its second line is not a size');
  if (root === undefined) throw new Malformed('checkpoint', 'its third line is not a root in base64');
  if (!extensions.every(isLine)) throw new Malformed('checkpoint', 'one of its extension lines is empty');
  return { origin, size, root, extensions };
};

/**
 * The checkpoint as a note signed by the log.
 * @throws Malformed
 * @throws NoteRefused if the name of the key is not the origin
 */
export const signCheckpoint = (checkpoint: Checkpoint, signer: NoteSigner): string => {
  const text = formatCheckpoint(checkpoint);
  if (signer.name !== checkpoint.origin) throw mismatch(checkpoint.origin);
  return formatNote({ text, signatures: [signatureOf(text, signer)] });
};

/** A verified checkpoint, with the signatures of the log and the cosignatures of its witnesses. */
export type OpenedCheckpoint = Checkpoint &
  Readonly<{ text: string; signatures: readonly Signature[]; cosignatures: readonly Signature[] }>;

/**
 * Reads a checkpoint that the log has signed.
 * @param log the keys of the log: one of them has signed, and has the origin for its name
 * @param witnesses the keys whose cosignatures count. A missing cosignature is not an error: check `cosignatures`
 * @throws Malformed
 * @throws NoteRefused
 */
export const openCheckpoint = (
  signed: string,
  log: readonly NoteVerifier[],
  witnesses: readonly NoteVerifier[] = [],
): OpenedCheckpoint => {
  const { text, signatures } = openNote(signed, [...log, ...witnesses]);
  const by = (keys: readonly NoteVerifier[]) => signatures.filter((one) => keys.some((key) => sameKey(key, one)));
  const checkpoint = parseCheckpoint(text);
  if (!by(log).some(({ name }) => name === checkpoint.origin)) throw mismatch(checkpoint.origin);
  return { ...checkpoint, text, signatures: by(log), cosignatures: by(witnesses) };
};

const mismatch = (origin: string) =>
  new NoteRefused(
    'origin-mismatch',
    `No key of the log ${origin} has signed this checkpoint. Use the key of that name.`,
  );
