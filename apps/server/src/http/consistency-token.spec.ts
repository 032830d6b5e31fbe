import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ConsistencyTokens } from './consistency-token.js';
import { Problem } from './problem.js';

const logId = '5ba1ad00-0000-4000-8000-000000000001';
const tokens = new ConsistencyTokens('s'.repeat(32), { logId });

describe('a Consistency-Token', () => {
  it('brings back the place that it was given for', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 2 ** 40 }), fc.integer({ min: 0, max: 2 ** 45 }), (ordinal, at) => {
        expect(tokens.read(tokens.issue(ordinal, at))).toEqual({ logId, ordinal, at });
      }),
    );
  });
  it('tells nobody how much was recorded: always as long, never the same twice', () => {
    const given = [0, 0, 1, 1_000_000].map((ordinal) => tokens.issue(ordinal, 0));
    expect(new Set(given.map(({ length }) => length))).toEqual(new Set([80]));
    expect(new Set(given).size).toBe(4);
  });
  it('is refused when it was changed anywhere, made up, or given by another service', () => {
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
      new ConsistencyTokens('t'.repeat(32), { logId }).issue(7),
    ])
      expect(() => tokens.read(foreign)).toThrow('was not given by this service');
  });
  it('is refused when it speaks of another log', () => {
    const other = new ConsistencyTokens('s'.repeat(32), { logId: '5ba1ad00-0000-4000-8000-000000000002' });
    expect(() => tokens.read(other.issue(7))).toThrow('another log');
  });
  it('of an empty log is good for the log that began since', () => {
    expect(tokens.read(new ConsistencyTokens('s'.repeat(32), { logId: undefined }).issue(-1, 0)).ordinal).toBe(-1);
  });
});
