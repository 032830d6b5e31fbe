import { ed25519 as ed } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { sha256 as sha2, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { isSmallOrder } from './small-order.js';
import type { VerifySignature } from './verify-signature.js';

/** As in-node.ts, where each of these is described. */

export const sha256 = (bytes: Uint8Array): Uint8Array => sha2(bytes);
export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha2(bytes));
export const saltedHash = (salt: string, text: string): string =>
  bytesToHex(sha2.create().update(hexToBytes(salt)).update(toUtf8(text)).digest());

const { Point } = ed;
const HALF = 32;
/**
 * As OpenSSL verifies, step by step, so that both say the same of every signature: RFC 8032 §5.1.7 leaves two equations to
 * choose from, and @noble has chosen the other one. What is compared is the encoding of the first half of the signature.
 */
export const ed25519 = (publicKey: Uint8Array): VerifySignature => {
  const key = isSmallOrder(toHex(publicKey)) ? undefined : pointOf(publicKey)?.negate();
  return (message, signature) => {
    if (key === undefined || signature.length !== 2 * HALF) return false;
    const first = signature.subarray(0, HALF);
    if (isSmallOrder(toHex(first))) return false;
    const second = bytesToNumberLE(signature.subarray(HALF));
    if (second >= Point.Fn.ORDER) return false;
    const factor = Point.Fn.create(bytesToNumberLE(sha512(concatBytes(first, publicKey, message))));
    const expected = Point.BASE.multiplyUnsafe(second).add(key.multiplyUnsafe(factor));
    return areEqual(expected.toBytes(), first);
  };
};

/** Undefined for what is no point of the curve. OpenSSL takes encodings that are not canonical, too. */
const pointOf = (bytes: Uint8Array) => {
  try {
    return Point.fromBytes(bytes, true);
  } catch {
    return undefined;
  }
};

export const fromHex = (hex: string): Uint8Array => hexToBytes(hex);
export const toHex = (bytes: Uint8Array): string => bytesToHex(bytes);

export const toBase64 = (bytes: Uint8Array): string => {
  let characters = '';
  for (let at = 0; at < bytes.length; at += PIECE) characters += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(characters);
};
/** A call with more than some ten thousand arguments overflows the stack. */
const PIECE = 8192;
export const fromBase64 = (base64: string): Uint8Array | undefined => {
  if (!BASE64.test(base64)) return undefined;
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at);
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
