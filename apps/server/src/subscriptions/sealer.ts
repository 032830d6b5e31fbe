import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { derivedKey } from '../http/derived-key.js';

const NONCE = 12;
const TAG = 16;

/** Encrypts short texts with a key for one purpose (AES-256-GCM): nonce, text, tag, in base64url. */
export class Sealer {
  private readonly key: KeyObject;

  constructor(secret: string, purpose: string) {
    this.key = derivedKey(secret, purpose);
  }

  /** `place`: where it is kept. Elsewhere it cannot be opened. */
  seal(text: Buffer, place = ''): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(place));
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** Undefined for what was not sealed with this secret for this place. */
  open(sealed: string, place = ''): Buffer | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < NONCE + TAG || bytes.toString('base64url') !== sealed) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE));
    decipher.setAuthTag(bytes.subarray(-TAG));
    decipher.setAAD(Buffer.from(place));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
    } catch {
      return undefined; // the tag does not match: forged, damaged, of another secret, or of another place
    }
  }
}
