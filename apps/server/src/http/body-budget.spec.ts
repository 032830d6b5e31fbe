import { describe, expect, it } from '@jest/globals';
import { BodyBudget } from './body-budget.js';

const KB = 1024;

describe('the memory for bodies', () => {
  it('is shared by all bodies, and does not count the first 64 kB of each', () => {
    const budget = new BodyBudget(100 * KB);
    const first = budget.open(164 * KB);
    for (let n = 0; n < 164; n++) first.take(KB);
    expect(() => first.take(1)).toThrow('too many large requests');
    expect(() => budget.open(65 * KB)).toThrow('too many large requests');
    const short = budget.open(64 * KB);
    for (let n = 0; n < 64; n++) short.take(KB);
    expect(() => short.take(1)).toThrow('too many large requests');
  });
  it('says how many bytes all bodies have now', () => {
    const budget = new BodyBudget(100 * KB);
    const [large, small] = [budget.open(0), budget.open(0)];
    large.take(90 * KB);
    small.take(KB);
    expect(() => large.take(100 * KB)).toThrow('too many large requests');
    expect(budget.held).toBe(91 * KB);
    large.release();
    large.release();
    expect(budget.held).toBe(KB);
  });
  it('is given back, once', () => {
    const budget = new BodyBudget(100 * KB);
    const [first, second] = [budget.open(0), budget.open(0)];
    first.take(114 * KB);
    second.take(114 * KB);
    first.release();
    first.release();
    expect(() => budget.open(0).take(115 * KB)).toThrow('too many large requests');
    budget.open(0).take(114 * KB);
  });
});
