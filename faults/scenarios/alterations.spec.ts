import { describe, expect, it } from '@jest/globals';
import { alterations, CASES, nameOf } from './alterations.js';

/** 300 services start, and each is read from. */
const LONGEST_MS = 1_800_000;

describe('files that somebody altered who has the disk and no key', () => {
  it(
    'make no answer differ without a word: 180 alterations of every kind, of stopped and running services',
    async () => {
      const { tallies, silent } = await alterations({ count: 180, seed: 20251030 });
      expect(silent).toEqual([]);
      expect([...tallies.keys()].sort()).toEqual(CASES.map(nameOf).sort());
    },
    LONGEST_MS,
  );
});
