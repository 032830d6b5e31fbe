import Sequencer from '@jest/test-sequencer';

/** They take minutes: whichever came last would run alone. */
const IS_LONGEST = /\/scenarios\/(?:alterations|interference)\./;

/** Journeys, fault runs and browsers wait for processes and clocks, however short their files are. */
const IS_LONG = /\.e2e\.|\/(?:scenarios|instances|browser)\//;

/**
 * Where nothing is known of an earlier run, Jest begins with the largest files, and a new machine would end with a long run
 * that nothing goes on beside.
 */
export default class LongFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const rank = ({ path }) => (IS_LONGEST.test(path) ? 0 : IS_LONG.test(path) ? 1 : 2);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
