import { describe, expect, it } from '@jest/globals';
import { FeedKeys } from './feed-keys.js';

const keys = new FeedKeys('a secret of some length');
const LOCATOR = '00112233445566778899aabbccddeeff';

describe('the key of a feed', () => {
  it('leads to the notes of its owner, and fits what is kept of it', () => {
    const key = keys.issue(LOCATOR);
    expect(key).toMatch(/^feed_[\w-]{80}$/);
    expect(keys.locatorIn(key)).toBe(LOCATOR);
    expect(keys.fits(key, keys.macOf(key))).toBe(true);
  });
  it('has nothing in common with another one of the same owner', () => {
    const [one, other] = [keys.issue(LOCATOR), keys.issue(LOCATOR)];
    expect(keys.fits(one, keys.macOf(other))).toBe(false);
    const common = Array.from(one).filter((sign, n) => n > 4 && other[n] === sign).length;
    expect(common).toBeLessThan(20);
  });
  it('is known to the service with the same secret alone, and only as a whole', () => {
    const key = keys.issue(LOCATOR);
    expect(new FeedKeys('another secret of some length').locatorIn(key)).toBeUndefined();
    for (const other of ['', 'feed_', key.slice(5), key.slice(0, -1), `${key}A`, `x${key}`, key.toUpperCase()])
      expect([other, keys.locatorIn(other)]).toEqual([other, undefined]);
    expect(keys.fits(key, '')).toBe(false);
  });
});
