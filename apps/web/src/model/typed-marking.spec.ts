import { describe, expect, it } from '@jest/globals';
import { markingTyped } from './typed-marking.js';

const EMPTY = { level: 'public', compartments: '', originator: ' ', handling: ' , ' };

describe('a marking that is typed', () => {
  it('is its level alone if the rest is empty', () => expect(markingTyped(EMPTY)).toEqual({ level: 'public' }));
  it('has its lists by commas of any script', () =>
    expect(
      markingTyped({
        level: 'secret',
        compartments: 'trade, energy،fish，港口、',
        originator: ' Council ',
        handling: 'LIMITE',
      }),
    ).toEqual({
      level: 'secret',
      compartments: ['trade', 'energy', 'fish', '港口'],
      originator: 'Council',
      handling: ['LIMITE'],
    }));
});
