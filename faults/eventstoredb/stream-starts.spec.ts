import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { happenings } from '#event-store/event-store.testing.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { logs } from './server/logs.js';
import { writeAsOthers } from './server/others.js';
import { TestServer } from './server/test-server.js';

const THINGS = 40;
/** More bytes than are read to get from one event to the next. */
const FAR = 32_768;

describe('the first events of several streams', () => {
  const { dataDir, remove } = logs();
  let server: TestServer;
  let store: EventStoreDbEventStore;
  beforeEach(async () => {
    server = await TestServer.start({ systemEventsEvery: 3 });
    store = await EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode: 'owner' });
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });
  afterAll(remove);

  /** Two events of each thing, and as many bytes of another program after each. */
  const record = async (things: number, apart = 0): Promise<readonly (readonly StoredEvent[])[]> => {
    for (let n = 0; n < things; n += 1) {
      await store.append(`meeting-${n}`, happenings(2), { expected: 'no-stream' });
      if (apart > 0) writeAsOthers(server, 1, apart);
    }
    return Promise.all(Array.from({ length: things }, (_, n) => store.readStream(`meeting-${n}`)));
  };
  const readStarts = (histories: readonly (readonly StoredEvent[])[], readsBetween = true) => {
    const starts = histories.map((events) => ({
      stream: events[0]!.stream,
      positions: events.map(({ position }) => position),
    }));
    return store.readStarts(starts, { readsBetween });
  };
  const counted = async <T>(work: () => Promise<T>) => {
    const before = { ...server.counts.reads };
    const done = await work();
    const { reads } = server.counts;
    return {
      done,
      streams:
        reads['stream-backwards'] + reads['stream-forwards'] - before['stream-backwards'] - before['stream-forwards'],
      all: reads['all-forwards'] - before['all-forwards'],
    };
  };

  it('are read in the log, in a few calls, where they lie together', async () => {
    const histories = await record(THINGS);
    const { done, streams, all } = await counted(() => readStarts(histories));
    expect(done).toEqual(histories);
    expect(streams).toBe(0);
    expect(all).toBeLessThan(5);
  });

  it('are read in a few calls where there are many', async () => {
    const histories = await record(600);
    const { done, streams, all } = await counted(() => readStarts(histories));
    expect(done).toEqual(histories);
    expect(streams).toBe(0);
    expect(all).toBeLessThan(5);
  });

  it('are read stream by stream where each lies by itself', async () => {
    const histories = await record(THINGS, FAR);
    const { done, streams } = await counted(() => readStarts(histories));
    expect(done).toEqual(histories);
    expect(streams).toBe(THINGS);
  });

  it('are read stream by stream for somebody who must not learn, by the time, what lies between them', async () => {
    const histories = await record(THINGS);
    const { done, streams, all } = await counted(() => readStarts(histories, false));
    expect(done).toEqual(histories);
    expect([streams, all]).toEqual([THINGS, 0]);
  });

  it('are complete, whatever lies between them and however early the server ends a read', async () => {
    const histories = await record(THINGS, 4_096);
    for (const after of [0, 1, 7]) {
      const fault = server.inject({ name: 'polite-end', on: ['event'], after, times: 3 });
      expect(await readStarts(histories)).toEqual(histories);
      fault.lift();
    }
  });

  it('are read where they stand, if their streams have gone on', async () => {
    const histories = await record(THINGS);
    await store.append('meeting-3', happenings(2), { expected: 1 });
    expect(await readStarts(histories)).toEqual(histories);
  });

  it('name the stream of which somebody has removed some', async () => {
    const histories = await record(THINGS);
    const admin = EventStoreDBClient.connectionString(server.connectionString);
    await admin.tombstoneStream('rapporteur.meeting-0');
    await admin.tombstoneStream('rapporteur.meeting-7');
    await admin.dispose();
    server.log.scavenge();
    const rest = histories.filter((_, n) => n !== 0 && n !== 7);
    expect(await readStarts(rest)).toEqual(rest);
    for (const gone of [0, 7])
      await expect(readStarts([...rest, histories[gone]!])).rejects.toThrow(`meeting-${gone} was deleted for good`);
  });
});
