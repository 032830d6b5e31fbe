import { describe, expect, it } from '@jest/globals';
import { casesFrom } from '../support/at-once.js';
import { alterations, CASES, nameOf } from './alterations.js';

/** Fifty services start, and each is read from. */
const LONGEST_MS = 1_800_000;
/** Of two kinds in turn, one on a service that runs, and one on a stopped one. `npm run faults -- alterations` does both of each. */
const IN_TURN = [1, 2];
/** After which a running service is asked to record, too. */
const ALWAYS = 'events.db running: an older log';

describe('files that somebody altered who has the disk and no key', () => {
  it(
    'make no answer differ without a word: each kind of alteration, of a running and of a stopped service in turn',
    async () => {
      const cases = casesFrom(0, CASES.length).filter((n) => IN_TURN.includes(n % 4) || nameOf(CASES[n]!) === ALWAYS);
      expect(cases.map((n) => nameOf(CASES[n]!))).toContain(ALWAYS);
      const { tallies, silent } = await alterations({ cases, seed: 20251030 });
      expect(silent).toEqual([]);
      expect([...tallies.keys()].sort()).toEqual(cases.map((n) => nameOf(CASES[n]!)).sort());
    },
    LONGEST_MS,
  );
});
