import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { timeInAll, timeLeft, withDeadline, withoutDeadline } from './deadline.js';

describe('a deadline', () => {
  it('is none by default', () => expect([timeLeft(), timeInAll()]).toEqual([Infinity, Infinity]));
  it('is shared by all that the work does, and by nothing else', async () => {
    const inner = await withDeadline(60_000, async () => {
      await sleep(1);
      return timeLeft();
    });
    expect(inner).toBeGreaterThan(0);
    expect(inner).toBeLessThan(60_000);
    expect(timeLeft()).toBe(Infinity);
  });
  it('leaves nothing once it is over', async () =>
    withDeadline(1, async () => {
      await sleep(5);
      expect([timeLeft(), timeInAll()]).toEqual([0, 1]);
    }));
  it('does not hold for work that others wait for', () =>
    withDeadline(1, () => expect(withoutDeadline(timeLeft)).toBe(Infinity)));
});
