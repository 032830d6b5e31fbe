import { describe, expect, it } from '@jest/globals';
import { cutOff } from './log-faults.js';
import { RECOVERY_MS } from '../support/instance.js';

describe('two instances whose log server is gone for longer than they wait for it', () => {
  it('answer every request in time, lose nothing, and recover: 2 outages', async () => {
    const options = { count: 2, seed: 20_251_101, onStep: () => {} };
    const { violations } = await cutOff(options, 6_000, { unreadyMs: RECOVERY_MS, logSeconds: 1 });
    expect(violations).toEqual([]);
  });
});
