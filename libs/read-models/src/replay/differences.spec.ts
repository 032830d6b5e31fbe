import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { differences, pathOf, pointerOf, valueAt } from './differences.js';

describe('the differences of two values', () => {
  const found = (before: unknown, after: unknown) =>
    differences(before, after).map(({ path, ...values }) => [pointerOf(path), values]);

  it('are listed by field', () => {
    expect(found({ a: 1, b: { c: 'x', d: 2 } }, { a: 1, b: { c: 'y' }, e: null })).toEqual([
      ['/b/c', { before: 'x', after: 'y' }],
      ['/b/d', { before: 2 }],
      ['/e', { after: null }],
    ]);
  });
  it('match the elements of a list by identity, not by position', () => {
    const coming = (personId: string, word: string) => ({ personId, partyId: 'eu', coming: word });
    expect(
      found(
        [coming('wang', 'coming'), coming('gill', 'unclear')],
        [coming('gill', 'unclear'), coming('wang', 'not-coming')],
      ),
    ).toEqual([['/wang/coming', { before: 'coming', after: 'not-coming' }]]);
    expect(found({ partyIds: ['eu'] }, { partyIds: ['china', 'eu'] })).toEqual([
      ['/partyIds/china', { after: 'china' }],
    ]);
  });
  it('contain a list as a whole if its elements have no identity', () => {
    const twice = [{ personId: 'wang' }, { personId: 'wang' }];
    expect(found({ list: twice }, { list: [] })).toEqual([['/list', { before: twice, after: [] }]]);
    expect(found([1, 2], [1])).toEqual([['', { before: [1, 2], after: [1] }]]);
  });
  it('contain the whole of a missing value', () => {
    expect(found({}, { planned: { on: '2025-10-30' } })).toEqual([['/planned', { after: { on: '2025-10-30' } }]]);
    expect(found({ a: {} }, { a: [] })).toEqual([['/a', { before: {}, after: [] }]]);
  });
  it('exist in both values, and are empty for equal ones', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(differences(before, before)).toEqual([]);
        for (const one of differences(before, after)) {
          expect(valueAt(before, one.path)).toEqual(one.before);
          expect(valueAt(after, one.path)).toEqual(one.after);
          expect(pathOf(pointerOf(one.path))).toEqual(one.path);
        }
        if (differences(before, after).length === 0) expect(ordered(before)).toBe(ordered(after));
      }),
    );
  });
});

/** As a text, independent of the order of fields and elements. */
const ordered = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(ordered).toSorted().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}:${ordered(inner)}`);
  return `{${fields.toSorted().join()}}`;
};
