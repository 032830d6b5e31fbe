import { describe, expect, it } from '@jest/globals';
import { alterations, CASES, nameOf } from './alterations.js';

describe('files that somebody altered who has the disk and no key', () => {
  it('make no answer differ without a word: 300 alterations of every kind, of stopped and running services', async () => {
    const { tallies, silent } = await alterations({ count: 300, seed: 20251030 });
    expect(silent).toEqual([]);
    expect([...tallies.keys()].sort()).toEqual(CASES.map(nameOf).sort());
  });
});
