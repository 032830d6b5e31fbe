import { describe, expect, it } from '@jest/globals';
import { moveLog } from './move.js';

describe('a log that moves', () => {
  it('goes from a file to a cluster and back, and is exported to the same bytes each time: 500 events', async () => {
    const { summary, violations } = await moveLog({ count: 500, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(summary).toMatch(/^\d{6,} bytes each: export .*, import .*, export .*, import .*, export /);
  });
});
