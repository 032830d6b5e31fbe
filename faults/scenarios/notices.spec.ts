import { describe, expect, it } from '@jest/globals';
import { cutNotices } from './notices.js';

describe('readers of notices whose connections are cut', () => {
  // `npm run faults -- notices` does the same as often as you like.
  it('get every notice once and in order, over restarts and on two instances: 25 cuts', async () => {
    const { summary, violations } = await cutNotices({ count: 25, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(Number(/(\d+) notices/.exec(summary)?.[1])).toBeGreaterThan(0);
  });
});
