import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { KeyedMutex } from './keyed-mutex.js';

describe('the keyed mutex', () => {
  it('runs commands on one thing in order, even after a failure', async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const work = (name: string, ms: number) => async () => {
      log.push(`${name} begins`);
      await sleep(ms);
      log.push(`${name} ends`);
      if (name === 'b') throw new Error('b failed');
      return name;
    };
    const [a, b, c] = await Promise.allSettled([
      mutex.run('s', '1', work('a', 20)),
      mutex.run('s', '2', work('b', 1)),
      mutex.run('s', '3', work('c', 1)),
    ]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect([a.status, b.status, c.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
  it('does not delay commands on another thing', async () => {
    const mutex = new KeyedMutex();
    const slow = mutex.run('s', '1', () => sleep(50, 'slow'));
    expect(await Promise.race([slow, mutex.run('t', '2', async () => 'quick')])).toBe('quick');
    await slow;
  });
  it('knows that a command is running on another thing, until it ends', async () => {
    const mutex = new KeyedMutex();
    const first = mutex.run('s', '1', () => sleep(10, 'done'));
    const second = mutex.run('s', '1', async () => 'again');
    expect(['s', 't'].map((key) => mutex.isElsewhere('1', key))).toEqual([false, true]);
    expect(mutex.isElsewhere('2', 't')).toBe(false);
    expect(await Promise.all([first, second])).toEqual(['done', 'again']);
    expect(mutex.isElsewhere('1', 't')).toBe(false);
    expect(await mutex.run('t', '1', async () => 'now')).toBe('now');
  });

  describe('with a holder of several turns', () => {
    const held = () => {
      const { promise, resolve } = Promise.withResolvers<string>();
      return { work: () => promise, end: () => resolve('done') };
    };
    const turn = () => sleep(1);

    it('runs its commands on one thing at once, and those of others after all of them', async () => {
      const mutex = new KeyedMutex();
      const holder = { flush: async () => {} };
      const [first, second] = [held(), held()];
      const log: string[] = [];
      const runs = [first, second].map((one, n) => mutex.run('s', String(n), one.work, holder));
      await turn();
      const other = mutex.run('s', '3', async () => void log.push('other'));
      first.end();
      await turn();
      expect(log).toEqual([]);
      second.end();
      await Promise.all([...runs, other]);
      expect(log).toEqual(['other']);
    });

    it.each(['another holder', 'nobody'])('does not wait for %s while it has turns', async (whose) => {
      const mutex = new KeyedMutex();
      const [mine, theirs] = [held(), held()];
      let flushes = 0;
      const holder = {
        flush: async () => {
          flushes++;
          mine.end();
        },
      };
      const own = mutex.run('s', '1', mine.work, holder);
      const before = mutex.run('t', '2', theirs.work, whose === 'nobody' ? undefined : { flush: async () => {} });
      const after = mutex.run('t', '3', async () => 'after', holder);
      await expect(own).resolves.toBe('done');
      expect(flushes).toBe(1);
      theirs.end();
      expect(await Promise.all([before, after])).toEqual(['done', 'after']);
    });

    it('does not go on with its turn while others wait for the thing', async () => {
      const mutex = new KeyedMutex();
      const mine = held();
      const log: string[] = [];
      const holder = { flush: async () => mine.end() };
      const first = mutex.run('s', '1', mine.work, holder);
      await turn();
      const other = mutex.run('s', '2', async () => void log.push('other'));
      const second = mutex.run('s', '3', async () => void log.push('mine again'), holder);
      await Promise.all([first, other, second]);
      expect(log).toEqual(['other', 'mine again']);
    });
  });
});
