import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { checkPairs, Interference } from './interference/check-pairs.js';
import type { Pair } from './interference/pair.js';

jest.setTimeout(120_000);

const SEED = 20251027;

describe('two worlds that differ only in what a reader may not see', () => {
  it('tell the reader the same, to the byte, on every route', async () => {
    const { failed, errorInstance, counterexample } = await checkPairs(4, SEED);
    expect([failed, errorInstance, counterexample]).toEqual([false, null, null]);
  });
});

/** Pairs in which a reader was told more than they may know, once. */
const KEPT: Readonly<Record<string, Pair>> = {};

describe('a pair that differed once', () => {
  const interference = new Interference();
  afterAll(() => interference.close());
  it.each(Object.entries(KEPT))('differs no more: %s', async (_, pair) => {
    expect(await interference.of(pair)).toEqual([]);
  });
});
