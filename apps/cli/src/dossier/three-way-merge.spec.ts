import { describe, expect, it } from '@jest/globals';
import { threeWayMerge } from './three-way-merge.js';

/** A missing field is undefined here, and left out. */
const field = (value: unknown) => (value === undefined ? {} : { field: value });
const NOTHING = { changes: {}, kept: [], contested: [] };
const changes = (value: unknown) => ({ ...NOTHING, changes: { field: value } });
const KEPT = { ...NOTHING, kept: ['field'] };
const contested = (value: unknown) => ({ ...changes(value), contested: ['field'] });

describe('a three-way merge of a field', () => {
  it.each([
    // first, file, now
    ['a', 'a', 'a', NOTHING],
    ['a', 'b', 'a', changes('b')],
    ['a', 'a', 'b', KEPT],
    ['a', 'b', 'b', NOTHING],
    ['a', 'b', 'c', contested('b')],
    // left out
    ['a', undefined, 'a', changes(null)],
    ['a', undefined, 'b', contested(null)],
    ['a', undefined, undefined, NOTHING],
    ['a', 'a', undefined, KEPT],
    ['a', 'b', undefined, contested('b')],
    [undefined, 'a', undefined, changes('a')],
    [undefined, undefined, 'a', KEPT],
    [undefined, 'a', 'a', NOTHING],
    [undefined, 'a', 'b', contested('a')],
    // lists are compared as a whole
    [['a'], ['a', 'b'], ['a'], changes(['a', 'b'])],
    [['a'], ['a'], ['a', 'b'], KEPT],
    [['a'], ['a', 'c'], ['a', 'b'], contested(['a', 'c'])],
    // fields within a field
    [{ on: 1, at: 1 }, { at: 1, on: 1 }, { on: 1, at: 1 }, NOTHING],
    [{ on: 1, at: 1 }, { on: 1, at: 2 }, { on: 1, at: 1 }, changes({ on: 1, at: 2 })],
    [{ on: 1, at: 1 }, { on: 1, at: 1 }, { on: 2, at: 1 }, KEPT],
    [
      { on: 1, at: 1 },
      { on: 1, at: 2 },
      { on: 2, at: 1 },
      { ...changes({ on: 2, at: 2 }), kept: ['field'] },
    ],
    [{ on: 1, at: 1 }, { on: 1 }, { on: 2, at: 1 }, { ...changes({ on: 2, at: null }), kept: ['field'] }],
    [{ on: 1, at: 1 }, { on: 1, at: 2 }, { on: 2, at: 2 }, KEPT],
    [{ on: 1, at: 1 }, { on: 2, at: 2 }, { on: 2, at: 1 }, changes({ on: 2, at: 2 })],
    [{ on: 1, at: 1 }, { on: 1, at: 2 }, { on: 2, at: 3 }, contested({ on: 1, at: 2 })],
    [{ on: 1 }, undefined, { on: 2 }, contested(null)],
    [{ on: 1 }, { on: 2 }, undefined, contested({ on: 2 })],
    [undefined, { on: 1 }, { on: 2 }, contested({ on: 1 })],
  ])('handles first %j, file %j, now %j', (first, file, now, says) => {
    expect(threeWayMerge(field(first), field(file), field(now))).toEqual(says);
  });
  it('treats each field on its own: a change of one does not undo a later correction of another', () => {
    const first = { language: 'fa', text: 'a', title: 'A' };
    expect(threeWayMerge(first, { ...first, text: 'b', title: 'B' }, { ...first, language: 'ar', title: 'C' })).toEqual(
      {
        changes: { text: 'b', title: 'B' },
        kept: ['language'],
        contested: ['title'],
      },
    );
  });
});
