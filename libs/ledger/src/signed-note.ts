import { sign, verify } from 'node:crypto';
import { ED25519, isKeyName, parseSignerKey, parseVerifierKey } from './note-key.js';
import { bytesOf, isPlainText, Malformed } from './strict-text.js';

/** A signature line of a note. `id`: the key id, 4 bytes in hex. `bytes`: what the key made, without the id. */
export type Signature = Readonly<{ name: string; id: string; bytes: Buffer }>;
/** A text, with its last newline, and who is said to have signed it. Nothing in it is verified. */
export type Note = Readonly<{ text: string; signatures: readonly Signature[] }>;

export type NoteVerifier = Readonly<{
  name: string;
  id: string;
  verifies: (text: string, signature: Buffer) => boolean;
}>;
export type NoteSigner = Readonly<{ name: string; id: string; sign: (text: string) => Buffer }>;

/** A note that no key of the reader's vouches for. */
export class NoteRefused extends Error {
  constructor(
    readonly code: 'signature-invalid' | 'no-known-signature' | 'origin-mismatch',
    because: string,
  ) {
    super(because);
    this.name = NoteRefused.name;
  }
}

/** C2SP asks for 16 signatures at least; Go's sumdb/note takes 100. */
const MAX_SIGNATURES = 100;
/** In characters. */
const MAX_NOTE = 1_000_000;

/** The note in its C2SP form: the text, an empty line, and the signature lines. @throws Malformed */
export const formatNote = ({ text, signatures }: Note): string => {
  if (!text.endsWith('\n') || !isPlainText(text))
    throw new Malformed('note', 'its text does not end in a newline, or holds control characters');
  if (signatures.length === 0) throw new Malformed('note', 'nobody signed it');
  return `${text}\n${formatSignatures(signatures)}`;
};

/** Signature lines: `— name base64(key id ‖ signature)`, each with a newline, as a note ends and a witness answers. */
export const formatSignatures = (signatures: readonly Signature[]): string =>
  signatures
    .map(({ name, id, bytes }) => `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), bytes]).toString('base64')}\n`)
    .join('');

/** Reads a note and verifies nothing; `openNote` does both. @throws Malformed */
export const parseNote = (note: string): Note => {
  if (note.length > MAX_NOTE) throw new Malformed('note', `it is longer than ${MAX_NOTE} characters`);
  if (!isPlainText(note)) throw new Malformed('note', 'it holds control characters or broken Unicode');
  const end = note.lastIndexOf('\n\n');
  if (end < 0) throw new Malformed('note', 'no empty line parts the text from the signatures');
  return { text: note.slice(0, end + 1), signatures: parseSignatures(note.slice(end + 2)) };
};

/** @throws Malformed */
export const parseSignatures = (lines: string): Signature[] => {
  if (!lines.endsWith('\n')) throw new Malformed('note', 'its last line does not end in a newline');
  const all = lines.slice(0, -1).split('\n');
  if (all.length > MAX_SIGNATURES) throw new Malformed('note', `it has more than ${MAX_SIGNATURES} signatures`);
  return all.map((line) => {
    const [, name = '', base64 = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
    const bytes = bytesOf(base64);
    if (!isKeyName(name) || bytes === undefined || bytes.length < 5)
      throw new Malformed('note', `"${line.slice(0, 100)}" is no signature line`);
    return { name, id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) };
  });
};

/**
 * Reads a note that at least one of these keys has signed. Signatures of other keys are passed over, as C2SP asks.
 * @returns the signatures that were verified, one a key
 * @throws Malformed
 * @throws NoteRefused also if a signature of one of the keys is wrong, whatever the others are
 */
export const openNote = (note: string, verifiers: readonly NoteVerifier[]): Note => {
  const { text, signatures } = parseNote(note);
  const verified = signatures.filter((signature) => {
    const verifier = verifiers.find((key) => sameKey(key, signature));
    if (verifier === undefined) return false;
    if (verifier.verifies(text, signature.bytes)) return true;
    throw new NoteRefused('signature-invalid', `The signature of ${signature.name} is not of this text.`);
  });
  if (verified.length === 0)
    throw new NoteRefused('no-known-signature', 'None of the keys that you trust has signed this. Check the keys.');
  return { text, signatures: verified.filter((one, at) => verified.findIndex((other) => sameKey(one, other)) === at) };
};

export const sameKey = (one: Readonly<{ name: string; id: string }>, other: Readonly<{ name: string; id: string }>) =>
  one.name === other.name && one.id === other.id;

export const signatureOf = (text: string, signer: NoteSigner): Signature => ({
  name: signer.name,
  id: signer.id,
  bytes: signer.sign(text),
});

/** The note with these signatures as well; a newer one of the same key takes the place of the older. */
export const withSignatures = (note: Note, added: readonly Signature[]): Note => ({
  ...note,
  signatures: [...note.signatures.filter((old) => !added.some((one) => sameKey(one, old))), ...added],
});

/** Verifies plain Ed25519 signatures (RFC 8032), of type 0x01. @throws Malformed if the text is no such verifier key */
export const noteVerifier = (verifierKey: string): NoteVerifier => {
  const { name, id, publicKey } = parseVerifierKey(verifierKey, ED25519);
  return { name, id, verifies: (text, signature) => verify(null, Buffer.from(text), publicKey, signature) };
};

/** Signs so. @throws Malformed if the text is no such signer key */
export const noteSigner = (signerKey: string): NoteSigner => {
  const { name, id, privateKey } = parseSignerKey(signerKey, ED25519);
  return { name, id, sign: (text) => sign(null, Buffer.from(text), privateKey) };
};
