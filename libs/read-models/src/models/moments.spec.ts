import { describe, expect, it } from '@jest/globals';
import { on, openBefore } from '#domain/testing.js';
import type { WorldDate } from '#domain/world-date.js';
import { about, type Telling, viewsOf } from '../testing/told-log.js';
import { corrected, voided } from '../testing/dossier.js';
import { moments, momentsOf } from './moments.js';

const said = (occurredOn?: WorldDate, metadata: Telling['metadata'] = {}): Telling =>
  ({
    type: 'StatementMade',
    data: { kind: 'press-statement', text: 'We are ready to talk.', verbatim: true },
    circumstances: occurredOn && { occurredOn },
    metadata,
  }) as Telling;
const openFrom = (day: string): WorldDate => ({ ...on(`${day}/..`, day), latest: null });
/** What is on record of statements with these dates. */
const happened = (dates: readonly (WorldDate | undefined)[], today = '2026-06-30') => {
  const statements = dates.map((date, n) => about('statement', String(n), said(date)));
  return momentsOf(viewsOf([moments], ...statements), 'n', today).happenedBy;
};
const OCTOBER = on('2025-10', '2025-10-01', '2025-10-31');

describe('the days on which something happened', () => {
  it('have the facts of which the day is known', () =>
    expect(happened([on('2025-10-27'), on('2025-10-09'), on('2025-10-27')])).toEqual({
      first: '2025-10-09',
      last: '2025-10-27',
      days: [
        { day: '2025-10-09', events: 1 },
        { day: '2025-10-27', events: 2 },
      ],
      fuzzy: [],
      undated: 0,
    }));
  it('have a period that has not ended on the day on which it began', () =>
    expect(happened([openFrom('2025-10-09')])).toMatchObject({ days: [{ day: '2025-10-09', events: 1 }], fuzzy: [] }));
  it('are apart from those on which a vague date may lie', () =>
    expect(happened([OCTOBER, on('2025-10-09')])).toMatchObject({
      first: '2025-10-01',
      last: '2025-10-31',
      days: [{ day: '2025-10-09', events: 1 }],
      fuzzy: [{ from: '2025-10-01', to: '2025-10-31', events: 1 }],
    }));
  it.each([on('2025-10-27?', '2025-10-27'), on('2025-10-27~', '2025-10-27'), openBefore('2025-10-27')])(
    'do not have what may have happened on another one: %j',
    (date) =>
      expect(happened([date])).toMatchObject({
        days: [],
        fuzzy: [{ from: '2025-10-27', to: '2025-10-27', events: 1 }],
      }),
  );
  it('do not have what has no date', () => {
    expect(happened([undefined, undefined])).toEqual({ days: [], fuzzy: [], undated: 2 });
  });
  it('add up where vague dates overlap, and are apart where they do not', () =>
    expect(
      happened([
        OCTOBER,
        on('2025-10-20/2025-11-05', '2025-10-20', '2025-11-05'),
        on('2025-11-06/2025-11-07', '2025-11-06', '2025-11-07'),
        on('2025-12', '2025-12-01', '2025-12-31'),
      ]).fuzzy,
    ).toEqual([
      { from: '2025-10-01', to: '2025-10-19', events: 1 },
      { from: '2025-10-20', to: '2025-10-31', events: 2 },
      { from: '2025-11-01', to: '2025-11-07', events: 1 },
      { from: '2025-12-01', to: '2025-12-31', events: 1 },
    ]));
  it('end today at the latest, however vague a date is', () =>
    expect(happened([on('2026', '2026-01-01', '2026-12-31')])).toMatchObject({
      first: '2026-01-01',
      last: '2026-06-30',
      fuzzy: [{ from: '2026-01-01', to: '2026-12-31', events: 1 }],
    }));
});

describe('the days on which something was learned and recorded', () => {
  const learned = (learnedAt: string, recordedAt: string) => said(undefined, { learnedAt, recordedAt });
  it('are counted on axes of their own', () => {
    const views = viewsOf(
      [moments],
      about('statement', '1', learned('2025-10-27T23:59:59Z', '2025-11-03T09:00:00Z')),
      about('statement', '2', learned('2025-10-28T00:00:00Z', '2025-11-03T09:30:00Z')),
    );
    expect(momentsOf(views, 'n', '2026-06-30')).toMatchObject({
      knownAt: {
        first: '2025-10-27',
        last: '2025-10-28',
        days: [
          { day: '2025-10-27', events: 1 },
          { day: '2025-10-28', events: 1 },
        ],
      },
      asOf: { first: '2025-11-03', last: '2025-11-03', days: [{ day: '2025-11-03', events: 2 }] },
    });
  });
  it('have corrections and voidings where they were recorded, and the facts as they are in effect', () => {
    const views = viewsOf(
      [moments],
      about('statement', '1', said(on('2025-10-27')), corrected('event-0', { occurredOn: on('2025-10-26') })),
      about('statement', '2', said(on('2025-10-27')), voided('event-2')),
    );
    const { happenedBy, knownAt, asOf } = momentsOf(views, 'n', '2026-06-30');
    expect(happenedBy.days).toEqual([{ day: '2025-10-26', events: 1 }]);
    expect(knownAt.days).toEqual([{ day: '2026-01-01', events: 1 }]);
    expect(asOf.days).toEqual([{ day: '2026-01-01', events: 4 }]);
  });
  it('have nothing of another negotiation, and no markings', () => {
    const views = viewsOf(
      [moments],
      about('statement', '1', said(on('2025-10-27')), {
        type: 'RecordMarked',
        data: { marking: { level: 'secret' }, reason: 'It became delicate.' },
      }),
    );
    expect(momentsOf(views, 'n', '2026-06-30').asOf.days).toEqual([{ day: '2026-01-01', events: 1 }]);
    const nothing = { days: [] };
    expect(momentsOf(views, 'another', '2026-06-30')).toEqual({
      happenedBy: { days: [], fuzzy: [], undated: 0 },
      knownAt: nothing,
      asOf: nothing,
    });
  });
});
