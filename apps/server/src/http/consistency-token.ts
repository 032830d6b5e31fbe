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
/**
 * How far the notices of a stream have come: all up to the ordinal `after`, and of those up to `upTo` the notices of the negotiations
 * up to this one, in the order of their ids. Undefined: of all negotiations.
 */
export type NoticePlace = Readonly<{ after: number; upTo: number; negotiationId: string | undefined }>;
/** `at`: when the token was issued, in ms since 1970. `notice`: of the id of a notice. */
export type LogPlace = TokenPlace & Readonly<{ logId: string; at: number; notice?: NoticePlace | undefined }>;

/**
 * Encodes how far a reader has read. AES-256-GCM makes the token opaque, of fixed length, and unforgeable.
 * 12 bytes of nonce, 32 of place (log id 16, ordinal + 1 or -1 - position in 8, milliseconds in 8), 16 of tag, in base64url.
 * The id of a notice has 24 bytes more of place (`after` + 1 in 8, negotiation id 16), and is bound to the origin of the log.
 */
export class ConsistencyTokens {
  private readonly key: KeyObject;

  constructor(
    secret: string,
    private readonly log: Readonly<{ logId: string | undefined }>,
    private readonly origin: string,
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

  issueForNotice({ after, upTo, negotiationId = NO_ID }: NoticePlace, at: number = Date.now()): string {
    const rest = Buffer.alloc(24);
    rest.writeBigInt64BE(BigInt(after) + 1n);
    rest.write(negotiationId.replaceAll('-', ''), 8, 'hex');
    return this.encode(BigInt(upTo) + 1n, at, rest);
  }

  /**
   * @param parameter the one that has the token, if it is not in a header
   * @throws Problem 400 for a token that this service did not issue, 409 for a token of another log
   */
  read(token: string, parameter?: string): LogPlace {
    const refused = (code: 'consistency-token-malformed' | 'consistency-token-of-another-log', detail: string) =>
      new Problem(
        code,
        detail,
        parameter === undefined ? {} : { errors: [{ pointer: `/${parameter}`, code, detail }] },
      );
    const bytes = Buffer.from(token, 'base64url');
    const isWhole = bytes.length === SIZE || bytes.length === SIZE_OF_NOTICE;
    const place = isWhole && bytes.toString('base64url') === token ? this.decrypt(bytes) : undefined;
    if (place === undefined)
      throw refused('consistency-token-malformed', 'This service did not issue this Consistency-Token. Leave it out.');
    const logId = uuid(place.toString('hex', 0, 16));
    const number = place.readBigInt64BE(16);
    const named = number < 0n ? { position: -1n - number } : { ordinal: Number(number) - 1 };
    // That of an empty log names no event.
    if (logId !== (this.log.logId ?? NO_ID) && number !== 0n)
      throw refused(
        'consistency-token-of-another-log',
        'This Consistency-Token belongs to another log. Leave it out, and read again.',
      );
    return { logId, ...named, at: Number(place.readBigInt64BE(24)), notice: noticeIn(place, Number(number) - 1) };
  }

  private encode(number: bigint, at: number, rest: Buffer = Buffer.alloc(0)): string {
    const place = Buffer.alloc(32);
    place.write((this.log.logId ?? NO_ID).replaceAll('-', ''), 0, 'hex');
    place.writeBigInt64BE(number, 16);
    place.writeBigInt64BE(BigInt(at), 24);
    const nonce = random16().subarray(0, NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    if (rest.length > 0) cipher.setAAD(Buffer.from(this.origin));
    const encrypted = cipher.update(Buffer.concat([place, rest]));
    return Buffer.concat([nonce, encrypted, cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  private decrypt(bytes: Buffer): Buffer | undefined {
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE));
    decipher.setAuthTag(bytes.subarray(-TAG));
    if (bytes.length === SIZE_OF_NOTICE) decipher.setAAD(Buffer.from(this.origin));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
    } catch {
      return undefined; // the tag does not match: forged, damaged, of another secret, or of another origin
    }
  }
}

const noticeIn = (place: Buffer, upTo: number): NoticePlace | undefined => {
  if (place.length === PLACE) return undefined;
  const id = uuid(place.toString('hex', 40));
  return { after: Number(place.readBigInt64BE(32)) - 1, upTo, negotiationId: id === NO_ID ? undefined : id };
};

const NONCE = 12;
const PLACE = 32;
const TAG = 16;
const SIZE = NONCE + PLACE + TAG;
const SIZE_OF_NOTICE = SIZE + 24;
const NO_ID = '00000000-0000-0000-0000-000000000000';
const uuid = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
