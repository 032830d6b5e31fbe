import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '../http/derived-key.js';
import { Sealer } from './sealer.js';

const PREFIX = 'feed_';
const LOCATOR = 16;
const RANDOM = 16;

/**
 * The keys of feeds: `feed_`, and encrypted the locator of the notes of its owner (16 bytes) and 16 random bytes. So an invented key
 * is known for one without a look at any note, and nobody learns from a key whose it is. What is kept of one is a MAC.
 */
export class FeedKeys {
  private readonly sealer: Sealer;
  private readonly macKey: KeyObject;

  constructor(secret: string) {
    this.sealer = new Sealer(secret, 'rapporteur feed key');
    this.macKey = derivedKey(secret, 'rapporteur feed key mac');
  }

  issue(locator: string): string {
    return PREFIX + this.sealer.seal(Buffer.concat([Buffer.from(locator, 'hex'), randomBytes(RANDOM)]));
  }

  /** The locator of the notes of its owner; undefined for a key that this service did not issue. */
  locatorIn(key: string): string | undefined {
    const opened = key.startsWith(PREFIX) ? this.sealer.open(key.slice(PREFIX.length)) : undefined;
    return opened?.length === LOCATOR + RANDOM ? opened.toString('hex', 0, LOCATOR) : undefined;
  }

  /** Where no notes are, for a key that this service did not issue. */
  locatorOfNone(key: string): string {
    return createHmac('sha256', this.macKey)
      .update(`none ${key}`)
      .digest('hex')
      .slice(0, 2 * LOCATOR);
  }

  macOf(key: string): string {
    return createHmac('sha256', this.macKey).update(key).digest('base64url');
  }

  fits(key: string, mac: string): boolean {
    const [one, other] = [Buffer.from(this.macOf(key)), Buffer.from(mac)];
    return one.length === other.length && timingSafeEqual(one, other);
  }
}
