import { beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidEventId } from './event-id.js';
import { EventStore, IdConflict, type PlacedEvent, TooLarge, VersionConflict } from './event-store.js';
import { happened, happenings, OTHER_IDS, type TestedLog } from './event-store.testing.js';

/** How an engine takes over the log of another one. */
export function loadingContract(tested: TestedLog): void {
  let store: EventStore;
  let stream: string;
  beforeEach(() => {
    ({ store, stream } = tested);
  });

  describe.each([
    ['in the way of the engine', (events: readonly PlacedEvent[]) => store.load(events)],
    ['append by append', (events: readonly PlacedEvent[]) => EventStore.prototype.load.call(store, events)],
  ] as const)('loading a log, %s', (_, load) => {
    /** One event for each name of a stream, in this order. */
    const placed = (...names: string[]): PlacedEvent[] => {
      const next = new Map<string, number>();
      return names.map((name, n) => {
        const revision = next.get(name) ?? 0;
        next.set(name, revision + 1);
        return { ...happened(n), stream: `${stream}-${name}`, revision };
      });
    };
    const log = async () => (await tested.all()).map(({ position: _position, ...event }) => event);

    it('writes every event of every stream, in the given order', async () => {
      const events = placed('a', 'a', 'b', 'a', 'c', 'b', 'b', 'b', 'a');
      await load(events);
      expect(await log()).toEqual(events);
      const inA = await store.readStream(`${stream}-a`);
      expect(inA.map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
      expect(await store.append(`${stream}-b`, happenings(1), { expected: 3 })).toMatchObject({ revision: 4 });
    });

    it('continues where an earlier load ended', async () => {
      const events = placed('a', 'b', 'a', 'a', 'b', 'c');
      await load(events.slice(0, 3));
      await load(events.slice(3));
      expect(await log()).toEqual(events);
    });

    it('skips existing events, however many an interrupted load has written', async () => {
      const events = placed('a', 'a', 'a', 'b', 'b', 'a', 'c');
      for (let there = 0; there <= events.length; there++) {
        await load(events.slice(0, there));
        expect(await log()).toEqual(events.slice(0, there));
      }
      await load(events);
      expect(await log()).toEqual(events);
    });

    it('accepts an empty load', async () => {
      await load([]);
      expect(await log()).toEqual([]);
    });

    it('refuses events at a revision that the stream has not reached', async () => {
      const late = load(placed('a', 'a', 'a').slice(2));
      await expect(late).rejects.toMatchObject({ name: 'VersionConflict', expected: 1, actual: 'no-stream' });
      expect(await log()).toEqual([]);
    });

    it('refuses a stream with other events, and writes at most the first of the given events', async () => {
      const mine = happened(1);
      await store.append(`${stream}-b`, [mine], { expected: 'no-stream' });
      const events = placed('a', 'b', 'c');
      await expect(load(events)).rejects.toThrow(VersionConflict);
      const [first, ...later] = await log();
      expect(first).toMatchObject(mine);
      expect(later).toEqual(events.slice(0, later.length));
      expect(later.length).toBeLessThan(2);
    });

    it('refuses an event that exists at another revision of its stream', async () => {
      const [a, b] = placed('a', 'a');
      await load([a!, b!]);
      const again = { ...a!, revision: 2 };
      await expect(load([again])).rejects.toThrow(IdConflict);
      expect(await log()).toEqual([a, b]);
    });

    it.each(OTHER_IDS)('refuses an id that is no UUID in lower case before it writes anything: %s', async (_, id) => {
      const [a, b, c] = placed('a', 'b', 'c');
      await expect(load([a!, b!, { ...c!, id }])).rejects.toThrow(InvalidEventId);
      expect(await log()).toEqual([]);
    });

    it('accepts more events of one stream than fit into one append, and refuses a single event that does not fit', async () => {
      const refusal: unknown = await load([{ ...happened(1, 'x'.repeat(17 << 20)), stream, revision: 0 }]).catch(
        (error: unknown) => error,
      );
      if (!(refusal instanceof TooLarge)) throw refusal;
      expect(await log()).toEqual([]);
      const third = 'x'.repeat(refusal.limit / 3);
      const events = placed('a', 'a', 'a', 'a', 'a').map((event) => ({ ...event, data: third }));
      await load(events);
      expect(await log()).toEqual(events);
    });
  });
}
