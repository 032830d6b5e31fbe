import { describe, expect, it } from '@jest/globals';
import { dayAt } from './dates.js';
import { scaleOf } from './scale.js';
import { type Period, type Segment, segmentsOf } from './segments.js';

const scale = scaleOf('2025-10-01', '2025-10-31');
const days = ({ place, width }: Segment) => {
  const length = scale.end - scale.start;
  return [dayAt(scale.start + Math.round(place * length)), Math.round(width * length)];
};

describe('the bar of a provision', () => {
  const periods: readonly Period[] = [
    { status: 'not-yet', from: '2025-10-05', to: '2025-10-09' },
    { status: 'in-force', from: '2025-10-10' },
  ];
  it('is a stretch for each status, and ends with the axis', () => {
    const bar = segmentsOf(scale, '2025-10-31', periods, periods);
    expect(bar.map((one) => [one.status, one.isLater, ...days(one)])).toEqual([
      ['not-yet', false, '2025-10-05', 5],
      ['in-force', false, '2025-10-10', 21],
    ]);
  });
  it('is cut at the moment: before it what was known then, after it what is known now', () => {
    const then: readonly Period[] = [{ status: 'not-yet', from: '2025-10-05', to: '2025-10-20' }];
    const bar = segmentsOf(scale, '2025-10-12', then, periods);
    expect(bar.map((one) => [one.status, one.isLater, ...days(one)])).toEqual([
      ['not-yet', false, '2025-10-05', 8],
      ['in-force', true, '2025-10-13', 18],
    ]);
  });
  it('says which stretches no fact tells of', () => {
    const then: readonly Period[] = [
      { status: 'suspended', from: '2025-10-05', to: '2025-10-09' },
      { status: 'in-force', from: '2025-10-10', followsFromDateAlone: true },
    ];
    const bar = segmentsOf(scale, '2025-10-31', then, then);
    expect(bar.map(({ status, isTold }) => [status, isTold])).toEqual([
      ['suspended', true],
      ['in-force', false],
    ]);
  });
  it('has nothing before its beginning', () => {
    expect(segmentsOf(scale, '2025-10-04', periods, [])).toEqual([]);
  });
});
