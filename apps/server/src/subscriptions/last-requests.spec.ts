import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { Unavailable } from '#event-store/event-store.js';
import { EU_LADDER as ladder } from '#domain/marking.js';
import type { Caller } from '../access/caller.js';
import { FeedKeys } from './feed-keys.js';
import { hasEnded, LastRequests } from './last-requests.js';
import { type Feed, OwnerNotes } from './owner-notes.js';
import { Subscriptions } from './subscriptions.js';

const SECRET = 'a secret of some length';
const DAY = 86_400_000;

const ana = (level = 'secret', compartments: readonly string[] = ['trade'], roles: Caller['roles'] = ['reader']) => ({
  recorder: { issuer: 'https://login.example.org', subject: 'ana', name: 'Ana' },
  clearance: { level, compartments },
  roles,
  everywhere: false,
});

type Numbers = 'now' | 'ticks' | 'looks' | 'writes' | 'warnings';
type Faults = 'isDown' | 'isFull';
const feed = (id: string): Feed => ({ id, language: 'en', madeAt: 0, keyMadeAt: 0, mac: 'x' });

/** Two instances that share their notes. `meanwhile`: what the other one does after this one has read a last request. */
const start = () => {
  const notes = new Map<string, string>();
  const state: { meanwhile?: (() => Promise<void>) | undefined } & Record<Numbers, number> & Record<Faults, boolean> = {
    now: 1_000 * DAY,
    ticks: 0,
    isDown: false,
    isFull: false,
    looks: 0,
    writes: 0,
    warnings: 0,
  };
  const assertUp = (isWrite = true) => {
    if (state.isDown || (isWrite && state.isFull)) throw new Unavailable('the disk is full', 'not-written');
  };
  const store = {
    noteOf: async (key: string) => {
      assertUp(false);
      state.looks++;
      const text = notes.get(key);
      if (!key.startsWith('last-request-')) return text;
      const { meanwhile } = state;
      state.meanwhile = undefined;
      await meanwhile?.();
      return text;
    },
    keepNote: async (key: string, text: string) => {
      assertUp();
      state.writes++;
      notes.set(key, text);
    },
    changeNote: async (key: string, change: (text?: string) => string | undefined) => {
      assertUp();
      const after = change(notes.get(key));
      if (after !== undefined) notes.set(key, after);
    },
  };
  const owners = new OwnerNotes(SECRET, store);
  const instance = () =>
    new LastRequests(SECRET, {
      notes: store,
      owners,
      ladder,
      now: () => state.now,
      ticks: () => state.ticks,
      log: { warn: () => void state.warnings++ },
    });
  const locator = owners.locatorOf(ana().recorder);
  return { state, notes, owners, locator, one: instance(), other: instance() };
};

describe('the last request of somebody', () => {
  it('is noted of nobody without a subscription', async () => {
    const { one, notes, locator } = start();
    await one.hear(ana());
    expect([notes.size, await one.of(locator)]).toEqual([0, undefined]);
  });

  it('is noted with what they may see, for all instances, and again after an hour', async () => {
    const { state, one, other, locator } = start();
    await one.begin(ana());
    const first = { at: state.now, clearance: { level: 'secret', compartments: ['trade'] }, mayRead: true };
    expect(await other.of(locator)).toEqual(first);
    state.now += 3_599_000;
    await other.hear(ana());
    expect(await one.of(locator)).toEqual(first);
    state.now += 1_000;
    await other.hear(ana());
    expect(await one.of(locator)).toEqual({ ...first, at: state.now });
    expect(state.writes).toBe(2);
  });

  it('counts at once if they may see less, or nothing', async () => {
    const { one, other, locator } = start();
    await one.begin(ana());
    await other.hear(ana('restreint', []));
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'restreint', compartments: [] } });
    await other.hear(ana('secret', ['trade'], ['administrator']));
    expect(await one.of(locator)).toMatchObject({ mayRead: false });
  });

  it('raises what they may see 30 times in a minute, and then notes what both allow', async () => {
    const { state, one, locator } = start();
    await one.begin(ana());
    for (let n = 0; n < 100; n++) for (const side of ['trade', 'energy']) await one.hear(ana('secret', [side]));
    expect(state.writes).toBe(1 + 30 + 1);
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'secret', compartments: [] } });
  });

  it('after more than 30 days ends what they had, for good', async () => {
    const { state, one, other, owners, locator } = start();
    await one.begin(ana());
    const url = 'https://hooks.example.org/';
    const webhook = { id: 'b', url, corrections: true, madeAt: 0, secret: 'x', secretMadeAt: 0 };
    await owners.change(ana().recorder, (owner) => ({ ...owner, feeds: [feed('a')], webhooks: [webhook] }));
    state.now += 30 * DAY;
    await other.hear(ana());
    expect(await owners.of(locator)).toMatchObject({ feeds: [feed('a')], webhooks: [webhook] });
    state.now += 30 * DAY + 1;
    await other.hear(ana());
    expect(await owners.of(locator)).toMatchObject({ feeds: [], webhooks: [] });
    expect(await one.of(locator)).toBeUndefined();
  });

  it.each([
    ['the first one', [], 'new'],
    ['one after those that have ended', ['old'], 'new'],
    ['one with the id of one that has ended', ['old'], 'old'],
  ])('does not end what begins on another instance meanwhile: %s', async (_, before, id) => {
    const { state, one, other, owners, locator } = start();
    if (before.length > 0) await one.begin(ana());
    await owners.change(ana().recorder, (owner) => ({ ...owner, feeds: before.map(feed) }));
    state.now += 31 * DAY;
    state.meanwhile = async () => {
      await other.endIfOver(ana());
      await other.begin(ana());
      await owners.change(ana().recorder, (owner) => ({
        ...owner,
        feeds: [...owner.feeds, { ...feed(id), mac: 'y' }],
      }));
    };
    await one.endIfOver(ana());
    expect(await owners.of(locator)).toMatchObject({ feeds: [{ ...feed(id), mac: 'y' }] });
    expect(await other.of(locator)).toMatchObject({ at: state.now });
    await one.hear(ana('public', []));
    expect(await other.of(locator)).toMatchObject({ clearance: { level: 'public' } });
  });

  it('counts on whichever instance it was heard, also if that one knew of another one', async () => {
    const { state, one, other, locator } = start();
    await one.begin(ana('public', []));
    await other.hear(ana());
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'secret' } });
    // It is what this instance has noted a moment ago.
    await one.hear(ana('public', []));
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'public' } });
    state.ticks += 1_000;
    await one.settle();
    expect(await other.of(locator)).toMatchObject({ clearance: { level: 'public' } });
    await other.hear(ana());
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'secret' } });
  });

  it('counts after a minute where nobody knew of a subscription that was made elsewhere', async () => {
    const { state, one, other, locator } = start();
    await other.hear(ana());
    await one.begin(ana());
    await other.hear(ana('public', []));
    state.ticks += 59_000;
    await other.settle();
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'secret' } });
    state.ticks += 1_000;
    await other.settle();
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'public' } });
  });

  it('is looked for once for requests that come together, and once a minute for somebody without subscriptions', async () => {
    const { state, one } = start();
    await Promise.all(Array.from({ length: 50 }, () => one.hear(ana())));
    expect(state.looks).toBe(1);
    for (state.ticks = 0; state.ticks < 60_000; state.ticks += 1_000) {
      await one.hear(ana());
      await one.settle();
    }
    expect(state.looks).toBe(1);
  });

  it('is the last of those that come together', async () => {
    const { one, other, locator } = start();
    await one.begin(ana('restreint', []));
    await Promise.all([other.hear(ana()), other.hear(ana('restreint', []))]);
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'restreint' } });
  });

  it.each(['isDown', 'isFull'] as const)(
    'holds up nobody if the notes cannot be used (%s), shows no more meanwhile, and is noted once they can',
    async (trouble) => {
      const { state, one, other, locator } = start();
      await one.begin(ana());
      state[trouble] = true;
      await one.hear(ana('public', []));
      for (let n = 0; n < 10; n++) await one.hear(ana('public', []));
      expect([state.warnings, state.looks]).toEqual([1, trouble === 'isDown' ? 0 : 1]);
      state[trouble] = false;
      expect(await one.of(locator)).toMatchObject({ clearance: { level: 'public' } });
      expect(await other.of(locator)).toMatchObject({ clearance: { level: 'secret' } });
      state.ticks += 5_000;
      await one.settle();
      expect(await other.of(locator)).toMatchObject({ clearance: { level: 'public' } });
    },
  );

  it('does not bring back what has ended if it is not heard in time', async () => {
    const { state, one, owners, locator } = start();
    await one.begin(ana());
    const feed = { id: 'a', language: 'en', madeAt: 0, keyMadeAt: 0, mac: 'x' };
    await owners.change(ana().recorder, (owner) => ({ ...owner, feeds: [feed] }));
    await one.endIfOver(ana());
    expect(await owners.of(locator)).toMatchObject({ feeds: [feed] });
    state.now += 60 * DAY;
    await one.endIfOver(ana());
    await one.begin(ana());
    expect(await owners.of(locator)).toMatchObject({ feeds: [] });
  });

  it('that a wrong clock has noted counts for nothing, and is noted anew', async () => {
    const { state, one, locator } = start();
    state.now += 365 * DAY;
    await one.begin(ana());
    state.now -= 365 * DAY;
    expect(hasEnded((await one.of(locator))!, state.now)).toBe(true);
    await one.hear(ana());
    expect(hasEnded((await one.of(locator))!, state.now)).toBe(false);
  });
});

describe('what somebody has subscribed to', () => {
  it('is not listed once it has ended, also if the notes were too slow when its owner came back', async () => {
    const { state, one, owners } = start();
    const keys = new FeedKeys(SECRET);
    const [cap, now] = [{ level: 'secret', compartments: [] }, () => state.now];
    const options = { owners, lastRequests: one, keys, ladder, cap, publicUrl: undefined, hasLogin: true, now };
    const listed = async () => (await new Subscriptions(options).of(ana(), {} as FastifyRequest)).feeds;
    await one.begin(ana());
    await owners.change(ana().recorder, (owner) => ({ ...owner, feeds: [feed('a')] }));
    expect(await listed()).toEqual([feed('a')]);
    state.now += 31 * DAY;
    state.isDown = true;
    await one.hear(ana());
    state.isDown = false;
    expect(await listed()).toEqual([]);
  });

  it('is read by the same secret alone, and only where it was written', async () => {
    const { owners, notes, locator } = start();
    await owners.change(ana().recorder, (owner) => ({ ...owner }));
    const [[key, text]] = [...notes] as [[string, string]];
    expect([key, text].join()).not.toContain('login.example');
    const store = { noteOf: async () => text, changeNote: async () => {} };
    expect(await new OwnerNotes(SECRET, store).of(locator)).toEqual({
      person: ana().recorder,
      feeds: [],
      webhooks: [],
    });
    expect(await new OwnerNotes(SECRET, store).of('00'.repeat(16))).toBeUndefined();
    expect(await new OwnerNotes('another secret of some length', store).of(locator)).toBeUndefined();
  });
});
