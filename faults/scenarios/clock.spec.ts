import { describe, expect, it } from '@jest/globals';
import { jumpClock } from './clock.js';

describe('a clock that jumps forward and back', () => {
  it('never reverses the order of the log, nor changes an answer about the past: 20 jumps in two runs', async () => {
    const { summary, violations } = await jumpClock({ count: 20, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(summary).toContain('60 facts');
  });
});
