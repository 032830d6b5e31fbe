import { describe, expect, it } from '@jest/globals';
import { ALTERATIONS } from '../support/alterations.js';
import { alterations } from './alterations.js';

describe('files that somebody altered who has the disk and no key', () => {
  it('make no answer differ without a word: 300 alterations of every kind', async () => {
    const { tallies, silent } = await alterations(300, 20251030);
    expect(silent).toEqual([]);
    for (const { name } of ALTERATIONS) expect([name, tallies.has(name)]).toEqual([name, true]);
  });
});
