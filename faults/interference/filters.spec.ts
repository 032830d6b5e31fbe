import { describe, expect, it } from '@jest/globals';
import type { Document, Operation, Route } from '../../test/support/examples.js';
import { filtersOf, valuesInTurn } from './filters.js';

const PARTY = '5ba1ad00-0000-4000-8000-000000000011';
const HIDDEN = '5ba1ad00-0000-4000-8000-000000000012';
const TEXT = JSON.stringify({
  items: [
    { kind: 'meeting', status: 'held', on: '2025-10-30', partyId: PARTY, recordedAt: '2025-11-01T09:00:00.000Z' },
    { stream: `party-${PARTY}`, level: 'technical', quote: 'It was high-level.' },
  ],
});
const known = {
  text: TEXT,
  idsOf: (kind: string | undefined) => (kind === 'party' ? [PARTY, HIDDEN] : []),
  streams: [`party-${HIDDEN}`],
};
const valuesOf = (schema: object, turn = 0, name = 'any') => valuesInTurn({ name, schema }, known, turn);

describe('the values of a filter', () => {
  it.each([
    ['words of a list', { enum: ['planned', 'held'] }, ['held', 'planned']],
    ['ids', { format: 'uuid', 'x-refers': 'party' }, [PARTY, HIDDEN]],
    ['days', { format: 'date' }, ['2025-10-30', '1999-01-01']],
    ['instants', { format: 'date-time' }, ['2025-11-01T09:00:00.000Z', '1999-01-01T00:00:00.000Z']],
    ['things', { pattern: '…', example: `party-${PARTY}` }, [`party-${PARTY}`, `party-${HIDDEN}`]],
  ])('are one that occurs and one that does not: %s', (_, schema, values) => {
    expect(valuesOf(schema)).toEqual(values);
  });

  it.each([
    ['words', { enum: ['all', 'none'] }, ['none', 'all']],
    ['numbers', { type: 'integer', minimum: 1 }, ['3', '1']],
    ['zones', { format: 'time-zone' }, ['Pacific/Kiritimati', 'Europe/Brussels']],
    ['lists of words', { pattern: '…', example: 'one,two' }, ['one', 'one,two']],
  ])('are both of the one sort that there is: %s', (_, schema, values) => {
    expect(valuesOf(schema)).toEqual(values);
  });

  it('are those of the field of that name, if there is one', () => {
    const schema = { enum: ['meeting', 'held', 'technical'] };
    expect(valuesOf(schema, 0, 'status')).toEqual(['held']);
    expect([0, 1, 2].map((turn) => valuesOf(schema, turn)[0])).toEqual(['meeting', 'held', 'technical']);
  });

  it('take turns, also those that do not occur, and no part of a word is one', () => {
    const schema = { enum: ['held', 'high', 'level'] };
    expect([0, 1].map((turn) => valuesOf(schema, turn))).toEqual([
      ['held', 'high'],
      ['held', 'level'],
    ]);
  });

  it('must be known for each sort of filter', () => {
    expect(() => valuesOf({ type: 'object' })).toThrow('no values are known for the filter {"type":"object"}');
  });
});

describe('the filters of a route', () => {
  const parameters = [
    { name: 'status', in: 'query', schema: { $ref: '#/components/schemas/Status' } },
    { name: 'kind', in: 'query', schema: { type: 'array', items: { $ref: '#/components/schemas/Status' } } },
    { name: 'from', in: 'query', schema: { format: 'date' } },
    // None: what selects a page, a search or a moment, what must be there, and what is no query.
    { name: 'limit', in: 'query', schema: { type: 'integer' } },
    { name: 'q', in: 'query', schema: { format: 'words' } },
    { name: 'asOf', in: 'query', schema: { format: 'words' } },
    { name: 'since', in: 'query', schema: { format: 'words' } },
    { name: 'topic', in: 'query', required: true, schema: { format: 'words' } },
    { name: 'id', in: 'path', schema: { format: 'uuid' } },
  ];
  const route: Route = { path: '/v1/things', method: 'get', operation: { parameters } as unknown as Operation };
  const status = { enum: ['open', 'closed'] };
  const document = { components: { schemas: { Status: status } } } as unknown as Document;

  it('are those of the document, with their values', () => {
    expect(filtersOf(route, document)).toEqual([
      { name: 'status', schema: status },
      { name: 'kind', schema: status },
      { name: 'from', schema: { format: 'date' } },
    ]);
  });
});
