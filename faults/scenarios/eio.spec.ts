import { describe, expect, it } from '@jest/globals';
import { failDisks } from './eio.js';

describe('a disk that fails at any write or sync', () => {
  it('never loses what was acknowledged: 10 logs', async () => {
    // With this seed, none of the ten tests starts a whole service.
    const { summary, violations } = await failDisks({ count: 10, seed: 20_251_021, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(summary).toContain('stopped');
  });
});
