import { describe, expect, it } from '@jest/globals';
import { sendEndlessBodies } from './endless-bodies.js';

describe('a service that gets bodies which never end', () => {
  it('refuses them, holds little of them, and records beside them: 100 bodies', async () => {
    const { violations } = await sendEndlessBodies({ count: 100, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
  });
});
