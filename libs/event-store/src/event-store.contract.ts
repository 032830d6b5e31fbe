import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidEventId } from './event-id.js';
import {
  IdConflict,
  TooLarge,
  Unavailable,
  VersionConflict,
  type Batch,
  EventStore,
  type NewEvent,
  type PlacedEvent,
  type Position,
  type ReadAll,
  type ReadStream,
  type StoredEvent,
} from './event-store.js';
import { modelContract } from './event-store.model.contract.js';

/** A log for one test, preferably empty. `reopen` closes it and opens it again, as a restart does. */
export type Opened = { store: EventStore; reopen?: () => Promise<EventStore> };

export const happened = (n: number, data = JSON.stringify({ n })): NewEvent => ({
  id: randomUUID(),
  type: 'Happened',
  data,
  metadata: '{"by":"ana"}',
  salt: randomBytes(16).toString('hex'),
  entry: randomBytes(32).toString('hex'),
});

export const happenings = (count: number) => Array.from({ length: count }, (_, n) => happened(n));

/** Ids that an engine would refuse or change. */
const OTHER_IDS = [
  ['a name', 'event-1'],
  ['nothing', ''],
  ['upper case', '0199C0DE-0000-4000-8000-00000000BEEF'],
  ['braces', '{0199c0de-0000-4000-8000-00000000beef}'],
  ['no dashes', '0199c0de00004000800000000000beef'],
  ['white space', ' 0199c0de-0000-4000-8000-00000000beef'],
] as const;

export async function everything(store: EventStore, options: ReadAll): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const { events } of store.readAll(options)) all.push(...events);
  return all;
}

/** The contract of every engine. The spec of an engine calls it within one `describe`. */
export function eventStoreContract(open: () => Promise<Opened>): void {
  let opened: Opened;
  let store: EventStore;
  let stream: string;
  let start: Position | undefined;

  beforeEach(async () => {
    opened = await open();
    store = opened.store;
    stream = `meeting-${randomUUID()}`;
    start = await store.head();
  });
  afterEach(() => store.close());

  /** The log since the test began. */
  const all = (options: ReadAll = {}) => everything(store, { after: start, ...options });

  const revisions = async (options: ReadStream) =>
    (await store.readStream(stream, options)).map(({ revision }) => revision);

  /** Appends two events at a time, 50 in all. */
  const writeTo = async (name: string) => {
    for (let n = 0; n < 25; n++)
      await store.append(name, happenings(2), { expected: n === 0 ? 'no-stream' : 2 * n - 1 });
  };

  describe('notes beside the log', () => {
    it('are kept by their keys, replaced, kept over a restart, and in no stream', async () => {
      const [key, other] = [randomUUID(), randomUUID()];
      expect(await store.noteOf(key)).toBeUndefined();
      await store.keepNote(key, 'first');
      await store.keepNote(other, 'of another key: “ü”');
      await store.keepNote(key, 'last');
      store = (await opened.reopen?.()) ?? store;
      expect([await store.noteOf(key), await store.noteOf(other)]).toEqual(['last', 'of another key: “ü”']);
      expect(await store.head()).toBe(start);
      expect(await all()).toEqual([]);
    });

    it('are changed one after the other by all who change them at once', async () => {
      const key = randomUUID();
      const count = (text = '0') => `${Number(text) + 1}`;
      await Promise.all(Array.from({ length: 5 }, () => store.changeNote(key, count)));
      expect(await store.noteOf(key)).toBe('5');
      await store.changeNote(key, () => undefined);
      expect(await store.noteOf(key)).toBe('5');
    });
  });

  describe('appending', () => {
    it('returns appended events in order, with revisions starting at 0', async () => {
      const events = happenings(3);
      await store.append(stream, events.slice(0, 2), { expected: 'no-stream' });
      await store.append(stream, events.slice(2), { expected: 1 });

      const read = await store.readStream(stream);
      expect(read).toEqual(
        events.map((event, revision) => ({ ...event, stream, revision, position: expect.any(String) })),
      );
    });

    it('returns the revision and the position of the last appended event', async () => {
      const appended = await store.append(stream, happenings(3), { expected: 'no-stream' });
      const [last] = await store.readStream(stream, { backwards: true, limit: 1 });
      expect(appended).toEqual({ revision: 2, position: last!.position });
      expect(await store.head()).toBe(appended.position);
    });

    it('refuses a second start of a stream, and reports the current revision', async () => {
      await store.append(stream, happenings(2), { expected: 'no-stream' });
      const again = store.append(stream, happenings(1), { expected: 'no-stream' });
      await expect(again).rejects.toThrow(VersionConflict);
      await expect(again).rejects.toMatchObject({ stream, expected: 'no-stream', actual: 1 });
    });

    it('refuses a writer that has not seen the last event, and appends nothing', async () => {
      await store.append(stream, happenings(2), { expected: 'no-stream' });
      const stale = store.append(stream, happenings(3), { expected: 0 });
      await expect(stale).rejects.toThrow(VersionConflict);
      await expect(stale).rejects.toMatchObject({ expected: 0, actual: 1 });
      expect(await store.readStream(stream)).toHaveLength(2);
    });

    it('refuses a writer that expects events that do not exist yet', async () => {
      const ahead = store.append(stream, happenings(1), { expected: 4 });
      await expect(ahead).rejects.toMatchObject({ name: 'VersionConflict', expected: 4, actual: 'no-stream' });
      expect(await store.readStream(stream)).toEqual([]);
    });

    it('lets exactly one of several writers append at the same revision', async () => {
      await store.append(stream, happenings(1), { expected: 'no-stream' });
      const races = await Promise.allSettled(
        Array.from({ length: 8 }, (_, n) => store.append(stream, [happened(n)], { expected: 0 })),
      );
      const lost = races.flatMap((race) => (race.status === 'rejected' ? [race.reason as unknown] : []));
      expect(lost).toEqual(Array.from({ length: 7 }, () => expect.any(VersionConflict)));
      expect(lost).toMatchObject(lost.map(() => ({ actual: 1 })));
      expect(await store.readStream(stream)).toHaveLength(2);
    });

    it('refuses an append without an event', async () => {
      await expect(store.append(stream, [], { expected: 'no-stream' })).rejects.toThrow(TypeError);
    });

    it.each(OTHER_IDS)('refuses an id that is no UUID in lower case, and writes nothing: %s', async (_, id) => {
      const events = [happened(0), { ...happened(1), id }];
      const refused = store.append(stream, events, { expected: 'no-stream' });
      await expect(refused).rejects.toThrow(InvalidEventId);
      await expect(refused).rejects.toThrow(JSON.stringify(id));
      expect(await store.readStream(stream)).toEqual([]);
    });

    it('refuses an append that is too large, reports the limit, and accepts one at the limit', async () => {
      const large = store.append(stream, [happened(1), happened(2, 'x'.repeat(16 << 20))], { expected: 'no-stream' });
      const refusal: unknown = await large.catch((error: unknown) => error);
      if (!(refusal instanceof TooLarge)) throw refusal;
      expect(refusal.bytes).toBeGreaterThan(16 << 20);
      expect(await store.readStream(stream)).toEqual([]);

      // Two bytes per letter: the limit is in bytes, not in letters.
      const fits = 'é'.repeat((refusal.limit - 4096) / 2);
      await store.append(stream, [happened(1, fits)], { expected: 'no-stream' });
      await expect(store.append(stream, [happened(2, `${fits}${fits}`)], { expected: 0 })).rejects.toThrow(TooLarge);
      expect((await store.readStream(stream))[0]!.data).toBe(fits);
    });
  });

  describe('repeating an append', () => {
    it('returns the first result again, and appends nothing', async () => {
      const events = happenings(2);
      const first = await store.append(stream, events, { expected: 'no-stream' });
      expect(await store.append(stream, events, { expected: 'no-stream' })).toEqual(first);
      expect(await all()).toHaveLength(2);
    });

    it('returns the first result again, even if the stream has grown since', async () => {
      await store.append(stream, happenings(1), { expected: 'no-stream' });
      const events = happenings(2);
      const first = await store.append(stream, events, { expected: 0 });
      await store.append(stream, happenings(3), { expected: 2 });
      expect(await store.append(stream, events, { expected: 0 })).toEqual(first);
      expect(await store.readStream(stream)).toHaveLength(6);
    });

    it('returns one result to concurrent repetitions', async () => {
      const events = happenings(2);
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => store.append(stream, events, { expected: 'no-stream' })),
      );
      expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
      expect(await all()).toHaveLength(2);
    });

    it('is refused if only some of the ids exist, and appends nothing', async () => {
      const [known, fresh] = [happened(1), happened(2)];
      await store.append(stream, [known], { expected: 'no-stream' });
      await expect(store.append(stream, [known, fresh], { expected: 'no-stream' })).rejects.toThrow(IdConflict);
      await expect(store.append(stream, [fresh, known], { expected: 0 })).rejects.toThrow(IdConflict);
      expect(await store.readStream(stream)).toHaveLength(1);
    });

    it('is refused if the ids exist at other revisions', async () => {
      const events = happenings(2);
      await store.append(stream, events, { expected: 'no-stream' });
      await expect(store.append(stream, events, { expected: 1 })).rejects.toThrow(IdConflict);
      await expect(store.append(stream, events.toReversed(), { expected: 'no-stream' })).rejects.toThrow(IdConflict);
      expect(await store.readStream(stream)).toHaveLength(2);
    });

    it('is refused with a repeated id in one append', async () => {
      const event = happened(1);
      await expect(store.append(stream, [event, event], { expected: 'no-stream' })).rejects.toThrow(IdConflict);
      expect(await store.readStream(stream)).toEqual([]);
    });
  });

  describe('reading a stream', () => {
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
      for (const { position } of await all())
        expect(await store.lastRevisions(position)).toEqual(
          await EventStore.prototype.lastRevisions.call(store, position),
        );
    });
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
    const log = async () => (await all()).map(({ position: _position, ...event }) => event);

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

  describe('reading the whole log', () => {
    it('returns the events of all streams in the order of their positions, always the same', async () => {
      for (let n = 0; n < 3; n++)
        for (const name of ['a', 'b'])
          await store.append(`${stream}-${name}`, [happened(n)], { expected: n === 0 ? 'no-stream' : n - 1 });

      const read = await all();
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
      expect(await all()).toEqual(read);
    });

    it('continues after any position', async () => {
      await store.append(stream, happenings(6), { expected: 'no-stream' });
      const read = await all();
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
      expect(await all({ live: true, signal: AbortSignal.abort() })).toEqual([]);
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

      expect(seen).toEqual(await all());
      expect(new Set(seen.map(({ id }) => id)).size).toBe(200);
      for (const name of names)
        expect(seen.filter((event) => event.stream === name).map(({ revision }) => revision)).toEqual(
          Array.from({ length: 50 }, (_, revision) => revision),
        );
    });
  });

  describe('keeping', () => {
    it.each([
      ['Chinese', '{"title":"稀土出口管制"}'],
      ['an emoji of several characters', '{"title":"👩🏽‍🔬 🇧🇪"}'],
      ['half an emoji, escaped as JSON requires', '{"title":"\\ud83d"}'],
      ['one letter in two encodings', '{"title":"é é"}'],
      ['an escaped NUL and a line separator', '{"title":"\\u0000\u2028"}'],
      ['numbers beyond the exact range', '{"n":12345678901234567890,"z":-0,"e":1e400}'],
      ['white space', ' { "n" : 1 }\r\n'],
      ['a right-to-left mark and a byte order mark', '\uFEFF{"title":"\u202Eשלום"}'],
    ])('returns the same bytes of data and metadata: %s', async (_, text) => {
      const event = { ...happened(1, text), metadata: text };
      await store.append(stream, [event], { expected: 'no-stream' });
      expect(await store.readStream(stream)).toMatchObject([event]);
      expect(await all()).toMatchObject([event]);
    });

    it('refuses half an emoji that is not escaped, instead of changing it', async () => {
      const torn = store.append(stream, [happened(1, '"\ud83d"')], { expected: 'no-stream' });
      await expect(torn).rejects.toThrow(TypeError);
      expect(await store.readStream(stream)).toEqual([]);
    });

    it('keeps everything over a restart, including repetitions', async () => {
      if (!opened.reopen) return;
      const events = happenings(3);
      const first = await store.append(stream, events, { expected: 'no-stream' });
      const before = await all();
      store = await opened.reopen();

      expect(await all()).toEqual(before);
      expect(await store.head()).toBe(first.position);
      expect(await store.append(stream, events, { expected: 'no-stream' })).toEqual(first);
      expect(await store.append(stream, happenings(1), { expected: 2 })).toMatchObject({ revision: 3 });
    });
  });

  describe('closing', () => {
    it('ends live readers without an error', async () => {
      const reading = store.readAll({ after: start, live: true })[Symbol.asyncIterator]();
      await store.append(stream, happenings(1), { expected: 'no-stream' });
      expect(await reading.next()).toMatchObject({ value: { events: [{ revision: 0 }], caughtUp: true } });
      const waiting = reading.next();
      await store.close();
      expect(await waiting).toMatchObject({ done: true });
    });

    it('refuses later calls, and can be repeated', async () => {
      await store.close();
      await store.close();
      const late = store.append(stream, happenings(1), { expected: 'no-stream' });
      await expect(late).rejects.toMatchObject({ name: Unavailable.name, outcome: 'not-written' });
      await expect(store.load([{ ...happened(1), stream, revision: 0 }])).rejects.toThrow(Unavailable);
      await expect(store.readStream(stream)).rejects.toThrow(Unavailable);
      await expect(store.head()).rejects.toThrow(Unavailable);
      await expect(all()).rejects.toThrow(Unavailable);
    });
  });

  modelContract(open);
}
