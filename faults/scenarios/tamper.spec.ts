import { describe, expect, it } from '@jest/globals';
import { tamperings } from './tamper.js';

describe('a record that was tampered with', () => {
  it('is detected every time, with the kind and the place of the change: 240 changes of every kind', async () => {
    const { rows, complaints } = await tamperings(240, 20251027);
    expect(complaints).toEqual([]);
    for (const [name, { tried, found }] of rows) expect([name, found, tried > 0]).toEqual([name, tried, true]);
  });
});
