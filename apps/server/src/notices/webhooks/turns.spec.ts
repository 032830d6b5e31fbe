import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const idsOf = (taken: readonly Readonly<{ locator: string; id: string }>[]) =>
  taken.map(({ locator, id }) => locator + id);
const start = (owners: Readonly<Record<string, number>>) => {
  const turns = new Turns({ all: 4, perOwner: 2 });
  for (const [locator, count] of Object.entries(owners))
    for (let n = 1; n <= count; n++) turns.add({ locator, id: String(n) });
  return turns;
};

describe('the turns of webhooks', () => {
  it('are few of each owner at once, so that those of others are not held up', () => {
    const turns = start({ a: 5, b: 1 });
    const first = turns.take(() => true);
    expect(idsOf(first)).toEqual(['a1', 'a2', 'b1']);
    expect(turns.take(() => true)).toEqual([]);
    turns.done(first[0]!);
    expect(idsOf(turns.take(() => true))).toEqual(['a3']);
  });

  it('are a bounded number in all, and each comes before any comes again', () => {
    const turns = start({ a: 2, b: 2, c: 2 });
    const first = turns.take(() => true);
    expect(idsOf(first)).toEqual(['a1', 'a2', 'b1', 'b2']);
    for (const one of first) turns.done(one);
    expect(idsOf(turns.take(() => true))).toEqual(['c1', 'c2', 'a1', 'a2']);
  });

  it('are of those that are due, and that were not ended', () => {
    const turns = start({ a: 2, b: 1 });
    expect(idsOf(turns.take(({ id }) => id === '2'))).toEqual(['a2']);
    turns.keepOnly(({ locator }) => locator === 'a');
    const [busy] = turns.values().filter(({ id }) => id === '2');
    expect(idsOf(turns.take(() => true))).toEqual(['a1']);
    turns.done(busy!);
    turns.done(busy!);
    expect(idsOf(turns.take(() => true))).toEqual(['a2']);
  });
});
