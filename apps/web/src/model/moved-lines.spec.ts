import { describe, expect, it } from '@jest/globals';
import type { MovedLine } from '../types/types.gen.js';
import { correctedTexts, eventsBeside, eventsOf, isEasingOf, linesByKind, stretchesOf, whenOf } from './moved-lines.js';

type Sentence = Partial<MovedLine['sentences']['items'][number]>;
const line = (
  { kind = 'measure', tag = 'happened', ...rest }: Partial<MovedLine>,
  ...sentences: readonly Sentence[]
): MovedLine =>
  ({
    kind,
    tag,
    things: { items: [], more: 0 },
    fields: { items: [], more: 0 },
    ...rest,
    sentences: { items: sentences.map((one) => ({ eventIds: [], ...one })), more: 0 },
  }) as unknown as MovedLine;

describe('lines', () => {
  const measure = line({}, { eventIds: ['a', 'b'] }, { eventIds: ['b', 'c'] });
  const meeting = line({ kind: 'meeting', tag: 'learned-late' }, { eventIds: ['d'] });
  const late = line({ tag: 'learned-late' }, { eventIds: ['e'] });
  const ALL = { kind: undefined, tag: undefined };

  it('of one kind stand together, and are those that are asked for', () => {
    expect(linesByKind([measure, meeting, late], ALL)).toEqual([
      { kind: 'measure', lines: [measure, late] },
      { kind: 'meeting', lines: [meeting] },
    ]);
    expect(linesByKind([measure, meeting, late], { ...ALL, tag: 'learned-late' })).toEqual([
      { kind: 'meeting', lines: [meeting] },
      { kind: 'measure', lines: [late] },
    ]);
    expect(linesByKind([measure, meeting], { kind: 'meeting', tag: 'happened' })).toEqual([]);
  });
  it('lead from one of their events to the others, each once', () => {
    expect(eventsOf(measure)).toEqual(['a', 'b', 'c']);
    expect(eventsBeside([measure, meeting], 'c')).toEqual(['a', 'b', 'c']);
    expect(eventsBeside([measure, meeting], 'elsewhere')).toEqual(['elsewhere']);
  });
  it('say when, each date once, and what follows from a date alone', () => {
    const suspended = { occurredOn: '2025-11-07' };
    const after = [{ id: 'state.measure.in-force', parameters: {}, text: 'in force', since: '2026-11-11' }];
    const moved = line({ after } as never, suspended, suspended, { followsFromDateAlone: true });
    expect(whenOf(moved)).toEqual([
      { edtf: '2025-11-07', isHence: false },
      { edtf: '2026-11-11', isHence: true },
    ]);
    expect(whenOf(line({}, { followsFromDateAlone: true }, {}))).toEqual([]);
  });
});

describe('a corrected line', () => {
  it('has the texts and numbers that were corrected, added or removed', () => {
    const items = [
      { eventId: 'a', field: '/title', before: 'Licences', after: 'Licensing' },
      { eventId: 'a', field: '/count', after: 2_000 },
      { eventId: 'b', field: '/reference', before: 'No. 61' },
      { eventId: 'b', field: '/planned', before: { on: '2025-10-28' }, after: '2025-10-30' },
    ];
    expect(correctedTexts(line({ fields: { items, more: 0 } }))).toEqual([
      { key: 'a /title', field: '/title', before: 'Licences', after: 'Licensing' },
      { key: 'a /count', field: '/count', after: '2000' },
      { key: 'b /reference', field: '/reference', before: 'No. 61' },
    ]);
  });
  it('is drawn as an easing if all of its measures are', () => {
    expect(isEasingOf([{ isEasing: true }, { isEasing: true }])).toBe(true);
    expect(isEasingOf([{ isEasing: true }, {}])).toBe(false);
    expect(isEasingOf([])).toBe(false);
  });
});

describe('the course of provisions', () => {
  it('is a bar from the one day to the other', () => {
    const periods = [
      { status: 'not-yet', to: '2025-01-02' },
      { status: 'suspended', from: '2025-01-03', to: '2025-01-05' },
      { status: 'in-force', from: '2025-01-06', followsFromDateAlone: true },
      { status: 'expired', from: '2026-01-01' },
    ] as const;
    const stretches = stretchesOf({ provisions: 1, periods: [...periods] }, '2025-01-01', '2025-01-10');
    expect(stretches).toEqual([
      { status: 'not-yet', place: 0, width: 0.2, isTold: true },
      { status: 'suspended', place: 0.2, width: 0.3, isTold: true },
      { status: 'in-force', place: 0.5, width: 0.5, isTold: false },
    ]);
  });
  it('ends where the days end, and may have begun before them', () => {
    const periods = [{ status: 'in-force', from: '2024-01-01', to: '2026-01-01' }] as const;
    expect(stretchesOf({ provisions: 1, periods: [...periods] }, '2025-01-01', '2025-01-10')).toEqual([
      { status: 'in-force', place: 0, width: 1, isTold: true },
    ]);
  });
});
