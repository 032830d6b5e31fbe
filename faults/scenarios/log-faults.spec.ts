import { describe, expect, it } from '@jest/globals';
import { failLog } from './log-faults.js';
import { RECOVERY_MS } from '../support/instance.js';
import { FAULTS_OF_LOG } from '../support/log-fault.js';

const times = { unreadyMs: RECOVERY_MS, logSeconds: 10 };

describe('two instances with every fault of the log', () => {
  it('lose and duplicate nothing, answer in time, report their state, recover, and stop if the log was emptied: each fault once', async () => {
    const count = FAULTS_OF_LOG.length;
    const { violations, details } = await failLog({ count, seed: 20_251_027, onStep: () => {} }, times);
    expect(violations).toEqual([]);
    for (const { name } of FAULTS_OF_LOG) expect(details?.[0]).toContain(`1 ${name}`);
  });
});
