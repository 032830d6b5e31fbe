import { describe, expect, it } from '@jest/globals';
import { withDeadline } from '#event-store/deadline.js';
import { patiently } from './patiently.js';

describe('patient waiting', () => {
  const never = new Promise<never>(() => {});

  it('ends with what the work gives, or with its time', async () => {
    expect(await patiently(Promise.resolve(1), 60_000)).toEqual({ value: 1 });
    expect(await patiently(never, 1)).toBeUndefined();
    await expect(patiently(Promise.reject(new Error('broken')), 60_000)).rejects.toThrow('broken');
  });
  it('ends with the deadline of the caller', async () => {
    expect(await withDeadline(20, () => patiently(never, 3_600_000))).toBeUndefined();
    expect(await withDeadline(0, () => patiently(Promise.resolve(1), 1_000))).toEqual({ value: 1 });
  });
});
