import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { Day } from '#domain/world-date.js';
import type { Replayer } from '#read-models/replayer.js';
import { Replays } from './replays.js';

/** Moments that are made when they are told to be. */
const slowly = () => {
  const begun: (() => void)[] = [];
  const replay = () => new Promise<Database.Database>((resolve) => begun.push(() => resolve(new Database(':memory:'))));
  const views = {
    read: <T>(_: readonly string[], question: (db: Database.Database) => T) => ({ body: question(trail), ordinal: 0 }),
  };
  const replays = new Replays(views, { replay } as unknown as Replayer, 1e6);
  const ask = (day: number) => {
    const happenedBy = `2025-10-${String(day).padStart(2, '0')}` as Day;
    const past = { about: { kinds: [] }, coordinates: { happenedBy, at: 0, now: 0 } };
    return replays.ask([], past, () => day).then(({ body }) => body);
  };
  return { begun, ask };
};
const trail = new Database(':memory:');

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
    await new Promise((resolve) => setImmediate(resolve));
    begun[0]!();
    expect(await again).toBe(9);
  });
});
