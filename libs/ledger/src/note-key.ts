import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject } from 'node:crypto';
import { bytesOf, isLine, Malformed } from './strict-text.js';

/** Signature types of C2SP signed-note: a signature of the text itself, and the cosignature of a witness (tlog-cosignature). */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
export type KeyType = typeof ED25519 | typeof COSIGNATURE;

/** A key that verifies notes. `id`: 4 bytes in hex. Name and id identify the key of a signature. */
export type VerifierKey = Readonly<{ name: string; id: string; type: KeyType; publicKey: KeyObject }>;
export type SignerKey = VerifierKey & Readonly<{ privateKey: KeyObject }>;

/** Key names are not empty and contain neither Unicode spaces nor a plus. A URL without a scheme, such as `example.com/log`, is best. */
export const isKeyName = (name: string): boolean => isLine(name) && !/[\p{White_Space}+]/u.test(name);

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), the first 4 bytes, in hex (C2SP signed-note). `publicKey`: 32 bytes. */
export const keyId = (name: string, type: KeyType, publicKey: Buffer): string =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]), 'hex').slice(0, 8);

/** The verifier key as text: `name+id+base64(type ‖ public key)` (C2SP signed-note). It is not secret. */
export const formatVerifierKey = ({ name, id, type, publicKey }: VerifierKey): string =>
  `${name}+${id}+${Buffer.concat([Buffer.of(type), rawPublic(publicKey)]).toString('base64')}`;

/** @throws Malformed also if the id does not match the key, or the key has another type */
export const parseVerifierKey = (text: string, type: KeyType): VerifierKey => {
  const { name, id, material } = parse(text, 'verifier-key', type);
  if (id !== keyId(name, type, material)) throw new Malformed('verifier-key', 'its id does not match its name and key');
  return { name, id, type, publicKey: createPublicKey({ key: der(SPKI, material), format: 'der', type: 'spki' }) };
};

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
  const material = Buffer.concat([Buffer.of(type), seed]).toString('base64');
  return `${PRIVATE}${name}+${keyId(name, type, rawPublic(publicKey))}+${material}`;
};

/** @throws Malformed as `parseVerifierKey` does; no message contains the key */
export const parseSignerKey = (text: string, type: KeyType): SignerKey => {
  if (!text.startsWith(PRIVATE)) throw new Malformed('signer-key', `it does not begin with ${PRIVATE}`);
  const { name, id, material } = parse(text.slice(PRIVATE.length), 'signer-key', type);
  const privateKey = createPrivateKey({ key: der(PKCS8, material), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  if (id !== keyId(name, type, rawPublic(publicKey)))
    throw new Malformed('signer-key', 'its id does not match its name and key');
  return { name, id, type, publicKey, privateKey };
};

const PRIVATE = 'PRIVATE+KEY+';
/** The DER prefixes of the 32 bytes of an Ed25519 key (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const der = (prefix: Buffer, key: Buffer) => Buffer.concat([prefix, key]);

const rawPublic = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-32);

const parse = (text: string, what: string, type: KeyType) => {
  const [, name = '', id = '', base64 = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/.exec(text) ?? [];
  const bytes = bytesOf(base64);
  if (!isKeyName(name) || bytes?.length !== 33) throw new Malformed(what, 'it is not name+id+base64 of 33 bytes');
  if (bytes[0] !== type) throw new Malformed(what, `its signature type is ${bytes[0]}, but ${type} is required`);
  return { name, id, material: bytes.subarray(1) };
};
