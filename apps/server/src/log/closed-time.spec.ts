import os from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type Appended,
  type EventStore,
  IdConflict,
  TooLarge,
  Unavailable,
  VersionConflict,
} from '#event-store/event-store.js';
import { AsOfInstant } from '#ledger/place-time.js';
import { ClosedTime, type StampedOff } from './closed-time.js';
import { Clock } from './clock.js';
import { OwnEvents } from './own-events.js';

const START = Date.parse('2025-10-27T09:00:00.000Z');
const [APPEND_MS, SKEW_MS] = [1_000, 200] as const;
const BOUND_MS = APPEND_MS + SKEW_MS;

/** The true time since the start, and how far the clock of whoever asks is ahead of it, in ms. */
const world = { now: 0, ahead: 0 };
beforeEach(() => {
  Object.assign(world, { now: 0, ahead: 0 });
  jest.spyOn(Date, 'now').mockImplementation(() => START + world.now + world.ahead);
  jest.spyOn(os, 'uptime').mockImplementation(() => 86_400 + world.now / 1_000);
});
afterEach(() => void jest.restoreAllMocks());

type Recorded = Readonly<{ id: string; metadata: string }>;
let ids = 0;
const eventAt = (recordedAt: string): Recorded => ({
  id: `event-${(ids += 1)}`,
  metadata: JSON.stringify({ recordedAt }),
});
const after = (ms: number) => new Date(START + ms).toISOString();

/** An instance: what it appends, it appends when the test says so. */
const instance = (isShared: boolean) => {
  const sent: { resolve: (appended: Appended) => void; reject: (error: Error) => void }[] = [];
  const store = {
    isShared,
    appendMs: isShared ? APPEND_MS : 0,
    append: () => new Promise<Appended>((resolve, reject) => void sent.push({ resolve, reject })),
  };
  const own = new OwnEvents(store as unknown as EventStore);
  const clock = new Clock();
  const told: StampedOff[] = [];
  const log = { unread: [] as Recorded[], isDown: false };
  const hear = (event: Recorded) => {
    closedTime.hear(event, own.take(event));
    clock.observe(event);
  };
  const follower = {
    upToDate: async () => {
      if (log.isDown) throw new Unavailable('The log is down', 'not-written', { isTransient: true });
      for (const event of log.unread.splice(0)) hear(event);
    },
  };
  const closedTime = new ClosedTime({
    store,
    own,
    follower,
    clock,
    skewMs: SKEW_MS,
    time: 0,
    onStampedOff: (event) => void told.push(event),
  });
  const append = (event: Recorded) =>
    (store.append as unknown as (stream: string, events: readonly Recorded[]) => Promise<Appended>)('s', [event]);
  /** Records a fact now. Its append is on its way. */
  const record = () => {
    const event = eventAt(clock.now());
    const done = append(event).then(
      () => undefined,
      (error: Error) => error.name,
    );
    return { event, done };
  };
  return { sent, own, clock, told, log, hear, closedTime, append, record };
};
const isSettled = async (work: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  void work.then(() => (settled = true));
  for (let n = 0; n < 5; n += 1) await turn();
  return settled;
};

describe.each([
  ['the embedded engine', false],
  ['a shared log', true],
])('an instant on %s', (_, isShared) => {
  it('waits for what was recorded here up to it, and for nothing else', async () => {
    const { hear, closedTime, record } = instance(isShared);
    const first = record();
    world.now = 10;
    const asked = closedTime.isFinal(START + 5, true);
    record();
    expect(await isSettled(asked)).toBe(false);
    hear(first.event);
    expect(await asked).toBe(!isShared);
  });
  it('waits for one that is stamped, and about to be appended', async () => {
    const { clock, hear, closedTime, append } = instance(isShared);
    const event = eventAt(clock.now());
    const asked = closedTime.isFinal(START, true);
    await Promise.resolve();
    void append(event);
    expect(await isSettled(asked)).toBe(false);
    hear(event);
    expect(await asked).toBe(!isShared);
  });
  it('is final if an event with a later time comes meanwhile', async () => {
    const { hear, closedTime, record } = instance(isShared);
    const first = record();
    world.now = 10;
    const asked = closedTime.isFinal(START + 5, true);
    expect(await isSettled(asked)).toBe(false);
    hear(record().event);
    hear(first.event);
    expect(await asked).toBe(true);
  });
  it.each([
    new VersionConflict('s', 0, 1),
    new IdConflict('s'),
    new TooLarge(2, 1),
    new Unavailable('The log is down', 'not-written'),
  ])('does not wait for an append that was refused: %p', async (refusal) => {
    const { sent, closedTime, record } = instance(isShared);
    const refused = record();
    world.now = 10;
    const asked = closedTime.isFinal(START + 5, true);
    expect(await isSettled(asked)).toBe(false);
    sent[0]!.reject(refusal);
    expect([await refused.done, await asked]).toEqual([refusal.name, !isShared]);
  });
  it('is not final where nobody knows whether an append is in the log', async () => {
    const { sent, closedTime, record } = instance(isShared);
    const { done } = record();
    world.now = 10;
    sent[0]!.reject(new Unavailable('No answer', 'unknown'));
    expect([await done, await closedTime.isFinal(START + 5, true)]).toEqual(['Unavailable', false]);
  });
  it('is not final while it is to come, and nothing is recorded later because of that', async () => {
    const { clock, closedTime } = instance(isShared);
    expect(await closedTime.isFinal(START + 1, true)).toBe(false);
    expect(clock.now()).toBe(after(0));
  });
  it('of this very millisecond is before everything that is recorded from now on', async () => {
    const { clock, closedTime } = instance(isShared);
    await closedTime.isFinal(START, true);
    expect([clock.now(), clock.now()]).toEqual([after(1), after(2)]);
    world.now = 10;
    expect(clock.now()).toBe(after(10));
  });
  it('is not final while an append hangs', async () => {
    const { closedTime, record } = instance(isShared);
    record();
    expect(await closedTime.isFinal(START, true)).toBe(false);
  });
  it('is final at once if an event with a later time is there, for whoever sees all', async () => {
    const { hear, closedTime, record } = instance(isShared);
    const behind = record();
    world.now = 10;
    const later = record();
    hear(later.event);
    expect(await closedTime.isFinal(START + 9, true)).toBe(true);
    const limited = closedTime.isFinal(START + 9, false);
    expect(await isSettled(limited)).toBe(false);
    hear(behind.event);
    expect(await limited).toBe(!isShared);
  });
});

describe('an instant on a shared log', () => {
  it('is final for everybody when nothing that others have recorded can still come', async () => {
    const { closedTime } = instance(true);
    world.now = BOUND_MS;
    expect(await closedTime.isFinal(START, false)).toBe(false);
    world.now = BOUND_MS + 1;
    expect(await closedTime.isFinal(START, false)).toBe(true);
    expect(await closedTime.isFinal(START + 1, true)).toBe(false);
  });
  it('is not final by time alone where the log cannot be read', async () => {
    const { closedTime, log } = instance(true);
    log.isDown = true;
    world.now = 10 * BOUND_MS;
    expect(await closedTime.isFinal(START, true)).toBe(false);
    log.isDown = false;
    expect(await closedTime.isFinal(START, true)).toBe(true);
  });
  it('includes everything up to the end of the log', async () => {
    const { closedTime, log } = instance(true);
    log.unread.push(eventAt(after(0)));
    world.now = 10 * BOUND_MS;
    expect(await closedTime.isFinal(START, true)).toBe(true);
    expect(log.unread).toEqual([]);
  });
});

describe('an event of another instance', () => {
  it('is told if it is stamped further ahead than the clocks may differ', () => {
    const { closedTime, told, hear } = instance(true);
    hear(eventAt(after(SKEW_MS)));
    expect([told, closedTime.stampedOff]).toEqual([[], 0]);
    const ahead = eventAt(after(SKEW_MS + 1));
    hear(ahead);
    expect([told, closedTime.stampedOff]).toEqual([
      [{ id: ahead.id, recordedAt: after(SKEW_MS + 1), off: 'ahead', ms: SKEW_MS + 1 }],
      1,
    ]);
  });
  it('is told if the end of the log was seen without it after the time that an append takes', async () => {
    const { closedTime, told, hear } = instance(true);
    world.now = 5_000;
    await closedTime.look();
    hear(eventAt(after(5_000 - BOUND_MS)));
    expect(told).toEqual([]);
    const late = eventAt(after(5_000 - BOUND_MS - 1));
    hear(late);
    expect(told).toMatchObject([{ id: late.id, off: 'late', ms: BOUND_MS + 1 }]);
  });
  it('is not told for having been read late, nor where this instance has recorded it', async () => {
    const { closedTime, told, log, hear, record } = instance(true);
    const { event } = record();
    log.unread.push(eventAt(after(0)));
    world.now = 10 * BOUND_MS;
    await closedTime.look();
    hear(event);
    expect(told).toEqual([]);
  });
});

/** By `by`: a fact whose append takes so long; a page of the log; or a question as of so long ago. */
type Step = Readonly<{ by: 0 | 1; passes: number }> &
  Readonly<{ does: 'record'; takes: number } | { does: 'read' } | { does: 'ask'; ago: number; seesAll: boolean }>;
type Asked = Readonly<{ by: 0 | 1; instant: string; count: number; isFinal: boolean }>;

/** Two instances on one log. @returns their answers, and how many events the log has as of each instant in the end */
const live = async (steps: readonly Step[], aheads: readonly number[]) => {
  Object.assign(world, { now: 0, ahead: 0 });
  const log: Recorded[] = [];
  const way: { due: number; event: Recorded }[] = [];
  const two = [0, 1].map(() => ({ ...instance(true), read: 0 }));
  const as = (by: 0 | 1) => {
    world.ahead = aheads[by]!;
    return two[by]!;
  };
  const pass = (until: number) => {
    way.sort((a, b) => a.due - b.due);
    while (way.length > 0 && way[0]!.due <= until) {
      world.now = Math.max(world.now, way[0]!.due);
      log.push(way.shift()!.event);
    }
    world.now = Math.max(world.now, until);
  };
  const read = (by: 0 | 1) => {
    const one = as(by);
    for (; one.read < log.length; one.read += 1) one.hear(log[one.read]!);
  };
  const countIn = (events: readonly Recorded[], instant: string) => {
    const asOf = new AsOfInstant(instant);
    for (const { metadata } of events) asOf.take((JSON.parse(metadata) as { recordedAt: string }).recordedAt);
    return asOf.entries;
  };
  const asked: Asked[] = [];
  const ask = async (by: 0 | 1, ago: number, seesAll: boolean) => {
    const { closedTime, clock, log: end } = as(by);
    const at = clock.at() - ago;
    // A look at the end of the log reads all that is there.
    Object.defineProperty(end, 'isDown', { get: () => (read(by), false), configurable: true });
    const answer = closedTime.isFinal(at, seesAll);
    while (!(await isSettled(answer))) {
      pass(way[0]?.due ?? world.now);
      read(by);
    }
    const instant = new Date(at).toISOString();
    const seen = log.slice(0, two[by]!.read);
    asked.push({ by, instant, count: countIn(seen, instant), isFinal: await answer });
  };
  for (const step of steps) {
    pass(world.now + step.passes);
    if (step.does === 'record') {
      const { event } = as(step.by).record();
      way.push({ due: world.now + step.takes, event });
    } else if (step.does === 'read') read(step.by);
    else await ask(step.by, step.ago, step.seesAll);
  }
  pass(way.reduce((last, { due }) => Math.max(last, due), world.now));
  for (const by of [0, 1] as const) read(by);
  return {
    asked: asked.map((one) => ({ ...one, isSame: countIn(log, one.instant) === one.count })),
    told: two.map(({ told }) => told.length),
  };
};
const stepsOf = (longest: number) => {
  const common = { by: fc.constantFrom<0 | 1>(0, 1), passes: fc.oneof(fc.nat(50), fc.nat(2_000)) };
  return fc.array(
    fc.oneof(
      fc.record({ ...common, does: fc.constant('record' as const), takes: fc.oneof(fc.nat(50), fc.nat(longest)) }),
      fc.record({ ...common, does: fc.constant('read' as const) }),
      fc.record({
        ...common,
        does: fc.constant('ask' as const),
        ago: fc.oneof(fc.nat(50), fc.nat(3_000)),
        seesAll: fc.boolean(),
      }),
    ),
    { minLength: 1, maxLength: 25 },
  );
};

/** In one millisecond, each fact is stamped one later: that counts as skew, too. */
const CLOCKS = fc.nat(SKEW_MS - 50);

describe('two instances that record side by side', () => {
  it('give a final answer again, whatever lands later, in whatever order', async () => {
    const figures = { final: 0, changed: 0 };
    await fc.assert(
      fc.asyncProperty(stepsOf(APPEND_MS), fc.tuple(CLOCKS, CLOCKS), async (steps, aheads) => {
        const { asked, told } = await live(steps, aheads);
        expect(asked.filter(({ isFinal, isSame }) => isFinal && !isSame)).toEqual([]);
        expect(told).toEqual([0, 0]);
        figures.final += asked.filter(({ isFinal }) => isFinal).length;
        figures.changed += asked.filter(({ isSame }) => !isSame).length;
      }),
      { numRuns: 300 },
    );
    // So there were answers to keep, and others that changed.
    expect([figures.final > 100, figures.changed > 0]).toEqual([true, true]);
  });
  it('tell of an event that changes a final answer, since its append took longer than any may', async () => {
    // It lands after an answer that could not wait for it. Few draws have one, and some runs have none.
    const late: readonly Step[] = [
      { by: 0, passes: 0, does: 'record', takes: 4 * APPEND_MS },
      { by: 1, passes: 3 * APPEND_MS, does: 'ask', ago: 2 * APPEND_MS, seesAll: true },
    ];
    const { asked } = await live(late, [0, 0]);
    expect(asked).toMatchObject([{ isFinal: true, isSame: false }]);
    await fc.assert(
      fc.asyncProperty(stepsOf(5 * APPEND_MS), async (steps) => {
        const { asked, told } = await live(steps, [0, 0]);
        for (const { by, isFinal, isSame } of asked) if (isFinal && !isSame) expect(told[by]).toBeGreaterThan(0);
      }),
      { numRuns: 300, examples: [[late]] },
    );
  });
});
