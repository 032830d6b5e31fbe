import { describe, expect, it } from '@jest/globals';
import { ID } from '../../openapi/examples.js';
import { accept, type Body, bodyOf, problemOf, rejected } from '../../record/testing/command-bodies.js';

const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`) as unknown;

describe('invalid commands', () => {
  it('a body at the depth limit of the parser is validated', () => {
    expect(rejected('JoinParty', nested(32)).code).toBe('field-unknown');
    const sources = JSON.parse(`${'['.repeat(31)}${']'.repeat(31)}`) as unknown;
    expect(rejected('JoinParty', bodyOf('JoinParty', { sources }))).toMatchObject({
      pointer: '/sources',
      code: 'are-objects',
    });
    expect(accept('CorrectRecord', bodyOf('CorrectRecord', { changes: nested(31) }))['changes']).toEqual(nested(31));
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
    '%s is not a field name at any depth',
    (name) => {
      const with_ = (command: string, path: string) =>
        JSON.parse(
          JSON.stringify(bodyOf(command)).replace(/^\{/, `{${path.replace('?', `"${name}":{"polluted":true}`)},`),
        ) as unknown;
      expect(rejected('JoinParty', with_('JoinParty', '?'))).toMatchObject({
        pointer: `/${name}`,
        code: 'field-unknown',
      });
      expect(rejected('JoinParty', with_('JoinParty', '"sources":[{?}]'))).toMatchObject({
        pointer: `/sources/0/${name}`,
        code: 'field-unknown',
      });
      const correction = JSON.parse(
        `{"eventId":"${ID.origin}","reason":"a","changes":{"${name}":{"polluted":true}}}`,
      ) as unknown;
      expect(rejected('CorrectRecord', correction)).toMatchObject({
        pointer: `/changes/${name}`,
        code: 'field-unknown',
      });
      expect(({} as Body)['polluted']).toBeUndefined();
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  it('a pointer escapes ~ and /, and has at most 300 characters', () => {
    expect(rejected('JoinParty', bodyOf('JoinParty', { 'a/b~c': 1 })).pointer).toBe('/a~1b~0c');
    expect(rejected('JoinParty', bodyOf('JoinParty', { '': 1 })).pointer).toBe('/');
    expect(rejected('JoinParty', bodyOf('JoinParty', { ['x'.repeat(1000)]: 1 })).pointer).toHaveLength(300);
  });

  it('a missing field is said to be missing, and one that is there what it must be', () => {
    expect(rejected('JoinParty', bodyOf('JoinParty', { name: undefined })).detail).toBe('name is missing.');
    expect(rejected('JoinParty', bodyOf('JoinParty', { kind: undefined })).detail).toMatch(
      /^kind is missing: it must be one of state, /,
    );
    expect(rejected('JoinParty', bodyOf('JoinParty', { name: 5 })).detail).toBe('name must be a string.');
    expect(rejected('JoinParty', bodyOf('JoinParty', { name: null })).detail).toBe('name must be a string.');
    expect(rejected('CorrectRecord', { reason: 'a', changes: { title: 'x' } }).detail).toBe(
      'eventId is missing: it must be a UUID.',
    );
    expect(rejected('DisputeAccount', bodyOf('DisputeAccount', { about: { kind: 'meeting' } }))).toMatchObject({
      pointer: '/about/id',
      detail: 'id is missing: it must be a UUID.',
    });
  });

  it.each([
    ['MakeCommitment', { byIds: [] }, 'byIds must have at least one item.'],
    ['MakeCommitment', { byIds: [ID.eu, ID.eu] }, 'byIds must name each thing only once.'],
    ['AnnounceMeasure', { products: Array.from({ length: 201 }, String) }, 'products must have at most 200 items.'],
    ['CorrectRecord', { changes: {} }, 'changes has no fields, so nothing would be changed. Name at least one field.'],
  ])('a list or an object of %s that is refused is told in plain English: %j', (name, fields, detail) => {
    expect(rejected(name, bodyOf(name, fields)).detail).toBe(detail);
  });

  it('every invalid field is reported, up to 50', () => {
    const two = problemOf('JoinParty', bodyOf('JoinParty', { name: 1, kind: 2 }));
    expect(two.extras.errors?.map(({ pointer }) => pointer)).toEqual(['/name', '/kind']);
    expect(two.message).toMatch(/^name must be a string\. kind must be one of state, [^;]*\.$/);
    const strays = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`, n]));
    const many = problemOf('JoinParty', bodyOf('JoinParty', strays));
    expect(many.extras.errors).toHaveLength(50);
    expect(many.message.length).toBeLessThanOrEqual(2000);
  });
});
