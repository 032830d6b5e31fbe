import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type EventStore, type StoredEvent, Unavailable } from '../event-store.js';
import { StreamCut } from '../stream-cut.js';
import { placeOfCursor, type Cursor, type LogPage } from './cursor.js';
import { PageServer } from './page-server.js';
import { ThreadEventStore } from './thread-event-store.js';

const positionOf = (n: number) => String(n).padStart(4, '0');
const eventAt = (n: number) => ({ position: positionOf(n), id: `event-${n}` }) as StoredEvent;
const idsOf = (length: number) => Array.from({ length }, (_, n) => `event-${n}`);
const cursorAt = (n: number): Cursor => (n === 0 ? {} : { last: positionOf(n - 1) });

/** A log with its owner, and a thread that reads it through a port. */
class Scene {
  length = 0;
  page = 10;
  /** What the next reads of the owner throw. */
  readonly errors: Error[] = [];
  connections = 0;
  reads = 0;
  private readonly server = new PageServer({
    page: async (cursor) => this.read(cursor),
    head: async () => (this.length === 0 ? undefined : positionOf(this.length - 1)),
    probe: async () => {
      if (this.errors.length > 0) throw this.errors.shift()!;
    },
  });
  store!: ThreadEventStore;

  async open(): Promise<this> {
    const { port1, port2 } = new MessageChannel();
    this.server.connect(port1);
    this.store = await ThreadEventStore.open(port2, async () => {
      this.connections++;
      if (this.errors.length > 0) throw this.errors.shift()!;
      return { readStream: async () => [eventAt(0)], close: async () => {} } as unknown as EventStore;
    });
    return this;
  }

  /** The owner has read from event number `from` to the end, or to `to`. */
  tell(from: number, to = this.length): void {
    this.server.tell(cursorAt(from), this.between(from, to));
  }

  async close(): Promise<void> {
    await this.store.close();
    this.server.close();
  }

  stopOwner(): void {
    this.server.close();
  }

  private read(cursor: Cursor): LogPage {
    this.reads++;
    if (this.errors.length > 0) throw this.errors.shift()!;
    const place = placeOfCursor(cursor);
    const from = place === undefined ? 0 : Number(place) + 1;
    return this.between(from, Math.min(this.length, from + this.page));
  }

  private between(from: number, to: number): LogPage {
    const events = Array.from({ length: to - from }, (_, n) => eventAt(from + n));
    return { events, changes: [], cursor: cursorAt(to), caughtUp: to === this.length };
  }
}

let scene: Scene;
beforeEach(async () => void (scene = await new Scene().open()));
afterEach(() => scene.close());

const readAll = async (): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { events } of scene.store.readAll()) ids.push(...events.map(({ id }) => id));
  return ids;
};

describe('the log in a thread', () => {
  it('is read to its end by the owner', async () => {
    scene.length = 35;
    expect(await readAll()).toEqual(idsOf(35));
  });

  it('is followed without a gap and without an event twice, whatever the owner tells of what it reads', async () => {
    const step = fc.record({
      appends: fc.nat(4),
      tells: fc.option(fc.record({ back: fc.nat(6), less: fc.nat(2), burst: fc.nat(20) })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.nat(8), async (steps, before) => {
        const drawn = await new Scene().open();
        drawn.length = before;
        const stop = new AbortController();
        const seen: string[] = [];
        const reading = (async () => {
          for await (const { events } of drawn.store.readAll({ live: true, signal: stop.signal }))
            seen.push(...events.map(({ id }) => id));
        })();
        for (const { appends, tells } of steps) {
          drawn.length += appends;
          await new Promise((resolve) => setImmediate(resolve));
          if (tells === null) continue;
          const to = Math.max(0, drawn.length - tells.less);
          drawn.tell(Math.max(0, to - tells.back), to);
          // Faster than the thread hears of it.
          for (let n = 0; n < tells.burst; n++) drawn.tell(drawn.length++);
        }
        drawn.length += 1;
        drawn.tell(drawn.length - 1);
        while (seen.length < drawn.length) await new Promise((resolve) => setImmediate(resolve));
        stop.abort();
        await reading;
        await drawn.close();
        expect(seen).toEqual(idsOf(drawn.length));
      }),
      { numRuns: 200 },
    );
  });

  it('is followed by asking where the owner tells faster than the thread listens', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { events } of scene.store.readAll({ live: true, signal: stop.signal }))
        seen.push(...events.map(({ id }) => id));
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = scene.reads;
    for (let n = 0; n < 100; n++) {
      scene.length++;
      scene.tell(n);
    }
    while (seen.length < scene.length) await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(idsOf(100));
    expect(scene.reads).toBeGreaterThan(before);
    stop.abort();
    await reading;
  });

  it('is followed on when the owner can read again', async () => {
    scene.length = 3;
    scene.errors.push(new Unavailable('away', 'not-written', { isTransient: true }));
    for await (const { events } of scene.store.readAll({ live: true })) {
      expect(events.map(({ id }) => id)).toEqual(idsOf(3));
      break;
    }
  });

  it('throws what the owner has found, so that the reader knows it', async () => {
    const cut = { stream: 'rapporteur.issue-1', what: 'was cut', remedy: 'Undo that.' };
    scene.errors.push(
      new Unavailable('away', 'unknown', { isTransient: true }),
      new StreamCut(cut),
      new RangeError('no position of this log'),
    );
    await expect(readAll()).rejects.toMatchObject({ name: 'Unavailable', message: 'away', isTransient: true });
    await expect(readAll()).rejects.toEqual(new StreamCut(cut));
    await expect(readAll()).rejects.toMatchObject({ name: 'RangeError', message: 'no position of this log' });
  });

  it('says that it was closed, if its owner has closed it', async () => {
    scene.stopOwner();
    await expect(readAll()).rejects.toThrow('This log has been closed');
  });

  it('connects only to read a single stream, once, and again if that has failed', async () => {
    scene.length = 1;
    await readAll();
    expect(scene.connections).toBe(0);
    scene.errors.push(new Error('no node was found'));
    await expect(scene.store.readStream('issue-1')).rejects.toThrow('no node was found');
    expect(await scene.store.readStream('issue-1')).toEqual([eventAt(0)]);
    await scene.store.readStream('issue-1');
    expect(scene.connections).toBe(2);
  });

  it('is not opened while its owner cannot reach it', async () => {
    const away = new Scene();
    away.errors.push(new Unavailable('away', 'not-written', { isTransient: true }));
    await expect(away.open()).rejects.toMatchObject({ message: 'away', isTransient: true });
    away.stopOwner();
  });

  it('is not appended to', async () => {
    await expect(scene.store.append()).rejects.toThrow('for reading only');
  });
});
