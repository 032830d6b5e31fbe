import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventLine } from '../types/types.gen.js';
import { nearestTo, placeOn, strideFrom, strideOf, stretchAround, timeAt } from './strip.js';

const told = (types: string): readonly Pick<EventLine, 'type'>[] =>
  types
    .split('')
    .map((one) => ({ type: one === 'c' ? 'RecordCorrected' : one === 'v' ? 'RecordVoided' : 'MeetingHeld' }));

describe('the stretch that is drawn', () => {
  it('is all of a short record, and the middle of a long one with the hand in it', () => {
    expect(stretchAround(3, 84, 200)).toEqual({ from: 0, to: 84 });
    expect(stretchAround(5_000, 10_000, 200)).toEqual({ from: 4_900, to: 5_100 });
    expect(stretchAround(20, 10_000, 200)).toEqual({ from: 0, to: 200 });
    expect(stretchAround(9_999, 10_000, 200)).toEqual({ from: 9_800, to: 10_000 });
    expect(stretchAround(0, 0, 200)).toEqual({ from: 0, to: 0 });
  });
  it('always has the hand, and as many as there are or may be', () => {
    const drawn = fc
      .record({ count: fc.integer({ min: 1, max: 10_000 }), most: fc.integer({ min: 1, max: 300 }) })
      .chain(({ count, most }) =>
        fc.tuple(fc.integer({ min: 0, max: count - 1 }), fc.constant(count), fc.constant(most)),
      );
    fc.assert(
      fc.property(drawn, ([hand, count, most]) => {
        const stretch = stretchAround(hand, count, most);
        expect(stretch.from).toBeGreaterThanOrEqual(0);
        expect(stretch.from <= hand && hand < stretch.to).toBe(true);
        expect(stretch.to - stretch.from).toBe(Math.min(count, most));
        expect(nearestTo(stretch, placeOn(stretch, hand))).toBe(hand);
      }),
    );
  });
  it('is found again from a place on it, also beside its ends', () => {
    expect([-1, 0, 0.26, 0.99, 7].map((place) => nearestTo({ from: 10, to: 15 }, place))).toEqual([10, 10, 11, 14, 14]);
    expect([placeOn({ from: 7, to: 8 }, 7), nearestTo({ from: 7, to: 8 }, 0.9)]).toEqual([0, 7]);
  });
});

describe('a key', () => {
  const press = (key: string, shiftKey = false, isRightToLeft = false) => strideOf({ key, shiftKey }, isRightToLeft);
  it('steps an event, with Shift a correction, in the direction of reading', () => {
    expect([press('ArrowRight'), press('ArrowLeft')]).toEqual([{ events: 1 }, { events: -1 }]);
    expect([press('ArrowRight', false, true), press('ArrowLeft', true, true)]).toEqual([
      { events: -1 },
      { corrections: 1 },
    ]);
    expect([press('ArrowUp', true, true), press('ArrowDown', false, true)]).toEqual([
      { corrections: 1 },
      { events: -1 },
    ]);
    expect([press('Home'), press('End'), press('PageUp'), press('v')]).toEqual([
      { to: 'first' },
      { to: 'last' },
      { events: 10 },
      undefined,
    ]);
  });
});

describe('the hand', () => {
  const events = told('..c..v.');
  it('goes from correction to correction, voidings included, and stays at the last one', () => {
    expect(strideFrom(0, { corrections: 1 }, events)).toBe(2);
    expect(strideFrom(2, { corrections: 1 }, events)).toBe(5);
    expect(strideFrom(5, { corrections: 1 }, events)).toBe(5);
    expect(strideFrom(6, { corrections: -1 }, events)).toBe(5);
    expect(strideFrom(1, { corrections: -1 }, events)).toBe(1);
  });
  it('does not leave the record', () => {
    expect(strideFrom(0, { events: -1 }, events)).toBe(0);
    expect(strideFrom(6, { events: 10 }, events)).toBe(6);
    expect([strideFrom(3, { to: 'first' }, events), strideFrom(3, { to: 'last' }, events)]).toEqual([0, 6]);
  });
});

describe('the time of a place', () => {
  const events = ['09:00:00.000Z', '09:00:00.030Z', '09:00:00.010Z', '09:00:00.040Z'].map((time) => ({
    recordedAt: `2025-10-09T${time}`,
  }));
  it('is the latest up to it: an event behind one of a later time has that time', () => {
    expect(events.map((_event, n) => timeAt(events, n).slice(11))).toEqual([
      '09:00:00.000Z',
      '09:00:00.030Z',
      '09:00:00.030Z',
      '09:00:00.040Z',
    ]);
  });
});
