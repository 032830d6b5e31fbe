import { describe, expect, it } from '@jest/globals';
import { describeField } from './problem.js';

describe('a field that is wrong, in words', () => {
  it.each([
    ['/title', 'title is missing.', 'title is missing.'],
    ['/occurredOn', 'occurredOn: "2025-13" is no date.', 'occurredOn: "2025-13" is no date.'],
    ['/formt', 'Unknown field.', '/formt: Unknown field.'],
    ['/end', 'endDate is wrong.', '/end: endDate is wrong.'],
    ['/planned/zone', 'zone must be an IANA time zone.', '/planned/zone: zone must be an IANA time zone.'],
  ])('%j with %j is %j', (pointer, detail, words) => {
    expect(describeField({ pointer, code: 'is-string', detail })).toBe(words);
  });
});
