import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventId, PartyId } from '#domain/ids.js';
import type { MeasureEvent, MeasureEvents, Provision } from '#domain/measure.js';
import { on } from '#domain/testing.js';
import type { WorldDate } from '#domain/world-date.js';
import { type Judged, measure, type MeasureFilter, measures, measuresOf } from './measures.js';
import { type About, about, rowsOf, type Telling, viewsOf } from '../testing/told-log.js';

const [eu, china, us] = ['eu', 'china', 'us'] as [PartyId, PartyId, PartyId];

const told = <T extends MeasureEvent['type']>(day: string, type: T, data: MeasureEvents[T], id?: string) =>
  ({ type, data, circumstances: { occurredOn: on(day) }, ...(id !== undefined && { id }) }) as Telling;
const part = (provisionId: string, starts?: WorldDate): Provision => ({
  provisionId,
  text: `section ${provisionId}`,
  ...(starts && { entersIntoForce: { on: starts } }),
});
const announced = (day: string, reference: string, provisions: readonly Provision[], data = {}, id?: string) =>
  told(
    day,
    'MeasureAnnounced',
    { actorId: china, title: reference, instrument: 'export-control', reference, provisions, ...data },
    id,
  );
const suspended = (provisionId: string) =>
  told('2025-11-07', 'ProvisionSuspended', {
    provisionId,
    until: { on: on('2026-11-10') },
    instrument: 'MOFCOM No. 70',
  });
const figure = (figure: string, reportedBy: string, day = '2025-10-21') =>
  told(day, 'FigureReported', { about: 'applications dealt with', figure, reportedBy });

// The controls of April and of October, and what suspended those of October.
const october = on('2025-10-09');
const dossier: readonly About[] = [
  about(
    'measure',
    'no61',
    announced('2025-10-09', 'No. 61', [
      part('1-1', on('2025-12-01')),
      part('1-2', on('2025-12-01')),
      part('1-3', october),
    ]),
    suspended('1-1'),
    suspended('1-2'),
    suspended('1-3'),
  ),
  about(
    'measure',
    'no18',
    announced('2025-04-04', 'No. 18', [part('1', on('2025-04-04'))]),
    figure('only half', 'another outlet', '2025-10-22'),
    figure('just over half', 'one agency'),
  ),
  about('measure', 'no55', announced('2025-10-09', 'No. 55', [part('1', on('2025-11-08'))]), suspended('1')),
  about('measure', 'licences', announced('2025-12-19', 'General licences', [part('1')], { instrument: 'easing' })),
  about(
    'measure',
    'tariff',
    announced('2025-10-10', 'Tariff', [{ ...part('1', on('2025-11-01')), affectedPartyIds: [china] }], {
      actorId: us,
      instrument: 'tariff',
    }),
  ),
];
const views = viewsOf([measures], ...dossier);
const all = { after: undefined, limit: 50 };

const listed = (...question: Parameters<typeof measuresOf>) => measuresOf(...question).found;
const shown = (judged: Judged, filter: MeasureFilter = {}, db = views) => listed(db, 'n', filter, judged, all);
/** "no61 1-3: suspended" */
const standing = (day: string, filter: MeasureFilter = {}, db = views) =>
  shown({ on: day, partyId: eu }, filter, db).flatMap(({ id, provisions }) =>
    provisions.map(({ provisionId, force }) => `${id} ${provisionId}: ${force.status}`),
  );

describe('the measures that concern the EU', () => {
  it('are, on 15 October 2025, the regime of April and the provisions that took effect at once', () =>
    expect(standing('2025-10-15', { status: 'in-force' })).toEqual(['no18 1: in-force', 'no61 1-3: in-force']));
  it('are, on 15 November, only the regime of April: the rest is suspended', () => {
    expect(standing('2025-11-15', { status: 'in-force' })).toEqual(['no18 1: in-force']);
    expect(standing('2025-11-15', { status: 'suspended' })).toEqual([
      'no61 1-1: suspended',
      'no61 1-2: suspended',
      'no61 1-3: suspended',
      'no55 1: suspended',
    ]);
  });
  it('are the same on 1 December, the planned start of parts of No. 61', () =>
    expect(standing('2025-12-01', { status: 'in-force' })).toEqual(['no18 1: in-force']));
  it('are all in force again after the suspension', () =>
    expect(standing('2026-11-11', { status: 'in-force', actorId: china })).toHaveLength(5));

  it('include until when they are suspended, by which instrument and why', () => {
    const [no61] = shown({ on: '2025-11-15', partyId: eu }, { status: 'suspended' });
    expect(no61).toMatchObject({ id: 'no61', actorId: china, on: '2025-11-15', forPartyId: eu });
    expect(no61!.provisions[0]).toEqual({
      provisionId: '1-1',
      text: 'section 1-1',
      entersIntoForce: { on: '2025-12-01' },
      force: {
        status: 'suspended',
        since: '2025-11-07',
        until: '2026-11-10',
        instrument: 'MOFCOM No. 70',
        because: expect.stringContaining('MOFCOM No. 70'),
        eventIds: ['event-1'],
      },
    });
  });
  it('include what is unknown', () =>
    expect(standing('2026-01-01', { status: 'unknown' })).toEqual(['licences 1: unknown']));
  it('include what affects only others', () =>
    expect(standing('2026-01-01', { actorId: us })).toEqual(['tariff 1: not-affected']));
});

describe('the measures of a negotiation', () => {
  it('are in chronological order', () =>
    expect(shown({ on: '2026-01-01' }).map(({ id }) => id)).toEqual(['no18', 'no61', 'no55', 'tariff', 'licences']));
  it('can be filtered by instrument and by actor', () => {
    expect(shown({ on: '2026-01-01' }, { instrument: 'easing' }).map(({ id }) => id)).toEqual(['licences']);
    expect(shown({ on: '2026-01-01' }, { actorId: us }).map(({ id }) => id)).toEqual(['tariff']);
    expect(shown({ on: '2026-01-01' }, { actorId: eu })).toEqual([]);
    expect(listed(views, 'another', {}, { on: '2026-01-01' }, all)).toEqual([]);
  });
  it('are paged without gaps and duplicates, with any filter', () => {
    for (const status of [undefined, 'suspended'] as const) {
      const seen: string[] = [];
      for (let after: readonly (string | number)[] | undefined; ;) {
        const [row] = listed(views, 'n', { status }, { on: '2025-11-15', partyId: eu }, { after, limit: 1 });
        if (row === undefined) break;
        seen.push(row.id);
        after = row.key;
      }
      expect(seen).toEqual(shown({ on: '2025-11-15', partyId: eu }, { status }).map(({ id }) => id));
    }
  });
  it('without a party, list those with another status', () => {
    const spared = viewsOf(
      [measures],
      about(
        'measure',
        '1',
        announced('2025-10-09', 'No. 62', [part('1', october)]),
        told('2025-11-01', 'ProvisionSuspended', { provisionId: '1', forPartyIds: [eu] }),
      ),
    );
    expect(shown({ on: '2025-11-02' }, {}, spared)[0]!.provisions[0]!.force).toMatchObject({
      status: 'in-force',
      exceptPartyIds: [eu],
    });
  });
});

describe('a measure', () => {
  it('has all figures', () =>
    expect(measure(views, 'no18', { on: '2026-01-01' })).toMatchObject({
      figures: [
        {
          about: 'applications dealt with',
          reports: [
            { figure: 'just over half', reportedBy: 'one agency' },
            { figure: 'only half', reportedBy: 'another outlet' },
          ],
        },
      ],
    }));
  it('has its history', () =>
    expect(measure(views, 'no55', { on: '2026-01-01' })!.history).toEqual([
      expect.objectContaining({ type: 'ProvisionSuspended', until: { on: '2026-11-10' }, occurredOn: '2025-11-07' }),
    ]));
  it('has the provisions that were added later', () => {
    const widened = viewsOf(
      [measures],
      about(
        'measure',
        '1',
        announced('2025-04-04', 'No. 18', [part('1', on('2025-04-04'))]),
        told('2025-10-09', 'MeasureExpanded', { provisions: [part('2', october)] }),
      ),
    );
    expect(standing('2025-10-08', {}, widened)).toEqual(['1 1: in-force', '1 2: not-yet']);
  });
  it('uses its corrected dates', () => {
    const corrected = viewsOf(
      [measures],
      about('measure', '1', announced('2025-10-09', 'No. 62', [part('1', october)], {}, 'announced'), {
        type: 'RecordCorrected',
        data: {
          eventId: 'announced' as EventId,
          changes: { provisions: [part('1', on('2025-10-20'))] },
          reason: 'misread',
        },
      }),
    );
    expect(standing('2025-10-15', {}, corrected)).toEqual(['1 1: not-yet']);
  });
  it('that was voided is undefined', () => {
    const facts = [
      announced('2025-10-09', 'No. 62', [part('1', october)], {}, 'announced'),
      { type: 'RecordVoided', data: { eventId: 'announced' as EventId, reason: 'no such notice' } } as Telling,
    ];
    expect(rowsOf(measures, 'measure', facts)).toEqual({ measures: [] });
  });
  it('that was not recorded is undefined', () => expect(measure(views, 'no99', { on: '2026-01-01' })).toBeUndefined());
});

describe('a status that few of many measures have', () => {
  const COUNT = 1_300;
  const record = viewsOf(
    [measures],
    ...Array.from({ length: COUNT }, (_, n) =>
      about(
        'measure',
        `m${n}`,
        announced('2025-04-04', `No. ${n}`, [part('1', n % 1_100 === 1_050 ? october : on('2025-04-04'))]),
      ),
    ),
  );
  const ask = (after?: readonly (string | number)[]) =>
    measuresOf(record, 'n', { status: 'not-yet' }, { on: '2025-05-01' }, { after, limit: 50 });

  it('is found page by page, each of which looks at a thousand', () => {
    const first = ask();
    expect(first.found).toEqual([]);
    const second = ask(first.resume);
    expect(second.found.map(({ id }) => id)).toEqual(['m1050']);
    expect(second.resume).toBeUndefined();
  });
});

describe('facts about measures in any order of recording', () => {
  it('give the same results', () => {
    const facts = dossier.flatMap(({ kind, id, facts: each }) =>
      each.map((fact, i) => ({
        kind,
        id,
        facts: [{ ...fact, id: `${id}-${i}`, metadata: { recordedAt: '2026-01-01T00:00:00.000Z' } }],
      })),
    );
    // Facts of one day are in the order of the log.
    const answers = (db: typeof views) =>
      shown({ on: '2025-11-15' }, {}, db)
        .map(({ key: _, ...row }) => row)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const expected = answers(viewsOf([measures], ...facts));
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) =>
        expect(answers(viewsOf([measures], ...shuffled))).toEqual(expected),
      ),
      { numRuns: 30 },
    );
  });
});
