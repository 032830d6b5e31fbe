import { describe, expect, it } from '@jest/globals';
import { tearLog } from './torn-log.js';

describe('a log in which a byte was cut off or flipped', () => {
  it('is recovered or refused, and never silently different: 60 damages in all places', async () => {
    const { summary, violations } = await tearLog({ count: 60, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    for (const outcome of ['whole', 'without its end', 'refused']) expect(summary).toContain(outcome);
  });
});
