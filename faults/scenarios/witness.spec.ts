import { describe, expect, it } from '@jest/globals';
import { killWitness } from './witness.js';

const KILLS = 15;

describe(`a witness that is killed ${KILLS} times while six clients request cosignatures of two histories`, () => {
  it('never cosigns two that contradict each other', async () => {
    const log = await killWitness({ count: KILLS, seed: 20_251_027, onStep: () => {} });
    expect(log.violations).toEqual([]);
    expect(log.size).toBeGreaterThan(KILLS);
    for (const answer of ['200', '409', '422', 'no answer']) expect(log.answers.get(answer)).toBeGreaterThan(0);
  });
});
