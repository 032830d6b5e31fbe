import { describe, expect, it } from '@jest/globals';
import { padded, STEP_MS } from './time-padding.js';

/** A clock that work, timers and other work move on. `early`: by how much each timer ends before its time. */
const clock = (early: readonly number[] = []) => {
  const timers = early[Symbol.iterator]();
  let time = 1_000.3;
  return {
    now: () => time,
    sleep: async (ms: number) => {
      time += ms - (timers.next().value ?? 0);
    },
    otherWork: async () => {
      time += 0.05;
    },
    work: (ms: number) => async () => {
      time += ms;
      return 'a page';
    },
    taken: () => time - 1_000.3,
  };
};

describe('the time of padded work', () => {
  it.each([0, 0.1, 2.3, 9.9, STEP_MS])('is one step for %d ms', async (ms) => {
    const one = clock();
    expect(await padded(one.work(ms), one)).toBe('a page');
    expect(Math.floor(one.taken() / STEP_MS)).toBe(1);
    expect(one.taken()).toBeLessThan(STEP_MS + 0.1);
  });
  it('is one more step for what takes longer than one', async () => {
    const one = clock();
    await padded(one.work(STEP_MS + 0.1), one);
    expect(Math.floor(one.taken() / STEP_MS)).toBe(2);
  });
  it('is not shorter if a timer ends early', async () => {
    const one = clock([2.4, 0.6]);
    await padded(one.work(2.3), one);
    expect(one.taken()).toBeGreaterThanOrEqual(STEP_MS);
    expect(one.taken()).toBeLessThan(STEP_MS + 0.1);
  });
  it('does not tell, to a tenth of a millisecond, how long the work took, if a timer ends late', async () => {
    for (const ms of [1.1, 1.9, 2.4, 7.7]) {
      const one = clock([-1.6]);
      await padded(one.work(ms), one);
      expect(one.taken()).toBeGreaterThanOrEqual(STEP_MS);
      expect(one.taken()).toBeLessThan(STEP_MS + 0.1);
    }
  });
  it('is as long if the work fails', async () => {
    const one = clock();
    const failing = async () => {
      await one.work(2.3)();
      throw new Error('not found');
    };
    await expect(padded(failing, one)).rejects.toThrow('not found');
    expect(Math.floor(one.taken() / STEP_MS)).toBe(1);
  });
});
