import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everything, happened, happenings } from '#event-store/event-store.testing.js';
import type { Appended, Batch, Position, ReadStream } from '#event-store/event-store.js';
import { Connection, DEFAULT_TIMEOUTS } from '#event-store/eventstoredb/connection.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { LogPages } from '#event-store/eventstoredb/log-pages.js';
import { logs } from './server/logs.js';
import { TestServer } from './server/test-server.js';

const { dataDir, remove } = logs();
afterAll(remove);

const STREAM = 'meeting-1';
const LENGTH = 100;

describe('a server that shuts down, and ends reads early without an error', () => {
  let server: TestServer;
  let store: EventStoreDbEventStore;
  let last: Appended;
  beforeEach(async () => {
    // The last event is one of the server’s own.
    server = await TestServer.start({ systemEventsEvery: 1 });
    store = await open();
    last = await store.append(STREAM, happenings(LENGTH), { expected: 'no-stream' });
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });
  const open = (mode: 'owner' | 'reader' = 'owner') =>
    EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode });
  const endPolitely = (on: 'read' | 'event', after: number, times = 1) =>
    server.inject({ name: 'polite-end', on: [on], after, times });
  const revisions = async (options: ReadStream) =>
    (await store.readStream(STREAM, options)).map(({ revision }) => revision);
  const upTo = (first: number, end: number) => Array.from({ length: end - first }, (_, n) => first + n);

  it.each<[string, ReadStream, readonly number[]]>([
    ['whole', {}, upTo(0, LENGTH)],
    ['from a revision on', { from: 90 }, upTo(90, LENGTH)],
    ['from an early revision on', { from: 3 }, upTo(3, LENGTH)],
    ['from its last revision on', { from: LENGTH - 1 }, [LENGTH - 1]],
    ['beyond its end', { from: LENGTH }, []],
    ['to its end, and beyond', { from: 90, limit: 20 }, upTo(90, LENGTH)],
    ['in part', { from: 10, limit: 5 }, upTo(10, 15)],
    ['at its start', { limit: 5 }, upTo(0, 5)],
    ['backwards', { backwards: true }, upTo(0, LENGTH).toReversed()],
    ['backwards in part', { backwards: true, limit: 5 }, upTo(95, LENGTH).toReversed()],
    ['backwards from a revision on', { backwards: true, from: 7 }, upTo(0, 8).toReversed()],
  ])('does not shorten a stream that is read %s', async (_, options, expected) => {
    for (const after of [0, 1, 4, 70]) {
      const fault = endPolitely('event', after);
      expect(await revisions(options)).toEqual(expected);
      fault.lift();
    }
    const fault = endPolitely('read', 0);
    expect(await revisions(options)).toEqual(expected);
    expect(fault.struck()).toBe(1);
  });

  it('gets one request for a stream, and no more from a late revision on', async () => {
    const before = server.counts.calls.read;
    for (const options of [{}, { from: 98 }, { from: LENGTH }, { from: 10, limit: 5 }])
      await store.readStream(STREAM, options);
    expect(server.counts.calls.read - before).toBe(4);
  });

  it('does not make our log look empty to a search for its end', async () => {
    const fault = endPolitely('read', 1);
    expect(await store.head()).toBe(last.position);
    expect(fault.struck()).toBe(1);
  });

  it('is told from one that has lost its events, by all who read at once from different places', async () => {
    const connection = new Connection(server.connectionString, DEFAULT_TIMEOUTS);
    const pages = new LogPages(connection);
    const events = await store.readStream(STREAM, { from: LENGTH - 2 });
    await server.restart({ keepData: false });
    const reads = events.map(({ position }) => pages.after({ last: position }, () => ({ least: undefined })));
    const reasons = await Promise.all(
      reads.map((read) =>
        read.then(
          () => undefined,
          (error: Error) => error.message,
        ),
      ),
    );
    expect(reasons).toEqual(events.map(() => expect.stringContaining('no longer holds')));
    await connection.close();
  });

  it('does not end a read of the log before an event that must be there', async () => {
    const connection = new Connection(server.connectionString, DEFAULT_TIMEOUTS);
    const pages = new LogPages(connection);
    const from = { last: (await store.readStream(STREAM, { from: LENGTH - 3, limit: 1 }))[0]!.position };
    const revisionsOf = async (after: number, least: Position | undefined) => {
      const fault = endPolitely('event', after);
      const { events, caughtUp } = await pages.after(from, () => ({ least }));
      expect(fault.struck()).toBe(1);
      return [events.map(({ revision }) => revision), caughtUp];
    };
    // Nothing new arrived, so it is read again; what arrived is kept.
    expect(await revisionsOf(1, last.position)).toEqual([[LENGTH - 2, LENGTH - 1], true]);
    expect(await revisionsOf(2, last.position)).toEqual([[LENGTH - 2], false]);
    expect(await revisionsOf(1, from.last)).toEqual([[], true]);
    await connection.close();
  });

  it('does not end the read of a follower before what this store has appended', async () => {
    const stop = new AbortController();
    const reading = store.readAll({ live: true, signal: stop.signal })[Symbol.asyncIterator]();
    for (let seen = 0; seen < LENGTH;) {
      const { value } = (await reading.next()) as { value: Batch };
      seen += value.events.length;
    }
    const next = reading.next();
    // The subscription gets the event, and the read gets the one before it.
    const fault = endPolitely('event', 2);
    const { position } = await store.append('meeting-2', [happened(1)], { expected: 'no-stream' });
    expect(await next).toMatchObject({ value: { events: [{ position }] } });
    expect([fault.struck(), store.counters()['retries']]).toEqual([1, 1]);
    stop.abort();
    await reading.next();
  });

  it('does not make our log look empty to an instance that opens it for the first time', async () => {
    const first = endPolitely('read', 0);
    const reader = await open('reader');
    expect(first.struck()).toBe(1);
    const [page, head] = [endPolitely('read', 0), endPolitely('read', 1)];
    expect(await everything(reader, {})).toHaveLength(LENGTH);
    expect([page.struck(), head.struck()]).toEqual([1, 1]);
    await reader.close();
  });

  it('does not make our log look empty although many reads in a row end so', async () => {
    const reader = await open('reader');
    const fault = server.inject({ name: 'polite-end', on: ['read'], times: 10 });
    expect(await everything(reader, {})).toHaveLength(LENGTH);
    expect(fault.struck()).toBe(10);
    await reader.close();
  });

  it('is trusted if it holds nothing of ours', async () => {
    const empty = await TestServer.start({ systemEventsEvery: 0 });
    for (const more of [[], [happened(1)]]) {
      if (more.length > 0) empty.log.append('invoice-1', 'no-stream', [paid]);
      const reader = await EventStoreDbEventStore.open(empty.connectionString, { dataDir: dataDir(), mode: 'reader' });
      empty.inject({ name: 'polite-end', on: ['read'], times: 1 });
      expect(await reader.head()).toBeUndefined();
      expect(await everything(reader, {})).toEqual([]);
      await reader.close();
    }
    await empty.stop();
  });
});

const paid = {
  id: '6b2f9a52-5f4e-4d1c-a3a7-0d3f3f4c1e11',
  type: 'Paid',
  contentType: 'application/json',
  data: new Uint8Array(Buffer.from('{}')),
  metadata: new Uint8Array(),
};
