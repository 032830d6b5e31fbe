import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { KeyedMutex } from './keyed-mutex.js';

describe('commands on one thing', () => {
  it('take turns in the order in which they came, also after one that failed', async () => {
    const inTurn = new KeyedMutex();
    const log: string[] = [];
    const work = (name: string, ms: number) => async () => {
      log.push(`${name} begins`);
      await sleep(ms);
      log.push(`${name} ends`);
      if (name === 'b') throw new Error('b failed');
      return name;
    };
    const [a, b, c] = await Promise.allSettled([
      inTurn.take('s', '1', work('a', 20)),
      inTurn.take('s', '2', work('b', 1)),
      inTurn.take('s', '3', work('c', 1)),
    ]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect([a.status, b.status, c.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
  it('do not wait for commands on another thing', async () => {
    const inTurn = new KeyedMutex();
    const slow = inTurn.take('s', '1', () => sleep(50, 'slow'));
    expect(await Promise.race([slow, inTurn.take('t', '2', async () => 'quick')])).toBe('quick');
    await slow;
  });
  it('come once: the same command on another thing is refused while it runs, and free again after', async () => {
    const inTurn = new KeyedMutex();
    const first = inTurn.take('s', '1', () => sleep(10, 'done'));
    await expect(inTurn.take('t', '1', async () => 'never')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect(await first).toBe('done');
    expect(await inTurn.take('t', '1', async () => 'now')).toBe('now');
  });
});
