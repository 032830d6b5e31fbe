import { describe, expect, it } from '@jest/globals';
import { pathOf } from './path-of.js';

describe('the path in logs and responses', () => {
  it.each([
    ['/v1/meetings?q=secret', '/v1/meetings'],
    ['http://ana:secret@example.org/v1/meetings', '/v1/meetings'],
    ['http://example.org', '/'],
    ['/v1/meetings/%41', '/v1/meetings/%41'],
    ['/v1/feeds', '/v1/feeds'],
    ['/v1/feeds/5ba1ad00-0000-4000-8000-0000000000c1/key', '/v1/feeds/5ba1ad00-0000-4000-8000-0000000000c1/key'],
  ])('of %s is %s', (url, path) => expect(pathOf({ url })).toBe(path));

  it.each([
    '/v1/feeds/feed_KeY-1/calendar.ics',
    '/v1/feeds/feed_KeY-1/calendar.ics?x=feed_KeY-1',
    '/v1/feeds/%66eed_KeY-1/calendar.ics',
    '/v1/%66eeds/f%65%65d%5FKeY-1/calendar%2Eics',
    '/v1/feeds/KeY-1/calendar.ics',
    '/v1/feeds/feed_abcd%0AKeY-1/calendar.ics',
    '/v1/feeds/KeY-1%ff/calendar.ics',
    '/v1/feeds/%2566eed_KeY-1/calendar.ics',
    'https://feed_KeY-1@example.org/v1/feeds/feed_KeY-1/calendar.ics',
  ])('has no key of a feed: %s', (url) => expect(pathOf({ url })).toBe('/v1/feeds/:key/calendar.ics'));

  it('has no key of a feed of what was recorded last', () =>
    expect(pathOf({ url: '/v1/feeds/feed_KeY-1/activity.atom' })).toBe('/v1/feeds/:key/activity.atom'));

  it.each([
    '/feeds/feed_KeY-1%ff',
    '/v1/feeds/feed_KeY-1',
    '//feed_KeY-1/',
    '/v1/feeds/feed%5FKeY-1/x%ff',
    '/v1/feeds/%2566eed_KeY-1',
    '/v1%2Ffeeds/KeY-1',
    '/v1/feeds/x/feed_KeY-1.ics',
  ])('has no key where none belongs either: %s', (url) => expect(pathOf({ url })).not.toContain('KeY'));
});
