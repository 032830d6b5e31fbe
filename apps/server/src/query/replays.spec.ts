import { describe, expect, it, jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { EU_LADDER } from '#domain/marking.js';
import type { Day } from '#domain/world-date.js';
import type { Replayer } from '#read-models/replay/replayer.js';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { memoryIndex } from '#read-models/testing/memory-index.js';
import { about, logOf } from '#read-models/testing/told-log.js';
import { TamperAlarm } from '../log/tamper-alarm.js';
import { type About, type Attempt, Replays } from './replays.js';

type Who = typeof LOW | typeof WHOLE;

/** Comparisons that are made, and playheads that move, when they are told to, and may stop where they are not wanted any more. */
const slowly = (stops = false) => {
  const begun: (() => void)[] = [];
  const signals: AbortSignal[] = [];
  const begin = <T>(made: T, { signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return new Promise<T>((resolve, reject) => {
      begun.push(() => resolve(made));
      if (stops) signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
  const replayer = {
    diff: ({ readsBetween }: { readsBetween: boolean }, listening: { signal: AbortSignal }) => {
      between.push(readsBetween);
      return begin(new Database(':memory:'), listening);
    },
    open: async (readsBetween: boolean) => {
      between.push(readsBetween);
      return {
        db: new Database(':memory:'),
        move: (_: object, listening: { signal: AbortSignal }) => begin([], listening),
        close: () => void (closed.count += 1),
      };
    },
    close: async () => {},
  };
  const between: boolean[] = [];
  const closed = { count: 0 };
  const index = memoryIndex();
  const replays = new Replays(index, replayer as unknown as Replayer, 1e6, () => {}, alarm, EU_LADDER);
  const asking =
    (isComparison: boolean) =>
    (day: number, about: About = EVERYWHERE, attempt = attempted(), who: Who = LOW) => {
      const happenedBy = `2025-10-${String(day).padStart(2, '0')}` as Day;
      const coordinates = { happenedBy, at: 0, now: 0 };
      const past = { about, coordinates, ...(isComparison && { from: { at: 0, now: 0 } }) };
      return replays.ask(who, past, () => day, attempt).then(({ body }) => body);
    };
  return { begun, signals, between, closed, index, compare: asking(true), ask: asking(false), replays };
};
const talks = (n: number) => ({ negotiationId: `talks-${n}` });
const WHOLE = { clearance: undefined, models: [] };
const LOW = { clearance: { level: EU_LADDER[0], compartments: [] }, models: [] };
const MARKED = 'talks';
const attempted = (ago = 0, marked = -1): Attempt => ({
  begun: performance.now() - ago,
  marked,
  markedIn: () => marked,
  since: -1,
});
/** An attempt that began so long ago as `time` says now. */
const aging = () => {
  const time = { ago: 0 };
  const attempt: Attempt = {
    ...attempted(),
    get begun() {
      return performance.now() - time.ago;
    },
  };
  return { attempt, time };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));
const inProgress = { status: 503, code: 'replay-in-progress', extras: { headers: { 'retry-after': '5' } } };
const names = { nameOfStream: (stream: string) => stream };
const alarm = new TamperAlarm({ fatal: () => {} }, names);

describe('comparisons that are made at once', () => {
  it('are eight; whoever asks for one more is asked to come again, and may', async () => {
    const { begun, compare } = slowly();
    const first = Array.from({ length: 8 }, (_, day) => compare(day + 1));
    await expect(compare(9)).rejects.toMatchObject({
      status: 503,
      code: 'replay-busy',
      extras: { headers: { 'retry-after': '5' } },
    });
    const joined = compare(1);
    for (const finish of begun.splice(0)) finish();
    expect(await Promise.all([...first, joined])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1]);
    const again = compare(9);
    await turn();
    begun[0]!();
    expect(await again).toBe(9);
  });
  it('count until they have ended, even where they were forgotten', async () => {
    const { begun, compare, replays } = slowly();
    const first = Array.from({ length: 8 }, (_, day) => compare(day + 1, EVERYWHERE, attempted(9_800)));
    const waited = Promise.all(first.map((one) => expect(one).rejects.toMatchObject({ status: 503 })));
    await turn();
    replays.forget(MARKED);
    await expect(compare(9)).rejects.toMatchObject({ code: 'replay-busy' });
    await waited;
    for (const finish of begun.splice(0)) finish();
    await turn();
    const again = compare(9);
    await turn();
    begun[0]!();
    expect(await again).toBe(9);
  });
});

describe('a comparison with the log as it stands, while others record', () => {
  const LOG = logOf(
    ...Array.from({ length: 20 }, (_, n) =>
      about('negotiation', `talks-${n}`, {
        type: 'NegotiationOpened',
        data: { title: 'Talks' },
        metadata: { negotiationId: `talks-${n}` },
      } as never),
    ),
  );
  const PAST = {
    about: EVERYWHERE,
    coordinates: { at: 0, now: 0 },
    from: { happenedBy: '2025-10-01' as Day, at: 0, now: 0 },
  };
  /** `answered`: with the ordinal of the last event in the answer. `told`: to ask again. */
  const scene = () => {
    const { begun, index, replays } = slowly();
    let events = 0;
    const ask = async (attempt: Attempt) => (await replays.ask(WHOLE, PAST, () => 'told', attempt)).ordinal;
    const told = (attempt = attempted(9_990)) => expect(ask(attempt)).rejects.toMatchObject(inProgress);
    return {
      begun,
      record: () => index.add([LOG[events++]!]),
      told,
      ask: (since = -1) => ask({ ...attempted(), since }),
      finish: async () => {
        while (begun.length === 0) await turn();
        for (const one of begun.splice(0)) one();
        await turn();
      },
    };
  };

  it('answers whoever asks again before it is made', async () => {
    const { record, told, ask, finish } = scene();
    record();
    await told();
    record();
    const again = ask();
    await finish();
    expect(await again).toBe(0);
  });
  it('answers whoever asks again after it was made, once', async () => {
    const { begun, record, told, ask, finish } = scene();
    record();
    await told();
    await finish();
    record();
    expect(await ask()).toBe(0);
    const another = ask();
    await turn();
    expect(begun).toHaveLength(1);
    await finish();
    expect(await another).toBe(1);
  });
  it('is made anew for whoever has recorded something since', async () => {
    const { begun, record, told, ask, finish } = scene();
    record();
    await told();
    record();
    const again = ask(1);
    await turn();
    expect(begun).toHaveLength(2);
    await finish();
    expect(await again).toBe(1);
  });
  it('is not begun again for one because another one was answered with an earlier one', async () => {
    const { begun, record, told, ask } = scene();
    record();
    const earlier = ask();
    await turn();
    record();
    await told({ ...attempted(9_990), since: 1 });
    begun[0]!();
    expect(await earlier).toBe(0);
    record();
    const again = ask(1);
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]!();
    expect(await again).toBe(1);
  });
  it('is made anew for whoever comes again after half a minute', async () => {
    const { record, told, ask, finish } = scene();
    record();
    await told();
    await finish();
    record();
    const later = performance.now() + 30_000;
    const clock = jest.spyOn(performance, 'now').mockReturnValue(later);
    const again = ask();
    await finish();
    expect(await again).toBe(1);
    clock.mockRestore();
  });
  it('is never refused to one client, however often it comes again', async () => {
    const { begun, record, told } = scene();
    for (const _ of LOG) {
      record();
      await told();
    }
    expect(begun).toHaveLength(1);
  });
});

describe('moments that many wait for', () => {
  it('are 32 of one scope; whoever asks for one more is asked to come again, and may', async () => {
    const { begun, ask } = slowly();
    const days = Array.from({ length: 32 }, (_, n) => n + 1);
    const first = days.map((day) => ask(day));
    await turn();
    await expect(ask(33)).rejects.toMatchObject({ status: 503, code: 'replay-busy' });
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    expect(await Promise.all(first)).toEqual(days);
    expect(await ask(33)).toBe(33);
    clearInterval(finish);
  });
  it('may be asked about by more than one, however many moments are waited for', async () => {
    const { begun, ask } = slowly();
    const days = Array.from({ length: 32 }, (_, n) => n + 1);
    const asked = days.map((day) => ask(day));
    await turn();
    const joined = [1, 17, 32].map((day) => ask(day));
    await expect(ask(33)).rejects.toMatchObject({ status: 503, code: 'replay-busy' });
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    expect(await Promise.all([...asked, ...joined])).toEqual([...days, 1, 17, 32]);
    clearInterval(finish);
  });
  it('are of 16 scopes at a time, the one that was used last among them', async () => {
    const { begun, signals, ask } = slowly();
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    for (let n = 0; n < 20; n += 1) expect(await ask(1, talks(n))).toBe(1);
    const made = signals.length;
    expect(await ask(1, { negotiationId: 'talks-19' })).toBe(1);
    expect(signals).toHaveLength(made);
    expect(await ask(1, { negotiationId: 'talks-0' })).toBe(1);
    expect(signals).toHaveLength(made + 1);
    clearInterval(finish);
  });
  it('are of 16 scopes for each clearance: more are refused to that one, and to no other', async () => {
    const { begun, signals, ask } = slowly();
    const scopes = Array.from({ length: 16 }, (_, n) => talks(n));
    const low = scopes.map((about) => ask(1, about, attempted(), LOW));
    const busy = { status: 503, code: 'replay-busy' };
    await expect(ask(1, talks(16), attempted(), LOW)).rejects.toMatchObject(busy);
    const whole = scopes.map((about) => ask(1, about, attempted(), WHOLE));
    await expect(ask(1, talks(16), attempted(), WHOLE)).rejects.toMatchObject(busy);
    await turn();
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    expect(await Promise.all([...low, ...whole])).toEqual(Array.from({ length: 32 }, () => 1));
    expect(await ask(1, talks(16), attempted(), LOW)).toBe(1);
    expect(signals).toHaveLength(33);
    clearInterval(finish);
  });
  it('are closed beyond 16 scopes as soon as nobody waits for them', async () => {
    const { begun, closed, ask } = slowly();
    const scopes = Array.from({ length: 16 }, (_, n) => talks(n));
    // Some do not stay until they are answered.
    const late = scopes.map((about) => expect(ask(1, about, attempted(9_990), LOW)).rejects.toMatchObject(inProgress));
    const whole = scopes.map((about) => ask(1, about, attempted(), WHOLE));
    await Promise.all(late);
    expect(closed.count).toBe(0);
    const finish = setInterval(() => begun.splice(0).forEach((one) => one()), 1);
    await Promise.all(whole);
    await turn();
    expect(closed.count).toBe(16);
    clearInterval(finish);
  });
});

const FORGOTTEN: readonly (readonly [about: About, isForgotten: boolean])[] = [
  [{ negotiationId: 'talks' }, true],
  [{ negotiationId: 'others' }, false],
  [EVERYWHERE, true],
  [{ among: ['others', 'talks'] }, true],
  [{ among: ['others'] }, false],
  [{ among: [] }, false],
];

describe('a comparison that is forgotten', () => {
  it('is waited for so long in all, however often it is made anew', async () => {
    const { begun, compare: ask, replays } = slowly(true);
    const { attempt, time } = aging();
    const asked = ask(1, EVERYWHERE, attempt);
    for (let times = 1; times <= 5; times++) {
      await turn();
      expect(begun).toHaveLength(times);
      if (times === 5) time.ago = 10_000;
      replays.forget(MARKED);
    }
    await expect(asked).rejects.toMatchObject(inProgress);
  });
  it('is not made at all for whoever has waited so long already', async () => {
    const { compare: ask } = slowly();
    await expect(ask(1, EVERYWHERE, attempted(10_000))).rejects.toMatchObject(inProgress);
  });
  it.each(FORGOTTEN)('goes by the negotiation in which something was marked: %j, %s', async (about, isForgotten) => {
    const { begun, signals, compare: ask, replays } = slowly();
    const made = ask(1, about);
    await turn();
    begun.shift()!();
    expect(await made).toBe(1);
    const making = ask(2, about);
    await turn();
    replays.forget(MARKED);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, isForgotten]);
    begun.shift()!();
    await turn();
    const again = ask(1, about);
    await turn();
    // The one that was kept, and the one that was waited for.
    expect(begun).toHaveLength(isForgotten ? 2 : 0);
    for (const finish of begun.splice(0)) finish();
    expect(await Promise.all([making, again])).toEqual([2, 1]);
  });
  it('is no moment of those cleared for everything, who see the same whatever is marked', async () => {
    const { begun, compare: ask, replays } = slowly();
    const made = ask(1, { negotiationId: 'talks' }, attempted(), WHOLE);
    await turn();
    begun[0]!();
    expect(await made).toBe(1);
    replays.forget(MARKED);
    expect(await ask(1, { negotiationId: 'talks' }, attempted(), WHOLE)).toBe(1);
    expect(begun).toHaveLength(1);
  });
  it('is made again at once for whoever waits for it', async () => {
    const { begun, signals, compare: ask, replays } = slowly(true);
    const asked = ask(1, { negotiationId: 'talks' });
    await turn();
    replays.forget(MARKED);
    await turn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    begun[1]!();
    expect(await asked).toBe(1);
  });
  it('is not what is asked for after the marking, even where it was made meanwhile', async () => {
    const { begun, compare: ask } = slowly();
    const before = ask(1);
    const after = ask(1, EVERYWHERE, attempted(0, 4));
    await turn();
    expect(begun).toHaveLength(2);
    for (const finish of begun) finish();
    expect(await Promise.all([before, after])).toEqual([1, 1]);
  });
});

describe('moments that are forgotten', () => {
  it('are waited for so long in all, however often they are made anew', async () => {
    const { ask, signals, replays } = slowly(true);
    const { attempt, time } = aging();
    const asked = ask(1, EVERYWHERE, attempt);
    const refused = asked.catch((error: unknown) => error);
    for (let times = 1; times <= 5; times++) {
      while (signals.length < times) await turn();
      if (times === 5) time.ago = 10_000;
      replays.forget(MARKED);
    }
    expect(await refused).toMatchObject(inProgress);
    expect(signals).toHaveLength(5);
  });
  it.each(FORGOTTEN)('go by the negotiation in which something was marked: %j, %s', async (about, isForgotten) => {
    const { begun, signals, ask, replays } = slowly();
    const made = ask(1, about);
    while (begun.length === 0) await turn();
    begun.shift()!();
    expect(await made).toBe(1);
    replays.forget(MARKED);
    expect(signals.map(({ aborted }) => aborted)).toEqual([isForgotten]);
    const again = ask(1, about);
    for (let n = 0; n < 20; n += 1) await turn();
    expect(begun).toHaveLength(isForgotten ? 1 : 0);
    begun.shift()?.();
    expect(await again).toBe(1);
  });
  it('are no moments of those cleared for everything, who see the same whatever is marked', async () => {
    const { begun, ask, replays } = slowly();
    const made = ask(1, { negotiationId: 'talks' }, attempted(), WHOLE);
    while (begun.length === 0) await turn();
    begun[0]!();
    expect(await made).toBe(1);
    replays.forget(MARKED);
    expect(await ask(1, { negotiationId: 'talks' }, attempted(), WHOLE)).toBe(1);
    expect(begun).toHaveLength(1);
  });
  it('are not what is asked for after the marking, even where they were made meanwhile', async () => {
    const { begun, ask } = slowly();
    const before = ask(1);
    const after = ask(1, EVERYWHERE, attempted(0, 4));
    while (begun.length < 2) await turn();
    for (const finish of begun) finish();
    expect(await Promise.all([before, after])).toEqual([1, 1]);
  });
});

describe('a moment whose events were altered', () => {
  it.each([false, true])('is refused, and raises the alarm; compared with another one: %s', async (isComparison) => {
    const found = { ordinal: 3, stream: 'meeting-m', revision: 0, id: 'e' };
    const fail = () => Promise.reject(Object.assign(new Error(''), { name: 'EventAltered', altered: found }));
    const open = async () => ({ db: new Database(':memory:'), move: fail, close: () => {} });
    const replayer = { diff: fail, open };
    const fatal: string[] = [];
    const raised = new TamperAlarm({ fatal: (_: object, message: string) => void fatal.push(message) } as never, names);
    const replays = new Replays(memoryIndex(), replayer as unknown as Replayer, 1e6, () => {}, raised, EU_LADDER);
    const coordinates = { happenedBy: '2025-10-24' as Day, at: 0, now: 0 };
    const past = { about: { negotiationId: 'talks' }, coordinates, ...(isComparison && { from: { at: 0, now: 0 } }) };
    const asked = replays.ask(WHOLE, past, () => 'told', attempted());
    await expect(asked).rejects.toMatchObject({ name: 'LedgerBroken', code: 'event-altered' });
    expect(raised.message).toContain('event 3 of the log');
    expect(fatal).toHaveLength(1);
  });
});

describe('a service that stops', () => {
  it('puts no moment together for requests that still wait', async () => {
    const { between, ask, replays } = slowly(true);
    const waiting = ask(1);
    await turn();
    expect(between).toHaveLength(1);
    const stopped = { status: 503, code: 'replay-busy', message: expect.stringContaining('shutting down') };
    const [told] = await Promise.allSettled([waiting, replays.close()]);
    expect(told).toMatchObject({ status: 'rejected', reason: stopped });
    await expect(ask(2)).rejects.toMatchObject(stopped);
    expect(between).toHaveLength(1);
  });
});

describe('what lies between the facts of a scope', () => {
  it('is read only for those who see all of it, since it takes time', async () => {
    const { begun, between, ask, compare } = slowly();
    const asking = [WHOLE, LOW].map((who) =>
      Promise.all([ask(1, undefined, attempted(), who), compare(2, undefined, attempted(), who)]),
    );
    await turn();
    // The moments first, then the comparisons.
    expect(between).toEqual([true, false, true, false]);
    for (const finish of begun) finish();
    expect(await Promise.all(asking)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('a temporary file that cannot be read', () => {
  const broken = Object.assign(new Error('the disk fails'), { code: 'SQLITE_CORRUPT' });
  const refused = {
    status: 503,
    code: 'replay-failed',
    message: 'That moment cannot be put together now. Nothing is lost; ask again later.',
  };
  type Failing = Readonly<{ question?: (file: number) => Error | undefined; size?: (file: number) => boolean }>;
  /** Answers are the numbers of the files that were asked. A question or the size of a file fails where that is said. */
  const making = ({ question = () => undefined, size = () => false }: Failing) => {
    const logged: string[] = [];
    const files: Database.Database[] = [];
    const make = async () => {
      const db = new Database(':memory:');
      const file = files.push(db) - 1;
      const pragma = db.pragma.bind(db);
      db.pragma = (...asked) => {
        if (size(file)) throw broken;
        return pragma(...asked);
      };
      return db;
    };
    const open = async () => {
      const db = await make();
      return { db, move: async () => [], close: () => void db.close() };
    };
    const replayer = { diff: make, open } as unknown as Replayer;
    const log = (_: string, message: string) => void logged.push(message);
    const replays = new Replays(memoryIndex(), replayer, 1e6, log, alarm, EU_LADDER);
    const ask = async (isComparison: boolean, about: About = EVERYWHERE) => {
      const past = { about, coordinates: NOW, ...(isComparison && { from: NOW }) };
      const answer = (db: Database.Database) => {
        const failure = question(files.indexOf(db));
        if (failure !== undefined) throw failure;
        return files.indexOf(db);
      };
      return (await replays.ask(WHOLE, past, answer, attempted())).body;
    };
    return { ask, logged, areOpen: () => files.map((db) => db.open) };
  };
  const NOW = { at: 0, now: 0 };

  it.each([
    ['moment', false],
    ['comparison', true],
  ])('is closed, if it is that of a %s, and the next question has another one', async (_, isComparison) => {
    const { ask, logged, areOpen } = making({ question: (file) => (file === 0 ? broken : undefined) });
    await expect(ask(isComparison)).rejects.toMatchObject(refused);
    expect(logged).toEqual(['The temporary file of a past moment cannot be used: the disk fails']);
    expect([await ask(isComparison), await ask(isComparison)]).toEqual([1, 1]);
    expect(areOpen()).toEqual([false, true]);
  });
  it('is another matter than a comparison that was asked something wrong, which is kept', async () => {
    let isWrong = true;
    const wrong = Object.assign(new Error('no such table'), { code: 'SQLITE_ERROR' });
    const { ask, areOpen } = making({ question: () => (isWrong ? wrong : undefined) });
    await expect(ask(true)).rejects.toBe(wrong);
    isWrong = false;
    expect([await ask(true), areOpen()]).toEqual([0, [true]]);
  });
  it('is closed, and nobody is refused who asks about something else', async () => {
    let isBroken = false;
    const { ask, areOpen } = making({ size: (file) => isBroken && file === 0 });
    expect(await ask(false, talks(1))).toBe(0);
    isBroken = true;
    expect([await ask(false, talks(2)), areOpen()]).toEqual([1, [false, true]]);
  });
  it('is closed if it cannot even be kept', async () => {
    const { ask, areOpen } = making({ size: (file) => file === 0 });
    await expect(ask(true)).rejects.toMatchObject(refused);
    expect([await ask(true), areOpen()]).toEqual([1, [false, true]]);
  });
});
