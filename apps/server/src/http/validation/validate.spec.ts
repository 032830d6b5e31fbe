import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { datesAsEdtf } from '#domain/world-date.js';
import { ID } from '../../openapi/examples.js';
import { accept, bodyOf, examples, routes } from '../../record/testing/command-bodies.js';
import { referencesIn } from './references.js';
import { validateAs } from './validate.js';

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
