import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { EU_LADDER } from '#domain/marking.js';
import type { Day } from '#domain/world-date.js';
import { Unavailable } from '#event-store/event-store.js';
import type { Replayer } from '#read-models/replay/replayer.js';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { memoryIndex } from '#read-models/testing/memory-index.js';
import { TamperAlarm } from '../log/tamper-alarm.js';
import { type About, Replays } from './replays.js';
import { alarm, attempted, LOW, names, slowly, talks, turn, WHOLE } from './testing/slow-replays.js';

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

describe('a past moment while the log cannot be read', () => {
  it.each([
    ['asked for', false],
    ['compared', true],
  ])('is not said to be impossible, if it is %s', async (_, isComparison) => {
    const unavailable = Object.assign(new Error('EventStoreDB cannot be reached'), { name: 'Unavailable' });
    const fail = async () => Promise.reject(unavailable);
    const open = async () => ({ db: new Database(':memory:'), move: fail, close: () => {} });
    const replayer = { diff: fail, open } as unknown as Replayer;
    const logged: string[] = [];
    const log = (__: string, message: string) => void logged.push(message);
    const replays = new Replays(memoryIndex(), replayer, 1e6, log, alarm, EU_LADDER);
    const coordinates = { at: 0, now: 0 };
    const past = { about: { negotiationId: 'talks' }, coordinates, ...(isComparison && { from: coordinates }) };
    const asked = replays.ask(WHOLE, past, () => 'told', attempted());
    await expect(asked).rejects.toBeInstanceOf(Unavailable);
    await expect(asked).rejects.toThrow('EventStoreDB cannot be reached');
    expect(logged).toEqual([]);
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
