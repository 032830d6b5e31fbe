import { describe, expect, it } from '@jest/globals';
import { jumpClock } from './clock.js';

describe('a clock that jumps forward and back', () => {
  it('is refused beyond the bound until it returns or is accepted, and nothing is lost or changed: 12 jumps on two logs', async () => {
    const { summary, violations } = await jumpClock({ count: 12, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    for (const what of ['jumps within the bound', 'jumps refused', 'undone', 'accepted', 'killed after that'])
      expect(summary).toContain(what);
  });
});
