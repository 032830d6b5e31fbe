import { describe, expect, it } from '@jest/globals';
import { compareWithModel } from './model.js';

describe('random histories of a negotiation', () => {
  it('are read as a small model predicts: 40 histories', async () => {
    const { summary, violations } = await compareWithModel({ count: 40, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    for (const status of [201, 412, 422]) expect(summary).toContain(`× ${status}`);
  });
});
