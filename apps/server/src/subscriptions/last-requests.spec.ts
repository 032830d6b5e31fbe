import { describe, expect, it } from '@jest/globals';
import { hasEnded } from './last-requests.js';
import { ana, DAY, feed, twoInstances } from './testing/two-instances.js';

describe('the last request of somebody', () => {
  it('is noted of nobody without a subscription', async () => {
    const { one, notes, locator } = twoInstances();
    await one.hear(ana());
    expect([notes.size, await one.of(locator)]).toEqual([0, undefined]);
  });

  it('is noted with what they may see, for all instances, and again after an hour', async () => {
    const { state, one, other, locator } = twoInstances();
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
    const { one, other, locator } = twoInstances();
    await one.begin(ana());
    await other.hear(ana('restreint', []));
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'restreint', compartments: [] } });
    await other.hear(ana('secret', ['trade'], ['administrator']));
    expect(await one.of(locator)).toMatchObject({ mayRead: false });
  });

  it('raises what they may see 30 times in a minute, and then notes what both allow', async () => {
    const { state, one, locator } = twoInstances();
    await one.begin(ana());
    for (let n = 0; n < 100; n++) for (const side of ['trade', 'energy']) await one.hear(ana('secret', [side]));
    expect(state.writes).toBe(1 + 30 + 1);
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'secret', compartments: [] } });
  });

  it('after more than 30 days ends what they had, for good', async () => {
    const { state, one, other, owners, locator } = twoInstances();
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
    const { state, one, other, owners, locator } = twoInstances();
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
    const { state, one, other, locator } = twoInstances();
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
    const { state, one, other, locator } = twoInstances();
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
    const { state, one } = twoInstances();
    await Promise.all(Array.from({ length: 50 }, () => one.hear(ana())));
    expect(state.looks).toBe(1);
    for (state.ticks = 0; state.ticks < 60_000; state.ticks += 1_000) {
      await one.hear(ana());
      await one.settle();
    }
    expect(state.looks).toBe(1);
  });

  it('is the last of those that come together', async () => {
    const { one, other, locator } = twoInstances();
    await one.begin(ana('restreint', []));
    await Promise.all([other.hear(ana()), other.hear(ana('restreint', []))]);
    expect(await one.of(locator)).toMatchObject({ clearance: { level: 'restreint' } });
  });

  it.each(['isDown', 'isFull'] as const)(
    'holds up nobody if the notes cannot be used (%s), shows no more meanwhile, and is noted once they can',
    async (trouble) => {
      const { state, one, other, locator } = twoInstances();
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
    const { state, one, owners, locator } = twoInstances();
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
    const { state, one, locator } = twoInstances();
    state.now += 365 * DAY;
    await one.begin(ana());
    state.now -= 365 * DAY;
    expect(hasEnded((await one.of(locator))!, state.now)).toBe(true);
    await one.hear(ana());
    expect(hasEnded((await one.of(locator))!, state.now)).toBe(false);
  });
});
