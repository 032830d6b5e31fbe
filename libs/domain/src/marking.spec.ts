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

describe('a reader with the clearance confidentiel and the compartment trade', () => {
  it.each<Marking>([
    { level: 'public' },
    { level: 'restreint', handling: ['LIMITE'] },
    { level: 'confidentiel', originator: 'EU' },
    { level: 'confidentiel', compartments: ['trade'] },
  ])('may read %j', (marking) => expect(sees(confidentiel, marking)).toBe(true));
  it.each<Marking>([
    { level: 'secret' },
    { level: 'public', compartments: ['energy'] },
    { level: 'restreint', compartments: ['trade', 'energy'] },
    { level: 'cosmic' },
    { level: '' },
  ])('may not read %j', (marking) => expect(sees(confidentiel, marking)).toBe(false));
});

it('a clearance with an unknown level dominates nothing', () => {
  expect(sees({ level: 'cosmic', compartments: [] }, { level: 'public' })).toBe(false);
});

describe('the high-water mark', () => {
  const mark = (...markings: readonly Marking[]) => highWater(EU_LADDER, markings);
  it('of no markings is the lowest level', () => expect(mark()).toEqual({ level: 'public' }));
  it('is the highest level with all compartments, without originators and handling', () => {
    expect(
      mark(
        { level: 'restreint', compartments: ['trade'], originator: 'EU' },
        { level: 'secret', compartments: ['energy', 'trade'], handling: ['LIMITE'] },
      ),
    ).toEqual({ level: 'secret', compartments: ['energy', 'trade'] });
  });
  it('with an unknown level is dominated by no clearance', () => {
    expect(mark({ level: 'cosmic' }, { level: 'secret' })).toEqual({ level: 'cosmic' });
  });

  const marking: fc.Arbitrary<Marking> = fc.record({
    level: fc.constantFrom(...EU_LADDER),
    compartments: fc.subarray(['trade', 'energy', 'fish']),
  });
  it('is dominated by exactly those clearances that dominate all its markings', () => {
    fc.assert(
      fc.property(fc.array(marking), marking, (over, { level, compartments = [] }) => {
        const clearance = { level, compartments };
        expect(sees(clearance, mark(...over))).toBe(over.every((one) => sees(clearance, one)));
      }),
    );
  });
  it('dominates all its markings, in any order', () => {
    fc.assert(
      fc.property(fc.array(marking), (over) => {
        const high = mark(...over);
        expect(over.every((one) => isAtLeast(EU_LADDER, high, one))).toBe(true);
        expect(mark(...over.toReversed())).toEqual(high);
      }),
    );
  });
});

it('a marking is stored in one form, whatever the order and duplicates of its lists', () => {
  expect(normalizeMarking({ level: 'secret', compartments: ['b', 'a', 'b'], handling: [], originator: 'EU' })).toEqual({
    level: 'secret',
    compartments: ['a', 'b'],
    originator: 'EU',
  });
  expect(normalizeMarking({ level: 'public', compartments: [] })).toEqual({ level: 'public' });
});
