import { concat, ed25519, fromBase64, fromHex, toBase64, toHex, toUtf8 } from '#ledger/primitives.js';
import { ED25519, isKeyName, parseVerifierKey } from './note-key.js';
import { isPlainText, Malformed } from './strict-text.js';

/** A signature line of a note. `id`: the key id, 4 bytes in hex. `bytes`: the signature, without the id. */
export type Signature = Readonly<{ name: string; id: string; bytes: Uint8Array }>;
/** A text with its final newline, and its signatures, which are not verified. */
export type Note = Readonly<{ text: string; signatures: readonly Signature[] }>;

export type NoteVerifier = Readonly<{
  name: string;
  id: string;
  verifies: (text: string, signature: Uint8Array) => boolean;
}>;
export type NoteSigner = Readonly<{ name: string; id: string; sign: (text: string) => Uint8Array }>;

/** A note that none of the reader's keys has signed correctly. */
export class NoteRefused extends Error {
  constructor(
    readonly code: 'signature-invalid' | 'no-known-signature' | 'origin-mismatch',
    because: string,
  ) {
    super(because);
    this.name = NoteRefused.name;
  }
}

/** C2SP requires at least 16 signatures; Go's sumdb/note accepts 100. */
const MAX_SIGNATURES = 100;
/** In characters. */
const MAX_NOTE = 1_000_000;

/** The note in C2SP format: the text, an empty line, and the signature lines. @throws Malformed */
export const formatNote = ({ text, signatures }: Note): string => {
  if (!text.endsWith('\n') || !isPlainText(text))
    throw new Malformed('note', 'its text does not end in a newline, or contains control characters');
  if (signatures.length === 0) throw new Malformed('note', 'nobody signed it');
  return `${text}\n${formatSignatures(signatures)}`;
};

/** Signature lines: `— name base64(key id ‖ signature)`, each with a newline: the end of a note, and the response of a witness. */
export const formatSignatures = (signatures: readonly Signature[]): string =>
  signatures.map(({ name, id, bytes }) => `— ${name} ${toBase64(concat(fromHex(id), bytes))}\n`).join('');

/** Parses a note without verifying it; `openNote` does both. @throws Malformed */
export const parseNote = (note: string): Note => {
  if (note.length > MAX_NOTE) throw new Malformed('note', `it is longer than ${MAX_NOTE} characters`);
  if (!isPlainText(note)) throw new Malformed('note', 'it contains control characters or invalid Unicode');
  const end = note.lastIndexOf('\n\n');
  if (end < 0) throw new Malformed('note', 'there is no empty line between the text and the signatures');
  return { text: note.slice(0, end + 1), signatures: parseSignatures(note.slice(end + 2)) };
};

/** @throws Malformed */
export const parseSignatures = (lines: string): Signature[] => {
  if (!lines.endsWith('\n')) throw new Malformed('note', 'its last line does not end in a newline');
  const all = lines.slice(0, -1).split('\n');
  if (all.length > MAX_SIGNATURES) throw new Malformed('note', `it has more than ${MAX_SIGNATURES} signatures`);
  return all.map((line) => {
    const [, name = '', base64 = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
    const bytes = fromBase64(base64);
    if (!isKeyName(name) || bytes === undefined || bytes.length < 5)
      throw new Malformed('note', `"${line.slice(0, 100)}" is not a signature line`);
    return { name, id: toHex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) };
  });
};

/**
 * Reads a note that at least one of these keys has signed. Ignores signatures of other keys, as C2SP requires.
 * @returns the verified signatures, one per key
 * @throws Malformed
 * @throws NoteRefused also if a signature of one of these keys is wrong
 */
export const openNote = (note: string, verifiers: readonly NoteVerifier[]): Note => {
  const { text, signatures } = parseNote(note);
  const verified = signatures.filter((signature) => {
    const verifier = verifiers.find((key) => sameKey(key, signature));
    if (verifier === undefined) return false;
    if (verifier.verifies(text, signature.bytes)) return true;
    throw new NoteRefused('signature-invalid', `The signature of ${signature.name} does not match this text.`);
  });
  if (verified.length === 0)
    throw new NoteRefused('no-known-signature', 'None of your trusted keys has signed this. Check the keys.');
  return { text, signatures: verified.filter((one, at) => verified.findIndex((other) => sameKey(one, other)) === at) };
};

export const sameKey = (one: Readonly<{ name: string; id: string }>, other: Readonly<{ name: string; id: string }>) =>
  one.name === other.name && one.id === other.id;

export const signatureOf = (text: string, signer: NoteSigner): Signature => ({
  name: signer.name,
  id: signer.id,
  bytes: signer.sign(text),
});

/** The note with these signatures added; a new one replaces an older one of the same key. */
export const withSignatures = (note: Note, added: readonly Signature[]): Note => ({
  ...note,
  signatures: [...note.signatures.filter((old) => !added.some((one) => sameKey(one, old))), ...added],
});

/** Verifies plain Ed25519 signatures (RFC 8032), type 0x01. @throws Malformed if the text is not such a verifier key */
export const noteVerifier = (verifierKey: string): NoteVerifier => {
  const { name, id, publicKey } = parseVerifierKey(verifierKey, ED25519);
  const isBy = ed25519(publicKey);
  return { name, id, verifies: (text, signature) => isBy(toUtf8(text), signature) };
};
