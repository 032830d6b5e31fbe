import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ConsistencyTokens } from './consistency-token.js';
import { Problem } from './problem.js';

const logId = '5ba1ad00-0000-4000-8000-000000000001';
const ORIGIN = 'record.example.org/talks';
const tokens = new ConsistencyTokens('s'.repeat(32), { logId }, ORIGIN);

describe('a Consistency-Token', () => {
  it('returns the position that it was issued for', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 2 ** 40 }), fc.integer({ min: 0, max: 2 ** 45 }), (ordinal, at) => {
        expect(tokens.read(tokens.issue(ordinal, at))).toEqual({ logId, ordinal, at });
      }),
    );
  });
  it('returns the place of an append, of the same form and length', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), fc.integer({ min: 0, max: 2 ** 45 }), (position, at) => {
        const token = tokens.issueFor(position, at);
        expect([token.length, tokens.read(token)]).toEqual([80, { logId, position, at }]);
      }),
    );
  });
  it('does not reveal how much was recorded: its length is fixed, and no two tokens are equal', () => {
    const given = [0, 0, 1, 1_000_000].map((ordinal) => tokens.issue(ordinal, 0));
    expect(new Set(given.map(({ length }) => length))).toEqual(new Set([80]));
    expect(new Set(given).size).toBe(4);
  });
  it('is rejected if it was altered, made up, or issued by another service', () => {
    const token = tokens.issue(7, 0);
    for (let at = 0; at < token.length; at++) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      expect(() => tokens.read(changed)).toThrow(Problem);
    }
    for (const foreign of [
      '',
      'A'.repeat(80),
      `${token}A`,
      ` ${token}`,
      new ConsistencyTokens('t'.repeat(32), { logId }, ORIGIN).issue(7),
    ])
      expect(() => tokens.read(foreign)).toThrow('did not issue this Consistency-Token');
  });
  it('is rejected if it belongs to another log', () => {
    const other = new ConsistencyTokens('s'.repeat(32), { logId: '5ba1ad00-0000-4000-8000-000000000002' }, ORIGIN);
    for (const token of [other.issue(7), other.issueFor(7n, 0)])
      expect(() => tokens.read(token)).toThrow('another log');
  });
  it('of an empty log stays valid after the first event', () => {
    expect(tokens.read(new ConsistencyTokens('s'.repeat(32), { logId: undefined }, ORIGIN).issue(-1, 0)).ordinal).toBe(
      -1,
    );
  });
});
