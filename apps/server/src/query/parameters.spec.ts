import { describe, expect, it } from '@jest/globals';
import {
  count,
  line,
  PAGING_PARAMETERS,
  type Parameters,
  required,
  thingName,
  withDefault,
} from '#read-models/routes/parameters.js';
import { day, instant, oneOf, uuid } from '#read-models/routes/schema.js';
import { Problem } from '../http/problem.js';
import { readParameters } from './parameters.js';

const parameters = {
  status: oneOf('Status', ['open', 'settled']),
  order: withDefault(oneOf('SortOrder', ['asc', 'desc']), 'asc'),
  partyId: uuid,
  thing: thingName,
  name: line,
  from: day,
  to: day,
  recordedFrom: instant,
  recordedTo: instant,
  index: count('0'),
  ...PAGING_PARAMETERS,
};
const given = (query: object) => readParameters(parameters, query);
const errorsOf = (query: object, of: Parameters = parameters) => {
  try {
    readParameters(of, query);
  } catch (error) {
    if (error instanceof Problem) return error.extras.errors;
    throw error;
  }
  return [];
};

describe('the parameters of a query', () => {
  it('have their defaults, and are absent without one', () => {
    expect(given({})).toEqual({ order: 'asc', limit: 50, bom: 'false' });
  });
  it('are values: ids in lower case, instants in UTC, numbers', () => {
    const upper = '5BA1AD00-0000-4000-8000-000000000041';
    const instants = { recordedFrom: '2025-10-27T10:30:00+01:00' };
    expect(given({ partyId: upper, thing: `meeting-${upper}`, limit: '200', ...instants })).toEqual({
      order: 'asc',
      limit: 200,
      bom: 'false',
      partyId: upper.toLowerCase(),
      thing: `meeting-${upper.toLowerCase()}`,
      recordedFrom: '2025-10-27T09:30:00.000Z',
    });
  });
  it.each([
    ['weather', 'field-unknown', 'fine', 'Unknown field. Remove it, or check its spelling.'],
    ['constructor', 'field-unknown', 'x', 'Unknown field. Remove it, or check its spelling.'],
    ['status', 'is-in', 'shut', 'status must be one of open, settled.'],
    ['status', 'is-in', ['open', 'settled'], 'status must be one of open, settled.'],
    ['partyId', 'is-uuid', 'the EU', 'partyId must be a UUID.'],
    [
      'thing',
      'matches',
      'meeting',
      'thing must be a kind and an id, like meeting-5ba1ad00-0000-4000-8000-000000000041.',
    ],
    ['name', 'is-string', ['a', 'b'], 'name must be a string.'],
    ['name', 'matches', ' \u200b', 'name has no words.'],
    ['name', 'is-well-formed', '\ud800', expect.stringContaining('name must be text, without NUL')],
    ['name', 'max-length', 'x'.repeat(501), 'name must be shorter than or equal to 500 characters.'],
    ['from', 'is-day', '2025-02-30', 'from must be a day of the calendar, like 2025-10-27.'],
    ['recordedFrom', 'is-instant', '2025-02-28', expect.stringContaining('recordedFrom must be an instant')],
    ['index', 'matches', '01', expect.stringContaining('index must be a whole number from 0 to 999999999999999')],
    ['limit', 'is-limit', '201', 'limit must be a whole number from 1 to 200.'],
    ['limit', 'is-limit', 'many', 'limit must be a whole number from 1 to 200.'],
    ['after', 'max-length', 'x'.repeat(1001), 'after must be shorter than or equal to 1000 characters.'],
  ])('refuse a wrong %s with %s', (name, code, value, detail) => {
    expect(errorsOf({ [name]: value })).toEqual([{ pointer: `/${name}`, code, detail }]);
  });
  it('refuse a period that ends before it begins, and no other', () => {
    const code = 'ends-after-it-begins';
    expect(errorsOf({ from: '2025-10-28', to: '2025-10-27' })).toEqual([
      {
        pointer: '/to',
        code,
        detail: 'to is 2025-10-27, before from, which is 2025-10-28. Swap them, or leave one out.',
      },
    ]);
    expect(errorsOf({ recordedFrom: '2025-10-28T00:00:00Z', recordedTo: '2025-10-27T00:00:00Z' })).toMatchObject([
      { pointer: '/recordedTo', code },
    ]);
    expect(errorsOf({ from: '2025-10-27', to: '2025-10-27' })).toEqual([]);
    expect(errorsOf({ from: 'today', to: '2025-10-27' })).toMatchObject([{ pointer: '/from', code: 'is-day' }]);
  });
  it('say of a missing required parameter what it must be', () => {
    expect(errorsOf({}, { from: required(day), name: required(line) })).toEqual([
      {
        pointer: '/from',
        code: 'is-day',
        detail: 'from is missing: it must be a day of the calendar, like 2025-10-27.',
      },
      { pointer: '/name', code: 'is-string', detail: 'name is missing.' },
    ]);
  });
  it('refuse a missing required parameter, and name all errors', () => {
    expect(errorsOf({ weather: 'fine' }, { from: required(count('1')) })).toMatchObject([
      { pointer: '/weather', code: 'field-unknown' },
      { pointer: '/from', code: 'is-string', detail: 'from is missing.' },
    ]);
  });
});
