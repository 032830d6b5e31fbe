import { describe, expect, it } from '@jest/globals';
import { leaveOutputUnread } from './unread-output.js';

describe('a service whose log output nobody reads', () => {
  it('answers, keeps what it acknowledged, and stops: 500 requests, more lines than a pipe takes', async () => {
    const { summary, violations } = await leaveOutputUnread({ count: 500, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(summary).toMatch(/[1-9]\d* facts/);
  });
});
