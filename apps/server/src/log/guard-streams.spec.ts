import { beforeEach, describe, expect, it } from '@jest/globals';
import { happenings } from '#event-store/event-store.testing.js';
import { type EventStore, type ReadStream, type StoredEvent, Unavailable } from '#event-store/event-store.js';
import { StreamCut, type Cut } from '#event-store/stream-cut.js';
import { assertStillWhole, guardStreams } from './guard-streams.js';
import { TamperAlarm } from './tamper-alarm.js';

const STREAM = 'issue-1';
const nameOfStream = (stream: string) => `rapporteur.${stream}`;
const CUT: Cut = { stream: nameOfStream(STREAM), what: 'was deleted (soft delete)', remedy: 'Undo it.' };

describe('a log that others write to', () => {
  let alarm: TamperAlarm;
  let events: readonly StoredEvent[];
  let appended: string[];
  let last: number | undefined;
  let asked: boolean[];
  let cut: Cut | undefined;
  let begins: readonly StoredEvent[] | undefined;
  let fails: Error | undefined;
  let lost: Error | undefined;
  const guarded = (isShared = true) => {
    const store = {
      isShared,
      readStream: async (_: string, { from = 0, limit = Infinity, backwards = false }: ReadStream = {}) => {
        if (fails) throw fails;
        if (backwards) return events.toReversed().slice(0, limit);
        return events.slice(from).slice(0, limit);
      },
      append: async (stream: string) => {
        if (fails) throw fails;
        appended.push(stream);
        return { revision: 0, position: '1' };
      },
      cutOf: async () => cut,
      nameOfStream,
      head: async () => {
        if (lost) throw lost;
      },
    } as unknown as EventStore;
    const known = {
      lastRevisionOf: async (_: string, { waitForIndex }: { waitForIndex: boolean }) => {
        asked.push(waitForIndex);
        // Another instance records something while the index is asked.
        if (waitForIndex && begins) [events, last] = [begins, begins.length - 1];
        return last;
      },
    };
    guardStreams(store, known, alarm);
    return store;
  };
  const stored = (count: number) =>
    happenings(count).map((event, revision) => ({ ...event, stream: STREAM, revision, position: String(revision) }));
  beforeEach(() => {
    alarm = new TamperAlarm({ fatal: () => {} }, { nameOfStream });
    [events, appended, last, asked] = [stored(3), [], 2, []];
    cut = fails = lost = begins = undefined;
  });

  it.each<[string, ReadStream | undefined, number]>([
    ['whole', undefined, 3],
    ['from a revision', { from: 1 }, 2],
    ['from after its end', { from: 3 }, 0],
    ['a part', { from: 1, limit: 1 }, 1],
    ['its end', { backwards: true, limit: 1 }, 1],
  ])('gives a stream out that is as it was recorded: %s', async (_, options, count) => {
    expect(await guarded().readStream(STREAM, options)).toHaveLength(count);
    expect(alarm.message).toBeUndefined();
  });

  it('says that the log has lost events, and not that a stream was cut, where it is an older copy', async () => {
    events = [];
    lost = new Unavailable('The log has stopped: it was restored from an older copy', 'not-written');
    await expect(guarded().readStream(STREAM)).rejects.toBe(lost);
    expect(alarm.message).toBeUndefined();
    lost = undefined;
    await expect(guarded().readStream(STREAM)).rejects.toThrow('it does not have all events');
    expect(alarm.isCut).toBe(true);
  });

  it('gives out what was recorded after the read began', async () => {
    last = 1;
    expect(await guarded().readStream(STREAM)).toHaveLength(3);
  });

  it('reads a stream again that was begun after the read, and raises no alarm', async () => {
    [events, last] = [[], undefined];
    const store = guarded();
    begins = stored(1);
    expect(await store.readStream(STREAM)).toHaveLength(1);
    expect(alarm.message).toBeUndefined();
  });

  it('has no stream that never existed, once the whole log is known', async () => {
    [events, last] = [[], undefined];
    expect(await guarded().readStream(STREAM)).toEqual([]);
    expect(asked).toEqual([false, true]);
  });

  it.each<[string, number, ReadStream | undefined]>([
    ['is missing', 0, undefined],
    ['is missing, read in part', 0, { from: 1, limit: 1 }],
    ['is missing, read from its end', 0, { backwards: true, limit: 1 }],
    ['is shorter', 2, undefined],
  ])('raises the alarm for a stream that %s', async (_, count, options) => {
    events = stored(count);
    cut = CUT;
    await expect(guarded().readStream(STREAM, options)).rejects.toMatchObject({ code: 'stream-cut' });
    expect(alarm.message).toBe(`the stream ${CUT.stream} ${CUT.what}, outside of this service. Undo it.`);
  });

  it('raises it as well if nobody knows how the stream was cut', async () => {
    events = [];
    await expect(guarded().readStream(STREAM)).rejects.toThrow(
      /stream rapporteur\.issue-1 was deleted or cut: it does not have all/,
    );
  });

  it.each(['readStream', 'append'] as const)('raises it for what the engine finds in %s', async (call) => {
    fails = new StreamCut(CUT);
    const store = guarded();
    const calls = {
      readStream: () => store.readStream(STREAM),
      append: () => store.append(STREAM, happenings(1), { expected: 'no-stream' }),
    };
    await expect(calls[call]()).rejects.toMatchObject({ code: 'stream-cut' });
    expect(alarm.isCut).toBe(true);
  });

  it('takes nothing any more, and acknowledges nothing, once a stream was cut', async () => {
    const store = guarded();
    await store.append(STREAM, happenings(1), { expected: 2 });
    expect(() => assertStillWhole(alarm)).not.toThrow();
    alarm.cut(CUT);
    await expect(async () => store.append(STREAM, happenings(1), { expected: 3 })).rejects.toMatchObject({
      code: 'stream-cut',
    });
    expect(appended).toHaveLength(1);
    expect(() => assertStillWhole(alarm)).toThrow(expect.objectContaining({ outcome: 'unknown' }));
  });

  it('leaves other errors, and a log of one writer, as they are', async () => {
    fails = new Error('away');
    await expect(guarded().readStream(STREAM)).rejects.toBe(fails);
    [events, fails] = [[], undefined];
    expect(await guarded(false).readStream(STREAM)).toEqual([]);
    expect(alarm.message).toBeUndefined();
  });
});
