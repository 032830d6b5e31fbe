import { createCipheriv, createDecipheriv, createHmac, type KeyObject } from 'node:crypto';
import { derivedKey } from '../http/derived-key.js';
import { Problem } from '../http/problem.js';

/** The sort key of the last row that a caller saw. */
export type Key = readonly (string | number)[];

/** Keys are padded to blocks, so that the length of a cursor reveals little. */
const BLOCK = 64;
const NONCE = 12;
const TAG = 16;

/**
 * Cursors identify the last row of a page, and are bound to a query and a caller. They are encrypted (AES-256-GCM), since a
 * sort key may contain ordinals that the caller may not see. The nonce is derived from the query and the key (HMAC-SHA-256), so
 * that the same page has the same bytes, and no nonce is used for two keys.
 */
export class Cursors {
  private readonly key: KeyObject;
  private readonly nonceKey: KeyObject;

  constructor(secret: string) {
    this.key = derivedKey(secret, 'rapporteur cursor');
    this.nonceKey = derivedKey(secret, 'rapporteur cursor nonce');
  }

  /** `question`: what the cursor is bound to, as a text. */
  give(last: Key, question: string): string {
    const text = padded(Buffer.from(JSON.stringify(last)));
    const hmac = createHmac('sha256', this.nonceKey).update(question).update('\0').update(text);
    const nonce = hmac.digest().subarray(0, NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(question));
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws Problem 400 */
  read(cursor: string, question: string): Key {
    const bytes = Buffer.from(cursor, 'base64url');
    const text = bytes.toString('base64url') === cursor ? this.decrypt(bytes, question) : undefined;
    if (text === undefined) throw malformed();
    return JSON.parse(text) as Key;
  }

  private decrypt(bytes: Buffer, question: string): string | undefined {
    if (bytes.length < NONCE + BLOCK + TAG) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE));
    decipher.setAAD(Buffer.from(question)).setAuthTag(bytes.subarray(-TAG));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString();
    } catch {
      return undefined; // the tag does not match: forged, damaged, or for another query
    }
  }
}

/** JSON allows spaces at its end. */
const padded = (text: Buffer): Buffer =>
  Buffer.concat([text, Buffer.alloc((BLOCK - (text.length % BLOCK)) % BLOCK, ' ')]);

const malformed = () => {
  const detail = 'This cursor belongs to another query. Start again without "after".';
  return new Problem('cursor-malformed', detail, { errors: [{ pointer: '/after', code: 'cursor-malformed', detail }] });
};
