import { sign, verify } from 'node:crypto';
import { parseCheckpoint } from './checkpoint.js';
import { COSIGNATURE, parseSignerKey, parseVerifierKey } from './note-key.js';
import type { NoteSigner, NoteVerifier, Signature } from './signed-note.js';
import { Malformed } from './strict-text.js';

/**
 * A witness says with its cosignature (C2SP tlog-cosignature, Ed25519, type 0x04) that at this time the checkpoint was the
 * largest it had seen of the log, and continued all that it had seen before. The bytes: the time as 8 bytes, big-endian,
 * in seconds since 1970, and 64 of Ed25519 over the header and the text of the checkpoint, extension lines too.
 */
const LENGTH = 8 + 64;
const messageOf = (time: number, text: string) => Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);

/**
 * Verifies the cosignatures of a witness.
 * @throws Malformed if the text is no verifier key of type 0x04, and the verifier if what was signed is no checkpoint
 */
export const witnessVerifier = (verifierKey: string): NoteVerifier => {
  const { name, id, publicKey } = parseVerifierKey(verifierKey, COSIGNATURE);
  return {
    name,
    id,
    verifies: (text, bytes) => {
      parseCheckpoint(text);
      const time = timeIn(bytes);
      return time !== undefined && verify(null, messageOf(time, text), publicKey, bytes.subarray(8));
    },
  };
};

/**
 * The witness as it signs at a time, in whole seconds since 1970. It signs checkpoints alone.
 * @throws Malformed if the text is no signer key of type 0x04, and the signer if what it is to sign is no checkpoint
 */
export const witnessSigner = (signerKey: string): ((time: number) => NoteSigner) => {
  const { name, id, privateKey } = parseSignerKey(signerKey, COSIGNATURE);
  return (time) => ({
    name,
    id,
    sign: (text) => {
      parseCheckpoint(text);
      if (!Number.isSafeInteger(time) || time < 0)
        throw new RangeError(`${time} is no whole number of seconds since 1970`);
      const header = Buffer.alloc(8);
      header.writeBigUInt64BE(BigInt(time));
      return Buffer.concat([header, sign(null, messageOf(time, text), privateKey)]);
    },
  });
};

/**
 * When a cosignature was made, in seconds since 1970.
 * @throws Malformed if the signature is no cosignature of Ed25519
 */
export const cosignatureTime = ({ bytes }: Signature): number => {
  const time = timeIn(bytes);
  if (time === undefined) throw new Malformed('cosignature', 'it has not 72 bytes, or its time is beyond all reason');
  return time;
};

/** The end of the year 9999: no time beyond it can be written as RFC 3339. */
const LATEST = 253_402_300_799;
const timeIn = (bytes: Buffer): number | undefined => {
  if (bytes.length !== LENGTH) return undefined;
  const time = Number(bytes.readBigUInt64BE());
  return time <= LATEST ? time : undefined;
};
