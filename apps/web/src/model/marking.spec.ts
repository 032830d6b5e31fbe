import { describe, expect, it } from '@jest/globals';
import { highWater } from './marking.js';

const LEVELS = ['public', 'restreint', 'secret'];

describe('the marking of several things', () => {
  it('is the highest of their levels, with all of their compartments', () => {
    expect(
      highWater(
        [{ level: 'restreint', compartments: ['trade'] }, undefined, { level: 'secret', compartments: ['energy'] }],
        LEVELS,
      ),
    ).toEqual({ level: 'secret', compartments: ['energy', 'trade'] });
    expect(highWater([{ level: 'public' }, { level: 'restreint' }], LEVELS)).toEqual({ level: 'restreint' });
    expect(highWater([undefined], LEVELS)).toBeUndefined();
  });
  it('is that of a list and of what is typed beside it, of which some has no level', () => {
    const marking = { level: 'restreint', compartments: ['trade'] };
    const [open, secret, none] = ['public', 'secret', ''].map((level) => ({ level }));
    expect(highWater([marking, open, secret, none], LEVELS)).toEqual({ ...marking, level: 'secret' });
    expect(highWater([marking, open, none], LEVELS)).toEqual(marking);
    expect(highWater([undefined, { level: 'restreint' }, open], LEVELS)).toEqual({ level: 'restreint' });
    expect(highWater([undefined, none, none], LEVELS)).toBeUndefined();
  });
});
