import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { anyCharacter } from '#formats/testing/any-character.js';
import { canonicalJson, IndexKey, inOrder } from './canonical.js';

const key = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1 }).map((text) => `_${text}`),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', '', 'é', '😀', '\ue000', '-1', '07'),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.string({ unit: anyCharacter }),
    ),
    fc.array(tie('value')),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
  ),
}));

describe('the canonical JSON text of a value', () => {
  it('equals that of a reference implementation of RFC 8785', () => {
    fc.assert(fc.property(value, (any) => expect(canonicalJson(any)).toBe(canonicalize(any))));
  });

  it('is parsed back to the sorted value, and serialized to the same bytes', () => {
    fc.assert(
      fc.property(value, (any) => {
        const text = canonicalJson(any);
        expect(isDeepStrictEqual(inOrder(any), JSON.parse(text))).toBe(true);
        expect(JSON.stringify(inOrder(any))).toBe(text);
      }),
    );
  });

  it('is refused for keys that are array indexes, which objects of JavaScript do not keep in the order of RFC 8785', () => {
    const value = { 10: 'a', 9: 'b' };
    expect(canonicalize(value)).toBe('{"10":"a","9":"b"}');
    expect(JSON.stringify({ 10: value[10], 9: value[9] })).toBe('{"9":"b","10":"a"}');
    for (const no of [value, { 1: 0, 0: 1 }, [{ a: { 4294967295: 1 } }]])
      expect(() => canonicalJson(no)).toThrow(IndexKey);
    for (const yes of [{ '01': 1 }, { '-1': 1 }, { '1.5': 1 }]) expect(canonicalJson(yes)).toBe(canonicalize(yes));
  });

  it('omits undefined fields, and has null for undefined items', () => {
    expect(canonicalJson({ b: 1, a: undefined, c: [undefined] })).toBe('{"b":1,"c":[null]}');
  });

  it('does not modify the value', () => {
    const value = { b: 1, a: [{ d: 2, c: 3 }] };
    inOrder(value);
    expect(JSON.stringify(value)).toBe('{"b":1,"a":[{"d":2,"c":3}]}');
  });

  it.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [10n],
    [undefined],
    [() => 1],
    [Symbol('a')],
    [new Date(0)],
    ['half \ud83d of a face'],
    [{ 'half \ud83d of a face': 1 }],
  ])('is refused for %p, at any depth', (no) => {
    expect(() => canonicalJson(no)).toThrow(TypeError);
    if (no !== undefined) expect(() => canonicalJson({ a: [{ b: no }] })).toThrow(TypeError);
  });
});
