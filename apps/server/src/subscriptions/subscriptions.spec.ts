import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { EU_LADDER as ladder } from '#domain/marking.js';
import { FeedKeys } from './feed-keys.js';
import { Subscriptions } from './subscriptions.js';
import { ana, DAY, feed, SECRET, twoInstances } from './testing/two-instances.js';

describe('what somebody has subscribed to', () => {
  it('is not listed once it has ended, also if the notes were too slow when its owner came back', async () => {
    const { state, one, owners } = twoInstances();
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
});
