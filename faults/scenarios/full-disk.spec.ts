import { describe, expect, it } from '@jest/globals';
import { fillDisks } from './full-disk.js';

describe('small disks of any size', () => {
  it('never lose what was acknowledged: 6 logs that fill them', async () => {
    // With this seed, no test starts a whole service: those have their own spec.
    const { summary, violations } = await fillDisks({ count: 6, seed: 20_251_021, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(summary).toBe('6 disks of a log');
  });
});
