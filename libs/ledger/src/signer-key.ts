import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { concat, toBase64 } from '#ledger/primitives.js';
import { isKeyName, keyId, type KeyType, parseKey, type VerifierKey } from './note-key.js';
import { Malformed } from './strict-text.js';

export type SignerKey = VerifierKey & Readonly<{ privateKey: KeyObject }>;

/**
 * A new Ed25519 key, as text: `PRIVATE+KEY+name+id+base64(type ‖ seed)`, the format of Go's sumdb/note. It is secret; its
 * verifier key is `formatVerifierKey(parseSignerKey(text, type))`.
 * @throws Malformed if the name is not a key name
 */
export const generateSignerKey = (name: string, type: KeyType): string => {
  if (!isKeyName(name))
    throw new Malformed('key-name', 'it is empty or contains a space, a plus or a control character');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8.length);
  const material = toBase64(concat(Uint8Array.of(type), seed));
  return `${PRIVATE}${name}+${keyId(name, type, rawPublic(publicKey))}+${material}`;
};

/** @throws Malformed as `parseVerifierKey` does; no message contains the key */
export const parseSignerKey = (text: string, type: KeyType): SignerKey => {
  if (!text.startsWith(PRIVATE)) throw new Malformed('signer-key', `it does not begin with ${PRIVATE}`);
  const { name, id, material } = parseKey(text.slice(PRIVATE.length), 'signer-key', type);
  const privateKey = createPrivateKey({ key: concat(PKCS8, material) as Buffer, format: 'der', type: 'pkcs8' });
  const publicKey = rawPublic(createPublicKey(privateKey));
  if (id !== keyId(name, type, publicKey)) throw new Malformed('signer-key', 'its id does not match its name and key');
  return { name, id, type, publicKey, privateKey };
};

const PRIVATE = 'PRIVATE+KEY+';
/** The DER prefix of the 32 bytes of an Ed25519 key (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const rawPublic = (key: KeyObject): Uint8Array => key.export({ format: 'der', type: 'spki' }).subarray(-32);
