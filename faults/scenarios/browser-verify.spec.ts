import { describe, expect, it } from '@jest/globals';
import { verifiedInBrowser } from './browser-verify.js';

describe('an altered audit file in a real browser', () => {
  it('gets the verdict of the command line: 10 alterations, and a file of 5,000 events that holds', async () => {
    const { tally, long, wrong } = await verifiedInBrowser({ count: 10, seed: 20251027, onStep: () => {} });
    expect(wrong).toEqual([]);
    expect([tally.of('hold in both'), tally.of('do not hold in either')]).toEqual([1, 10]);
    expect(long.events).toBe(5_000);
  });
});
