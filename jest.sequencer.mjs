import Sequencer from '@jest/test-sequencer';

/** Journeys and fault runs wait for processes and clocks, however short their files are. */
const IS_LONG = /\.e2e\.|\/(?:scenarios|instances)\//;

/**
 * Where nothing is known of an earlier run, Jest begins with the largest files, and a new machine would end with a long run
 * that nothing goes on beside.
 */
export default class LongFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path }) => IS_LONG.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
