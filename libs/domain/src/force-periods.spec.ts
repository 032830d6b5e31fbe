import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type ForcePeriod, forcePeriods } from './force-periods.js';
import type { PartyId } from './ids.js';
import { forceOf } from './in-force.js';
import { measure, type MeasureEvent, type MeasureEvents, type Provision } from './measure.js';
import { on, openBefore, recorded, type GivenFact } from './testing.js';
import { type Day, nextDay, type WorldDate } from './world-date.js';

type Fact = GivenFact<MeasureEvent>;
const dated = (edtf: string, earliest: string, latest: string | null, begunBy: string) =>
  ({ edtf, earliest, latest, begunBy }) as WorldDate;
const [china, eu] = ['china', 'eu'] as [PartyId, PartyId];

const announced = (day: WorldDate, provision: Partial<Provision> = {}): Fact => ({
  type: 'MeasureAnnounced',
  data: {
    actorId: china,
    title: 'Rare earths',
    instrument: 'export-control',
    provisions: [{ provisionId: '1', text: 'section 1', ...provision }],
  },
  circumstances: { occurredOn: day },
});
const entersOn = (day: WorldDate) => ({ entersIntoForce: { on: day } });
const about = <
  Type extends 'ProvisionSuspended' | 'ProvisionReinstated' | 'ProvisionRemoved' | 'ProvisionEnteredIntoForce',
>(
  type: Type,
  day: WorldDate,
  data: Partial<MeasureEvents[Type]> = {},
) => ({ type, data: { provisionId: '1', ...data }, circumstances: { occurredOn: day } }) as unknown as Fact;

const courseOf = (facts: readonly Fact[]) => forceOf(recorded(measure, facts), '1')!;
const said = ({ status, from, to, followsFromDateAlone, perhaps }: ForcePeriod) =>
  [
    status,
    `${from ?? ''}..${to ?? ''}`,
    ...(followsFromDateAlone ? ['∴'] : []),
    ...(perhaps ? [`perhaps ${perhaps.join(' or ')}`] : []),
  ].join(' ');
const periods = (facts: readonly Fact[], party?: PartyId) => forcePeriods(courseOf(facts), party).map(said);

const october = on('2025-10-09');
const november = on('2025-11-07');
const until = { until: { on: on('2026-11-10') } };

describe('the history of a provision', () => {
  it('is in force at once, suspended, and in force again when the suspension has run out, of which no fact tells', () => {
    expect(periods([announced(october, entersOn(october)), about('ProvisionSuspended', november, until)])).toEqual([
      'in-force 2025-10-09..2025-11-06',
      'suspended 2025-11-07..2026-11-10',
      'in-force 2026-11-11.. ∴',
    ]);
  });
  it('waits from its announcement, and enters into force by its date alone unless a fact tells that it did', () => {
    const facts = [announced(october, entersOn(on('2025-12-01')))];
    expect(periods(facts)).toEqual(['not-yet 2025-10-09..2025-11-30', 'in-force 2025-12-01.. ∴']);
    expect(periods([...facts, about('ProvisionEnteredIntoForce', on('2025-12-01'))])).toEqual([
      'not-yet 2025-10-09..2025-11-30',
      'in-force 2025-12-01..',
    ]);
  });
  it('expires by its date alone', () => {
    const facts = [announced(november, { ...entersOn(november), expires: { on: on('2026-11-10') } })];
    expect(periods(facts)).toEqual(['in-force 2025-11-07..2026-11-10', 'expired 2026-11-11.. ∴']);
  });
  it('does not run out by a date if a fact has reinstated it before', () => {
    const facts = [
      announced(october, entersOn(october)),
      about('ProvisionSuspended', november, until),
      about('ProvisionReinstated', on('2026-01-15')),
    ];
    expect(periods(facts)).toEqual([
      'in-force 2025-10-09..2025-11-06',
      'suspended 2025-11-07..2026-01-14',
      'in-force 2026-01-15..',
    ]);
  });
  it('is told if the announcement came after the day', () => {
    expect(periods([announced(on('2025-10-20'), entersOn(october))])).toEqual(['in-force 2025-10-09..']);
  });
  it('is open on the days of a vague date: perhaps as before, perhaps as after', () => {
    const since = dated('2025-04/..', '2025-04-01', null, '2025-04-30');
    expect(periods([announced(since, entersOn(since))])).toEqual([
      'unknown 2025-04-01..2025-04-29 perhaps not-yet or in-force',
      'in-force 2025-04-30..',
    ]);
    const inNovember = on('2025-11', '2025-11-01', '2025-11-30');
    expect(periods([announced(october, entersOn(october)), about('ProvisionSuspended', inNovember)])).toEqual([
      'in-force 2025-10-09..2025-10-31',
      'unknown 2025-11-01..2025-11-29 perhaps in-force or suspended',
      'suspended 2025-11-30..',
    ]);
  });
  it('is open without an end if the entry into force has no date', () => {
    expect(periods([announced(october)])).toEqual(['unknown 2025-10-09.. perhaps not-yet or in-force']);
  });
  it('differs for a party that a suspension names', () => {
    const facts = [
      announced(october, entersOn(october)),
      about('ProvisionSuspended', november, { ...until, forPartyIds: [eu] }),
    ];
    expect(periods(facts)).toEqual(['in-force 2025-10-09..']);
    expect(periods(facts, eu)).toEqual([
      'in-force 2025-10-09..2025-11-06',
      'suspended 2025-11-07..2026-11-10',
      'in-force 2026-11-11.. ∴',
    ]);
    expect([courseOf(facts).names(eu), courseOf(facts).names(china)]).toEqual([true, false]);
  });
  it('does not concern a party that the measure does not name', () => {
    const facts = [announced(october, { ...entersOn(october), affectedPartyIds: [eu] })];
    expect(periods(facts, china)).toEqual(['not-affected 2025-10-09..']);
  });
});

const days = Array.from({ length: 40 }, (_, n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10) as Day);
const dates = fc
  .tuple(fc.nat(35), fc.nat(4), fc.constantFrom('both', 'both', 'both', 'begins', 'ends'))
  .map(([first, length, known]) => {
    const [one, other] = [days[first]!, days[first + length]!];
    if (known === 'begins') return dated(`${one}/..`, one, null, one);
    return known === 'ends' ? openBefore(one) : on(`${one}/${other}`, one, other);
  });
const planned = fc.option(
  dates.map((day) => ({ on: day })),
  { nil: undefined },
);
const parties = fc.constantFrom(undefined, [eu]);
const turns = fc
  .record({
    type: fc.constantFrom(
      'ProvisionSuspended' as const,
      'ProvisionReinstated' as const,
      'ProvisionRemoved' as const,
      'ProvisionEnteredIntoForce' as const,
    ),
    day: dates,
    from: planned,
    until: planned,
    forPartyIds: parties,
  })
  .map(({ type, day, from, until, forPartyIds }) => {
    if (type === 'ProvisionEnteredIntoForce') return about(type, day);
    if (type === 'ProvisionRemoved') return about(type, day, { ...(from && { from }) });
    const some = { ...(from && { from }), ...(forPartyIds && { forPartyIds }) };
    return type === 'ProvisionSuspended'
      ? about(type, day, { ...some, ...(until && { until }) })
      : about(type, day, some);
  });
const stories = fc
  .tuple(dates, planned, planned, parties, fc.array(turns, { maxLength: 5 }))
  .map(([day, starts, expires, affectedPartyIds, rest]) => [
    announced(day, {
      ...(starts && { entersIntoForce: starts }),
      ...(expires && { expires }),
      ...(affectedPartyIds && { affectedPartyIds }),
    }),
    ...rest,
  ]);

describe('the periods of a provision', () => {
  it('say of every day what its status is, and follow one another without a gap', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(stories, fc.constantFrom(undefined, china, eu), (facts, party) => {
        const course = courseOf(facts);
        const all = forcePeriods(course, party);
        for (const [n, { to }] of all.entries()) {
          const next = all[n + 1];
          expect(next?.from).toBe(to === undefined ? undefined : nextDay(to));
          if (next) expect(next.status).not.toBe(all[n]!.status);
        }
        for (const day of days) {
          const { status } = course.on(day, party);
          const period = all.findLast(({ from }) => from === undefined || from <= day);
          // Before all of its dates, nothing is told of it.
          if (period) expect([day, period.status]).toEqual([day, status]);
          else expect(day < course.turns[0]!).toBe(true);
          seen.add(status);
        }
      }),
      { numRuns: 300 },
    );
    expect(seen.size).toBeGreaterThan(5);
  });
});
