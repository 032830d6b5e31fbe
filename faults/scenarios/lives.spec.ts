import { describe, expect, it } from '@jest/globals';
import { lives } from './lives.js';

describe('an honest record', () => {
  it('is never locked out: 15 lives with kills, pauses, moves, backups and new keys', async () => {
    const { violations } = await lives.run({ count: 15, seed: 20251030, onStep: () => {} });
    expect(violations).toEqual([]);
  });
});
