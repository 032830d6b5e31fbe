import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type EventStore, type Position, Unavailable } from './event-store.js';
import { type TestedLog, happened, happenings } from './event-store.testing.js';

/** What an engine keeps, over a restart as well, and how it closes. */
export function keepingContract(tested: TestedLog): void {
  let store: EventStore;
  let stream: string;
  let start: Position | undefined;
  beforeEach(() => {
    ({ store, stream, start } = tested);
  });

  describe('notes beside the log', () => {
    it('are kept by their keys, replaced, kept over a restart, and in no stream', async () => {
      const [key, other] = [randomUUID(), randomUUID()];
      expect(await store.noteOf(key)).toBeUndefined();
      await store.keepNote(key, 'first');
      await store.keepNote(other, 'of another key: “ü”');
      await store.keepNote(key, 'last');
      store = await tested.reopen();
      expect([await store.noteOf(key), await store.noteOf(other)]).toEqual(['last', 'of another key: “ü”']);
      expect(await store.head()).toBe(start);
      expect(await tested.all()).toEqual([]);
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
      expect(await tested.all()).toMatchObject([event]);
    });

    it('refuses half an emoji that is not escaped, instead of changing it', async () => {
      const torn = store.append(stream, [happened(1, '"\ud83d"')], { expected: 'no-stream' });
      await expect(torn).rejects.toThrow(TypeError);
      expect(await store.readStream(stream)).toEqual([]);
    });

    it('keeps everything over a restart, including repetitions', async () => {
      if (!tested.canReopen) return;
      const events = happenings(3);
      const first = await store.append(stream, events, { expected: 'no-stream' });
      const before = await tested.all();
      store = await tested.reopen();

      expect(await tested.all()).toEqual(before);
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
      await expect(tested.all()).rejects.toThrow(Unavailable);
    });
  });
}
