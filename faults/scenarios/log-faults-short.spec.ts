import { describe, expect, it } from '@jest/globals';
import { failLog } from './log-faults.js';
import { RECOVERY_MS } from '../support/instance.js';

describe('two instances that wait for the log for one second', () => {
  it('answer every request in time, lose nothing, and recover: 10 faults', async () => {
    const times = { unreadyMs: RECOVERY_MS, logSeconds: 1 };
    const { violations } = await failLog({ count: 10, seed: 20_251_028, onStep: () => {} }, times);
    expect(violations).toEqual([]);
  });
});
