import { describe, expect, it } from '@jest/globals';
import { KnownIds } from './known-ids.js';

describe('the cached ids of a stream', () => {
  it('start with its first event, without a gap', () => {
    const known = new KnownIds();
    known.learn({ stream: 'm', revision: 1, id: 'b' });
    expect(known.count('m')).toBe(0);
    known.learn({ stream: 'm', revision: 0, id: 'a' });
    known.learn({ stream: 'm', revision: 1, id: 'b' });
    known.learn({ stream: 'm', revision: 1, id: 'c' });
    expect(known.count('m')).toBe(2);
    expect(known.hasAny('m', 1, new Set(['b']))).toBe(true);
    expect(known.hasAny('m', 1, new Set(['c']))).toBe(false);
  });

  it('are searched only up to a revision', () => {
    const known = new KnownIds();
    ['a', 'b', 'c'].forEach((id, revision) => known.learn({ stream: 'm', revision, id }));
    expect(known.hasAny('m', 1, new Set(['c']))).toBe(false);
    expect(known.hasAny('m', 2, new Set(['c']))).toBe(true);
    expect(known.hasAny('other', 2, new Set(['c']))).toBe(false);
  });

  it('are evicted by stream, the least recently used first', () => {
    const known = new KnownIds(4);
    for (const [stream, revision] of [
      ['a', 0],
      ['a', 1],
      ['b', 0],
      ['a', 2],
      ['c', 0],
    ] as const)
      known.learn({ stream, revision, id: `${stream}${revision}` });
    expect(['a', 'b', 'c'].map((stream) => known.count(stream))).toEqual([3, 0, 1]);
  });

  it('of a single stream are kept, however many there are', () => {
    const known = new KnownIds(2);
    for (let revision = 0; revision < 5; revision++) known.learn({ stream: 'a', revision, id: String(revision) });
    expect(known.count('a')).toBe(5);
  });
});
