import { describe, expect, it } from '@jest/globals';
import { casesFrom } from '../support/at-once.js';
import { alterations, CASES, nameOf } from './alterations.js';

/** A hundred services start, and each is read from. */
const LONGEST_MS = 1_800_000;

describe('files that somebody altered who has the disk and no key', () => {
  it(
    'make no answer differ without a word: each kind of alteration of a stopped service, and every second of a running one',
    async () => {
      const cases = casesFrom(0, CASES.length).filter((n) => !CASES[n]!.isRunning || n % 4 === 1);
      const { tallies, silent } = await alterations({ cases, seed: 20251030 });
      expect(silent).toEqual([]);
      expect([...tallies.keys()].sort()).toEqual(cases.map((n) => nameOf(CASES[n]!)).sort());
    },
    LONGEST_MS,
  );
});
