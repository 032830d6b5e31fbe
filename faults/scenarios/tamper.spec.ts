import { describe, expect, it } from '@jest/globals';
import { tamperings } from './tamper.js';

describe('a record that somebody has tampered with', () => {
  it('is found out every time, with what was done and where: 240 tamperings of every kind', async () => {
    const { rows, complaints } = await tamperings(240, 20251027);
    expect(complaints).toEqual([]);
    for (const [name, { tried, found }] of rows) expect([name, found, tried > 0]).toEqual([name, tried, true]);
  });
});
