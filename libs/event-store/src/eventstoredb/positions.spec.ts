import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { toServerPosition, toPosition } from './positions.js';

const place = fc.record({ commit: fc.bigInt(0n, 2n ** 64n - 2n), prepare: fc.bigInt(0n, 2n ** 64n - 2n) });

describe('a position on EventStoreDB', () => {
  it('is formatted and parsed without loss', () => {
    fc.assert(fc.property(place, (at) => expect(toServerPosition(toPosition(at))).toEqual(at)));
  });

  it('sorts by commit position, then by prepare position', () => {
    const order = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
    fc.assert(
      fc.property(place, place, (a, b) => {
        const [one, other] = [toPosition(a), toPosition(b)];
        expect(one < other ? -1 : one > other ? 1 : 0).toBe(order(a.commit, b.commit) || order(a.prepare, b.prepare));
      }),
    );
  });

  it('is never the one that stands for the end of the log', () => {
    const end = 0xffff_ffff_ffff_ffffn;
    expect(() => toPosition({ commit: end, prepare: 1n })).toThrow(RangeError);
    expect(() => toPosition({ commit: 1n, prepare: end })).toThrow(RangeError);
    expect(() => toPosition({ commit: -1n, prepare: 1n })).toThrow(RangeError);
  });

  it('refuses a position of another engine', () => {
    for (const position of ['0000000000000012', '', '1/2'])
      expect(() => toServerPosition(position)).toThrow(/of this log/);
  });
});
