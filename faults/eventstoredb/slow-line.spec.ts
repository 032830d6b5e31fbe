import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everything, happenings } from '#event-store/event-store.testing.js';
import type { ReadStream } from '#event-store/event-store.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { logs } from './server/logs.js';
import { writeAsOthers } from './server/others.js';
import { TestServer } from './server/test-server.js';

const { dataDir, remove } = logs();
afterAll(remove);

const STREAM = 'meeting-1';
const LENGTH = 6;
const PATIENCE = { tryMs: 250, totalMs: 2_000 };

describe('a connection on which no read completes in time', () => {
  let server: TestServer;
  let store: EventStoreDbEventStore;
  beforeEach(async () => {
    server = await TestServer.start({ systemEventsEvery: 0 });
    const options = { dataDir: dataDir(), mode: 'owner', patience: PATIENCE } as const;
    store = await EventStoreDbEventStore.open(server.connectionString, options);
    await store.append(STREAM, happenings(LENGTH), { expected: 'no-stream' });
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });
  /** This many events of a read arrive, and no more. */
  const stallAfter = (each: number) => server.inject({ name: 'stalls', each });
  const revisions = async (options: ReadStream) =>
    (await store.readStream(STREAM, options)).map(({ revision }) => revision);

  it('delivers the whole log, a few events at a time', async () => {
    stallAfter(2);
    expect(await everything(store, {})).toHaveLength(LENGTH);
  });

  it('delivers what follows the log, a few events at a time', async () => {
    stallAfter(2);
    const seen: number[] = [];
    for await (const { events } of store.readAll({ live: true })) {
      seen.push(...events.map(({ revision }) => revision));
      if (seen.length === LENGTH) break;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('delivers the end of our log after the events of others', async () => {
    const last = await store.head();
    writeAsOthers(server, LENGTH);
    stallAfter(2);
    expect(await store.head()).toBe(last);
  });

  it.each<[string, ReadStream, readonly number[]]>([
    ['whole', {}, [0, 1, 2, 3, 4, 5]],
    ['from a revision on', { from: 2 }, [2, 3, 4, 5]],
    ['in part', { from: 1, limit: 4 }, [1, 2, 3, 4]],
    ['backwards', { backwards: true }, [5, 4, 3, 2, 1, 0]],
    ['backwards in part', { backwards: true, from: 4, limit: 3 }, [4, 3, 2]],
  ])('delivers a stream that is read %s, one event at a time', async (_, options, expected) => {
    stallAfter(1);
    expect(await revisions(options)).toEqual(expected);
  });

  it('counts as an outage of the log if nothing arrives', async () => {
    stallAfter(0);
    await expect(revisions({})).rejects.toThrow(/no answer within/);
    await expect(everything(store, {})).rejects.toMatchObject({ name: 'Unavailable' });
  });

  it('does not append once the stream has taken longer to read before than a call may take', async () => {
    const patience = { tryMs: 100, totalMs: 300 };
    const options = { dataDir: dataDir(), mode: 'owner', patience } as const;
    const other = await EventStoreDbEventStore.open(server.connectionString, options);
    stallAfter(1);
    const sent = () => server.state().calls.append;
    const before = sent();
    const append = (to: EventStoreDbEventStore) => to.append(STREAM, happenings(1), { expected: LENGTH - 1 });
    await expect(append(other)).rejects.toMatchObject({ name: 'Unavailable', outcome: 'not-written' });
    expect(sent()).toBe(before);
    // Whoever knows the stream need not read it.
    expect(await append(store)).toMatchObject({ revision: LENGTH });
    expect(other.appendMs).toBe(2 * patience.totalMs + 5_000);
    server.faults.clear();
    await other.close();
  });

  it('leaves no read open that nobody waits for', async () => {
    stallAfter(1);
    await revisions({});
    const open = () => server.state().open;
    while (open() > 1) await sleep(5);
    expect(open()).toBe(1); // the subscription
  });
});
