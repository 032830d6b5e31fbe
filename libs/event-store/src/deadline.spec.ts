import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { atMost, timeInAll, timeLeft, withDeadline, withoutDeadline } from './deadline.js';

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
  it('is never later than that of the caller', () =>
    withDeadline(60_000, () => {
      const inner = withDeadline(90_000, () => [timeLeft(), timeInAll()]);
      for (const ms of inner) expect(ms).toBeLessThanOrEqual(60_000);
      expect(withDeadline(1_000, timeInAll)).toBe(1_000);
    }));
  it('bounds each wait', () => {
    expect(atMost(5_000)).toBe(5_000);
    withDeadline(1_000, () => expect([atMost(5_000) <= 1_000, atMost(10)]).toEqual([true, 10]));
  });
  it('does not hold for work that goes on without the caller', () =>
    withDeadline(1, () => expect(withoutDeadline(timeLeft)).toBe(Infinity)));
});
