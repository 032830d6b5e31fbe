import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { EU_LADDER } from '#domain/marking.js';
import type { Instant } from '#domain/ids.js';
import type { Replayer } from '#read-models/replay/replayer.js';
import type { LogFollower } from '../log/log-follower.js';
import { Clock } from '../log/clock.js';
import { Markings } from './markings.js';
import { memoryIndex } from '#read-models/testing/memory-index.js';
import { TamperAlarm } from '../log/tamper-alarm.js';
import type { LogReader } from './log-reader.js';
import { Replays } from './replays.js';
import type { Sight, Sights } from './sights.js';
import { Snapshots } from './snapshots.js';

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
    replay: async () => {
      state.made++;
      const { hasMarking } = state;
      await new Promise<void>((resolve) => state.begun.push(resolve));
      return told(hasMarking ? 'nothing' : 'the raised meeting');
    },
  };
  const alarm = new TamperAlarm({ fatal: () => {} });
  const replays = new Replays(memoryIndex(), clearance, replayer as unknown as Replayer, 1e8, () => {}, alarm);
  const until = async (ordinal: number) => {
    if (ordinal >= 4) while (!state.hasMarking) await sleep(2);
    return true;
  };
  const sight = { clearance, replays } as unknown as Sight;
  const sights = { markings, use: (_: unknown, work: (one: Sight) => unknown) => work(sight) } as unknown as Sights;
  const snapshots = new Snapshots(sights, { head: 3 } as LogFollower, new Clock(), { until } as unknown as LogReader);
  const asOf = { instant: '2026-01-01T00:00:00.000Z' as Instant };
  const past = { about: { negotiationId: 'talks' }, coordinates: { asOf, at: 1, now: 1 } };
  const question = (db: Database.Database) => db.prepare('SELECT text FROM told').pluck().get();
  const use = { clearance, isAdmitted: true, models: ['things'] };
  const ask = async () => (await snapshots.use(use, (read) => read.views(-1, past, question))).body;
  const mark = (negotiationId: string) => {
    const marked = { negotiationId, kind: 'meeting' } as const;
    markings.hear(marked, 4);
    replays.forget(marked);
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

describe('a view that is being rebuilt', () => {
  const asked = (total?: number) => {
    const things = { name: 'things', status: 'rebuilding', done: 7000, ...(total !== undefined && { total }) };
    const sight = { projector: { states: () => [things] } } as unknown as Sight;
    const sights = { markings: new Markings(), use: (_: unknown, work: (one: Sight) => unknown) => work(sight) };
    const snapshots = new Snapshots(
      sights as unknown as Sights,
      { head: 9999 } as LogFollower,
      new Clock(),
      {} as LogReader,
    );
    const use = { clearance: undefined, isAdmitted: true, models: ['things'] };
    return snapshots.use(use, (read) => read.views(-1, undefined, () => ''));
  };
  it('reports its progress by the log if the rebuild has not counted the events itself', async () => {
    await expect(asked()).rejects.toThrow('7000 of 10000 events');
    await expect(asked(8000)).rejects.toThrow('7000 of 8000 events');
  });
});
