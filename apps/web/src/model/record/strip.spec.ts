import { describe, expect, it } from '@jest/globals';
import { monthsOf } from './strip.js';

/** A month as a line: `#` is meant, `s` is the day of the source, `S` both. */
const drawn = (earliest: string | null, latest: string | null, source = '2025-10-27') =>
  monthsOf({ earliest, latest }, source).map(
    ({ first, days }) =>
      `${first} ${days.map(({ isMeant, isSource }) => (isMeant ? (isSource ? 'S' : '#') : isSource ? 's' : '.')).join('')}`,
  );

describe('the strip of a date', () => {
  it('shows the days that it can mean, and that of its source', () => {
    expect(drawn('2025-10-01', '2025-10-09')).toEqual(['2025-10-01 #########.................s....']);
    expect(drawn('2025-10-27', '2025-10-27')).toEqual(['2025-10-01 ..........................S....']);
  });
  it('goes on into the next month', () => {
    expect(drawn('2024-02-28', '2024-03-01')).toEqual([
      '2024-02-01 ...........................##',
      '2024-03-01 #..............................',
    ]);
  });
  it('goes on to the end of the month, if its end is open', () => {
    expect(drawn('2025-11-29', null)).toEqual(['2025-11-01 ............................##']);
    expect(drawn(null, '2025-11-02')).toEqual(['2025-11-01 ##............................']);
  });
  it('is not drawn of a year, or of nothing', () => {
    expect(drawn('2025-01-01', '2025-12-31')).toEqual([]);
    expect(drawn(null, null)).toEqual([]);
  });
});
