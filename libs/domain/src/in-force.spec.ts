import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { effective } from './effective.js';
import type { EventId, Instant, PartyId } from './ids.js';
import { inForce } from './in-force.js';
import { measure, type MeasureEvent, type MeasureEvents, type Provision } from './measure.js';
import { on, recorded, type GivenFact } from './testing.js';
import type { Day, WorldDate } from './world-date.js';

const china = 'china' as PartyId;
const eu = 'eu' as PartyId;
const us = 'us' as PartyId;
type Fact = GivenFact<MeasureEvent>;

const part = (provisionId: string, starts?: WorldDate, more: Partial<Provision> = {}): Provision => ({
  provisionId,
  text: `section ${provisionId}`,
  ...(starts && { entersIntoForce: { on: starts } }),
  ...more,
});
const announced = (
  reference: string,
  day: string,
  provisions: readonly Provision[],
  more: Partial<MeasureEvents['MeasureAnnounced']> = {},
): Fact => ({
  type: 'MeasureAnnounced',
  data: { actorId: china, title: 'Rare earths', instrument: 'export-control', reference, provisions, ...more },
  circumstances: { occurredOn: on(day) },
});
const suspended = (day: WorldDate, data: Partial<MeasureEvents['ProvisionSuspended']> = {}): Fact => ({
  type: 'ProvisionSuspended',
  data: { provisionId: '1', ...data },
  circumstances: { occurredOn: day },
});
const reinstated = (day: WorldDate, data: Partial<MeasureEvents['ProvisionReinstated']> = {}): Fact => ({
  type: 'ProvisionReinstated',
  data: { provisionId: '1', ...data },
  circumstances: { occurredOn: day },
});
const removed = (day: WorldDate, data: Partial<MeasureEvents['ProvisionRemoved']> = {}): Fact => ({
  type: 'ProvisionRemoved',
  data: { provisionId: '1', ...data },
  circumstances: { occurredOn: day },
});
const entered = (day?: WorldDate, learnedAt?: string): Fact => ({
  type: 'ProvisionEnteredIntoForce',
  data: { provisionId: '1' },
  circumstances: { ...(day && { occurredOn: day }), ...(learnedAt && { learnedAt: learnedAt as Instant }) },
});
const no70 = (provisionId: string) =>
  suspended(on('2025-11-07'), { provisionId, until: { on: on('2026-11-10') }, instrument: 'MOFCOM No. 70' });

const ask = (facts: readonly Fact[], day: string, partyId?: PartyId, provisionId = '1') =>
  inForce(effective<MeasureEvent>(recorded(measure, facts)).events, provisionId, day as Day, partyId);
const status = (facts: readonly Fact[], day: string, partyId?: PartyId) => ask(facts, day, partyId).status;

describe('the controls of 2025', () => {
  const at = on('2025-10-09');
  const november = on('2025-11-08');
  const december = on('2025-12-01');
  const one = (reference: string, starts: WorldDate): readonly Fact[] => [
    announced(reference, '2025-10-09', [part('1', starts)]),
    no70('1'),
  ];
  const no61 = [
    announced('MOFCOM No. 61', '2025-10-09', [part('1-1', december), part('1-2', december), part('1-3', at)]),
    no70('1-1'),
    no70('1-2'),
    no70('1-3'),
  ];
  const cases = [
    { name: 'No. 18', facts: [announced('MOFCOM No. 18', '2025-04-04', [part('1', on('2025-04-04'))])], id: '1' },
    ...['55', '56', '57', '58'].map((no) => ({ name: `No. ${no}`, facts: one(`MOFCOM No. ${no}`, november), id: '1' })),
    { name: 'No. 61, 1(1)', facts: no61, id: '1-1' },
    { name: 'No. 61, 1(2)', facts: no61, id: '1-2' },
    { name: 'No. 61, 1(3)', facts: no61, id: '1-3' },
    { name: 'No. 62', facts: one('MOFCOM No. 62', at), id: '1' },
  ];
  const asked = (day: string) =>
    Object.fromEntries(cases.map(({ name, facts, id }) => [name, ask(facts, day, eu, id).status]));
  const october = (standing: string) => ({
    'No. 55': standing,
    'No. 56': standing,
    'No. 57': standing,
    'No. 58': standing,
    'No. 61, 1(1)': standing,
    'No. 61, 1(2)': standing,
    'No. 61, 1(3)': standing,
    'No. 62': standing,
  });

  it('are in force in part on 15 October', () => {
    expect(asked('2025-10-15')).toEqual({
      'No. 18': 'in-force',
      ...october('not-yet'),
      'No. 61, 1(3)': 'in-force',
      'No. 62': 'in-force',
    });
  });
  it('of October are suspended on 15 November, even those not yet in force, but that of April is not', () => {
    expect(asked('2025-11-15')).toEqual({ 'No. 18': 'in-force', ...october('suspended') });
  });
  it('of October are suspended on 1 December, the planned entry into force of some', () => {
    expect(asked('2025-12-01')).toEqual({ 'No. 18': 'in-force', ...october('suspended') });
  });
  it('of October are suspended until and including 10 November 2026, and in force again on the 11th', () => {
    expect(asked('2026-11-10')).toEqual({ 'No. 18': 'in-force', ...october('suspended') });
    expect(asked('2026-11-11')).toEqual({ 'No. 18': 'in-force', ...october('in-force') });
  });
  it('have a start, an end and the instrument', () => {
    expect(ask(no61, '2025-10-15', eu, '1-3')).toEqual({
      status: 'in-force',
      since: at,
      until: on('2025-11-06'),
      because: 'In force since 2025-10-09.',
      eventIds: ['event-0'],
    });
    expect(ask(no61, '2025-12-01', eu, '1-1')).toEqual({
      status: 'suspended',
      since: on('2025-11-07'),
      until: on('2026-11-10'),
      instrument: 'MOFCOM No. 70',
      because: 'It is suspended by MOFCOM No. 70 from 2025-11-07 until 2026-11-10, that day included.',
      eventIds: ['event-1'],
    });
    expect(ask(no61, '2026-11-11', eu, '1-1')).toMatchObject({ status: 'in-force', since: on('2026-11-11') });
    expect(ask(no61, '2025-10-15', eu, '1-1')).toMatchObject({ status: 'not-yet', until: on('2025-11-06') });
  });
});

describe('a provision', () => {
  const since = announced('No. 1', '2025-01-01', [part('1', on('2025-02-01'))]);

  it('is in force from the announced day, even without a recorded entry into force', () => {
    expect(status([since], '2025-01-31')).toBe('not-yet');
    expect(status([since], '2025-02-01')).toBe('in-force');
  });
  it('enters into force on the recorded day, whatever was announced', () => {
    const late = [since, entered(on('2025-03-01'))];
    expect(status(late, '2025-02-15')).toBe('not-yet');
    expect(status(late, '2025-03-01')).toBe('in-force');
    expect(status([since, entered(on('2025-01-10'))], '2025-01-10')).toBe('in-force');
  });
  it('without a date entered into force by the day when it was learned', () => {
    const undated = [announced('No. 1', '2025-01-01', [part('1')]), entered(undefined, '2025-03-01T08:00:00.000Z')];
    expect(status(undated, '2025-02-28')).toBe('unknown');
    expect(status(undated, '2025-03-01')).toBe('in-force');
    expect(status([since, entered(undefined, '2025-03-01T08:00:00.000Z')], '2025-02-01')).toBe('in-force');
    const early = [since, entered(undefined, '2025-01-15T08:00:00.000Z')];
    expect([status(early, '2025-01-14'), status(early, '2025-01-15')]).toEqual(['unknown', 'in-force']);
    const fuzzy = announced('No. 1', '2025-01-01', [part('1', on('2025-02', '2025-02-01', '2025-02-28'))]);
    const learned = [fuzzy, entered(undefined, '2025-02-10T08:00:00.000Z')];
    expect(['2025-01-31', '2025-02-09', '2025-02-10'].map((day) => status(learned, day))).toEqual([
      'not-yet',
      'unknown',
      'in-force',
    ]);
  });
  it('may be introduced by an expansion', () => {
    const expanded: Fact = { type: 'MeasureExpanded', data: { provisions: [part('2', on('2025-04-01'))] } };
    expect(ask([since, expanded], '2025-04-01', eu, '2').status).toBe('in-force');
    expect(ask([since], '2025-04-01', eu, '2')).toEqual({
      status: 'unknown',
      because: 'No provision 2 is recorded.',
      eventIds: [],
    });
  });

  it('has the status unknown if its dates are unknown', () => {
    const sometime = announced('No. 1', '2025-01-01', [part('1', undefined, { entersIntoForce: { text: 'soon' } })]);
    expect(ask([sometime], '2025-06-01')).toEqual({
      status: 'unknown',
      because: 'The dates do not settle how it stood on 2025-06-01: entry into force.',
      eventIds: ['event-0'],
    });
  });
  it('has the status unknown within a fuzzy date, but not before and after', () => {
    const early = announced('No. 1', '2025-01-01', [part('1', on('2025-10-0X', '2025-10-01', '2025-10-09'))]);
    expect(['2025-09-30', '2025-10-01', '2025-10-08', '2025-10-09'].map((day) => status([early], day))).toEqual([
      'not-yet',
      'unknown',
      'unknown',
      'in-force',
    ]);
  });
  it('that is in force since April, with an open end, is in force in May', () => {
    const april = { ...on('2025-04/..', '2025-04-01', '2025-04-30'), latest: null };
    const facts = [announced('No. 18', '2025-04-04', [part('1', april)])];
    expect(['2025-03-31', '2025-04-15', '2025-04-30', '2026-05-01'].map((day) => status(facts, day))).toEqual([
      'not-yet',
      'unknown',
      'in-force',
      'in-force',
    ]);
  });

  it('expires after its last day', () => {
    const facts = [
      announced('No. 1', '2025-01-01', [part('1', on('2025-02-01'), { expires: { on: on('2025-12-31') } })]),
    ];
    expect(ask(facts, '2025-12-31')).toMatchObject({ status: 'in-force', until: on('2025-12-31') });
    expect(ask(facts, '2026-01-01')).toMatchObject({ status: 'expired', since: on('2026-01-01') });
  });
  it('that expires on an unknown day has the status unknown after its first day', () => {
    const facts = [
      announced('No. 1', '2025-01-01', [part('1', on('2025-02-01'), { expires: { text: 'in due course' } })]),
    ];
    expect([status(facts, '2025-01-31'), status(facts, '2025-02-01'), status(facts, '2025-02-02')]).toEqual([
      'not-yet',
      'in-force',
      'unknown',
    ]);
  });
  it('that has no end does not expire', () => {
    const facts = [
      announced('No. 1', '2025-01-01', [part('1', on('2025-02-01'), { expires: { on: on('9999-12-31') } })]),
    ];
    expect(status(facts, '2030-01-01')).toBe('in-force');
  });
  it('is extended by a reinstatement on the day after its expiry', () => {
    const facts = [
      announced('No. 1', '2025-01-01', [part('1', on('2025-02-01'), { expires: { on: on('2025-12-31') } })]),
      reinstated(on('2025-12-01'), { from: { on: on('2026-01-01') } }),
    ];
    expect(ask(facts, '2025-12-15').until).toBeUndefined();
    expect(ask(facts, '2026-01-01')).toMatchObject({ status: 'in-force', since: on('2025-02-01') });
  });

  it('that is suspended until further notice is suspended until its reinstatement', () => {
    const facts = [
      since,
      suspended(on('2025-03-01')),
      reinstated(on('2025-04-01'), { from: { on: on('2025-05-01') } }),
    ];
    expect(['2025-02-28', '2025-03-01', '2025-04-30', '2025-05-01'].map((day) => status(facts, day))).toEqual([
      'in-force',
      'suspended',
      'suspended',
      'in-force',
    ]);
    expect(ask(facts, '2025-04-01').until).toEqual(on('2025-04-30'));
    expect(ask(facts, '2025-06-01').since).toEqual(on('2025-05-01'));
  });
  it('is suspended as long as any suspension lasts', () => {
    const facts = [
      since,
      suspended(on('2025-03-01'), { until: { on: on('2025-12-31') }, instrument: 'A' }),
      suspended(on('2025-04-01'), { until: { on: on('2025-04-30') }, instrument: 'B' }),
    ];
    expect(ask(facts, '2025-04-15')).toMatchObject({ status: 'suspended', instrument: 'A' });
    expect(status(facts, '2025-05-01')).toBe('suspended');
    expect(status(facts, '2026-01-01')).toBe('in-force');
  });
  it('can be suspended again after a reinstatement', () => {
    const facts = [since, suspended(on('2025-03-01')), reinstated(on('2025-04-01')), suspended(on('2025-05-01'))];
    expect(status(facts, '2025-04-15')).toBe('in-force');
    expect(status(facts, '2025-05-15')).toBe('suspended');
  });
  it('suspended and reinstated on one day has the status of the later announcement, or unknown if both were announced together', () => {
    const may = { from: { on: on('2025-05-01') } };
    expect(status([since, suspended(on('2025-03-01'), may), reinstated(on('2025-04-01'), may)], '2025-05-01')).toBe(
      'in-force',
    );
    expect(status([since, suspended(on('2025-04-01'), may), reinstated(on('2025-03-01'), may)], '2025-05-01')).toBe(
      'suspended',
    );
    expect(status([since, suspended(on('2025-05-01')), reinstated(on('2025-05-01'))], '2025-05-01')).toBe('unknown');
  });
  it('suspended and reinstated on one day has the status of the later hour, if both are known', () => {
    const may = on('2025-05-01');
    const at = (fact: Fact, time: string, zone: string) => ({
      ...fact,
      circumstances: { ...fact.circumstances, occurredTime: { time, zone } },
    });
    const early = at(suspended(may), '00:15', 'Asia/Shanghai');
    expect(status([since, at(reinstated(may), '19:00', 'Asia/Shanghai'), early], '2025-05-01')).toBe('in-force');
    expect(status([since, at(reinstated(may), '00:05', 'Asia/Shanghai'), early], '2025-05-01')).toBe('suspended');
    expect(
      status(
        [since, at(suspended(may), '09:00', 'Europe/Brussels'), at(reinstated(may), '10:00', 'Asia/Shanghai')],
        '2025-05-01',
      ),
    ).toBe('suspended');
    expect(status([since, early, reinstated(may)], '2025-05-01')).toBe('unknown');
    expect(status([since, early, at(reinstated(may), '00:15', 'Asia/Shanghai')], '2025-05-01')).toBe('unknown');
  });
  it('suspended until an unknown day has the status unknown after the first day of the suspension', () => {
    const facts = [since, suspended(on('2025-03-01'), { until: { text: 'for about a year' } })];
    expect(['2025-02-28', '2025-03-01', '2025-03-02'].map((day) => status(facts, day))).toEqual([
      'in-force',
      'suspended',
      'unknown',
    ]);
  });
  it('has the status unknown if the start of the suspension is fuzzy, unless it was not in force anyway', () => {
    const march = on('2025-03', '2025-03-01', '2025-03-31');
    expect(status([since, suspended(march)], '2025-03-15')).toBe('unknown');
    expect(status([since, suspended(march), removed(on('2025-02-10'))], '2025-03-15')).toBe('removed');
    expect(status([since, suspended(on('2025-01', '2025-01-01', '2025-01-31'))], '2025-01-15')).toBe('not-yet');
  });

  it('that is removed stays so until a reinstatement', () => {
    const gone = [since, removed(on('2025-03-01'), { from: { on: on('2025-04-01') }, instrument: 'No. 2' })];
    expect([status(gone, '2025-03-31'), status(gone, '2025-04-01')]).toEqual(['in-force', 'removed']);
    expect(ask(gone, '2025-05-01')).toMatchObject({ since: on('2025-04-01'), instrument: 'No. 2' });
    expect(status([...gone, reinstated(on('2025-06-01'))], '2025-06-01')).toBe('in-force');
    expect(status([...gone, no70('1')], '2025-12-01')).toBe('removed');
  });

  it('has a status for each party if the measure names the affected parties', () => {
    const facts = [announced('No. 1', '2025-01-01', [part('1', on('2025-02-01'))], { affectedPartyIds: [eu, us] })];
    expect(status(facts, '2025-02-01', eu)).toBe('in-force');
    expect(status(facts, '2025-02-01', china)).toBe('not-affected');
    expect(status(facts, '2025-02-01')).toBe('in-force');
  });
  it('may affect other parties than its measure', () => {
    const facts = [
      announced('No. 1', '2025-01-01', [part('1', on('2025-02-01'), { affectedPartyIds: [us] })], {
        affectedPartyIds: [eu],
      }),
    ];
    expect(status(facts, '2025-02-01', us)).toBe('in-force');
    expect(status(facts, '2025-02-01', eu)).toBe('not-affected');
  });
  it('can be suspended for one party and in force for the others', () => {
    const facts = [since, suspended(on('2025-11-01'), { forPartyIds: [eu] })];
    expect(status(facts, '2025-11-15', eu)).toBe('suspended');
    expect(status(facts, '2025-11-15', us)).toBe('in-force');
    expect(ask(facts, '2025-11-15')).toMatchObject({ status: 'in-force', exceptPartyIds: [eu] });
    expect(ask(facts, '2025-10-15')).not.toHaveProperty('exceptPartyIds');
  });
  it('can be reinstated for one party and suspended for the others', () => {
    const facts = [since, suspended(on('2025-03-01')), reinstated(on('2025-04-01'), { forPartyIds: [us] })];
    expect(status(facts, '2025-04-15', us)).toBe('in-force');
    expect(status(facts, '2025-04-15', eu)).toBe('suspended');
    expect(ask(facts, '2025-04-15')).toMatchObject({ status: 'suspended', exceptPartyIds: [us] });
  });
  it('is suspended in general if it is suspended for all affected parties', () => {
    const affects = announced('No. 1', '2025-01-01', [part('1', on('2025-02-01'))], { affectedPartyIds: [eu, us] });
    const forEu = suspended(on('2025-03-01'), { forPartyIds: [eu] });
    expect(ask([affects, forEu], '2025-03-15')).toMatchObject({ status: 'in-force', exceptPartyIds: [eu] });
    expect(ask([affects, forEu, suspended(on('2025-03-10'), { forPartyIds: [us] })], '2025-03-15')).toMatchObject({
      status: 'suspended',
    });
  });

  it('counts two accounts of one fact once: the other only if the first is voided', () => {
    const other: Fact = {
      ...suspended(on('2025-02-20')),
      circumstances: { occurredOn: on('2025-02-20'), reportOf: 'event-1' as EventId },
    };
    expect(status([since, suspended(on('2025-03-01')), other], '2025-02-25')).toBe('in-force');
    const voided = { type: 'RecordVoided', data: { eventId: 'event-1' as EventId, reason: 'a mistake' } } as const;
    const history = recorded(measure, [since, suspended(on('2025-03-01')), other, voided]);
    expect(inForce(effective<MeasureEvent>(history).events, '1', '2025-02-25' as Day).status).toBe('suspended');
  });
  it('is suspended even if the suspension claims to be an account of the announcement', () => {
    const report: Fact = {
      ...suspended(on('2025-03-01')),
      circumstances: { occurredOn: on('2025-03-01'), reportOf: 'event-0' as EventId },
    };
    expect(status([since, report], '2025-03-02')).toBe('suspended');
  });
  it('is suspended by two accounts that report each other', () => {
    const account = (other: string): Fact => ({
      ...suspended(on('2025-03-01')),
      circumstances: { occurredOn: on('2025-03-01'), reportOf: other as EventId },
    });
    expect(status([since, account('event-2'), account('event-1')], '2025-03-02')).toBe('suspended');
  });

  it('has the same status in any order of recording', () => {
    const days = ['2025-02-10', '2025-03-05', '2025-03-20', '2025-04-15'];
    const dates = fc.oneof(
      fc.constantFrom(...days).map((day) => on(day)),
      fc.constantFrom(on('2025-03', '2025-03-01', '2025-03-31'), {
        ...on('2025-02/..', '2025-02-01', '2025-02-28'),
        latest: null,
      }),
    );
    const planned = fc.option(
      fc.oneof(
        dates.map((date) => ({ on: date })),
        fc.constant({ text: 'soon' }),
      ),
      { nil: undefined },
    );
    const parties = fc.option(fc.subarray([eu, us], { minLength: 1 }), { nil: undefined });
    const turns = fc
      .record({
        make: fc.constantFrom('suspend', 'reinstate', 'remove'),
        day: dates,
        from: planned,
        until: planned,
        forPartyIds: parties,
        instrument: fc.constantFrom('A', 'B', undefined),
      })
      .map(({ make, day, from, until, forPartyIds, instrument }): Fact => {
        const some = { ...(from && { from }), ...(instrument && { instrument }) };
        const those = forPartyIds && { forPartyIds };
        if (make === 'suspend') return suspended(day, { ...some, ...those, ...(until && { until }) });
        return make === 'reinstate' ? reinstated(day, { ...some, ...those }) : removed(day, some);
      });
    const openings = fc
      .record({ starts: planned, expires: planned, affectedPartyIds: parties })
      .map(({ starts, expires, affectedPartyIds }) =>
        announced(
          'No. 1',
          '2025-01-01',
          [part('1', undefined, { ...(starts && { entersIntoForce: starts }), ...(expires && { expires }) })],
          affectedPartyIds && { affectedPartyIds },
        ),
      );
    const stories = fc
      .tuple(openings, fc.array(turns, { maxLength: 5 }), fc.array(dates, { maxLength: 2 }))
      .chain(([opening, rest, entries]) => {
        const facts = [opening, ...rest, ...entries.map((entry) => entered(entry))];
        return fc.tuple(
          fc.constant(facts),
          fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
        );
      });
    const known = new Set<string>();
    fc.assert(
      fc.property(
        stories,
        fc.constantFrom('2025-02-01', '2025-02-28', ...days, '2025-05-01'),
        fc.constantFrom(eu, us, undefined),
        ([facts, shuffled], day, party) => {
          const answers = [facts, shuffled].map((order) => ({
            ...inForce(recorded(measure, order), '1', day as Day, party),
            eventIds: [],
          }));
          expect(answers[1]).toEqual(answers[0]);
          known.add(answers[0]!.status);
        },
      ),
      { numRuns: 500 },
    );
    // The generated histories cover several statuses.
    expect(known.size).toBeGreaterThan(4);
  });
});
