import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BACKWARDS, END, EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestServer } from './test-server.js';

const event = (id = randomUUID()) => jsonEvent({ id, type: 'Happened', data: {} });
const credentials = { username: 'admin', password: 'changeit' };
/** The two ways in which the client appends: with credentials on the call it uses the classic one. */
const WAYS = [
  ['append', { credentials }],
  ['batch append', {}],
] as const;
const TOMBSTONE = 9_223_372_036_854_775_807n;

describe('streams that are deleted or cut', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-cut-streams-'));
  let server: TestServer;
  let client: EventStoreDBClient;
  let stream: string;
  const open = async () => {
    server = await TestServer.start({ systemEventsEvery: 0, dataFile: join(folder, stream) });
    client = EventStoreDBClient.connectionString(server.connectionString);
  };
  const close = async () => {
    await client.dispose();
    await server.stop();
  };
  /** Another server on the same file. */
  const reopen = async () => {
    await close();
    await open();
  };
  beforeEach(async () => {
    stream = `meeting-${randomUUID()}`;
    await open();
  });
  afterEach(close);
  afterAll(() => rmSync(folder, { recursive: true }));

  const append = async (count: number) => {
    for (let n = 0; n < count; n++) await client.appendToStream(stream, event());
  };
  const read = async (options: Parameters<EventStoreDBClient['readStream']>[1] = {}) => {
    const found = [];
    for await (const { event } of client.readStream(stream, options)) found.push(event!.revision);
    return found;
  };
  /** The revisions of the stream in `$all`. */
  const inAll = async () => {
    const found = [];
    for await (const { event } of client.readAll()) if (event!.streamId === stream) found.push(event!.revision);
    return found;
  };
  const truncateBefore = async () => (await client.getStreamMetadata(stream)).metadata?.truncateBefore;

  describe('a soft delete', () => {
    it('hides the stream as if it had never been, and leaves its events in $all', async () => {
      await append(2);
      await client.deleteStream(stream);
      await expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
      await expect(read({ direction: BACKWARDS, fromRevision: END })).rejects.toMatchObject({
        type: 'stream-not-found',
      });
      expect(await inAll()).toEqual([0n, 1n]);
      expect(Number(await truncateBefore())).toBe(Number(TOMBSTONE));
    });

    it.each(WAYS)('accepts an %s to no stream at the next revision', async (_, way) => {
      await append(1);
      await client.deleteStream(stream);
      const { nextExpectedRevision } = await client.appendToStream(stream, event(), {
        expectedRevision: NO_STREAM,
        ...way,
      });
      expect([nextExpectedRevision, ...(await read())]).toEqual([1n, 1n]);
      expect(Number(await truncateBefore())).toBe(1);
    });

    it.each(WAYS)('accepts an %s after the old last revision, and no other', async (_, way) => {
      await append(2);
      await client.deleteStream(stream);
      for (const expectedRevision of [0n, 2n])
        await expect(client.appendToStream(stream, event(), { expectedRevision, ...way })).rejects.toMatchObject({
          type: 'wrong-expected-version',
          actualVersion: 1n,
        });
      const { nextExpectedRevision } = await client.appendToStream(stream, event(), { expectedRevision: 1n, ...way });
      expect([nextExpectedRevision, ...(await read())]).toEqual([2n, 2n]);
    });

    it('is undone by its metadata, as long as nothing was scavenged', async () => {
      await append(3);
      await client.deleteStream(stream);
      await client.setStreamMetadata(stream, { truncateBefore: 0 });
      expect(await read()).toEqual([0n, 1n, 2n]);
      await expect(client.appendToStream(stream, event(), { expectedRevision: NO_STREAM })).rejects.toMatchObject({
        type: 'wrong-expected-version',
      });
    });

    it('loses all events but the last to a scavenge, which nothing undoes', async () => {
      await append(3);
      await client.deleteStream(stream);
      server.log.scavenge();
      await expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
      expect(await inAll()).toEqual([2n]);
      await client.setStreamMetadata(stream, { truncateBefore: 0 });
      expect(await read()).toEqual([2n]);
      const { nextExpectedRevision } = await client.appendToStream(stream, event(), { expectedRevision: 2n });
      expect([nextExpectedRevision, ...(await read())]).toEqual([3n, 2n, 3n]);
    });
  });

  describe('a tombstone', () => {
    it('refuses every read and append, and is an event of $all with the last revision there is', async () => {
      await append(2);
      await client.tombstoneStream(stream);
      await expect(read()).rejects.toMatchObject({ type: 'stream-deleted' });
      for (const [, way] of WAYS)
        for (const expectedRevision of [NO_STREAM, 1n] as const)
          await expect(client.appendToStream(stream, event(), { expectedRevision, ...way })).rejects.toMatchObject({
            type: 'stream-deleted',
          });
      expect(await inAll()).toEqual([0n, 1n, TOMBSTONE]);
    });

    it('is all that a scavenge leaves', async () => {
      await append(2);
      await client.tombstoneStream(stream);
      server.log.scavenge();
      expect(await inAll()).toEqual([TOMBSTONE]);
      await reopen();
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
      await append(4);
      await client.setStreamMetadata(stream, metadata);
    });

    it('cuts the start of the stream, forwards and backwards, and leaves $all whole', async () => {
      expect(await read()).toEqual(left);
      expect(await read({ direction: BACKWARDS, fromRevision: END })).toEqual(left.toReversed());
      expect(await read({ direction: BACKWARDS, fromRevision: 1n })).toEqual([]);
      expect(await inAll()).toEqual([0n, 1n, 2n, 3n]);
    });

    it('is undone by its metadata', async () => {
      await client.setStreamMetadata(stream, {});
      expect(await read()).toEqual([0n, 1n, 2n, 3n]);
    });

    it('is not undone once a scavenge has run, which takes the events from $all as well', async () => {
      server.log.scavenge();
      expect(await inAll()).toEqual(left);
      await client.setStreamMetadata(stream, {});
      expect(await read()).toEqual(left);
    });

    it('still lets nobody append to no stream', async () => {
      await expect(client.appendToStream(stream, event(), { expectedRevision: NO_STREAM })).rejects.toMatchObject({
        type: 'wrong-expected-version',
        actualVersion: 3n,
      });
    });
  });

  it.each([
    ['$tb', { truncateBefore: 4 }],
    ['$maxAge', { maxAge: 1 }],
  ])('%s can leave nothing: a read is then empty, and no error', async (_, metadata) => {
    await append(4);
    for (const record of server.log.events) (record as { created: number }).created -= 2_000;
    await client.setStreamMetadata(stream, metadata);
    expect([await read(), await read({ direction: BACKWARDS, fromRevision: END })]).toEqual([[], []]);
    expect(await inAll()).toHaveLength(4);
    server.log.scavenge();
    expect(await inAll()).toEqual([3n]);
  });

  it('$maxAge shows what is younger', async () => {
    await append(2);
    for (const record of server.log.events.slice(0, 1)) (record as { created: number }).created -= 60_000;
    await client.setStreamMetadata(stream, { maxAge: 30 });
    expect(await read()).toEqual([1n]);
  });

  it('shows only the last metadata of a stream, and a scavenge removes the others', async () => {
    await append(1);
    for (const maxCount of [5, 6, 7]) await client.setStreamMetadata(stream, { maxCount });
    expect(await client.getStreamMetadata(stream)).toMatchObject({ metadata: { maxCount: 7 } });
    const about = () => server.log.readable.filter((record) => record.stream === `$$${stream}`).length;
    expect(about()).toBe(3);
    server.log.scavenge();
    expect(about()).toBe(1);
    await reopen();
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 7 });
  });
});

describe('a position at which no record begins', () => {
  let server: TestServer;
  let client: EventStoreDBClient;
  beforeEach(async () => {
    server = await TestServer.start({ systemEventsEvery: 0 });
    client = EventStoreDBClient.connectionString(server.connectionString);
  });
  afterEach(async () => {
    await client.dispose();
    await server.stop();
  });
  const positions = async (...asked: Parameters<EventStoreDBClient['readAll']>) => {
    const found = [];
    for await (const { event } of client.readAll(...asked)) found.push(event!.position);
    return found;
  };
  const append = (id: string) =>
    client.appendToStream(`meeting-${randomUUID()}`, jsonEvent({ type: 'Happened', data: { id } }));

  it.each([['forwards'], ['backwards']] as const)('is an unknown error to a read %s', async (direction) => {
    await append('one');
    const [last] = await positions();
    const fromPosition = { commit: last!.commit + 1n, prepare: last!.prepare + 1n };
    await append('two');
    await expect(positions({ fromPosition, direction })).rejects.toMatchObject({
      code: 2,
      message: '2 UNKNOWN: Unexpected ReadAllResult: Error',
    });
  });

  it('is what an older copy of the log makes of a position that a reader has seen', async () => {
    for (const id of ['one', 'two', 'three']) await append(id);
    const seen = (await positions()).at(-1)!;
    server.log.restore(server.log.readable.slice(0, 1));
    expect(await positions({ fromPosition: seen })).toEqual([]);
    for (const id of ['another, with a longer text', 'again', 'more', 'and more']) await append(id);
    await expect(positions({ fromPosition: seen })).rejects.toMatchObject({ code: 2 });
    expect(await positions()).toHaveLength(5);
  });

  it('is none where a scavenge has removed an event: the read starts after it', async () => {
    const stream = `meeting-${randomUUID()}`;
    for (let n = 0; n < 3; n++) await client.appendToStream(stream, jsonEvent({ type: 'Happened', data: { n } }));
    const [first, , last] = await positions();
    await client.setStreamMetadata(stream, { maxCount: 1 });
    server.log.scavenge();
    expect((await positions({ fromPosition: first! }))[0]).toEqual(last);
  });
});
