import { HASH_SIZE } from './merkle.js';

/** A text that has not the form its standard gives it. `code`: what it should have been, as in `note-malformed`. */
export class Malformed extends Error {
  readonly code: string;
  constructor(what: string, because: string) {
    super(`This is no ${what.replaceAll('-', ' ')}: ${because}.`);
    this.name = Malformed.name;
    this.code = `${what}-malformed`;
  }
}

/**
 * The text in these bytes.
 * @throws Malformed unless they are UTF-8
 */
export const textOf = (bytes: Uint8Array, what: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed(what, 'its bytes are not UTF-8');
  }
};

/** A whole number in ASCII digits without leading zeros, up to 2^53 - 1; anything else is none. */
export const decimalOf = (text: string): number | undefined =>
  /^(?:0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;

/** The bytes of a base64 text (RFC 4648 §4) in its one canonical form, padded and without stray bits; anything else is none. */
export const bytesOf = (base64: string): Buffer | undefined => {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes : undefined;
};

/** As `bytesOf`, for a hash: 32 bytes. */
export const hashOf = (base64: string): Buffer | undefined => {
  const hash = bytesOf(base64);
  return hash?.length === HASH_SIZE ? hash : undefined;
};

/** More hashes than any proof has: a tree of 2^63 leaves needs no more (C2SP tlog-witness). */
const MAX_PROOF = 63;

/** Proof lines, one hash in base64 a line, as C2SP tlog-proof and tlog-witness have them. */
export const formatProof = (proof: readonly Buffer[]): string =>
  proof.map((hash) => `${hash.toString('base64')}\n`).join('');

/** @throws Malformed */
export const parseProof = (lines: readonly string[], what: string): Buffer[] => {
  if (lines.length > MAX_PROOF) throw new Malformed(what, `it has more than ${MAX_PROOF} proof lines`);
  return lines.map((line) => {
    const hash = hashOf(line);
    if (hash === undefined) throw new Malformed(what, `the proof line "${line.slice(0, 50)}" is no hash in base64`);
    return hash;
  });
};

/** Well-formed Unicode, and of the control characters of ASCII none but the newline (C2SP signed-note). */
export const isPlainText = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 0x20 && text[at] !== '\n') return false;
  return !/\p{Surrogate}/u.test(text);
};

/** One line of such a text, and not an empty one. */
export const isLine = (text: string): boolean => text !== '' && !text.includes('\n') && isPlainText(text);
