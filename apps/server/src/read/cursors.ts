import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Problem } from '../http/problem.js';

/** The sort key of the last row that a caller saw. */
export type Key = readonly (string | number)[];

/** Cursors are opaque and signed, and go with one question of one caller: they name the last row that was seen. */
export class Cursors {
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'rapporteur cursor', 32));
  }

  /** `question`: whatever the cursor is bound to, as one text. */
  give(last: Key, question: string): string {
    const text = Buffer.from(JSON.stringify(last));
    return Buffer.concat([this.tag(text, question), text]).toString('base64url');
  }

  /** @throws Problem 400 */
  read(cursor: string, question: string): Key {
    const bytes = Buffer.from(cursor, 'base64url');
    const [tag, text] = [bytes.subarray(0, 16), bytes.subarray(16)];
    if (tag.length !== 16 || !timingSafeEqual(tag, this.tag(text, question)))
      throw new Problem(
        400,
        'cursor-malformed',
        'This cursor was not given for this question. Start again without "after".',
      );
    return JSON.parse(text.toString()) as Key;
  }

  private tag(text: Buffer, question: string) {
    return createHmac('sha256', this.key).update(question).update('\0').update(text).digest().subarray(0, 16);
  }
}
