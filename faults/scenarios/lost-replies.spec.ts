import { describe, expect, it } from '@jest/globals';
import { loseReplies } from './lost-replies.js';

describe('commands over a connection that delays, breaks and loses', () => {
  it('are recorded exactly once each, however often they are sent: 60 commands, 6 times each', async () => {
    const { summary, violations } = await loseReplies({ count: 60, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(summary).toMatch(/^60 effects of 360 requests/);
    for (const fate of ['good', 'late', 'request lost', 'request torn', 'answer lost']) expect(summary).toContain(fate);
  });
});
