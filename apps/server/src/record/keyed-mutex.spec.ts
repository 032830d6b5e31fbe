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
});
