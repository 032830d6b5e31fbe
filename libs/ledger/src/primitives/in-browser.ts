import { ed25519 as curve } from '@noble/curves/ed25519.js';
import { sha256 as sha2 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import type { VerifySignature } from './verify-signature.js';

/** As in-node.ts, where each of these is described. */

export const sha256 = (bytes: Uint8Array): Uint8Array => sha2(bytes);
export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha2(bytes));
export const saltedHash = (salt: string, text: string): string =>
  bytesToHex(sha2.create().update(hexToBytes(salt)).update(toUtf8(text)).digest());

const SIGNATURE = 64;
/** Of a signature or a key that is not in its one canonical form, both say that it does not fit (RFC 8032 §5.1.7). */
export const ed25519 =
  (publicKey: Uint8Array): VerifySignature =>
  (message, signature) =>
    signature.length === SIGNATURE && curve.verify(signature, message, publicKey, { zip215: false });

export const fromHex = (hex: string): Uint8Array => hexToBytes(hex);
export const toHex = (bytes: Uint8Array): string => bytesToHex(bytes);

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
export const fromBase64 = (base64: string): Uint8Array | undefined => {
  if (!BASE64.test(base64)) return undefined;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return toBase64(bytes) === base64 ? bytes : undefined;
};
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
export const toUtf8 = (text: string): Uint8Array => encoder.encode(text);
export const fromUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes);
  } catch {
    // It has no other reason to throw than bytes that are not UTF-8.
    return undefined;
  }
};

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => concatBytes(...parts);
export const areEqual = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
