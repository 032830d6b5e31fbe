import { describe, expect, it } from '@jest/globals';
import { Quota } from './quota.js';

const quotaOf = (limit: number) => {
  let now = 1_000_000;
  return { quota: new Quota(limit, () => now), pass: (ms: number) => (now += ms) };
};

describe('a quota', () => {
  it('returns the rest and the seconds until it resets', () => {
    const { quota, pass } = quotaOf(2);
    expect(quota.left('ana')).toEqual({ requests: 2, seconds: 0 });
    expect(quota.take('ana')).toEqual({ requests: 1, seconds: 60 });
    pass(20_500);
    expect(quota.take('ana')).toEqual({ requests: 0, seconds: 40 });
    expect(quota.take('ana')).toEqual({ requests: -1, seconds: 40 });
    expect(quota.left('ana')).toEqual({ requests: -1, seconds: 40 });
  });
  it('is counted separately for each key', () => {
    const { quota } = quotaOf(1);
    quota.take('ana');
    expect(quota.take('ana').requests).toBe(-1);
    expect(quota.take('ben').requests).toBe(0);
  });
  it('resets after a minute, and not before', () => {
    const { quota, pass } = quotaOf(1);
    quota.take('ana');
    pass(59_999);
    expect(quota.take('ana').requests).toBe(-1);
    pass(1);
    expect(quota.left('ana').requests).toBe(1);
    expect(quota.take('ana')).toEqual({ requests: 0, seconds: 60 });
  });
  it('keeps the latest windows if there are too many keys', () => {
    const { quota, pass } = quotaOf(1);
    for (let n = 0; n < 150_000; n++) {
      if (n % 1000 === 0) pass(1);
      quota.take(String(n));
    }
    expect(quota.left('149999').requests).toBe(0);
    expect(quota.left('50001').requests).toBe(0);
    expect(quota.left('1').requests).toBe(1);
  });
});
