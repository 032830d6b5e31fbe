import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Batch, EventStore, Position, StoredEvent } from './event-store.js';
import { type TestedLog, everything, happened, happenings } from './event-store.testing.js';

/** How an engine reads all streams in one order, up to the end or live. */
export function wholeLogContract(tested: TestedLog): void {
  let store: EventStore;
  let stream: string;
  let start: Position | undefined;
  beforeEach(() => {
    ({ store, stream, start } = tested);
  });

  describe('reading the whole log', () => {
    /** Appends two events at a time, 50 in all. */
    const writeTo = async (name: string) => {
      for (let n = 0; n < 25; n++)
        await store.append(name, happenings(2), { expected: n === 0 ? 'no-stream' : 2 * n - 1 });
    };

    it('returns the events of all streams in the order of their positions, always the same', async () => {
      for (let n = 0; n < 3; n++)
        for (const name of ['a', 'b'])
          await store.append(`${stream}-${name}`, [happened(n)], { expected: n === 0 ? 'no-stream' : n - 1 });

      const read = await tested.all();
      expect(read.map((event) => [event.stream.at(-1), event.revision])).toEqual([
        ['a', 0],
        ['b', 0],
        ['a', 1],
        ['b', 1],
        ['a', 2],
        ['b', 2],
      ]);
      const positions = read.map(({ position }) => position);
      expect(positions).toEqual(positions.toSorted());
      expect(await tested.all()).toEqual(read);
    });

    it('continues after any position', async () => {
      await store.append(stream, happenings(6), { expected: 'no-stream' });
      const read = await tested.all();
      for (const [i, { position }] of read.entries())
        expect(await everything(store, { after: position })).toEqual(read.slice(i + 1));
    });

    it('returns batches, of which only the last one is marked as caught up', async () => {
      const events = happenings(2500);
      for (let i = 0; i < events.length; i += 250)
        await store.append(stream, events.slice(i, i + 250), { expected: i === 0 ? 'no-stream' : i - 1 });

      const batches: Batch[] = [];
      for await (const batch of store.readAll({ after: start })) batches.push(batch);
      expect(batches.length).toBeGreaterThan(1);
      expect(batches.map(({ caughtUp }) => caughtUp)).toEqual(batches.map((_, i) => i === batches.length - 1));
      expect(batches.flatMap((batch) => batch.events.map(({ id }) => id))).toEqual(events.map(({ id }) => id));
    });

    it('is marked as caught up if there is nothing to read', async () => {
      const batches: Batch[] = [];
      for await (const batch of store.readAll({ after: start })) batches.push(batch);
      expect(batches).toEqual([{ events: [], caughtUp: true }]);
    });

    it('continues live after the end, and ends without an error when aborted', async () => {
      await store.append(stream, happenings(1), { expected: 'no-stream' });
      const stop = new AbortController();
      const seen: number[] = [];
      let caughtUp = 0;
      for await (const batch of store.readAll({ after: start, live: true, signal: stop.signal })) {
        seen.push(...batch.events.map(({ revision }) => revision));
        if (!batch.caughtUp) continue;
        if (++caughtUp === 1) setImmediate(() => void store.append(stream, happenings(2), { expected: 0 }));
        if (seen.length === 3) stop.abort();
      }
      expect(seen).toEqual([0, 1, 2]);
    });

    it('ends a waiting live read when aborted', async () => {
      const stop = new AbortController();
      const reading = store.readAll({ after: start, live: true, signal: stop.signal })[Symbol.asyncIterator]();
      expect(await reading.next()).toEqual({ done: false, value: { events: [], caughtUp: true } });
      setTimeout(() => stop.abort(), 10);
      expect(await reading.next()).toMatchObject({ done: true });
    });

    it('reads nothing if already aborted', async () => {
      await store.append(stream, happenings(1), { expected: 'no-stream' });
      expect(await tested.all({ live: true, signal: AbortSignal.abort() })).toEqual([]);
    });

    it('returns every event once, in order, to readers during concurrent writes', async () => {
      const stop = new AbortController();
      const read = async () => {
        const seen: StoredEvent[] = [];
        for await (const { events } of store.readAll({ after: start, live: true, signal: stop.signal })) {
          seen.push(...events);
          if (seen.length >= 200) stop.abort();
        }
        return seen;
      };
      const names = ['a', 'b', 'c', 'd'].map((name) => `${stream}-${name}`);
      const [seen] = await Promise.all([read(), ...names.map(writeTo)]);

      expect(seen).toEqual(await tested.all());
      expect(new Set(seen.map(({ id }) => id)).size).toBe(200);
      for (const name of names)
        expect(seen.filter((event) => event.stream === name).map(({ revision }) => revision)).toEqual(
          Array.from({ length: 50 }, (_, revision) => revision),
        );
    });
  });
}
