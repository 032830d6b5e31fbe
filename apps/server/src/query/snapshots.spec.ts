import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { EU_LADDER } from '#domain/marking.js';
import type { Instant } from '#domain/ids.js';
import type { Replayer } from '#read-models/replay/replayer.js';
import type { LogFollower } from '../log/log-follower.js';
import { Clock } from '../log/clock.js';
import { Markings } from './markings.js';
import { Replays } from './replays.js';
import type { Sight, Sights } from './sights.js';
import { Snapshots } from './snapshots.js';
import type { Views } from '../log/views.js';

const told = (text: string) => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE told (text)');
  db.prepare('INSERT INTO told VALUES (?)').run(text);
  return db;
};

/** Views that hear of a marking before they have it, and a thread that puts a moment together from what they have. */
const racing = () => {
  const trail = new Database(':memory:');
  trail.exec('CREATE TABLE trail (ordinal, stream, negotiationId)');
  const markings = new Markings();
  const state = { hasMarking: false, made: 0, placing: [] as (() => void)[] };
  const views = { read: (_: unknown, question: (db: unknown) => unknown) => ({ body: question(trail), ordinal: 3 }) };
  const replayer = {
    place: () => new Promise((resolve) => state.placing.push(() => resolve(2))),
    replay: async () => {
      state.made++;
      const { hasMarking } = state;
      await sleep(5);
      return told(hasMarking ? 'nothing' : 'the raised meeting');
    },
  };
  const replays = new Replays(views as unknown as Views, replayer as unknown as Replayer, 1e8, () => {});
  const until = async (ordinal: number) => {
    if (ordinal >= 4) while (!state.hasMarking) await sleep(2);
    return true;
  };
  const projector = { states: () => [], until };
  const clearance = { level: EU_LADDER[0], compartments: [] };
  const sight = { clearance, projector, views, replays } as unknown as Sight;
  const sights = { markings, use: (_: unknown, work: (one: Sight) => unknown) => work(sight) } as unknown as Sights;
  const snapshots = new Snapshots(sights, { head: 3 } as LogFollower, new Clock());
  const asOf = { instant: '2026-01-01T00:00:00.000Z' as Instant };
  const past = { about: { negotiationId: 'talks' }, coordinates: { asOf, at: 1, now: 1 } };
  const question = (db: Database.Database) => db.prepare('SELECT text FROM told').pluck().get();
  const use = { clearance, isAdmitted: true, models: ['things'] };
  const ask = async () => (await snapshots.use(use, (read) => read(-1, past, question))).body;
  const mark = (negotiationId: string) => {
    const marked = { negotiationId, kind: 'meeting' } as const;
    markings.hear(marked, 4);
    replays.forget(marked);
  };
  const place = async () => {
    while (state.placing.length === 0) await sleep(1);
    state.placing.shift()!();
  };
  return { state, ask, mark, place };
};

describe('a moment that is asked for while something is marked', () => {
  it('is put together from views that have the marking, then and later', async () => {
    const { state, ask, mark, place } = racing();
    const straddling = ask();
    while (state.placing.length === 0) await sleep(1);
    mark('talks');
    await place();
    await sleep(20);
    expect(state.made).toBe(0);
    state.hasMarking = true;
    await place();
    expect(await straddling).toBe('nothing');
    const later = ask();
    await place();
    expect(await later).toBe('nothing');
    expect(state.made).toBe(1);
  });
  it('stays as it was put together where that was in another negotiation', async () => {
    const { state, ask, mark, place } = racing();
    const before = ask();
    await place();
    expect(await before).toBe('the raised meeting');
    mark('others');
    state.hasMarking = true;
    const after = ask();
    await place();
    expect(await after).toBe('the raised meeting');
    expect(state.made).toBe(1);
  });
});

describe('a view that is being rebuilt', () => {
  const asked = (total?: number) => {
    const things = { name: 'things', status: 'rebuilding', done: 7000, ...(total !== undefined && { total }) };
    const sight = { projector: { states: () => [things] } } as unknown as Sight;
    const sights = { markings: new Markings(), use: (_: unknown, work: (one: Sight) => unknown) => work(sight) };
    const snapshots = new Snapshots(sights as unknown as Sights, { head: 9999 } as LogFollower, new Clock());
    const use = { clearance: undefined, isAdmitted: true, models: ['things'] };
    return snapshots.use(use, (read) => read(-1, undefined, () => ''));
  };
  it('says how far it is of what the log has, where the rebuild has not counted that itself', async () => {
    await expect(asked()).rejects.toThrow('7000 of 10000 events');
    await expect(asked(8000)).rejects.toThrow('7000 of 8000 events');
  });
});
