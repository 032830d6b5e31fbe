import { expect, it } from '@jest/globals';
import { cutWal } from './cut-wal.js';

it('a WAL that was cut is never taken for the whole log: 20 cuts', async () => {
  const { summary, violations } = await cutWal({ count: 20, seed: 20_251_027, onStep: () => {} });
  expect(violations).toEqual([]);
  for (const outcome of ['whole', 'refused']) expect(summary).toContain(outcome);
});
