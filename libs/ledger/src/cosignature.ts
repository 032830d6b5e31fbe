import { ed25519, toUtf8 } from '#ledger/primitives.js';
import { parseCheckpoint } from './checkpoint.js';
import { COSIGNATURE, parseVerifierKey } from './note-key.js';
import type { NoteVerifier, Signature } from './signed-note.js';
import { Malformed } from './strict-text.js';

/**
 * A cosignature (C2SP tlog-cosignature, Ed25519, type 0x04) states that at this time the checkpoint was the largest that the
 * witness had seen of the log, and consistent with all earlier ones. Its bytes: the time in seconds since 1970 as 8 bytes,
 * big-endian, and 64 bytes of Ed25519 over a header and the text of the checkpoint with its extension lines.
 */
const LENGTH = 8 + 64;
/** What a witness signs. */
export const cosignedMessage = (time: number, text: string): Uint8Array =>
  toUtf8(`cosignature/v1\ntime ${time}\n${text}`);

/**
 * Verifies the cosignatures of a witness.
 * @throws Malformed if the text is not a verifier key of type 0x04; the verifier throws it if the text is not a checkpoint
 */
export const witnessVerifier = (verifierKey: string): NoteVerifier => {
  const { name, id, publicKey } = parseVerifierKey(verifierKey, COSIGNATURE);
  const isBy = ed25519(publicKey);
  return {
    name,
    id,
    verifies: (text, bytes) => {
      parseCheckpoint(text);
      const time = timeIn(bytes);
      return time !== undefined && isBy(cosignedMessage(time, text), bytes.subarray(8));
    },
  };
};

/**
 * When a cosignature was made, in seconds since 1970.
 * @throws Malformed if the signature is not an Ed25519 cosignature
 */
export const cosignatureTime = ({ bytes }: Signature): number => {
  const time = timeIn(bytes);
  if (time === undefined)
    throw new Malformed('cosignature', 'it does not have 72 bytes, or its time is after the year 9999');
  return time;
};

/** The end of the year 9999: RFC 3339 cannot express later times. */
const LATEST = 253_402_300_799;
const timeIn = (bytes: Uint8Array): number | undefined => {
  if (bytes.length !== LENGTH) return undefined;
  const time = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  return time <= LATEST ? time : undefined;
};
