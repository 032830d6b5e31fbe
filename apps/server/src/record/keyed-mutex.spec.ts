import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { KeyedMutex } from './keyed-mutex.js';

describe('commands on one thing', () => {
  it('take turns in the order in which they came, also after one that failed', async () => {
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
  it('do not wait for commands on another thing', async () => {
    const mutex = new KeyedMutex();
    const slow = mutex.run('s', '1', () => sleep(50, 'slow'));
    expect(await Promise.race([slow, mutex.run('t', '2', async () => 'quick')])).toBe('quick');
    await slow;
  });
  it('come once: the same command is known to be under way on another thing, and no more when it ends', async () => {
    const mutex = new KeyedMutex();
    const first = mutex.run('s', '1', () => sleep(10, 'done'));
    const second = mutex.run('s', '1', async () => 'again');
    expect(['s', 't'].map((key) => mutex.isElsewhere('1', key))).toEqual([false, true]);
    expect(mutex.isElsewhere('2', 't')).toBe(false);
    expect(await Promise.all([first, second])).toEqual(['done', 'again']);
    expect(mutex.isElsewhere('1', 't')).toBe(false);
    expect(await mutex.run('t', '1', async () => 'now')).toBe('now');
  });
});
