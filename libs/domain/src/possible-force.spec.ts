import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { forcePeriods } from './force-periods.js';
import type { PartyId } from './ids.js';
import { type ForceStatus, forceOf } from './in-force.js';
import { measure, type MeasureEvent } from './measure.js';
import { on, recorded, type GivenFact } from './testing.js';
import { type Day, nextDay, type PlannedTime, type WorldDate } from './world-date.js';

type Fact = GivenFact<MeasureEvent>;
const fact = (type: MeasureEvent['type'], day: WorldDate, data: object) =>
  ({ type, data, circumstances: { occurredOn: day } }) as unknown as Fact;
const announced = (day: WorldDate, provision: object, affectedPartyIds?: readonly PartyId[]): Fact =>
  fact('MeasureAnnounced', day, {
    actorId: 'china',
    title: 'No. 1',
    instrument: 'export-control',
    provisions: [{ provisionId: '1', text: 'Section 1', ...provision }],
    ...(affectedPartyIds && { affectedPartyIds }),
  });
const about = (type: MeasureEvent['type'], day: WorldDate, data: object = {}) =>
  fact(type, day, { provisionId: '1', ...data });
const courseOf = (facts: readonly Fact[]) => forceOf(recorded(measure, facts), '1')!;

describe('what a provision may be', () => {
  const inFebruary = on('2026-02-01');
  const inMarch = announced(inFebruary, { entersIntoForce: { on: on('2026-03-01') } });
  const inNovember = on('2026-11-20');
  const soon = { from: { text: 'soon' } };
  const suspended = (data: object = {}) => about('ProvisionSuspended', on('2026-06-01'), data);
  const perhaps = (...facts: readonly Fact[]) =>
    forcePeriods(courseOf(facts)).flatMap(({ from, perhaps }) => (perhaps ? [`${from}: ${perhaps.join(' or ')}`] : []));

  it('is in force or removed, and no longer not yet in force, if it is to be removed "soon"', () => {
    expect(perhaps(inMarch, about('ProvisionRemoved', inNovember, soon))).toEqual(['2026-03-01: in-force or removed']);
  });
  it('is in force or suspended, if it is to be suspended "soon"', () => {
    expect(perhaps(inMarch, about('ProvisionSuspended', inNovember, soon))).toEqual([
      '2026-03-01: in-force or suspended',
    ]);
  });
  it('is suspended or in force, if its suspension ends in "late 2026", and that end has no date', () => {
    const facts = [inMarch, suspended({ until: { text: 'late 2026' } })];
    expect(perhaps(...facts)).toEqual(['2026-06-02: suspended or in-force']);
    const force = courseOf(facts).on('2026-06-01' as Day);
    expect(force).toMatchObject({
      status: 'suspended',
      because: 'It is suspended from 2026-06-01 until a day not recorded.',
    });
    expect(force).not.toHaveProperty('until');
    expect(courseOf(facts).on('2026-06-02' as Day).because).toContain('until a day not recorded');
  });
  it('is suspended or in force, if it is to be reinstated "soon"', () => {
    expect(perhaps(inMarch, suspended(), about('ProvisionReinstated', inNovember, soon))).toEqual([
      '2026-06-01: in-force or suspended',
    ]);
  });
  it('is not yet or in force after a removal was reversed, if it never had a day', () => {
    const facts = [
      announced(inFebruary, {}),
      about('ProvisionRemoved', on('2026-11-01')),
      about('ProvisionReinstated', on('2026-11-15')),
    ];
    expect(perhaps(...facts)).toEqual(['2026-02-01: not-yet or in-force', '2026-11-15: not-yet or in-force']);
  });
  it('is what it may be for any of the parties that it affects, and not what another one rules out', () => {
    const [eu, us] = ['eu', 'us'] as [PartyId, PartyId];
    const expiring = { entersIntoForce: { on: on('2026-03-01') }, expires: { on: on('2026-05-31') } };
    const facts = [
      announced(inFebruary, expiring, [eu, us]),
      about('ProvisionReinstated', inNovember, { forPartyIds: [eu], ...soon }),
      about('ProvisionReinstated', on('2026-06-05'), { forPartyIds: [us] }),
      about('ProvisionSuspended', on('2026-06-10'), { forPartyIds: [us] }),
    ];
    // From 10 June on it may have expired for one of them, but for the other one it is suspended.
    expect(perhaps(...facts)).toEqual(['2026-06-01: in-force or expired', '2026-06-10: in-force or suspended']);
  });
});

// An oracle that tries each assignment of days to the dates that are on record. Days are numbers; those in words may be any of them.

type Window = readonly [number, number];
const ANY: Window = [0, 15];
const DAYS = Array.from({ length: 11 }, (_, n) => n + 3);
const dayAt = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10) as Day;
const dateOf = ([first, last]: Window) => on(`${dayAt(first)}/${dayAt(last)}`, dayAt(first), dayAt(last));
const plannedFor = (window: Window): PlannedTime => (window === ANY ? { text: 'in time' } : { on: dateOf(window) });

const window = fc
  .tuple(fc.integer({ min: 4, max: 7 }), fc.nat(2))
  .map(([first, more]): Window => [first, first + more]);
const inWords = fc.constant(ANY);
const exactly = fc.integer({ min: 4, max: 9 }).map((day): Window => [day, day]);
const planned = fc.oneof({ weight: 3, arbitrary: window }, { weight: 2, arbitrary: exactly }, inWords);
const lasting = fc.option(fc.oneof({ weight: 4, arbitrary: fc.nat(3) }, fc.constant('in words' as const)));
type Lasting = number | 'in words' | null;
/** An end that some day of it allows after each day of the start. */
const endOf = (start: Window, days: Lasting): Window | undefined => {
  if (days === null) return undefined;
  return days === 'in words' || start === ANY ? ANY : [start[0] + (days % 2), start[1] + days];
};

const change = fc.record({
  type: fc.constantFrom('ProvisionSuspended', 'ProvisionRemoved', 'ProvisionReinstated', 'ProvisionReinstated'),
  told: fc.integer({ min: 4, max: 9 }),
  start: planned,
  isImmediate: fc.boolean(),
  lasts: lasting,
});
type Drawn = Readonly<{ type: string; told: number; start: Window; isImmediate: boolean; lasts: Lasting }>;
const story = fc.record({ entry: planned, lasts: lasting, changes: fc.array(change, { maxLength: 3 }) });
type Story = Readonly<{ entry: Window; lasts: Lasting; changes: readonly Drawn[] }>;

const TOLD = 4;
const isNow = ({ isImmediate, start }: Drawn) => isImmediate && start !== ANY;
const untilOf = ({ type, start, lasts }: Drawn) => (type === 'ProvisionSuspended' ? endOf(start, lasts) : undefined);
const factsOf = ({ entry, lasts, changes }: Story): readonly Fact[] => {
  const expires = endOf(entry, lasts);
  return [
    announced(dateOf([TOLD, TOLD]), {
      entersIntoForce: plannedFor(entry),
      ...(expires && { expires: plannedFor(expires) }),
    }),
    ...changes.map((drawn) => {
      const until = untilOf(drawn);
      const data = {
        ...(!isNow(drawn) && { from: plannedFor(drawn.start) }),
        ...(until && { until: plannedFor(until) }),
      };
      const { told, start, type } = drawn;
      return about(type as MeasureEvent['type'], dateOf(isNow(drawn) ? start : [told, told]), data);
    }),
  ];
};

const daysIn = ([first, last]: Window) => Array.from({ length: last - first + 1 }, (_, n) => first + n);
const combined = (choices: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  choices.reduce<readonly (readonly number[])[]>(
    (made, days) => made.flatMap((one) => days.map((day) => [...one, day])),
    [[]],
  );

/** What the provision is on each day if its dates stand for these days; several where nobody knows the order of two on one day. */
const statusesOn = (
  day: number,
  { changes }: Story,
  entry: number,
  expiry: number | undefined,
  starts: readonly number[],
  ends: readonly number[],
) => {
  const told = (n: number) => (isNow(changes[n]!) ? starts[n]! : changes[n]!.told);
  const stops = [
    ...(expiry === undefined ? [] : [{ status: 'expired', start: expiry + 1, end: Infinity, told: TOLD }]),
    ...changes.flatMap(({ type }, n) =>
      type === 'ProvisionReinstated'
        ? []
        : [
            {
              status: type === 'ProvisionRemoved' ? 'removed' : 'suspended',
              start: starts[n]!,
              end: ends[n]!,
              told: told(n),
            },
          ],
    ),
  ];
  const applies = (stop: (typeof stops)[number]): 'no' | 'perhaps' | 'yes' => {
    if (stop.start > day || stop.end < day) return 'no';
    const reversals = changes.flatMap(({ type }, n) => {
      if (type !== 'ProvisionReinstated' || starts[n]! > day || starts[n]! < stop.start) return [];
      if (starts[n]! > stop.start || told(n) > stop.told) return ['yes'];
      return told(n) === stop.told ? ['perhaps'] : [];
    });
    return reversals.includes('yes') ? 'no' : reversals.length > 0 ? 'perhaps' : 'yes';
  };
  const found: ForceStatus[] = [];
  for (const status of ['removed', 'expired', 'suspended'] as const) {
    const answers = stops.filter((stop) => stop.status === status).map(applies);
    if (answers.some((answer) => answer !== 'no')) found.push(status);
    if (answers.includes('yes')) return found;
  }
  return [...found, entry <= day ? ('in-force' as const) : ('not-yet' as const)];
};

/** Every status that some assignment gives, by day. */
const oracle = (story: Story): ReadonlyMap<Day, ReadonlySet<ForceStatus>> => {
  const { entry, lasts, changes } = story;
  const expires = endOf(entry, lasts);
  const found = new Map(DAYS.map((day) => [dayAt(day), new Set<ForceStatus>()]));
  const ends = changes.map(untilOf);
  const choices = [entry, expires ?? [0, 0], ...changes.map(({ start }) => start), ...ends.map((end) => end ?? [0, 0])];
  for (const [enters, expiry, ...rest] of combined(choices.map((one) => daysIn(one as Window)))) {
    const starts = rest.slice(0, changes.length);
    const lastDays = rest.slice(changes.length).map((end, n) => (ends[n] === undefined ? Infinity : end));
    // An end is never before the start.
    if ((expires !== undefined && expiry! < enters!) || lastDays.some((end, n) => end < starts[n]!)) continue;
    for (const day of DAYS)
      for (const status of statusesOn(day, story, enters!, expires && expiry!, starts, lastDays))
        found.get(dayAt(day))!.add(status);
  }
  return found;
};
const sizeOf = (story: Story) =>
  [story.entry, endOf(story.entry, story.lasts), ...story.changes.flatMap((one) => [one.start, untilOf(one)])]
    .map((one) => (one === undefined ? 1 : one[1] - one[0] + 1))
    .reduce((product, size) => product * size, 1);

describe('what a provision may be on a day', () => {
  it('is every status that some days of its dates give, and no other', () => {
    let unknown = 0;
    fc.assert(
      fc.property(
        story.filter((one) => sizeOf(one) < 4_000),
        (story) => {
          const course = courseOf(factsOf(story));
          const expected = oracle(story);
          for (const [day, statuses] of expected) {
            expect([day, ...[...course.possible(day)].toSorted()]).toEqual([day, ...[...statuses].toSorted()]);
          }
          for (const { status, from, to, perhaps } of forcePeriods(course)) {
            expect(perhaps === undefined).toBe(status !== 'unknown');
            if (perhaps === undefined) continue;
            unknown += 1;
            const within = [...expected].filter(([day]) => (from ?? '') <= day && day <= (to ?? '~'));
            expect(new Set(perhaps)).toEqual(new Set(within.flatMap(([, statuses]) => [...statuses])));
            expect(perhaps.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(unknown).toBeGreaterThan(100);
  });
  it('is the one status that is settled, where all of its dates are days', () => {
    const course = courseOf([
      announced(on('2026-02-01'), { entersIntoForce: { on: on('2026-03-01') } }),
      about('ProvisionSuspended', on('2026-06-01'), { until: { on: on('2026-06-30') } }),
    ]);
    for (let day = '2026-01-31' as Day; day < '2026-08-01'; day = nextDay(day))
      expect([...course.possible(day)]).toEqual([course.on(day).status]);
  });
});
