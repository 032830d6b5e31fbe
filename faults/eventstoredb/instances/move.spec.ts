import { describe, expect, it } from '@jest/globals';
import { moveLog } from '../../scenarios/move.js';

describe('a log that moves house', () => {
  it('goes from a file to a cluster and back, and is exported to the same bytes each time: 500 events', async () => {
    const { broken, found } = await moveLog({ count: 500, seed: 20_251_027, onStep: () => {} });
    expect(broken).toEqual([]);
    expect(found).toMatch(/^\d{6,} bytes each: export .*, import .*, export .*, import .*, export /);
  }, 120_000);
});
