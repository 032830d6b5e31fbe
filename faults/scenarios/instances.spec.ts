import { describe, expect, it } from '@jest/globals';
import { shareLog } from './instances.js';

describe('two instances of the service on one log', () => {
  // `npm run faults -- instances` does the same for longer, and also checks the speed.
  it('show what the other has acknowledged, and agree after one was killed under load: 60 writes', async () => {
    const { violations, times } = await shareLog({ count: 60, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(times.read).toHaveLength(60);
  });
});
