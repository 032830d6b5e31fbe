import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { countValues, assertUniqueKeys } from './json-limits.js';

const objects = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
const arrays = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('JSON limits', () => {
  it.each([
    ['1', 1],
    ['[1,2,3]', 4],
    ['{"a":{"b":"c"},"d":[]}', 5],
    [String.raw`{"a":"[[,,\"{{\\"}`, 2],
  ])('count the values of %s without parsing it', (json, values) => {
    expect(countValues(json, 10)).toBe(values);
  });
  it('allow at most 32 levels', () => {
    expect(countValues(arrays(32), 100)).toBe(33);
    expect(() => countValues(arrays(33), 100)).toThrow('more than 32 levels');
    expect(() => countValues('['.repeat(1_000_000), 100)).toThrow('more than 32 levels');
    expect(countValues(objects(32), 100)).toBe(33);
    for (const levels of [33, 1_000_000])
      expect(() => countValues(objects(levels), 100)).toThrow('more than 32 levels');
    expect(() => countValues(`{"sources":${arrays(32)}}`, 100)).toThrow('more than 32 levels');
  });
  it('measure depth by open brackets, not by their number', () => {
    expect(countValues(`[${'[[]],'.repeat(100)}[]]`, 1000)).toBe(303);
  });
  it('allow the maximum number of values, and not one more', () => {
    expect(countValues('[1,2,3]', 4)).toBe(4);
    expect(() => countValues('[1,2,3,4]', 4)).toThrow('more than 4 values');
    expect(() => countValues('[[],[]]', 3)).toThrow('more than 3 values');
  });
  it.each(['"', '"\\', String.raw`"\"`, ']]]]{', ''])('leave the invalid JSON %j to the parser', (text) => {
    expect(countValues(text, 10)).toBeLessThanOrEqual(2);
  });
});

describe('a key of a JSON text', () => {
  const demand = (json: string) => assertUniqueKeys(json, countValues(json, 1_000), JSON.parse(json));
  it.each([
    ['{"title":"one","title":"two"}', '"title"'],
    ['[{"a":{"b":1,"c":{},"b":[2]}}]', '"b"'],
    [String.raw`{"a\u0062":1,"c":"ab","ab":2}`, '"ab"'],
    [String.raw`{"a":"{\"b\":","b":[{"b":1},{"b":1}],"a":{}}`, '"a"'],
  ])('must not occur twice in one object: %s', (json, key) =>
    expect(() => demand(json)).toThrow(`The key ${key} occurs more than once in one object.`),
  );
  it('may occur in any number of objects', () =>
    fc.assert(
      fc.property(fc.json(), (json) => {
        demand(JSON.stringify(JSON.parse(json)));
      }),
    ));
});
