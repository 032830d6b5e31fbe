import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventId } from '#domain/ids.js';
import { on, openBefore } from '#domain/testing.js';
import type { WorldDate } from '#domain/world-date.js';
import { CAMEO } from './cameo.js';
import { climate, type ClimateFilter, climateOf } from './climate.js';
import { overview } from '../overview/overview.js';
import { type About, about, type Telling, viewsOf } from '../../testing/told-log.js';

type Coded = Readonly<{ id: string; day: string | WorldDate; codes?: readonly string[]; reportOf?: string }>;
const cameo = (code: string) => ({ scheme: 'CAMEO', version: '1.1b3', code });
/** An event in a stream of its own. */
const fact = ({ id, day, codes = [], reportOf }: Coded, ...later: Telling[]): About =>
  about(
    'statement',
    `of-${id}`,
    {
      type: 'StatementMade',
      data: { kind: 'readout', text: id, verbatim: false },
      id,
      circumstances: {
        occurredOn: typeof day === 'string' ? on(day) : day,
        ...(codes.length > 0 && { codes: codes.map(cameo) }),
        ...(reportOf !== undefined && { reportOf: reportOf as EventId }),
      },
    },
    ...later,
  );
const voided = (eventId: string): Telling => ({
  type: 'RecordVoided',
  data: { eventId: eventId as EventId, reason: 'it never happened' },
});

const story = [
  fact({ id: 'summit', day: '2025-07-24', codes: ['046'] }),
  fact({ id: 'controls', day: '2025-10-09', codes: ['163'] }),
  fact({ id: 'unjustified', day: '2025-10-21', codes: ['111'] }),
  fact({ id: 'call', day: '2025-10-27', codes: ['041'] }),
  fact({ id: 'talks', day: '2025-10-30', codes: ['046'] }),
  fact({ id: 'suspension', day: '2025-11-07', codes: ['085'] }),
];
const month = (dossier: readonly About[], filter: Partial<ClimateFilter> = {}) =>
  climateOf(viewsOf([climate, overview], ...dossier), 'n', { by: 'month', facts: 'all', ...filter });
const counted = (dossier: readonly About[]) =>
  month(dossier).buckets.flatMap(({ facts = [] }) => facts.map(({ eventId, code }) => `${eventId} ${code}`));

describe('the climate between the parties', () => {
  it('worsens in October and improves in November', () =>
    expect(month(story).buckets.map(({ facts: _, ...figures }) => figures)).toEqual([
      { from: '2025-07-01', to: '2025-07-31', count: 1, sum: 7, mean: 7, min: 7, max: 7 },
      { from: '2025-10-01', to: '2025-10-31', count: 4, sum: -2, mean: -0.5, min: -8, max: 7 },
      { from: '2025-11-01', to: '2025-11-30', count: 1, sum: 7, mean: 7, min: 7, max: 7 },
    ]));
  it('comes in pages, each from the day that the one before names, which together are the whole', () => {
    const whole = month(story).buckets;
    const pages: unknown[] = [];
    let from: string | undefined;
    for (let n = 0; n < 2; n += 1) {
      const page = month(story, { buckets: 2, ...(from !== undefined && { from }) });
      pages.push(...page.buckets);
      from = page.nextFrom;
    }
    expect([pages, from]).toEqual([whole, undefined]);
    expect(month(story, { buckets: 1 })).toMatchObject({ nextFrom: '2025-10-01', total: month(story).total! });
    expect(month(story, { buckets: 3 })).not.toHaveProperty('nextFrom');
  });
  describe('by who did what to whom', () => {
    const coded = (code: string, data: object, type = 'StatementMade') =>
      ({ type, data, circumstances: { occurredOn: on('2025-10-21'), codes: [cameo(code)] } }) as unknown as Telling;
    const said = { kind: 'press-statement', text: 'Unjustified', verbatim: true };
    const meeting = { title: 'Talks', level: 'technical', mode: 'in-person', proposedById: 'eu' };
    const acts = [
      about('representative', 'gill', {
        type: 'RepresentativeNamed',
        data: { name: 'Gill', kind: 'person', partyId: 'eu' },
      } as never),
      about(
        'measure',
        'no-61',
        coded('163', { actorId: 'china', title: 'No. 61', affectedPartyIds: ['eu'] }, 'MeasureAnnounced'),
      ),
      about('statement', 's', coded('111', { ...said, speakerId: 'gill', toIds: ['china'] })),
      about('statement', 'for', coded('112', { ...said, partyId: 'eu', speakerId: 'somebody of china' })),
      about(
        'meeting',
        'talks',
        { type: 'MeetingProposed', data: meeting } as never,
        coded('046', { partyIds: ['eu', 'china'] }, 'MeetingHeld'),
        coded('0331', {}, 'MeetingCancelled'),
      ),
    ];
    const codesOf = (filter: Partial<ClimateFilter>) =>
      month(acts, filter)
        .buckets.flatMap(({ facts = [] }) => facts.map(({ code }) => code))
        .toSorted();
    const [eu, china] = ['eu', 'china'] as never[];

    it('is of one party: what it announced, what its people said, where it met, and what it had proposed', () => {
      expect(codesOf({ actorId: china })).toEqual(['046', '163']);
      expect(codesOf({ actorId: eu })).toEqual(['0331', '046', '111', '112']);
    });
    it('is towards one party', () => {
      expect(codesOf({ targetPartyId: china })).toEqual(['046', '111']);
      expect(codesOf({ actorId: china, targetPartyId: eu })).toEqual(['046', '163']);
      expect(month(acts, { actorId: china, targetPartyId: eu })).toMatchObject({
        actorId: 'china',
        targetPartyId: 'eu',
      });
    });
    it('is nothing for a party that did nothing', () => {
      expect(codesOf({ actorId: 'us' })).toEqual([]);
      expect(month(acts, { actorId: 'us' })).not.toHaveProperty('total');
    });
  });
  it('is told by its figures alone, if no facts are asked for', () => {
    const dossier = [...story, fact({ id: 'odd', day: '2025-10-27', codes: ['9999'] })];
    const [all, figures] = [month(dossier), month(dossier, { facts: 'none' })];
    expect(figures.buckets).toEqual(all.buckets.map(({ facts: _, ...rest }) => rest));
    expect(figures.unknownCodes).toEqual([{ code: '9999' }]);
    expect(figures.total).toEqual(all.total);
  });
  it('includes the facts behind each figure', () =>
    expect(month(story).buckets[0]!.facts).toEqual([
      {
        eventId: 'summit',
        type: 'StatementMade',
        kind: 'statement',
        id: 'of-summit',
        occurredOn: '2025-07-24',
        code: '046',
        name: 'Engage in negotiation',
        goldstein: 7,
      },
    ]));
  it('can be grouped by day and by week', () => {
    expect(month(story, { by: 'day' }).buckets).toHaveLength(6);
    expect(month(story, { by: 'week' }).buckets.map(({ from, count }) => [from, count])).toEqual([
      ['2025-07-21', 1],
      ['2025-10-06', 1],
      ['2025-10-20', 1],
      ['2025-10-27', 2],
      ['2025-11-03', 1],
    ]);
  });
  it('can be limited to a period, including its first and last day', () =>
    expect(month(story, { from: '2025-10-21', to: '2025-10-30' })).toMatchObject({
      from: '2025-10-21',
      to: '2025-10-30',
      total: { count: 3, sum: 6, mean: 2 },
    }));
  it('is empty without coded facts, and in another negotiation', () => {
    expect(month([fact({ id: 'plain', day: '2025-10-27' })])).toEqual({ by: 'month', buckets: [], unknownCodes: [] });
    expect(climateOf(viewsOf([climate], ...story), 'another', { by: 'month', facts: 'all' }).buckets).toEqual([]);
  });
});

describe('a fact', () => {
  const original = { id: 'talks', day: '2025-10-30', codes: ['046'] };
  const account = (id: string, reportOf: string) => fact({ id, day: '2025-10-31', codes: ['046'], reportOf });

  it('is counted once, however many accounts it has', () =>
    expect(counted([account('agency', 'talks'), fact(original), account('outlet', 'agency')])).toEqual(['talks 046']));
  it('is counted by another account if the first was voided', () =>
    expect(counted([fact(original, voided('talks')), account('agency', 'talks')])).toEqual(['agency 046']));
  it('is counted once if several are accounts of a voided event', () =>
    expect(
      counted([
        fact(original, voided('talks')),
        account('agency', 'talks'),
        account('outlet', 'talks'),
        fact({ id: 'other', day: '2025-10-30', codes: ['041'] }),
      ]),
    ).toEqual(['other 041', 'agency 046']));
  it('is counted once if an account between two others was voided', () =>
    expect(
      counted([
        fact(original),
        about('statement', 'of-agency', ...account('agency', 'talks').facts, voided('agency')),
        account('outlet', 'agency'),
      ]),
    ).toEqual(['talks 046']));
  it('is counted by the account that has a code, if the first has none', () =>
    expect(counted([fact({ id: 'talks', day: '2025-10-30' }), account('agency', 'talks')])).toEqual(['agency 046']));
  it('is counted once if two accounts refer to each other', () =>
    expect(counted([account('one', 'two'), account('two', 'one')])).toEqual(['one 046']));
  it('with two codes counts for both, and once for one code in two versions', () =>
    expect(counted([fact({ id: 'both', day: '2025-10-30', codes: ['046', '085', '046'] })])).toEqual([
      'both 046',
      'both 085',
    ]));
  it('of another scheme is not on this scale', () =>
    expect(
      counted([
        about('statement', '1', {
          type: 'StatementMade',
          data: { kind: 'readout', text: 'x', verbatim: false },
          circumstances: { codes: [{ scheme: 'PLOVER', version: '1', code: '046' }] },
        }),
      ]),
    ).toEqual([]));

  it('with a fuzzy date counts at its first possible day, and is flagged if it may be later', () => {
    const early = fact({ id: 'early', day: on('2025-10-0X', '2025-10-01', '2025-10-09'), codes: ['163'] });
    const fuzzy = (by: ClimateFilter['by']) => month([early], { by }).buckets[0];
    expect(fuzzy('month')).toMatchObject({ from: '2025-10-01', facts: [{ occurredOn: '2025-10-0X' }] });
    expect(fuzzy('month')!.facts![0]).not.toHaveProperty('fuzzy');
    expect(fuzzy('week')).toMatchObject({ from: '2025-09-29', facts: [{ fuzzy: true }] });
  });
  it('with only an end date counts at its end, and is flagged because it may be much earlier', () => {
    const sometime = fact({ id: 'sometime', day: openBefore('2025-10-27'), codes: ['036'] });
    const [bucket] = month([sometime], { by: 'day' }).buckets;
    expect(bucket).toMatchObject({ from: '2025-10-27', facts: [{ occurredOn: '../2025-10-27', fuzzy: true }] });
  });
  it('with an unknown code is listed separately', () => {
    const strange = [fact({ id: 'strange', day: '2025-10-30', codes: ['999', 'constructor', '046'] })];
    expect(month(strange)).toMatchObject({
      total: { count: 1 },
      unknownCodes: [
        { code: '999', facts: [{ eventId: 'strange', kind: 'statement', id: 'of-strange' }] },
        { code: 'constructor', facts: [{ eventId: 'strange' }] },
      ],
    });
    expect(month(strange, { to: '2025-10-01' }).unknownCodes).toEqual([]);
  });
  it('counts the same in any order of recording', () => {
    const dossier = [...story, account('agency', 'talks'), account('outlet', 'agency')];
    const expected = month(dossier);
    fc.assert(
      fc.property(fc.shuffledSubarray(dossier, { minLength: dossier.length }), (shuffled) =>
        expect(month(shuffled)).toEqual(expected),
      ),
      { numRuns: 30 },
    );
  });
});

describe('the table of CAMEO', () => {
  it('has every code, with values within the scale', () => {
    expect(CAMEO.size).toBe(312);
    for (const { goldstein } of CAMEO.values()) expect(Math.abs(goldstein)).toBeLessThanOrEqual(10);
  });
  it('has the published values', () =>
    expect(['036', '041', '046', '111', '163', '1054', '085'].map((code) => CAMEO.get(code)?.goldstein)).toEqual([
      4, 1, 7, -2, -8, -5, 7,
    ]));
});
