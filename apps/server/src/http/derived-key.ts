import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * A key of 256 bits for one purpose (HKDF-SHA-256, RFC 5869). As a KeyObject: with the bytes of the key, each use would cost
 * three times as much.
 */
export const derivedKey = (secret: string, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
