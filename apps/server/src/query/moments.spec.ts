import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { Places } from '#read-models/log-index/queries.js';
import type { AsOf } from '#read-models/replay/events-as-of.js';
import { type OpenPlayhead, PlayheadGone } from '#read-models/replay/replayer.js';
import { Forgotten, Moments } from './moments.js';

const NO_PLACES: Places = {
  streams: [],
  streamOf: new Uint32Array(),
  ordinals: new Float64Array(),
  positions: [],
  entries: new Uint8Array(),
};
/** Why a question was not answered. */
const failureOf = (asked: Promise<unknown>): Promise<Error | undefined> =>
  asked.then(
    () => undefined,
    (error: Error) => error,
  );
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A playhead that goes where it is told when the test says so. */
const slowly = (failing: readonly string[] = []) => {
  const moves: { upTo: number; names: readonly string[]; arrive: () => void; fail: (error: Error) => void }[] = [];
  const sent: [after: number, upTo: number][] = [];
  const state = { at: -1, closed: 0, opened: 0 };
  const open = async (): Promise<OpenPlayhead> => {
    state.opened += 1;
    return {
      db: new Database(':memory:'),
      move: ({ choice, names }, { signal }) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          const arrive = () => {
            state.at = choice.upTo;
            resolve(failing);
          };
          moves.push({ upTo: choice.upTo, names, arrive, fail: reject });
        }),
      close: () => void (state.closed += 1),
    };
  };
  const placesOf = async (after: number, upTo: number) => {
    sent.push([after, upTo]);
    return NO_PLACES;
  };
  const moments = new Moments({ open, placesOf, onRest: () => {}, onClosed: () => {} });
  const ask = (upTo: number, models: readonly string[] = ['things'], more: Partial<AsOf> = {}) =>
    moments.ask({ upTo, ...more }, models, () => state.at);
  const next = async () => {
    while (moves.length === 0) await turn();
    return moves.shift()!;
  };
  return { moments, moves, sent, state, ask, next };
};

describe('the moments of a scope', () => {
  it('are asked one after the other, each where the playhead is then', async () => {
    const { ask, next } = slowly();
    const asked = [ask(3), ask(9), ask(3)];
    (await next()).arrive();
    (await next()).arrive();
    expect(await Promise.all(asked)).toEqual([3, 9, 3]);
  });
  it('are gone to by the way: the nearest first', async () => {
    const { ask, next } = slowly();
    const asked = [50, 10, 90, 12].map((upTo) => ask(upTo));
    const order: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const move = await next();
      order.push(move.upTo);
      move.arrive();
    }
    expect(order).toEqual([50, 12, 10, 90]);
    expect(await Promise.all(asked)).toEqual([50, 10, 90, 12]);
  });
  it('are asked at once where the playhead is', async () => {
    const { ask, next, moves } = slowly();
    const first = ask(3);
    (await next()).arrive();
    await first;
    expect(await ask(3)).toBe(3);
    expect(moves).toEqual([]);
  });
  it('get the read models that were not asked for before', async () => {
    const { ask, next } = slowly();
    const first = ask(3);
    (await next()).arrive();
    await first;
    const asked = ask(3, ['things', 'meetings']);
    const { names, arrive } = await next();
    expect(names).toEqual(['things', 'meetings']);
    arrive();
    expect(await asked).toBe(3);
  });
  it('get them also if they are asked for while the playhead is on its way', async () => {
    const { ask, next } = slowly();
    const first = ask(3);
    const move = await next();
    const asked = ask(3, ['meetings']);
    move.arrive();
    expect(await first).toBe(3);
    const { names, arrive } = await next();
    expect(names).toEqual(['meetings']);
    arrive();
    expect(await asked).toBe(3);
  });
  it('are sent each event once', async () => {
    const { ask, next, sent } = slowly();
    for (const upTo of [5, 3, 9]) {
      const asked = ask(upTo);
      (await next()).arrive();
      await asked;
    }
    expect(sent).toEqual([
      [-1, 5],
      [5, 3],
      [5, 9],
    ]);
  });
  it('are told apart by what was known and what had happened', async () => {
    const { ask, next } = slowly();
    const asked = [ask(3), ask(3, ['things'], { happenedBy: '2025-10-24' } as Partial<AsOf>)];
    (await next()).arrive();
    (await next()).arrive();
    expect(await Promise.all(asked)).toEqual([3, 3]);
  });
  it('refuse a question whose read model cannot tell of the moment, and no other', async () => {
    const { ask, next } = slowly(['meetings']);
    const [bad, good] = [ask(3, ['things', 'meetings']), ask(3, ['things'])];
    const refused = failureOf(bad);
    (await next()).arrive();
    expect((await refused)?.message).toBe('the read model meetings cannot tell of this moment');
    expect(await good).toBe(3);
  });
  it('pass on what a question throws, and go on', async () => {
    const { moments, ask, next } = slowly();
    const bad = moments.ask({ upTo: 3 }, ['things'], () => {
      throw new Error('no such meeting');
    });
    const refused = failureOf(bad);
    (await next()).arrive();
    expect((await refused)?.message).toBe('no such meeting');
    expect(await ask(3)).toBe(3);
  });
});

describe('moments that cannot be reached', () => {
  it('are explained to those who asked for them; who waits for others asks again elsewhere', async () => {
    const { ask, next, state } = slowly();
    const [bad, other] = [ask(3), ask(9)];
    const refused = failureOf(bad);
    const sentAway = failureOf(other);
    (await next()).fail(new Error('the log is away'));
    expect((await refused)?.message).toBe('the log is away');
    expect(await sentAway).toBeInstanceOf(Forgotten);
    expect(state.closed).toBe(1);
    await expect(ask(3)).rejects.toBeInstanceOf(Forgotten);
  });
});

describe('moments whose thread has ended', () => {
  it('send everybody to another playhead', async () => {
    const { ask, next } = slowly();
    const asked = [ask(3), ask(9)].map((one) => expect(one).rejects.toBeInstanceOf(Forgotten));
    (await next()).fail(new PlayheadGone());
    await Promise.all(asked);
  });
});

describe('moments that are closed', () => {
  it('send away everybody, also while the playhead is on its way', async () => {
    const { moments, ask, next, state } = slowly();
    const asked = [ask(3), ask(9)].map((one) => expect(one).rejects.toBeInstanceOf(Forgotten));
    await next();
    moments.close();
    await Promise.all(asked);
    expect([state.closed, moments.waiting]).toEqual([1, 0]);
  });
  it('are closed once, and take no question any more', async () => {
    const { moments, ask, next, state } = slowly();
    const first = ask(3);
    (await next()).arrive();
    await first;
    moments.close();
    moments.close();
    await turn();
    expect(state.closed).toBe(1);
    await expect(ask(3)).rejects.toBeInstanceOf(Forgotten);
  });
});
