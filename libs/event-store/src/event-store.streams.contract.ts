import { beforeEach, describe, expect, it } from '@jest/globals';
import { EventStore, type ReadStream, type StoredEvent } from './event-store.js';
import { type TestedLog, happenings } from './event-store.testing.js';

/** How an engine reads streams. */
export function streamsContract(tested: TestedLog): void {
  let store: EventStore;
  let stream: string;
  beforeEach(() => {
    ({ store, stream } = tested);
  });

  describe('reading a stream', () => {
    const revisions = async (options: ReadStream) =>
      (await store.readStream(stream, options)).map(({ revision }) => revision);

    beforeEach(async () => {
      await store.append(stream, happenings(5), { expected: 'no-stream' });
      await store.append(`${stream}-other`, happenings(5), { expected: 'no-stream' });
    });

    it('returns nothing for an unknown stream', async () => {
      expect(await store.readStream(`${stream}-none`)).toEqual([]);
      expect(await store.readStream(`${stream}-none`, { backwards: true })).toEqual([]);
    });

    it('starts at a revision, which is included', async () => {
      expect(await revisions({ from: 3 })).toEqual([3, 4]);
      expect(await revisions({ from: 5 })).toEqual([]);
    });

    it('can read backwards from the end, or from a revision', async () => {
      expect(await revisions({ backwards: true })).toEqual([4, 3, 2, 1, 0]);
      expect(await revisions({ backwards: true, from: 1 })).toEqual([1, 0]);
    });

    it('stops at a limit', async () => {
      expect(await revisions({ limit: 2 })).toEqual([0, 1]);
      expect(await revisions({ from: 1, limit: 2 })).toEqual([1, 2]);
      expect(await revisions({ backwards: true, limit: 1 })).toEqual([4]);
    });
  });

  describe('reading the first events of several streams', () => {
    it('gives of each as many as it has positions, and nothing where none stands', async () => {
      const [one, other, none] = [`${stream}-one`, `${stream}-other`, `${stream}-none`];
      await store.append(one, happenings(2), { expected: 'no-stream' });
      await store.append(other, happenings(3), { expected: 'no-stream' });
      await store.append(one, happenings(1), { expected: 1 });
      const [inOne, inOther] = [await store.readStream(one), await store.readStream(other)];
      const startOf = (name: string, events: readonly StoredEvent[]) => ({
        stream: name,
        positions: events.map(({ position }) => position),
      });
      const starts = [
        startOf(other, inOther.slice(0, 2)),
        startOf(one, inOne),
        startOf(none, inOther.slice(2)),
        startOf(none, []),
      ];
      for (const readsBetween of [false, true]) {
        const found = await store.readStarts(starts, { readsBetween });
        const there = found.map((events) => events.filter((event) => event !== undefined));
        expect(there).toEqual([inOther.slice(0, 2), inOne, [], []]);
        expect(await store.readStarts([], { readsBetween })).toEqual([]);
        const nowhere = [{ stream: one, positions: ['no position'] }];
        await expect(store.readStarts(nowhere, { readsBetween })).rejects.toThrow(RangeError);
      }
    });
  });

  describe('the last revision of each stream', () => {
    it('is that at a position, regardless of later events', async () => {
      const [a, b] = [`${stream}-a`, `${stream}-b`];
      await store.append(a, happenings(3), { expected: 'no-stream' });
      const { position } = await store.append(b, happenings(1), { expected: 'no-stream' });
      await store.append(a, happenings(2), { expected: 2 });
      const end = await store.append(b, happenings(4), { expected: 0 });

      const [then, now] = [await store.lastRevisions(position), await store.lastRevisions(end.position)];
      expect([then.get(a), then.get(b), then.get(stream)]).toEqual([2, 0, undefined]);
      expect([now.get(a), now.get(b), now.get(stream)]).toEqual([4, 4, undefined]);
    });

    it('matches a read of the whole log, at every position', async () => {
      for (const [name, expected] of [
        ['a', 'no-stream'],
        ['b', 'no-stream'],
        ['a', 1],
        ['c', 'no-stream'],
        ['b', 1],
      ] as const)
        await store.append(`${stream}-${name}`, happenings(2), { expected });
      for (const { position } of await tested.all())
        expect(await store.lastRevisions(position)).toEqual(
          await EventStore.prototype.lastRevisions.call(store, position),
        );
    });
  });
}
