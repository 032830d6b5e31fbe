import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { StoredEvent } from '../event-store.js';
import { followLog } from './live-reader.js';
import type { Cursor, LogPage } from './cursor.js';

const positionOf = (n: number) => String(n).padStart(4, '0');
const eventAt = (n: number) => ({ position: positionOf(n), id: `event-${n}` }) as StoredEvent;

/** A log that takes its time: each read sees what is in the log when it arrives there, and is answered later. */
class SlowLog {
  length = 0;
  begun = 0;
  asked = 0;
  underWay = 0;
  most = 0;
  wakes = 0;
  told: string | undefined;
  unread = 0;
  /** Nothing is answered before. */
  answered = Promise.resolve();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly page: number,
    private readonly turns: () => number,
  ) {}

  readonly onWake = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  append(): void {
    this.length++;
  }

  tell(): void {
    this.told = positionOf(this.length - 1);
    this.ring();
  }

  private ring(): void {
    for (const listener of this.listeners) listener();
  }

  wake(): void {
    this.wakes++;
    this.ring();
  }

  look(): number {
    this.asked = this.begun + 1;
    this.ring();
    return this.asked;
  }

  get readers(): number {
    return this.listeners.size;
  }

  async read({ last }: Cursor, begun: (look: number) => void): Promise<LogPage> {
    begun(++this.begun);
    this.most = Math.max(this.most, ++this.underWay);
    await this.answered;
    await this.pass();
    const from = last === undefined ? 0 : Number(last) + 1;
    const to = Math.min(this.length, from + this.page);
    const events = Array.from({ length: to - from }, (_, n) => eventAt(from + n));
    const caughtUp = to === this.length;
    await this.pass();
    this.underWay--;
    return { events, changes: [], cursor: { last: events.at(-1)?.position ?? last }, caughtUp };
  }

  async pass(): Promise<void> {
    for (let turns = this.turns(); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
  }
}

const follow = (log: SlowLog, signal: AbortSignal, after?: number) =>
  followLog({
    after: after === undefined ? undefined : positionOf(after),
    read: (cursor, begun) => log.read(cursor, begun),
    unread: () => log.unread,
    notifier: log,
    asked: () => log.asked,
    isOver: () => false,
    signal,
  });

describe('a reader that follows the log', () => {
  it('shows each event once and in order, and to each look everything from before it, however late reads are answered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('append', 'append', 'tell', 'look', 'wake', 'wait'), { maxLength: 60 }),
        fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 10 }),
        async (steps, delays, page) => {
          let n = 0;
          const log = new SlowLog(page, () => delays[n++ % delays.length]!);
          const stop = new AbortController();
          const seen: string[] = [];
          const looks: { number: number; length: number }[] = [];
          const reading = (async () => {
            for await (const { events, caughtUp, look } of follow(log, stop.signal)) {
              seen.push(...events.map(({ id }) => id));
              if (!caughtUp) continue;
              for (const one of looks.splice(0))
                if (one.number <= look!) expect(seen.length).toBeGreaterThanOrEqual(one.length);
                else looks.push(one);
            }
          })();
          for (const step of steps) {
            if (step === 'append') log.append();
            else if (step === 'tell' && log.length > 0) log.tell();
            else if (step === 'look') looks.push({ length: log.length, number: log.look() });
            else if (step === 'wake') log.wake();
            else await log.pass();
          }
          looks.push({ length: log.length, number: log.look() });
          // Every look is answered in the end, the last one with the whole log.
          while (looks.length > 0) await new Promise((resolve) => setImmediate(resolve));
          stop.abort();
          await reading;
          expect(seen).toEqual(Array.from({ length: log.length }, (_, at) => `event-${at}`));
          expect([log.most <= 4, log.readers]).toEqual([true, 0]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads once for all who ask before the read begins, and does not read on by itself at the end', async () => {
    const log = new SlowLog(10, () => 1);
    const stop = new AbortController();
    const batches = follow(log, stop.signal);
    expect((await batches.next()).value).toEqual({ events: [], caughtUp: true });
    log.append();
    expect([log.look(), log.look(), log.look()]).toEqual([2, 2, 2]);
    expect((await batches.next()).value).toMatchObject({ events: [{ id: 'event-0' }], caughtUp: true, look: 2 });
    const next = batches.next();
    await sleep(20);
    expect(log.begun).toBe(2);
    stop.abort();
    expect(await next).toMatchObject({ done: true });
  });

  it('reads for an event that it is told of, once, and not for one that it has', async () => {
    const log = new SlowLog(10, () => 1);
    const stop = new AbortController();
    const batches = follow(log, stop.signal);
    await batches.next();
    log.append();
    log.tell();
    expect((await batches.next()).value).toMatchObject({ events: [{ id: 'event-0' }] });
    const next = batches.next();
    for (let times = 0; times < 3; times++) {
      log.tell();
      await sleep(5);
    }
    expect(log.begun).toBe(2);
    stop.abort();
    await next;
  });

  it('begins further reads for who asks while some are under way, up to four', async () => {
    const log = new SlowLog(10, () => 0);
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const stop = new AbortController();
    const batches = follow(log, stop.signal);
    await batches.next();
    log.answered = answered;
    const next = batches.next();
    for (const number of [2, 3, 4, 5]) {
      expect(log.look()).toBe(number);
      while (log.begun < number) await sleep(1);
    }
    expect(log.look()).toBe(6);
    await sleep(50);
    expect(log.begun).toBe(5);
    answer();
    stop.abort();
    await next;
  });

  it.each([
    [8, 4],
    [9, 2],
    [32, 2],
    [33, 1],
  ])('has at most so many under way as %i events that each of them has to bring allow: %i', async (unread, most) => {
    const log = new SlowLog(10, () => 0);
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const stop = new AbortController();
    const batches = follow(log, stop.signal);
    await batches.next();
    Object.assign(log, { answered, unread });
    const next = batches.next();
    for (let n = 0; n < 6; n++) {
      log.look();
      await sleep(30); // longer than reads are apart
    }
    expect(log.underWay).toBe(most);
    answer();
    stop.abort();
    await next;
  });

  it('ends with the error of a read, and waits for nothing more', async () => {
    const log = new SlowLog(10, () => 0);
    const batches = followLog({
      after: undefined,
      read: () => Promise.reject(new Error('it is gone')),
      unread: () => 0,
      notifier: log,
      asked: () => 0,
      isOver: () => false,
      signal: undefined,
    });
    await expect(batches.next()).rejects.toThrow('it is gone');
    expect(log.readers).toBe(0);
  });
});
