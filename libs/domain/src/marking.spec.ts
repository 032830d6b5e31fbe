import { describe, expect, it } from '@jest/globals';
import { type Clearance, dominates, EU_LADDER, type Marking } from './marking.js';

const sees = (clearance: Clearance, marking: Marking) => dominates(EU_LADDER, clearance, marking);
const confidentiel: Clearance = { level: 'confidentiel', compartments: ['trade'] };

describe('a reader who is cleared up to CONFIDENTIEL, for trade,', () => {
  it.each<Marking>([
    { level: 'public' },
    { level: 'restreint', handling: ['LIMITE'] },
    { level: 'confidentiel', originator: 'EU' },
    { level: 'confidentiel', compartments: ['trade'] },
  ])('sees %j', (marking) => expect(sees(confidentiel, marking)).toBe(true));
  it.each<Marking>([
    { level: 'secret' },
    { level: 'public', compartments: ['energy'] },
    { level: 'restreint', compartments: ['trade', 'energy'] },
    { level: 'cosmic' },
    { level: '' },
  ])('does not see %j', (marking) => expect(sees(confidentiel, marking)).toBe(false));
});

it('a clearance that is not on the ladder sees nothing', () => {
  expect(sees({ level: 'cosmic', compartments: [] }, { level: 'public' })).toBe(false);
});
