import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type Clearance,
  dominates,
  EU_LADDER,
  highWater,
  normalizeMarking,
  isAtLeast,
  type Marking,
} from './marking.js';

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

describe('the high-water mark', () => {
  const mark = (...markings: readonly Marking[]) => highWater(EU_LADDER, markings);
  it('of nothing is open to all', () => expect(mark()).toEqual({ level: 'public' }));
  it('is the highest level with every compartment, whoever marked them and however they are handled', () => {
    expect(
      mark(
        { level: 'restreint', compartments: ['trade'], originator: 'EU' },
        { level: 'secret', compartments: ['energy', 'trade'], handling: ['LIMITE'] },
      ),
    ).toEqual({ level: 'secret', compartments: ['energy', 'trade'] });
  });
  it('over a level that is not on the ladder is dominated by nobody', () => {
    expect(mark({ level: 'cosmic' }, { level: 'secret' })).toEqual({ level: 'cosmic' });
  });

  const marking: fc.Arbitrary<Marking> = fc.record({
    level: fc.constantFrom(...EU_LADDER),
    compartments: fc.subarray(['trade', 'energy', 'fish']),
  });
  it('is seen by just those who see all that it is over', () => {
    fc.assert(
      fc.property(fc.array(marking), marking, (over, { level, compartments = [] }) => {
        const clearance = { level, compartments };
        expect(sees(clearance, mark(...over))).toBe(over.every((one) => sees(clearance, one)));
      }),
    );
  });
  it('is at least all that it is over, and the same in whatever order', () => {
    fc.assert(
      fc.property(fc.array(marking), (over) => {
        const high = mark(...over);
        expect(over.every((one) => isAtLeast(EU_LADDER, high, one))).toBe(true);
        expect(mark(...over.toReversed())).toEqual(high);
      }),
    );
  });
});

it('a marking is kept in one form, whatever the order and the repetitions in which it was told', () => {
  expect(normalizeMarking({ level: 'secret', compartments: ['b', 'a', 'b'], handling: [], originator: 'EU' })).toEqual({
    level: 'secret',
    compartments: ['a', 'b'],
    originator: 'EU',
  });
  expect(normalizeMarking({ level: 'public', compartments: [] })).toEqual({ level: 'public' });
});
