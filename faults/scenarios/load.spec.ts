import { describe, expect, it } from '@jest/globals';
import { figureIn, measureUnderLoad } from './load.js';

describe('a service under mixed load', () => {
  it('answers every request, and says how long it stood still and what memory it holds', async () => {
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

describe('a figure of the service', () => {
  it('is read from what it measured', () => {
    expect(figureIn('# TYPE lag gauge\nlag_max 0.0125\nlag 7', 'lag')).toBe(7);
  });
  it.each(['', 'lag_max 7', 'lag NaN', 'lag {}'])('is missed where it says "%s"', (metrics) => {
    expect(() => figureIn(metrics, 'lag')).toThrow(/as lag$/);
  });
});
