import { describe, expect, it } from '@jest/globals';
import { measureUnderLoad } from './load.js';

describe('a service under mixed load', () => {
  it('answers every request, and reports how long it was blocked and how much memory it uses', async () => {
    const asked = { count: 2 / 60, seed: 20_251_027, onStep: () => {} };
    const { mixed, top, samples, code } = await measureUnderLoad(asked, { topSeconds: 1, clients: 2, sampleMs: 400 });
    expect(mixed.faults).toEqual([]);
    for (const what of ['reads', 'writes', 'exports']) expect([what, mixed.answers.of(what)]).not.toEqual([what, 0]);
    expect(samples.length).toBeGreaterThan(0);
    for (const figure of [top, ...samples.flatMap(({ at, stall, rss }) => [at, stall, rss])])
      expect(Number.isFinite(figure)).toBe(true);
    expect(code).toBe(0);
  });
});
