import { describe, expect, it } from '@jest/globals';
import { figureIn } from './figure-in.js';

describe('a metric of the service', () => {
  it('is read from the output of the service', () => {
    expect(figureIn('# TYPE lag gauge\nlag_max 0.0125\nlag 7', 'lag')).toBe(7);
  });
  it.each(['', 'lag_max 7', 'lag NaN', 'lag {}'])('is an error if it reads "%s"', (metrics) => {
    expect(() => figureIn(metrics, 'lag')).toThrow(/as lag$/);
  });
});
