import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import * as fc from 'fast-check';
import { ID } from '../../openapi/examples.js';
import { examples, LONE, outcomeOf, routes } from '../../record/testing/command-bodies.js';
import { Problem } from '../problem.js';

// Existing fields, and names and values that often cause trouble.
const names = (dto: Type) => [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(dto, '', true, false)
      .map(({ propertyName }) => propertyName),
  ),
];
const trouble = fc.constantFrom<unknown>(
  null,
  0,
  -0,
  1e308,
  '',
  ' ',
  'a',
  '\0',
  LONE,
  ID.eu,
  '2025-10-0X',
  '2025-02-29',
  '$value',
  '$property',
  '$&',
  'https://a.eu',
  `https://a.eu/${LONE[5]}`,
  'http://[',
  'https://%',
  'Europe/Brussels',
  'en',
  '2025-10-27T09:30:00Z',
  [],
  {},
  [null],
  [[]],
  [{}],
  [''],
  [LONE],
  { kind: 'party', id: ID.eu },
  { edtf: '2025', begunBy: null },
  { length: 3 },
  JSON.parse('{"then":1}'),
  { toJSON: null },
  { constructor: 1 },
  { hasOwnProperty: 1 },
  [[{ title: 'a' }]],
  [{ url: LONE }],
  { on: '2025', text: LONE },
);
const trick = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'then', 'length', '', '0', 'a/b');
const value = fc.oneof({ weight: 3, arbitrary: trouble }, fc.jsonValue({ maxDepth: 3 }));
/** An example with some fields changed, as parsed JSON, where __proto__ is an ordinary key. */
const altered = fc.constantFrom(...examples).chain(({ dto, example }) => {
  const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names(dto)) }, trick);
  return fc.array(fc.tuple(name, value), { maxLength: 3 }).map((changes) => {
    const members = [...Object.entries(example), ...changes].map(
      ([key, field]) => `${JSON.stringify(key)}:${JSON.stringify(field)}`,
    );
    return { dto, body: JSON.parse(`{${members.join()}}`) as unknown };
  });
});
const anything = fc.record({ dto: fc.constantFrom(...routes.map(({ dto }) => dto)), body: fc.jsonValue() });

describe('any input', () => {
  it.each([
    ['an altered example', altered, 3000],
    ['arbitrary JSON', anything, 1000],
  ])('%s becomes an instance of its DTO, or is rejected with 400', (_, sent, numRuns) => {
    fc.assert(
      fc.property(sent, ({ dto, body }) => {
        const outcome = outcomeOf(dto, body);
        return outcome instanceof dto || (outcome instanceof Problem && outcome.status === 400);
      }),
      { numRuns },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
