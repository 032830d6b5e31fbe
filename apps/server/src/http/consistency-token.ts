import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { random16 } from '#ledger/random.js';
import { derivedKey } from './derived-key.js';
import { Problem } from './problem.js';

/**
 * A place in the log: the ordinal of an event (-1: before the first), or the position of one, as a number (`EventStore.numberOf`).
 * Who appends knows the position, and the ordinal only once the log was read up to it.
 */
export type TokenPlace = Readonly<
  { ordinal: number; position?: undefined } | { position: bigint; ordinal?: undefined }
>;
/** `at`: when the token was issued, in ms since 1970. */
export type LogPlace = TokenPlace & Readonly<{ logId: string; at: number }>;

/**
 * Encodes how far a reader has read. AES-256-GCM makes the token opaque, of fixed length, and unforgeable.
 * 12 bytes of nonce, 32 of place (log id 16, ordinal + 1 or -1 - position in 8, milliseconds in 8), 16 of tag, in base64url.
 */
export class ConsistencyTokens {
  private readonly key: KeyObject;

  constructor(
    secret: string,
    private readonly log: Readonly<{ logId: string | undefined }>,
  ) {
    this.key = derivedKey(secret, 'rapporteur consistency token');
  }

  issue(ordinal: number, at: number = Date.now()): string {
    return this.encode(BigInt(ordinal) + 1n, at);
  }

  /** @param position that of an event, as a number (`EventStore.numberOf`) */
  issueFor(position: bigint, at: number): string {
    return this.encode(-1n - position, at);
  }

  /** @throws Problem 400 for a token that this service did not issue, 409 for a token of another log */
  read(token: string): LogPlace {
    const bytes = Buffer.from(token, 'base64url');
    const place = bytes.length === 60 && bytes.toString('base64url') === token ? this.decrypt(bytes) : undefined;
    if (place === undefined)
      throw new Problem(
        400,
        'consistency-token-malformed',
        'This service did not issue this Consistency-Token. Leave it out.',
      );
    const logId = uuid(place.toString('hex', 0, 16));
    const number = place.readBigInt64BE(16);
    const named = number < 0n ? { position: -1n - number } : { ordinal: Number(number) - 1 };
    // That of an empty log names no event.
    if (logId !== (this.log.logId ?? NO_LOG) && number !== 0n)
      throw new Problem(
        409,
        'consistency-token-of-another-log',
        'This Consistency-Token belongs to another log. Leave it out, and read again.',
      );
    return { logId, ...named, at: Number(place.readBigInt64BE(24)) };
  }

  private encode(number: bigint, at: number): string {
    const place = Buffer.alloc(32);
    place.write((this.log.logId ?? NO_LOG).replaceAll('-', ''), 0, 'hex');
    place.writeBigInt64BE(number, 16);
    place.writeBigInt64BE(BigInt(at), 24);
    const nonce = random16().subarray(0, NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    return Buffer.concat([nonce, cipher.update(place), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  private decrypt(bytes: Buffer): Buffer | undefined {
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE));
    decipher.setAuthTag(bytes.subarray(44));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE, 44)), decipher.final()]);
    } catch {
      return undefined; // the tag does not match: forged, damaged, or of another secret
    }
  }
}

const NONCE = 12;
const NO_LOG = '00000000-0000-0000-0000-000000000000';
const uuid = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
