import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { Day } from '#domain/world-date.js';
import type { Replayer } from '#read-models/replayer.js';
import { type About, type Attempt, Replays } from './replays.js';

/** Moments that are made when they are told to be. */
const slowly = () => {
  const begun: (() => void)[] = [];
  const replay = () => new Promise<Database.Database>((resolve) => begun.push(() => resolve(new Database(':memory:'))));
  const views = {
    read: <T>(_: readonly string[], question: (db: Database.Database) => T) => ({ body: question(trail), ordinal: 0 }),
  };
  const replays = new Replays(views, { replay } as unknown as Replayer, 1e6);
  const ask = (day: number, about: About = { kinds: [] }, attempt = attempted()) => {
    const happenedBy = `2025-10-${String(day).padStart(2, '0')}` as Day;
    const past = { about, coordinates: { happenedBy, at: 0, now: 0 } };
    return replays.ask([], past, () => day, attempt).then(({ body }) => body);
  };
  return { begun, ask, replays };
};
const attempted = (ago = 0, marked = -1): Attempt => ({
  begun: performance.now() - ago,
  marked,
  markedIn: () => marked,
});
const turn = () => new Promise((resolve) => setImmediate(resolve));
const inProgress = { status: 503, code: 'replay-in-progress', extras: { headers: { 'retry-after': '5' } } };
const trail = new Database(':memory:');
trail.exec('CREATE TABLE trail (ordinal, negotiationId)');

describe('moments that are put together at once', () => {
  it('are eight; whoever asks for one more is asked to come again, and may', async () => {
    const { begun, ask } = slowly();
    const first = Array.from({ length: 8 }, (_, day) => ask(day + 1));
    await expect(ask(9)).rejects.toMatchObject({
      status: 503,
      code: 'replay-busy',
      extras: { headers: { 'retry-after': '5' } },
    });
    const joined = ask(1);
    for (const finish of begun.splice(0)) finish();
    expect(await Promise.all([...first, joined])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1]);
    const again = ask(9);
    await turn();
    begun[0]!();
    expect(await again).toBe(9);
  });
  it('count as long as the thread works on them, even where they were forgotten', async () => {
    const { begun, ask, replays } = slowly();
    const first = Array.from({ length: 8 }, (_, day) => ask(day + 1, { kinds: [] }, attempted(9_800)));
    const waited = Promise.all(first.map((one) => expect(one).rejects.toMatchObject({ status: 503 })));
    await turn();
    replays.forget('talks');
    await expect(ask(9)).rejects.toMatchObject({ code: 'replay-busy' });
    await waited;
    for (const finish of begun.splice(0)) finish();
    await turn();
    const again = ask(9);
    await turn();
    begun[0]!();
    expect(await again).toBe(9);
  });
});

describe('a moment that is forgotten', () => {
  it('is waited for so long in all, however often it is made anew', async () => {
    const { begun, ask, replays } = slowly();
    const asked = ask(1, { kinds: [] }, attempted(9_200));
    let times = 0;
    const marking = setInterval(() => {
      replays.forget('talks');
      for (const finish of begun.splice(0)) finish();
      times++;
    }, 20);
    await expect(asked.finally(() => clearInterval(marking))).rejects.toMatchObject(inProgress);
    expect(times).toBeGreaterThan(1);
  });
  it('is not made at all for whoever has waited so long already', async () => {
    const { ask } = slowly();
    await expect(ask(1, { kinds: [] }, attempted(10_000))).rejects.toMatchObject(inProgress);
  });
  it('is of the negotiation in which something was marked, or of all, and of no other', async () => {
    const { begun, ask, replays } = slowly();
    const abouts = [{ negotiationId: 'talks' }, { negotiationId: 'others' }, { kinds: [] }];
    const made = Promise.all(abouts.map((about) => ask(1, about)));
    await turn();
    for (const finish of begun.splice(0)) finish();
    expect(await made).toEqual([1, 1, 1]);
    replays.forget('talks');
    const again = Promise.all(abouts.map((about) => ask(1, about)));
    await turn();
    expect(begun).toHaveLength(2);
    for (const finish of begun.splice(0)) finish();
    expect(await again).toEqual([1, 1, 1]);
  });
  it('is not what is asked for after the marking, even where it was made meanwhile', async () => {
    const { begun, ask } = slowly();
    const before = ask(1);
    const after = ask(1, { kinds: [] }, attempted(0, 4));
    await turn();
    expect(begun).toHaveLength(2);
    for (const finish of begun) finish();
    expect(await Promise.all([before, after])).toEqual([1, 1]);
  });
});
