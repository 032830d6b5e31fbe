import { expect, it } from '@jest/globals';
import { cutStreams } from './cut-streams.js';

it('a stream that is deleted or cut is found, and never written into: each way at each time', async () => {
  const { summary, violations } = await cutStreams({ count: 15, seed: 20_251_027, onStep: () => {} });
  expect(violations).toEqual([]);
  expect(summary.split(', ').sort()).toEqual(['3 $maxAge', '3 $maxCount', '3 $tb', '3 soft delete', '3 tombstone']);
});
