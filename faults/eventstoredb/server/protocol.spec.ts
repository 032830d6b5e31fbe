import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BACKWARDS, END, type EventStoreDBClient, NO_STREAM, STREAM_EXISTS } from '@eventstore/db-client';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { happened, ProtocolServer } from './protocol-server.js';

/**
 * The calls and answers of EventStoreDB that the engine relies on, or has to find out about. With EVENTSTOREDB_URL they are
 * held against that server, through the real client; without it, against the test server. A case that the server does not
 * allow is named with the reason.
 */
const server = await ProtocolServer.open();
afterAll(() => server.close());

/** The two ways in which the client appends: with credentials on the call it uses the classic one. */
const WAYS = [
  ['append', { credentials: server.credentials }],
  ['batch append', {}],
] as const;
/** The same, with their articles. */
const BY_ONE = [
  ['an append', WAYS[0][1]],
  ['a batch append', WAYS[1][1]],
] as const;
const TOMBSTONE = 9_223_372_036_854_775_807n;

let stream: string;
beforeEach(() => void (stream = `protocol-${randomUUID()}`));

const append = async (count: number) => {
  for (let n = 0; n < count; n++) await server.client.appendToStream(stream, happened(n));
};
const eventsIn = async (options: Parameters<EventStoreDBClient['readStream']>[1], name: string) => {
  const found = [];
  for await (const { event } of server.client.readStream(name, options)) found.push(event!);
  return found;
};
const read = async (options: Parameters<EventStoreDBClient['readStream']>[1] = {}, name = stream) =>
  (await eventsIn(options, name)).map(({ revision }) => revision);
const ids = async () => (await eventsIn({}, stream)).map(({ id }) => id);
/** The events of the stream in `$all`. */
const everything = () => server.since((streamId) => streamId === stream);
const inAll = async () => (await everything()).map(({ revision }) => revision);
/** Nothing was written to the stream. */
const isNowhere = (error: unknown): readonly string[] => {
  expect(error).toMatchObject({ type: 'stream-not-found' });
  return [];
};
/** Once a server that still has its request has written what it writes of it. */
const gaveUp = async (error: unknown): Promise<undefined> => {
  expect(error).toMatchObject({ type: 'deadline-exceeded' });
  await sleep(200);
};
/** Makes the first events of the stream older, by this many ms. */
const age = (count: number, ms: number) => {
  for (const record of server.inside.log.streams.get(stream)!.events.slice(0, count))
    (record as { created: number }).created -= ms;
};
const truncateBefore = async () => (await server.client.getStreamMetadata(stream)).metadata?.truncateBefore;
/** A real server may acknowledge a write to a deleted stream a few milliseconds before it writes the metadata itself. */
const cutAt = async (revision: number) => {
  for (let n = 0; n < 50 && (await truncateBefore()) !== revision; n++) await sleep(20);
  expect(await truncateBefore()).toBe(revision);
};

describe('appends and reads', () => {
  describe.each(WAYS)('%s', (_, way) => {
    const write = (
      events: ReturnType<typeof happened>[],
      expectedRevision: bigint | 'any' | 'no_stream' | 'stream_exists',
    ) => server.client.appendToStream(stream, events, { expectedRevision, ...way });

    it('appends several events to one stream, and returns revision and position of the last', async () => {
      if (server.isRefused('all')) return;
      const first = await write([happened(0), happened(1)], NO_STREAM);
      const second = await write([happened(2)], 1n);
      expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([1n, 2n]);
      expect(await read()).toEqual([0n, 1n, 2n]);
      const all = await everything();
      expect(all.map(({ position }) => position).slice(-2)).toEqual([first.position, second.position]);
      expect(all.at(-1)).toMatchObject({ data: { n: 2 }, metadata: { by: 'a clerk' }, streamId: stream });
    });

    it('refuses a wrong expectation, and returns the current revision', async () => {
      const refused = { type: 'wrong-expected-version', streamName: stream };
      await expect(write([happened()], 0n)).rejects.toMatchObject({
        ...refused,
        expectedVersion: 0n,
        actualVersion: 'no_stream',
      });
      await expect(write([happened()], STREAM_EXISTS)).rejects.toMatchObject({
        ...refused,
        actualVersion: 'no_stream',
      });
      await write([happened()], NO_STREAM);
      await expect(write([happened()], NO_STREAM)).rejects.toMatchObject({
        ...refused,
        expectedVersion: 'no_stream',
        actualVersion: 0n,
      });
      await expect(write([happened()], 7n)).rejects.toMatchObject({
        ...refused,
        expectedVersion: 7n,
        actualVersion: 0n,
      });
      expect(await read()).toEqual([0n]);
    });

    it('answers an exact repetition as the first time, also after later events, and writes nothing', async () => {
      const events = [happened(0), happened(1)];
      const first = await write(events, NO_STREAM);
      await write([happened(2)], 1n);
      expect(await write(events, NO_STREAM)).toEqual(first);
      expect(await write(events, 'any')).toEqual(first);
      expect(await read()).toEqual([0n, 1n, 2n]);
    });

    it('refuses a repetition of which only a part was written', async () => {
      const known = happened(0);
      await write([known], NO_STREAM);
      for (const expected of [NO_STREAM, 'any'] as const)
        await expect(write([known, happened(1)], expected)).rejects.toMatchObject({
          type: 'wrong-expected-version',
          actualVersion: 0n,
        });
      expect(await read()).toEqual([0n]);
    });

    it.each([1, 3, 10, 30])(
      'writes all events, the first ones or none of an append that its client gives up after %d ms',
      async (deadline) => {
        const events = Array.from({ length: 20 }, () => happened('x'.repeat(40_000)));
        const appending = server.client.appendToStream(stream, events, { ...way, deadline });
        const written = await appending.then(() => events.length, gaveUp);
        const found = await ids().catch(isNowhere);
        expect(found).toEqual(events.slice(0, written ?? found.length).map(({ id }) => id));
      },
    );

    it('writes an id a second time in a new place, as the real server does', async () => {
      const twice = happened();
      await write([twice], NO_STREAM);
      await write([twice], 0n);
      expect(await read()).toEqual([0n, 1n]);
    });

    it.each([
      ['upper case', 'B6A1F0C2-5D3E-4F7A-9B8C-0D1E2F3A4B5C'],
      ['braces', '{b6a1f0c2-5d3e-4f7a-9b8c-0d1e2f3a4b5c}'],
      ['no dashes', 'b6a1f0c25d3e4f7a9b8c0d1e2f3a4b5c'],
    ])('changes the id of an event into a UUID in lower case: %s', async (_, id) => {
      await write([happened(0, id)], NO_STREAM);
      expect(await ids()).toEqual(['b6a1f0c2-5d3e-4f7a-9b8c-0d1e2f3a4b5c']);
    });

    it.each([
      ['a name', 'event-1'],
      ['a UUID and more', 'b6a1f0c2-5d3e-4f7a-9b8c-0d1e2f3a4b5c-1'],
      ['dashes in other places', 'b6a1f0c25-d3e-4f7a-9b8c-0d1e2f3a4b5c'],
    ])('throws at any other id, and writes nothing: %s', async (_, id) => {
      await expect(write([happened(0), happened(1, id)], NO_STREAM)).rejects.toMatchObject({
        code: 2,
        message: '2 UNKNOWN: Exception was thrown by handler.',
      });
      await expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
    });

    it('refuses an append above 1 MiB and accepts one just below', async () => {
      const limit = 1024 * 1024;
      await expect(write([happened('x'.repeat(limit))], NO_STREAM)).rejects.toMatchObject({
        type: 'maximum-append-size-exceeded',
        maxAppendSize: limit,
      });
      await write([happened('x'.repeat(limit - 100))], NO_STREAM);
      expect(await read()).toEqual([0n]);
    });
  });

  it('reads a stream from a revision, inclusive, forwards and backwards, and no more than requested', async () => {
    await append(4);
    expect(await read({ fromRevision: 2n })).toEqual([2n, 3n]);
    expect(await read({ fromRevision: 1n, maxCount: 2 })).toEqual([1n, 2n]);
    expect(await read({ direction: BACKWARDS, fromRevision: END, maxCount: 1 })).toEqual([3n]);
    expect(await read({ direction: BACKWARDS, fromRevision: 1n })).toEqual([1n, 0n]);
    expect(await read({ fromRevision: 9n })).toEqual([]);
  });

  it('reports a missing stream', async () => {
    await expect(read({}, `nowhere-${stream}`)).rejects.toMatchObject({ type: 'stream-not-found' });
  });
});

describe('streams that are deleted or cut', () => {
  describe('a soft delete', () => {
    it('hides the stream as if it had never been, and leaves its events in $all', async () => {
      if (server.isRefused('cut', 'all')) return;
      await append(2);
      await server.client.deleteStream(stream);
      await expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
      await expect(read({ direction: BACKWARDS, fromRevision: END })).rejects.toMatchObject({
        type: 'stream-not-found',
      });
      expect(await inAll()).toEqual([0n, 1n]);
      expect(Number(await truncateBefore())).toBe(Number(TOMBSTONE));
    });

    it.each(BY_ONE)('accepts %s to no stream at the next revision', async (_, way) => {
      if (server.isRefused('cut')) return;
      await append(1);
      await server.client.deleteStream(stream);
      const { nextExpectedRevision } = await server.client.appendToStream(stream, happened(), {
        expectedRevision: NO_STREAM,
        ...way,
      });
      await cutAt(1);
      expect([nextExpectedRevision, ...(await read())]).toEqual([1n, 1n]);
    });

    it.each(BY_ONE)('accepts %s after the old last revision, and no other', async (_, way) => {
      if (server.isRefused('cut')) return;
      await append(2);
      await server.client.deleteStream(stream);
      for (const expectedRevision of [0n, 2n])
        await expect(
          server.client.appendToStream(stream, happened(), { expectedRevision, ...way }),
        ).rejects.toMatchObject({
          type: 'wrong-expected-version',
          actualVersion: 1n,
        });
      const { nextExpectedRevision } = await server.client.appendToStream(stream, happened(), {
        expectedRevision: 1n,
        ...way,
      });
      await cutAt(2);
      expect([nextExpectedRevision, ...(await read())]).toEqual([2n, 2n]);
    });

    it('is not undone by one write of its metadata: the server follows it with $tb, and shows nothing', async () => {
      if (server.isRefused('cut', 'all')) return;
      await append(3);
      await server.client.deleteStream(stream);
      await server.client.setStreamMetadata(stream, { customProperties: { owner: 'nobody' } });
      await cutAt(3);
      expect([await read(), await read({ direction: BACKWARDS, fromRevision: END })]).toEqual([[], []]);
      const kept = { customProperties: { owner: 'nobody' } };
      expect((await server.since((streamId) => streamId === `$$${stream}`)).map(({ data }) => data)).toEqual([
        { $tb: expect.any(Number) },
        kept,
        { ...kept, $tb: 3 },
      ]);
    });

    it('is undone by a second write of its metadata, as long as nothing was scavenged', async () => {
      if (server.isRefused('cut')) return;
      await append(3);
      await server.client.deleteStream(stream);
      await server.client.setStreamMetadata(stream, {});
      await cutAt(3);
      const { nextExpectedRevision } = await server.client.setStreamMetadata(stream, {}, { expectedRevision: 2n });
      expect(nextExpectedRevision).toBe(3n);
      expect([await truncateBefore(), await read()]).toEqual([undefined, [0n, 1n, 2n]]);
      await expect(
        server.client.appendToStream(stream, happened(), { expectedRevision: NO_STREAM }),
      ).rejects.toMatchObject({
        type: 'wrong-expected-version',
      });
    });

    it('is left as it is by metadata that is refused', async () => {
      if (server.isRefused('cut')) return;
      await append(3);
      await server.client.deleteStream(stream);
      await expect(server.client.setStreamMetadata(stream, {}, { expectedRevision: NO_STREAM })).rejects.toMatchObject({
        type: 'wrong-expected-version',
        actualVersion: 0n,
      });
      expect(Number(await truncateBefore())).toBe(Number(TOMBSTONE));
      await expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
    });

    it('is refused for a stream with neither events nor metadata, and not for one with metadata alone', async () => {
      if (server.isRefused('cut')) return;
      for (const expectedRevision of ['any', NO_STREAM, 0n] as const)
        await expect(server.client.deleteStream(stream, { expectedRevision })).rejects.toMatchObject({
          type: 'wrong-expected-version',
          streamName: stream,
        });
      expect(await truncateBefore()).toBeUndefined();
      await server.client.setStreamMetadata(stream, {});
      await server.client.deleteStream(stream);
      expect(Number(await truncateBefore())).toBe(Number(TOMBSTONE));
    });

    it('loses all events but the last to a scavenge, which nothing undoes', async () => {
      if (server.isRefused('cut', 'all', 'inside')) return;
      await append(3);
      await server.client.deleteStream(stream);
      server.inside.log.scavenge();
      await expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
      expect(await inAll()).toEqual([2n]);
      await server.client.setStreamMetadata(stream, {});
      await cutAt(3);
      expect(await read()).toEqual([]);
      await server.client.setStreamMetadata(stream, {});
      expect(await read()).toEqual([2n]);
      const { nextExpectedRevision } = await server.client.appendToStream(stream, happened(), { expectedRevision: 2n });
      expect([nextExpectedRevision, ...(await read())]).toEqual([3n, 2n, 3n]);
    });
  });

  describe('a tombstone', () => {
    it('refuses every read and append, and is an event of $all with the last revision there is', async () => {
      if (server.isRefused('cut', 'all')) return;
      await append(2);
      await server.client.tombstoneStream(stream);
      await expect(read()).rejects.toMatchObject({ type: 'stream-deleted' });
      for (const [, way] of WAYS)
        for (const expectedRevision of [NO_STREAM, 1n] as const)
          await expect(
            server.client.appendToStream(stream, happened(), { expectedRevision, ...way }),
          ).rejects.toMatchObject({
            type: 'stream-deleted',
          });
      expect(await inAll()).toEqual([0n, 1n, TOMBSTONE]);
    });

    it('is all that a scavenge leaves', async () => {
      if (server.isRefused('cut', 'all', 'inside')) return;
      await append(2);
      await server.client.tombstoneStream(stream);
      server.inside.log.scavenge();
      expect(await inAll()).toEqual([TOMBSTONE]);
      await server.reopen();
      await expect(read()).rejects.toMatchObject({ type: 'stream-deleted' });
      expect(await inAll()).toEqual([TOMBSTONE]);
    });
  });

  describe.each([
    ['$tb', { truncateBefore: 2 }, [2n, 3n]],
    ['$maxCount', { maxCount: 1 }, [3n]],
    ['both', { truncateBefore: 3, maxCount: 3 }, [3n]],
  ])('%s', (_, metadata, left) => {
    beforeEach(async () => {
      if (server.isRefused('cut')) return;
      await append(4);
      await server.client.setStreamMetadata(stream, metadata);
    });

    it('cuts the start of the stream, forwards and backwards, and leaves $all whole', async () => {
      if (server.isRefused('cut', 'all')) return;
      expect(await read()).toEqual(left);
      expect(await read({ direction: BACKWARDS, fromRevision: END })).toEqual(left.toReversed());
      expect(await read({ direction: BACKWARDS, fromRevision: 1n })).toEqual([]);
      expect(await inAll()).toEqual([0n, 1n, 2n, 3n]);
    });

    it('is undone by its metadata', async () => {
      if (server.isRefused('cut')) return;
      await server.client.setStreamMetadata(stream, {});
      expect(await read()).toEqual([0n, 1n, 2n, 3n]);
    });

    it('is not undone once a scavenge has run, which takes the events from $all as well', async () => {
      if (server.isRefused('cut', 'all', 'inside')) return;
      server.inside.log.scavenge();
      expect(await inAll()).toEqual(left);
      await server.client.setStreamMetadata(stream, {});
      expect(await read()).toEqual(left);
    });

    it('still lets nobody append to no stream', async () => {
      if (server.isRefused('cut')) return;
      await expect(
        server.client.appendToStream(stream, happened(), { expectedRevision: NO_STREAM }),
      ).rejects.toMatchObject({
        type: 'wrong-expected-version',
        actualVersion: 3n,
      });
    });
  });

  it.each([
    ['$tb', { truncateBefore: 4 }],
    ['$maxAge', { maxAge: 1 }],
  ])('%s can leave nothing: a read is then empty, and no error', async (_, metadata) => {
    if (server.isRefused('cut', 'all', 'inside')) return;
    await append(4);
    age(4, 2_000);
    await server.client.setStreamMetadata(stream, metadata);
    expect([await read(), await read({ direction: BACKWARDS, fromRevision: END })]).toEqual([[], []]);
    expect(await inAll()).toHaveLength(4);
    server.inside.log.scavenge();
    expect(await inAll()).toEqual([3n]);
  });

  it('$maxAge shows what is younger', async () => {
    if (server.isRefused('cut', 'inside')) return;
    await append(2);
    age(1, 60_000);
    await server.client.setStreamMetadata(stream, { maxAge: 30 });
    expect(await read()).toEqual([1n]);
  });

  it('shows only the last metadata of a stream, and a scavenge removes the others', async () => {
    if (server.isRefused('cut', 'inside')) return;
    await append(1);
    for (const maxCount of [5, 6, 7]) await server.client.setStreamMetadata(stream, { maxCount });
    expect(await server.client.getStreamMetadata(stream)).toMatchObject({ metadata: { maxCount: 7 } });
    const about = () => server.inside.log.readable.filter((record) => record.stream === `$$${stream}`).length;
    expect(about()).toBe(3);
    server.inside.log.scavenge();
    expect(about()).toBe(1);
    await server.reopen();
    expect((await server.client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 7 });
  });
});

describe('a position at which no record begins', () => {
  it.each([['forwards'], ['backwards']] as const)('is an unknown error to a read %s', async (direction) => {
    if (server.isRefused('all')) return;
    await append(1);
    const [{ position }] = (await everything()) as [Awaited<ReturnType<typeof everything>>[0]];
    const fromPosition = { commit: position.commit + 1n, prepare: position.prepare + 1n };
    await append(1);
    const reading = (async () => {
      for await (const _ of server.client.readAll({ fromPosition, direction, maxCount: 1 }));
    })();
    await expect(reading).rejects.toMatchObject({ code: 2, message: '2 UNKNOWN: Unexpected ReadAllResult: Error' });
  });
});
