import { concat, fromBase64, sha256Hex, toBase64, toUtf8 } from '#ledger/primitives.js';
import { isLine, Malformed } from './strict-text.js';

/** Signature types of C2SP signed-note: a signature of the text itself, and the cosignature of a witness (tlog-cosignature). */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
export type KeyType = typeof ED25519 | typeof COSIGNATURE;

/** A key that verifies notes. `id`: 4 bytes in hex. Name and id identify the key of a signature. `publicKey`: 32 bytes. */
export type VerifierKey = Readonly<{ name: string; id: string; type: KeyType; publicKey: Uint8Array }>;

/** Key names are not empty and contain neither Unicode spaces nor a plus. A URL without a scheme, such as `example.com/log`, is best. */
export const isKeyName = (name: string): boolean => isLine(name) && !/[\p{White_Space}+]/u.test(name);

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), the first 4 bytes, in hex (C2SP signed-note). `publicKey`: 32 bytes. */
export const keyId = (name: string, type: KeyType, publicKey: Uint8Array): string =>
  sha256Hex(concat(toUtf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 8);

/** The verifier key as text: `name+id+base64(type ‖ public key)` (C2SP signed-note). It is not secret. */
export const formatVerifierKey = ({ name, id, type, publicKey }: VerifierKey): string =>
  `${name}+${id}+${toBase64(concat(Uint8Array.of(type), publicKey))}`;

/** @throws Malformed also if the id does not match the key, or the key has another type */
export const parseVerifierKey = (text: string, type: KeyType): VerifierKey => {
  const { name, id, material: publicKey } = parseKey(text, 'verifier-key', type);
  if (id !== keyId(name, type, publicKey))
    throw new Malformed('verifier-key', 'its id does not match its name and key');
  return { name, id, type, publicKey };
};

/**
 * The parts of a key: `name+id+base64(type ‖ material)`.
 * @throws Malformed whose message does not contain the key
 */
export const parseKey = (text: string, what: string, type: KeyType) => {
  const [, name = '', id = '', base64 = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/.exec(text) ?? [];
  const bytes = fromBase64(base64);
  if (!isKeyName(name) || bytes?.length !== 33) throw new Malformed(what, 'it is not name+id+base64 of 33 bytes');
  if (bytes[0] !== type) throw new Malformed(what, `its signature type is ${bytes[0]}, but ${type} is required`);
  return { name, id, material: bytes.subarray(1) };
};
