import { describe, expect, it } from '@jest/globals';
import { fuzz } from './fuzz.js';

describe('2,000 random requests', () => {
  it('never cause a fault of the service or an answer that the document does not list, and every refusal is problem+json', async () => {
    const { violations } = await fuzz.run({ count: 2_000, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
  });
});
