import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type Clearance, EU_LADDER } from '#domain/marking.js';
import type { Instant } from '#domain/ids.js';
import type { LogIndex } from '#read-models/log-index/log-index.js';
import type { Replayer } from '#read-models/replay/replayer.js';
import { snapshotsOf } from './testing/snapshots-of.js';
import { Markings } from './markings.js';
import { memoryIndex } from '#read-models/testing/memory-index.js';
import { Problem } from '../http/problem.js';
import { TamperAlarm } from '../log/tamper-alarm.js';
import { LogReader } from './log-reader.js';
import { Replays } from './replays.js';
import type { TemporalQuery } from './temporal-query.js';

const told = (text: string) => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE told (text)');
  db.prepare('INSERT INTO told VALUES (?)').run(text);
  return db;
};

/**
 * Views that are notified of a marking before they include it, and a thread that makes a moment from what they include.
 */
const racing = () => {
  const clearance = { level: EU_LADDER[0], compartments: [] };
  const markings = new Markings();
  const state = { hasMarking: false, made: 0, begun: [] as (() => void)[] };
  const replayer = {
    open: async () => {
      const db = told('');
      const move = async (_: object, { signal }: { signal: AbortSignal }) => {
        state.made++;
        const { hasMarking } = state;
        await new Promise<void>((resolve) => state.begun.push(resolve));
        signal.throwIfAborted();
        db.prepare('UPDATE told SET text = ?').run(hasMarking ? 'nothing' : 'the raised meeting');
        return [];
      };
      return { db, move, close: () => {} };
    },
  };
  const alarm = new TamperAlarm({ fatal: () => {} }, { nameOfStream: (stream) => stream });
  const replays = new Replays(memoryIndex(), replayer as unknown as Replayer, 1e8, () => {}, alarm, EU_LADDER);
  const until = async (ordinal: number) => {
    if (ordinal >= 4) while (!state.hasMarking) await sleep(2);
    return true;
  };
  const snapshots = snapshotsOf({ markings, replays, head: 3, log: { until } });
  const asOf = { instant: '2026-01-01T00:00:00.000Z' as Instant };
  const past = { about: { negotiationId: 'talks' }, coordinates: { asOf, at: 1, now: 1 } };
  const question = (db: Database.Database) => db.prepare('SELECT text FROM told').pluck().get();
  const use = { clearance, isAdmitted: true, about: past.about, models: ['things'], token: -1 };
  const ask = async () => (await snapshots.use(use, (read) => read.views(-1, past, question))).body;
  const mark = (negotiationId: string) => {
    markings.hear(negotiationId, 4);
    replays.forget(negotiationId);
  };
  const finish = async () => {
    while (state.begun.length === 0) await sleep(1);
    state.begun.shift()!();
  };
  return { state, ask, mark, finish };
};

describe('a moment that is requested while something is marked', () => {
  it('is made from a state that includes the marking, then and later', async () => {
    const { state, ask, mark, finish } = racing();
    const straddling = ask();
    while (state.begun.length === 0) await sleep(1);
    mark('talks');
    await finish();
    await sleep(20);
    expect(state.made).toBe(1);
    state.hasMarking = true;
    await finish();
    expect(await straddling).toBe('nothing');
    expect(await ask()).toBe('nothing');
    expect(state.made).toBe(2);
  });
  it('is kept if the marking is in another negotiation', async () => {
    const { state, ask, mark, finish } = racing();
    const before = ask();
    await finish();
    expect(await before).toBe('the raised meeting');
    mark('others');
    state.hasMarking = true;
    expect(await ask()).toBe('the raised meeting');
    expect(state.made).toBe(1);
  });
});

describe('a look at the present while things are marked', () => {
  const low = { level: EU_LADDER[0], compartments: [] };
  /** Before each look at the views, something is marked. They have it at once, or only at the next look. */
  const marking = (delay: 0 | 1) => {
    const markings = new Markings();
    const waitedFor: number[] = [];
    const read = (_: object, question: (db: Database.Database) => unknown) => {
      markings.hear('talks', markings.last + 1);
      return { body: question(told(`as of ${markings.last - delay}`)), ordinal: markings.last - delay };
    };
    const until = async (ordinal: number) => waitedFor.push(ordinal) > 0;
    const projector = { states: () => [], until };
    const snapshots = snapshotsOf({ markings, projector, views: { read }, head: 3 });
    const use = { clearance: low, isAdmitted: true, about: { negotiationId: 'talks' }, models: ['things'], token: -1 };
    return { snapshots, use, waitedFor };
  };
  const text = (db: Database.Database) => db.prepare('SELECT text FROM told').pluck().get();

  it('is answered at once if the views have what was marked', async () => {
    const { snapshots, use, waitedFor } = marking(0);
    expect((await snapshots.use(use, (read) => read.views(-1, undefined, text))).body).toBe('as of 0');
    expect(waitedFor).toEqual([-1]);
  });
  it('is answered by the last attempt if they never have, with all that was marked before that', async () => {
    const { snapshots, use, waitedFor } = marking(1);
    expect((await snapshots.use(use, (read) => read.views(-1, undefined, text))).body).toBe('as of 3');
    expect(waitedFor).toEqual([-1, 0, 1, 2, 3]);
  });
  it('says that nothing is found if that is so in the last attempt', async () => {
    const { snapshots, use, waitedFor } = marking(1);
    const nothing = () => {
      throw new Problem(['meeting-unknown', 404], 'No meeting with this id is recorded.');
    };
    await expect(snapshots.use(use, (read) => read.views(-1, undefined, nothing))).rejects.toMatchObject({
      status: 404,
    });
    expect(waitedFor).toHaveLength(5);
  });
  it.each([0, 1] as const)(
    'is refused if it is put together of two looks, between which things are marked',
    async (delay) => {
      const { snapshots, use } = marking(delay);
      const both = snapshots.use(use, async (read) => [
        await read.views(-1, undefined, text),
        await read.views(-1, undefined, text),
      ]);
      await expect(both).rejects.toMatchObject({ status: 503, code: 'not-yet-projected' });
    },
  );
});

describe('a read for which the index or the views do not come far enough', () => {
  /** `token`: what a token of the request names; `since` can be later. */
  const waiting = async (since: number, asOf: TemporalQuery['asOf'] | undefined, token = since) => {
    const markings = new Markings();
    const projector = { until: async () => false, states: () => [] };
    const index = { until: async () => false, upTo: 0 } as unknown as LogIndex;
    const snapshots = snapshotsOf({ markings, projector, head: 3, log: new LogReader(index, markings) });
    const about = { negotiationId: 'talks' };
    const past = asOf && { about, coordinates: { asOf, at: 1, now: 1 } };
    const use = { clearance: undefined, isAdmitted: true, about, models: ['things'], token };
    return snapshots.use(use, (read) => read.views(since, past, () => ''));
  };
  const instant = { instant: '2026-01-01T00:00:00.000Z' as Instant };
  const NOT_YET = { status: 503, code: 'not-yet-projected' };

  it.each([
    ['sends a token', 5, undefined],
    ['sends a token with an instant', 5, instant],
    ['asks as of a token', -1, { ordinal: 5 }, 5],
  ])('is told that its token was not reached if it %s', async (_, since, asOf, token = since) => {
    const told = expect.stringContaining('have not reached this Consistency-Token yet');
    await expect(waiting(since, asOf, token)).rejects.toMatchObject({ ...NOT_YET, message: told });
  });
  it.each([
    ['asks as of an instant', -1, instant],
    ['asks as of an instant, with a token that was reached', 1, instant],
    ['asks for the present', -1, undefined],
    ['needs names for what the log already had', 7, undefined, 2],
  ])('is told of no token if it %s', async (_, since, asOf, token = since) => {
    const told = expect.stringMatching(/^The end of the log has not been reached yet.*Retry.*log cannot be read/);
    await expect(waiting(since, asOf, token)).rejects.toMatchObject({ ...NOT_YET, message: told });
  });
});

describe('a view that is being rebuilt', () => {
  const asked = (total?: number, clearance?: Clearance) => {
    const things = { name: 'things', status: 'rebuilding', done: 7000, ...(total !== undefined && { total }) };
    const snapshots = snapshotsOf({ projector: { states: () => [things] }, head: 9999 });
    const use = { clearance, isAdmitted: true, about: { negotiationId: 'talks' }, models: ['things'], token: -1 };
    return snapshots.use(use, (read) => read.views(-1, undefined, () => ''));
  };
  it('reports its progress by the log if the rebuild has not counted the events itself', async () => {
    await expect(asked()).rejects.toThrow('7000 of 10000 events');
    await expect(asked(8000)).rejects.toThrow('7000 of 8000 events');
    await expect(asked(8000)).rejects.toMatchObject({ extras: { members: { progress: { done: 7000, total: 8000 } } } });
  });
  it('says nothing of how many events there are to whoever may not see all of them', async () => {
    const low = { level: EU_LADDER[0], compartments: [] };
    await expect(asked(8000, low)).rejects.toThrow(/^The view "things" is being rebuilt. Retry shortly.$/);
    await expect(asked(8000, low)).rejects.toMatchObject({ extras: { headers: { 'retry-after': '2' } } });
    await expect(asked(8000, low)).rejects.not.toMatchObject({ extras: { members: expect.anything() } });
  });
});
