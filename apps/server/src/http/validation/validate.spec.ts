import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import * as fc from 'fast-check';
import { datesAsEdtf } from '#domain/world-date.js';
import { type FieldError, Problem } from '../problem.js';
import { EXAMPLE_IDS, ID } from '../../openapi/examples.js';
import { Fact } from './fact.js';
import { allRoutes } from '../../record/command-controller.js';
import { RECORD_ROUTES } from '../../record/record-routes.js';
import { referencesIn } from './references.js';
import { validateAs } from './validate.js';

type Body = Record<string, unknown>;

/** Every command: its DTO, and its examples including the path parameters. */
const routes = RECORD_ROUTES.flatMap(allRoutes).map(({ type, operationId, path, dto, examples: all }) => {
  const inPath = [...path.matchAll(/:(\w+)/g)]
    .map(([, name]) => name!)
    .filter((name) => !['id', 'negotiationId'].includes(name))
    .map((name) => [name, EXAMPLE_IDS[name]]);
  const examples = Object.entries(all).map(
    ([title, example]) => [title, { ...example, ...(Object.fromEntries(inPath) as Body) }] as const,
  );
  return { name: type, operationId, dto, examples };
});
const examples = routes.flatMap(({ name, dto, examples: all }) =>
  all.map(([title, example]) => ({ name, title, dto, example })),
);
const routeOf = (name: string) => routes.find((route) => route.name === name)!;
const accept = (name: string, body: unknown) => validateAs(routeOf(name).dto, body) as Fact & Body;
/** The first example of a command, with other fields. */
const bodyOf = (name: string, changes: Body = {}): Body => ({ ...routeOf(name).examples[0]![1], ...changes });

const outcomeOf = (dto: Type<object>, body: unknown) => {
  try {
    return validateAs(dto, body);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
};
const problemOf = (name: string, body: unknown): Problem => {
  const outcome = outcomeOf(routeOf(name).dto, body);
  if (outcome instanceof Problem) return outcome;
  throw new Error('this was accepted');
};
const rejected = (name: string, body: unknown): FieldError => {
  const problem = problemOf(name, body);
  expect(problem.status).toBe(400);
  return problem.extras.errors?.[0] ?? { pointer: '', code: problem.code, detail: problem.message };
};
const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`) as unknown;

const LONE = 'half \ud83d of a face';

describe('valid commands', () => {
  it.each(examples)('the example $title of $name is accepted and keeps its values', ({ dto, example }) => {
    const instance = validateAs(dto, structuredClone(example));
    const instant = typeof example['learnedAt'] === 'string' ? new Date(example['learnedAt']).toISOString() : undefined;
    expect(instance).toBeInstanceOf(dto);
    expect(datesAsEdtf(instance)).toEqual({ ...example, ...(instant && { learnedAt: instant }) });
  });

  it('an example refers only to things that an earlier example created', () => {
    const opened = new Set<string>();
    for (const { name, title, dto, example } of examples) {
      if (name === 'CorrectRecord' || name === 'VoidRecord') continue;
      for (const { id } of referencesIn(validateAs(dto, example)))
        expect([name, title, [...opened]]).toEqual([name, title, expect.arrayContaining([id])]);
      if (typeof example['id'] === 'string') opened.add(example['id']);
    }
  });

  it('every command has a route with an example', () => {
    expect(routes.filter(({ examples: all }) => all.length === 0)).toEqual([]);
    expect(new Set(routes.map(({ operationId }) => operationId.toLowerCase())).size).toBe(routes.length);
  });

  it('upper-case UUIDs become lower case at any depth', () => {
    const upper = bodyOf('ProposeMeeting', {
      id: ID.brussels.toUpperCase(),
      proposedById: ID.eu.toUpperCase(),
      partyIds: [ID.eu.toUpperCase(), ID.china],
      sources: [{ statementId: ID.harmful.toUpperCase() }],
      reportOf: ID.origin.toUpperCase(),
    });
    expect(accept('ProposeMeeting', upper)).toMatchObject({
      id: ID.brussels,
      proposedById: ID.eu,
      partyIds: [ID.eu, ID.china],
      sources: [{ statementId: ID.harmful }],
      reportOf: ID.origin,
    });
    const about = { kind: 'meeting', id: ID.brussels.toUpperCase(), eventId: ID.origin.toUpperCase() };
    const dispute = accept('DisputeAccount', bodyOf('DisputeAccount', { about }));
    expect(dispute).toMatchObject({ about: { id: ID.brussels, eventId: ID.origin } });
    expect(referencesIn(dispute)).toEqual([
      { kind: 'meeting', id: ID.brussels, pointer: '/about/id' },
      { kind: 'event', id: ID.origin, pointer: '/about/eventId' },
    ]);
  });

  it.each([
    ['2025-10-27T12:30:00+01:00', '2025-10-27T11:30:00.000Z'],
    ['2025-10-27T23:30:00-05:00', '2025-10-28T04:30:00.000Z'],
    ['2025-10-27T09:30:00.123456Z', '2025-10-27T09:30:00.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('learnedAt %s is stored as %s', (learnedAt, utc) => {
    expect(accept('ApproveMinutes', bodyOf('ApproveMinutes', { learnedAt })).learnedAt).toBe(utc);
  });

  it.each([['EU'], ['UN'], ['CN']])('a party may have the code %s', (code) => {
    expect(accept('JoinParty', bodyOf('JoinParty', { code }))['code']).toBe(code);
  });

  it('an upper-case digest becomes lower case', () => {
    const document = { title: 'Minutes', sha256: 'AB'.repeat(32) };
    expect(accept('CirculateMinutes', bodyOf('CirculateMinutes', { document }))).toMatchObject({
      document: { sha256: 'ab'.repeat(32) },
    });
  });

  it('the changes of a correction stay unchanged', () => {
    const changes = { sources: [{ title: 'a' }, { title: 'b' }], planned: { on: null }, list: [[1, [2]], null, 'x'] };
    expect(accept('CorrectRecord', { eventId: ID.origin, reason: 'wrong', changes })['changes']).toEqual(changes);
  });

  it('two hundred items are accepted', () => {
    const products = Array.from({ length: 200 }, (_, n) => `product ${n}`);
    expect(accept('AnnounceMeasure', bodyOf('AnnounceMeasure', { products }))['products']).toEqual(products);
  });

  it('text of any script stays unchanged', () => {
    const text = '  稀土出口管制 😀 ʼn \u0301\n\tŠefčovič  ';
    expect(accept('MakeStatement', bodyOf('MakeStatement', { text }))['text']).toBe(text);
  });

  it.each(['\u202Bנאום\u202C', 'می\u200Cخواهم', '👨\u200D👩\u200D👧', '\uFEFFTalks\u200B', '。', '\u0301'])(
    '%j is text, and keeps its invisible characters',
    (text) => {
      expect(accept('MakeStatement', bodyOf('MakeStatement', { text }))['text']).toBe(text);
      expect(accept('AnnounceMeasure', bodyOf('AnnounceMeasure', { products: [text] }))['products']).toEqual([text]);
    },
  );

  it.each([
    { on: '2025-10-30', time: '09:30', zone: 'Europe/Brussels' },
    { on: '2025-10-30', zone: 'Europe/Brussels' },
    { time: '09:30', zone: 'Europe/Brussels' },
    { text: 'in the morning', zone: 'Europe/Brussels' },
    { text: 'in the coming weeks' },
  ])('a meeting may be planned for %j', (planned) => {
    expect(datesAsEdtf(accept('ProposeMeeting', bodyOf('ProposeMeeting', { planned })))).toMatchObject({ planned });
  });

  it.each([0, -0.5, 2000, 1e15, 9007199254740991, -9007199254740991, 0.1, 123456789.012345, 1e-300, 5e-324])(
    'the number %d is accepted',
    (number) => {
      expect(accept('ReportFigure', bodyOf('ReportFigure', { number }))['number']).toBe(number);
    },
  );
  it('a number of up to 15 digits stays as written', () => {
    const digits = fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }).map(String);
    const written = fc.tuple(digits, fc.integer({ min: -30, max: 0 })).map(([whole, tens]) => `${whole}e${tens}`);
    fc.assert(
      fc.property(written, (text) => {
        const number = JSON.parse(text) as number;
        return accept('ReportFigure', bodyOf('ReportFigure', { number }))['number'] === number;
      }),
    );
  });
});

describe('invalid commands', () => {
  it.each([[[]], [[bodyOf('JoinParty')]], [null], ['{}'], [1], [true], [undefined]])(
    'the body %j is rejected',
    (body) => {
      expect(rejected('JoinParty', body).code).toBe('body-not-an-object');
    },
  );

  it.each<[string, string, Body, string, string]>([
    // case                    command             changes to the example           pointer               code
    ['an unknown field', 'JoinParty', { colour: 'blue' }, '/colour', 'field-unknown'],
    ['a field of another command', 'HoldMeeting', { title: 'Talks' }, '/title', 'field-unknown'],
    ['an id where nothing is created', 'ApproveMinutes', { id: ID.minutes }, '/id', 'field-unknown'],
    [
      'an unknown field inside',
      'ProposeMeeting',
      { planned: { on: '2025', hour: 1 } },
      '/planned/hour',
      'field-unknown',
    ],
    [
      'an unknown field in a list',
      'JoinParty',
      { sources: [{ title: 'a' }, { tilte: 'b' }] },
      '/sources/1/tilte',
      'field-unknown',
    ],
    ['null for a required field', 'JoinParty', { name: null }, '/name', 'is-string'],
    ['null for an optional field', 'JoinParty', { shortName: null }, '/shortName', 'is-string'],
    ['null for a date', 'JoinParty', { occurredOn: null }, '/occurredOn', 'date-not-edtf'],
    ['null for a list', 'JoinParty', { sources: null }, '/sources', 'is-array'],
    ['null for an object', 'ProposeMeeting', { planned: null }, '/planned', 'is-object'],
    ['null for a reference', 'ProposeMeeting', { proposedById: null }, '/proposedById', 'is-uuid'],
    ['null for references', 'ProposeMeeting', { partyIds: null }, '/partyIds', 'is-array'],
    ['a field left out', 'JoinParty', { name: undefined }, '/name', 'is-string'],
    ['a list of non-objects', 'JoinParty', { sources: [1, 'x', null] }, '/sources', 'are-objects'],
    ['a list with null', 'JoinParty', { sources: [{ title: 'a' }, null] }, '/sources', 'are-objects'],
    ['a list in a list', 'JoinParty', { sources: [[{ title: 'a' }]] }, '/sources', 'are-objects'],
    ['an empty list in a list', 'AnnounceMeasure', { provisions: [[]] }, '/provisions', 'are-objects'],
    ['an object for a list', 'JoinParty', { sources: { title: 'a' } }, '/sources', 'is-array'],
    [
      'an object that looks like a list',
      'JoinParty',
      { sources: { 0: { title: 'a' }, length: 1 } },
      '/sources',
      'is-array',
    ],
    ['a list for an object', 'ProposeMeeting', { planned: [{ on: '2025' }] }, '/planned', 'is-object'],
    ['a list for an object', 'DisputeAccount', { about: [] }, '/about', 'is-object'],
    ['an empty object', 'ProposeMeeting', { planned: {} }, '/planned', 'is-not-empty-object'],
    ['a zone without a time', 'ProposeMeeting', { planned: { zone: 'Europe/Brussels' } }, '/planned/zone', 'is-beside'],
    ['a zone without an end', 'SuspendProvision', { until: { zone: 'Asia/Shanghai' } }, '/until/zone', 'is-beside'],
    ['an empty source', 'JoinParty', { sources: [{}] }, '/sources', 'none-empty'],
    ['an empty source among others', 'JoinParty', { sources: [{ title: 'a' }, {}] }, '/sources', 'none-empty'],
    ['text for an object', 'ProposeMeeting', { planned: 'Thursday' }, '/planned', 'is-object'],
    ['a list for a text', 'JoinParty', { name: ['European Union'] }, '/name', 'is-string'],
    ['an object for a text', 'JoinParty', { name: { en: 'European Union' } }, '/name', 'is-string'],
    ['"false" for a flag', 'TableProposal', { binding: 'false' }, '/binding', 'is-boolean'],
    ['0 for a flag', 'TableProposal', { binding: 0 }, '/binding', 'is-boolean'],
    ['a number as text', 'ReportFigure', { number: '2000' }, '/number', 'is-number'],
    [
      'a whole number that was rounded',
      'ReportFigure',
      { number: JSON.parse('9007199254740993') },
      '/number',
      'is-exact',
    ],
    ['a number of 20 digits', 'ReportFigure', { number: JSON.parse('10000000000000000001') }, '/number', 'is-exact'],
    ['a number out of range', 'ReportFigure', { number: 1e300 }, '/number', 'is-exact'],
    [
      'a fraction that was rounded',
      'ReportFigure',
      { number: JSON.parse('0.12345678901234567') },
      '/number',
      'is-exact',
    ],
    ['an infinite number', 'ReportFigure', { number: JSON.parse('1e400') }, '/number', 'is-number'],
    ['a share as text', 'TakePosition', { salience: '90' }, '/salience', 'is-int'],
    ['a share above 100', 'TakePosition', { salience: 101 }, '/salience', 'max'],
    ['a share below 0', 'TakePosition', { scale: -1 }, '/scale', 'min'],
    ['a text as number', 'JoinParty', { name: 5 }, '/name', 'is-string'],
    ['a value outside the enum', 'JoinParty', { kind: 'State' }, '/kind', 'is-in'],
    ['a list of an enum value', 'JoinParty', { kind: ['state'] }, '/kind', 'is-in'],
    ['a blank text', 'JoinParty', { name: ' \n\t\u00a0' }, '/name', 'matches'],
    ['a text of zero-width characters', 'JoinParty', { name: '\u200B\u200D\uFEFF' }, '/name', 'matches'],
    ['a text of direction marks', 'MakeStatement', { text: ' \u200F\u202A\u202C\u2066\u2069' }, '/text', 'matches'],
    ['a text of filler characters', 'MakeStatement', { text: '\u3164\u115F\u2800\uFE0F\u{E0020}' }, '/text', 'matches'],
    ['an invisible product', 'AnnounceMeasure', { products: ['a', '\u2060'] }, '/products', 'matches'],
    ['an empty text', 'JoinParty', { name: '' }, '/name', 'matches'],
    ['a line too long', 'JoinParty', { name: 'x'.repeat(501) }, '/name', 'max-length'],
    ['a text too long', 'MakeStatement', { text: 'x'.repeat(20_001) }, '/text', 'max-length'],
    ['a lone surrogate', 'MakeStatement', { text: LONE }, '/text', 'is-well-formed'],
    ['a lone surrogate in a list', 'AnnounceMeasure', { products: [LONE] }, '/products', 'is-well-formed'],
    [
      'a lone surrogate in a URL',
      'JoinParty',
      { sources: [{ url: `https://a.eu/${LONE[5]}` }] },
      '/sources/0/url',
      'is-well-formed',
    ],
    ['NUL', 'MakeStatement', { text: 'a\0b' }, '/text', 'is-well-formed'],
    ['NUL in a list', 'AnnounceMeasure', { products: ['a\0b'] }, '/products', 'is-well-formed'],
    ['NUL in a URL', 'JoinParty', { sources: [{ url: 'https://a.eu/\0' }] }, '/sources/0/url', 'is-well-formed'],
    ['a javascript: URL', 'JoinParty', { sources: [{ url: 'javascript:alert(1)' }] }, '/sources/0/url', 'is-url'],
    ['201 words', 'AnnounceMeasure', { products: Array.from({ length: 201 }, String) }, '/products', 'array-max-size'],
    [
      '201 objects',
      'JoinParty',
      { sources: Array.from({ length: 201 }, () => ({ title: 'a' })) },
      '/sources',
      'array-max-size',
    ],
    ['201 ids', 'MakeCommitment', { byIds: Array.from({ length: 201 }, () => ID.eu) }, '/byIds', 'array-max-size'],
    ['no ids where one is required', 'MakeCommitment', { byIds: [] }, '/byIds', 'array-min-size'],
    ['no parts where one is required', 'ExpandMeasure', { provisions: [] }, '/provisions', 'array-min-size'],
    ['the same id twice', 'MakeCommitment', { byIds: [ID.eu, ID.eu] }, '/byIds', 'array-unique'],
    ['the same id in capitals', 'MakeCommitment', { byIds: [ID.eu, ID.eu.toUpperCase()] }, '/byIds', 'array-unique'],
    ['an invalid id', 'ProposeMeeting', { partyIds: [ID.eu, 'china'] }, '/partyIds', 'is-uuid'],
    ['ids in lists', 'ProposeMeeting', { partyIds: [[ID.eu]] }, '/partyIds', 'is-uuid'],
    ['an id as a list', 'ProposeMeeting', { proposedById: [ID.eu] }, '/proposedById', 'is-uuid'],
    [
      'the stored form of a date',
      'JoinParty',
      { occurredOn: { edtf: '2025', earliest: '2025-01-01', latest: '2025-12-31', begunBy: '2025-12-31' } },
      '/occurredOn',
      'date-not-edtf',
    ],
    [
      'the stored form of a date inside',
      'ProposeMeeting',
      { planned: { on: { edtf: '2025', earliest: null, latest: null, begunBy: null } } },
      '/planned/on',
      'date-not-edtf',
    ],
    ['a year as a number', 'JoinParty', { occurredOn: 2025 }, '/occurredOn', 'date-not-edtf'],
    ['a date in a list', 'JoinParty', { occurredOn: ['2025'] }, '/occurredOn', 'date-not-edtf'],
    ['29 February of a common year', 'HoldMeeting', { start: '2025-02-29T09:30' }, '/start', 'is-local-date-time'],
    ['31 April', 'HoldMeeting', { end: '2025-04-31T09:30' }, '/end', 'is-local-date-time'],
    ['half past twenty-four', 'HoldMeeting', { start: '2025-10-30T24:30' }, '/start', 'is-local-date-time'],
    ['a local time with an offset', 'HoldMeeting', { start: '2025-10-30T09:30Z' }, '/start', 'is-local-date-time'],
    ['an unknown zone', 'HoldMeeting', { zone: 'Europe/Atlantis' }, '/zone', 'is-zone'],
    ['an offset for a zone', 'HoldMeeting', { zone: '+01:00' }, '/zone', 'is-zone'],
    ['an instant without an offset', 'JoinParty', { learnedAt: '2025-10-27T09:30:00' }, '/learnedAt', 'is-instant'],
    ['an impossible instant', 'JoinParty', { learnedAt: '2025-02-29T09:30:00Z' }, '/learnedAt', 'is-instant'],
    ['an instant as a number', 'JoinParty', { learnedAt: 1761557400000 }, '/learnedAt', 'is-instant'],
    [
      'an instant before the year 0',
      'JoinParty',
      { learnedAt: '0000-01-01T00:00:00+01:00' },
      '/learnedAt',
      'is-instant',
    ],
    [
      'an instant after the year 9999',
      'JoinParty',
      { learnedAt: '9999-12-31T23:59:59-01:00' },
      '/learnedAt',
      'is-instant',
    ],
    ['an unknown country code', 'JoinParty', { code: 'XX' }, '/code', 'is-country-code'],
    ['a lower-case country code', 'JoinParty', { code: 'cn' }, '/code', 'is-country-code'],
    [
      'a digest too short',
      'CirculateMinutes',
      { document: { title: 'a', sha256: 'ab' } },
      '/document/sha256',
      'matches',
    ],
    ['an invalid language', 'MakeStatement', { language: 'not a language' }, '/language', 'is-language'],
    [
      'a part with an upper-case id',
      'AnnounceMeasure',
      { provisions: [{ provisionId: '1(3)', text: 'a' }] },
      '/provisions/0/provisionId',
      'matches',
    ],
    ['an unknown kind of thing', 'DisputeAccount', { about: { kind: 'event', id: ID.eu } }, '/about/kind', 'is-in'],
    ['a correction that is a list', 'CorrectRecord', { changes: [{ name: 'EU' }] }, '/changes', 'is-object'],
    ['an empty correction', 'CorrectRecord', { changes: {} }, '/changes', 'is-not-empty-object'],
  ])('%s is rejected: %s with %j', (_, name, changes, pointer, code) => {
    expect(rejected(name, bodyOf(name, changes))).toMatchObject({ pointer, code });
  });

  it.each([
    ['2025-W43', 'ISO week'],
    ['[2025-10-01..2025-10-09]', 'set'],
    ['2025-21', 'season'],
    ['2025-10-27T10:00:00Z', 'clock time'],
    ['2025-02-29', 'does not exist'],
    ['2025-13', 'EDTF'],
    ['27.10.2025', 'EDTF'],
    ['early October', 'EDTF'],
    ['', 'names no day'],
    ['../..', 'names no day'],
    ['2025-10-27/2025-10-20', 'ends before'],
    ['Y170000002', 'four digits'],
    ['-0044-03-15', 'four digits'],
    ['2'.repeat(100_000), 'too long'],
  ])('the date %.30s is rejected with a reason: %s', (date, advice) => {
    const wrong = rejected('JoinParty', bodyOf('JoinParty', { occurredOn: date }));
    expect(wrong).toMatchObject({ pointer: '/occurredOn', code: 'date-not-edtf' });
    expect(wrong.detail).toContain(advice);
    expect(rejected('ProposeMeeting', bodyOf('ProposeMeeting', { planned: { on: date } }))).toMatchObject({
      pointer: '/planned/on',
      code: 'date-not-edtf',
    });
  });

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
    const strays = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`, n]));
    const many = problemOf('JoinParty', bodyOf('JoinParty', strays));
    expect(many.extras.errors).toHaveLength(50);
    expect(many.message.length).toBeLessThanOrEqual(2000);
  });
});

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
