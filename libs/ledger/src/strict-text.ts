import { fromBase64, toBase64 } from '#ledger/primitives.js';
import { HASH_SIZE } from './merkle.js';

/** A text that does not follow the format of its standard. `code`: the expected format, as in `note-malformed`. */
export class Malformed extends Error {
  readonly code: string;
  constructor(what: string, because: string) {
    super(`This is not a valid ${what.replaceAll('-', ' ')}: ${because}.`);
    this.name = Malformed.name;
    this.code = `${what}-malformed`;
  }
}

/**
 * Decodes UTF-8.
 * @throws Malformed if the bytes are not UTF-8
 */
export const textOf = (bytes: Uint8Array, what: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed(what, 'its bytes are not UTF-8');
  }
};

/** A whole number in ASCII digits without leading zeros, up to 2^53 - 1; undefined for anything else. */
export const decimalOf = (text: string): number | undefined =>
  /^(?:0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;

/** The 32 bytes of a hash in base64; undefined for anything else. */
export const hashOf = (base64: string): Uint8Array | undefined => {
  const hash = fromBase64(base64);
  return hash?.length === HASH_SIZE ? hash : undefined;
};

/** The maximum number of hashes in a proof: enough for a tree of 2^63 leaves (C2SP tlog-witness). */
const MAX_PROOF = 63;

/** Proof lines, one hash in base64 a line, as C2SP tlog-proof and tlog-witness have them. */
export const formatProof = (proof: readonly Uint8Array[]): string =>
  proof.map((hash) => `${toBase64(hash)}\n`).join('');

/** @throws Malformed */
export const parseProof = (lines: readonly string[], what: string): Uint8Array[] => {
  if (lines.length > MAX_PROOF) throw new Malformed(what, `it has more than ${MAX_PROOF} proof lines`);
  return lines.map((line) => {
    const hash = hashOf(line);
    if (hash === undefined) throw new Malformed(what, `the proof line "${line.slice(0, 50)}" is not a hash in base64`);
    return hash;
  });
};

/** Well-formed Unicode without ASCII control characters other than newline (C2SP signed-note). */
export const isPlainText = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 0x20 && text[at] !== '\n') return false;
  return text.isWellFormed();
};

/** One non-empty line of such a text. */
export const isLine = (text: string): boolean => text !== '' && !text.includes('\n') && isPlainText(text);
