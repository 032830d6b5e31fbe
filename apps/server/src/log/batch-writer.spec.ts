import { describe, expect, it } from '@jest/globals';
import { type Appended, type PlacedEvent, type StreamAppend, Unavailable } from '#event-store/event-store.js';
import { BatchWriter } from './batch-writer.js';

const fact = (n: number, stream = `meeting-${n}`, revision = 0): PlacedEvent => ({
  id: `event-${n}`,
  type: 'MeetingHeld',
  stream,
  revision,
  data: '{}',
  metadata: '{"recordedAt":"2026-11-01T09:00:00.000Z"}',
  salt: '',
  entry: '',
});
const FULL = new Unavailable('The disk is full', 'not-written');

/** A log whose appends end when the test says so, and are read when it says so. */
const scene = () => {
  const groups: { ids: string[]; expected: unknown[]; end: (error?: Error) => void }[] = [];
  const underWay = new Set<string>();
  const reads: (() => void)[] = [];
  let written = 0;
  const appendAll = (appends: readonly StreamAppend[]) =>
    new Promise<readonly Appended[]>((resolve, reject) => {
      const end = (error?: Error) =>
        error === undefined
          ? resolve(appends.map(() => ({ revision: 0, position: String(++written) })))
          : reject(error);
      const ids = appends.flatMap(({ events }) => events.map(({ id }) => id));
      groups.push({ ids, expected: appends.map(({ expected }) => expected), end });
    });
  const own = {
    begin: ({ id }: { id: string }) => void underWay.add(id),
    forget: (events: readonly { id: string }[]) => {
      for (const { id } of events) underWay.delete(id);
    },
  };
  const follower = {
    whenRead: () => new Promise<void>((resolve) => reads.push(resolve)),
    ordinalOf: async (position: string) => 100 + Number(position),
  };
  return { writer: new BatchWriter({ appendAll, own, follower }), groups, underWay, reads };
};
const turns = () => new Promise((resolve) => setImmediate(resolve));

describe('the writer of a batch', () => {
  it('writes what was gathered as one group, in order, and acknowledges it when the group is in the log', async () => {
    const { writer, groups, underWay } = scene();
    let acknowledged = 0;
    const facts = [fact(1), fact(2), fact(3, 'meeting-2', 1)].map((one) =>
      writer.append(one).then(async ({ position, ordinal }) => {
        acknowledged++;
        return [position, await ordinal];
      }),
    );
    expect([...underWay]).toEqual(['event-1', 'event-2', 'event-3']);
    const flushed = writer.flush();
    await turns();
    expect(groups.map(({ ids, expected }) => [ids, expected])).toEqual([
      [
        ['event-1', 'event-2', 'event-3'],
        ['no-stream', 'no-stream', 0],
      ],
    ]);
    expect(acknowledged).toBe(0);
    groups[0]!.end();
    await flushed;
    expect(await Promise.all(facts)).toEqual([
      ['1', 101],
      ['2', 102],
      ['3', 103],
    ]);
  });

  it('sends a group only once the one before it is in the log', async () => {
    const { writer, groups } = scene();
    void writer.append(fact(1));
    void writer.flush();
    void writer.append(fact(2));
    void writer.flush();
    await turns();
    expect(groups.map(({ ids }) => ids)).toEqual([['event-1']]);
    groups[0]!.end();
    await turns();
    expect(groups.map(({ ids }) => ids)).toEqual([['event-1'], ['event-2']]);
  });

  it('sends nothing after a group that could not be written', async () => {
    const { writer, groups, underWay } = scene();
    const first = writer.append(fact(1));
    void writer.flush();
    const second = writer.append(fact(2));
    void writer.flush();
    await turns();
    groups[0]!.end(FULL);
    await expect(first).rejects.toBe(FULL);
    await expect(second).rejects.toMatchObject({ name: 'Unavailable', outcome: 'not-written' });
    await expect(writer.append(fact(3))).rejects.toBe(FULL);
    await writer.flush();
    expect(groups).toHaveLength(1);
    // The log was asked for the first one, so it says whether that is under way. The others never were.
    expect([...underWay]).toEqual(['event-1']);
  });

  it('shows a fact to the batch from when it is decided until it is read back', async () => {
    const { writer, groups, reads } = scene();
    const ids = (stream: string, from?: number) => writer.pendingOf(stream, from).map(({ id }) => id);
    void writer.append(fact(1, 'meeting-1', 4));
    void writer.flush();
    void writer.append(fact(2, 'meeting-1', 5));
    expect([ids('meeting-1'), ids('meeting-1', 5), ids('meeting-2')]).toEqual([
      ['event-1', 'event-2'],
      ['event-2'],
      [],
    ]);
    expect(writer.lastPending(({ stream }) => stream === 'meeting-1')?.id).toBe('event-2');
    await turns();
    groups[0]!.end();
    await turns();
    expect(ids('meeting-1')).toEqual(['event-1', 'event-2']);
    reads[0]!();
    await turns();
    expect(ids('meeting-1')).toEqual(['event-2']);
    expect(writer.lastPending(({ id }) => id === 'event-1')).toBeUndefined();
    await writer.room();
  });

  it('has room for more while one group is on its way, and not while two are', async () => {
    const { writer, groups } = scene();
    let hasRoom = false;
    const room = () => {
      hasRoom = false;
      return writer.room().then(() => (hasRoom = true));
    };
    void writer.append(fact(1));
    void writer.flush();
    await room();
    expect(hasRoom).toBe(true);
    void writer.append(fact(2));
    void writer.flush();
    const waiting = room();
    await turns();
    expect(hasRoom).toBe(false);
    groups[0]!.end();
    await waiting;
    expect(hasRoom).toBe(true);
  });

  it('sends a large group by itself, before the batch has ended', async () => {
    const { writer, groups } = scene();
    for (let n = 0; n < 251; n++) void writer.append(fact(n));
    await turns();
    expect(groups.map(({ ids }) => ids.length)).toEqual([250]);
    void writer.flush();
  });
});
