import { describe, expect, it } from '@jest/globals';
import { fillDisks } from './full-disk.js';

describe('small disks of any size', () => {
  it('never keep less than was acknowledged: 6 logs that fill them', async () => {
    // The seed is one from which no whole service follows: those have a spec of their own.
    const { summary, violations } = await fillDisks({ count: 6, seed: 20_251_021, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(summary).toBe('6 disks of a log');
  });
});
