import { describe, expect, it } from '@jest/globals';
import { failDisks } from './eio.js';

describe('a disk that fails at any write or sync', () => {
  it('never costs what was acknowledged: 10 logs', async () => {
    // The seed is one from which no whole service follows within ten.
    const { summary, violations } = await failDisks({ count: 10, seed: 20_251_021, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(summary).toContain('stopped');
  });
});
