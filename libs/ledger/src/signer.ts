import { sign } from 'node:crypto';
import { parseCheckpoint } from './checkpoint.js';
import { cosignedMessage } from './cosignature.js';
import { COSIGNATURE, ED25519 } from './note-key.js';
import type { NoteSigner } from './signed-note.js';
import { parseSignerKey } from './signer-key.js';

/** Creates plain Ed25519 signatures. @throws Malformed if the text is not such a signer key */
export const noteSigner = (signerKey: string): NoteSigner => {
  const { name, id, privateKey } = parseSignerKey(signerKey, ED25519);
  return { name, id, sign: (text) => sign(null, Buffer.from(text), privateKey) };
};

/**
 * The signer of a witness at a time, in whole seconds since 1970. It signs only checkpoints.
 * @throws Malformed if the text is not a signer key of type 0x04; the signer throws it if the text is not a checkpoint
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
      return Buffer.concat([header, sign(null, cosignedMessage(time, text), privateKey)]);
    },
  });
};
