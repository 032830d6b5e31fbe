import Sequencer from '@jest/test-sequencer';

/** They take minutes: whichever came last would run alone. */
const IS_LONGEST = /\/scenarios\/(?:alterations|cut-streams|interference)\./;

/** Journeys and fault runs wait for processes and clocks, however short their files are. */
const IS_LONG = /\.e2e\.|\/(?:scenarios|instances)\//;

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
