import { isUtf8 } from 'node:buffer';
import { createPublicKey, hash, verify } from 'node:crypto';
import { isSmallOrder } from './small-order.js';
import type { VerifySignature } from './verify-signature.js';

/**
 * What the ledger needs from where it runs. in-browser.ts has the same for browsers; package.json says which of the two
 * `#ledger/primitives.js` is. A `Buffer` is a `Uint8Array`, and faster here.
 */

/** 32 bytes. Through a text of one character a byte, which takes a third of the time of a buffer. */
export const sha256 = (bytes: Uint8Array): Uint8Array => Buffer.from(hash('sha256', bytes, 'binary'), 'binary');

/** In hex. */
export const sha256Hex = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/** The hash of `salt ‖ text`, in hex. `salt` in hex. */
export const saltedHash = (salt: string, text: string): string =>
  hash('sha256', Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(text)]), 'hex');

/** Verifies signatures of a key of 32 bytes (Ed25519, RFC 8032). */
export const ed25519 = (publicKey: Uint8Array): VerifySignature => {
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  const isRefused = isSmallOrder(toHex(publicKey));
  return (message, signature) =>
    !isRefused && !isSmallOrder(toHex(signature.subarray(0, 32))) && verify(null, message, key, signature);
};
/** The DER prefix of the 32 bytes of a public key (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** @param hex an even number of hex digits */
export const fromHex = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
export const toHex = (bytes: Uint8Array): string => asBuffer(bytes).toString('hex');

export const toBase64 = (bytes: Uint8Array): string => asBuffer(bytes).toString('base64');
/** The bytes of a base64 text (RFC 4648 §4) in its canonical form, padded and without stray bits; undefined for anything else. */
export const fromBase64 = (base64: string): Uint8Array | undefined => {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes : undefined;
};

/** In UTF-8. */
export const toUtf8 = (text: string): Uint8Array => Buffer.from(text);
/** Undefined if the bytes are not UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string | undefined =>
  isUtf8(bytes) ? asBuffer(bytes).toString('utf8') : undefined;

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
export const areEqual = (one: Uint8Array, other: Uint8Array): boolean => asBuffer(one).equals(other);

/** The same memory, without a copy. */
const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
