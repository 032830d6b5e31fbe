import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BloomFilter } from './bloom-filter.js';

describe('the Bloom filter', () => {
  it('contains every string that was added', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const filter = new BloomFilter();
        for (const text of texts) filter.add(text);
        expect(texts.every((text) => filter.mayContain(text))).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
  it('does not contain nearly all other strings', () => {
    const filter = new BloomFilter();
    expect(filter.mayContain(randomUUID())).toBe(false);
    for (let n = 0; n < 50_000; n += 1) filter.add(randomUUID());
    const wrong = Array.from({ length: 10_000 }, () => randomUUID()).filter((text) => filter.mayContain(text));
    // One in three million is expected.
    expect(wrong.length).toBeLessThan(3);
  });
});
