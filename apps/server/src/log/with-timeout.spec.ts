import { describe, expect, it } from '@jest/globals';
import { withDeadline } from '#event-store/deadline.js';
import { withTimeout } from './with-timeout.js';

describe('patient waiting', () => {
  const never = new Promise<never>(() => {});

  it('ends with what the work gives, or with its time', async () => {
    expect(await withTimeout(Promise.resolve(1), 60_000)).toEqual({ value: 1 });
    expect(await withTimeout(never, 1)).toBeUndefined();
    await expect(withTimeout(Promise.reject(new Error('broken')), 60_000)).rejects.toThrow('broken');
  });
  it('ends with the deadline of the caller', async () => {
    expect(await withDeadline(20, () => withTimeout(never, 3_600_000))).toBeUndefined();
    expect(await withDeadline(0, () => withTimeout(Promise.resolve(1), 1_000))).toEqual({ value: 1 });
  });
});
