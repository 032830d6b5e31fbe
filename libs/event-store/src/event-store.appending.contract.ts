import { beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidEventId } from './event-id.js';
import { type EventStore, IdConflict, TooLarge, VersionConflict } from './event-store.js';
import { happened, happenings, OTHER_IDS, type TestedLog } from './event-store.testing.js';

/** How an engine appends, and what it answers to a repetition. */
export function appendingContract(tested: TestedLog): void {
  let store: EventStore;
  let stream: string;
  beforeEach(() => {
    ({ store, stream } = tested);
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
      expect(await tested.all()).toHaveLength(2);
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
      expect(await tested.all()).toHaveLength(2);
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
}
