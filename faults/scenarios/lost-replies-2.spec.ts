import { describe, expect, it } from '@jest/globals';
import { loseRepliesBetweenTwo } from './lost-replies.js';

describe('commands that are sent to two instances repeatedly, over connections that delay, break and lose', () => {
  it('are recorded exactly once each, with one answer, though the log loses answers too: 40 commands', async () => {
    const { summary, violations } = await loseRepliesBetweenTwo({ count: 40, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(summary).toMatch(/^40 effects of 240 requests: .*; [1-9]\d* answers lost by the log$/);
  });
});
