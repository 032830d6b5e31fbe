import { describe, expect, it } from '@jest/globals';
import { alterations, CASES, nameOf } from './alterations.js';

/** A hundred services start, and each is read from. */
const LONGEST_MS = 1_800_000;

describe('files that somebody altered who has the disk and no key', () => {
  it(
    'make no answer differ without a word: each kind of alteration once, of a stopped and of a running service',
    async () => {
      const { tallies, silent } = await alterations({ count: CASES.length, seed: 20251030 });
      expect(silent).toEqual([]);
      expect([...tallies.keys()].sort()).toEqual(CASES.map(nameOf).sort());
    },
    LONGEST_MS,
  );
});
