import { describe, expect, it } from '@jest/globals';
import { highest } from './marking.js';

const LEVELS = ['public', 'restreint', 'secret'];

describe('the marking of what has several levels', () => {
  it('is the highest of them, with its compartments', () => {
    const marking = { level: 'restreint', compartments: ['trade'] };
    expect(highest(marking, ['public', 'secret', ''], LEVELS)).toEqual({ ...marking, level: 'secret' });
    expect(highest(marking, ['public', ''], LEVELS)).toEqual(marking);
  });
  it('is that of the words, if nothing else has one', () => {
    expect(highest(undefined, ['restreint', 'public'], LEVELS)).toEqual({ level: 'restreint' });
    expect(highest(undefined, ['', ''], LEVELS)).toBeUndefined();
  });
});
