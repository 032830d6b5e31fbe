import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everything, happened, happenings } from '#event-store/event-store.testing.js';
import type { Batch, EventStore } from '#event-store/event-store.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { logs } from './server/logs.js';
import { writeAsOthers } from './server/others.js';
import { TestServer } from './server/test-server.js';

const { dataDir, remove } = logs();
afterAll(remove);

const MANY = 2_000;
/** The most that a reader of this many events requests: pages of 255 new ones, and a few other requests. */
const pagesOf = (count: number) => Math.ceil(count / 255);
const PAGES = pagesOf(MANY);
const FEW = 5;

describe('a log on an EventStoreDB that other programs use too', () => {
  let server: TestServer;
  let opened: EventStoreDbEventStore[];
  const stop = new AbortController();
  beforeEach(async () => {
    server = await TestServer.start({ systemEventsEvery: 0 });
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await server.stop();
  });

  const open = async (mode: 'owner' | 'reader' = 'owner') => {
    const store = await EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode });
    opened.push(store);
    return store;
  };
  const readsOf = async <T>(work: () => Promise<T>): Promise<readonly [T, number]> => {
    const before = server.counts.calls.read;
    const result = await work();
    return [result, server.counts.calls.read - before];
  };
  const begin = (store: EventStore) =>
    store.append(`meeting-${randomUUID()}`, happenings(1), { expected: 'no-stream' });
  /** Follows until one more of our events has arrived, or the end. */
  const follow = (store: EventStore) => {
    const batches = store.readAll({ live: true, signal: stop.signal })[Symbol.asyncIterator]() as AsyncGenerator<Batch>;
    const until = async (isIt: (batch: Batch) => boolean) => {
      for (;;) {
        const { value } = (await batches.next()) as { value: Batch };
        if (isIt(value)) return value;
      }
    };
    return { event: () => until(({ events }) => events.length > 0), end: () => until(({ caughtUp }) => caughtUp) };
  };

  it('is read in as many requests as there are pages, however much of it belongs to others', async () => {
    const count = 2_500;
    writeAsOthers(server, count);
    const store = await open();
    const { position } = await begin(store);
    writeAsOthers(server, count);
    const following = follow(store);
    const [, reads] = await readsOf(async () => {
      expect(await following.event()).toMatchObject({ events: [{ position }] });
      await following.end();
    });
    expect(reads).toBeLessThan(pagesOf(2 * count) + FEW);
    const [all, asked] = await readsOf(() => everything(store, { after: position }));
    expect([all, asked < pagesOf(count) + FEW]).toEqual([[], true]);
  });

  it('is searched once for its end', async () => {
    const store = await open();
    const { position } = await begin(store);
    writeAsOthers(server, MANY);
    const [head, reads] = await readsOf(() => store.head());
    expect([head, reads < PAGES + FEW]).toEqual([position, true]);
    for (let round = 0; round < 3; round++) {
      writeAsOthers(server, 100);
      const [again, asked] = await readsOf(() => store.head());
      expect([again, asked < FEW]).toEqual([position, true]);
    }
  });

  it('is searched once for its end, also if it has no events of ours yet', async () => {
    writeAsOthers(server, MANY);
    const [store, opening] = await readsOf(() => open());
    const [none, reads] = await readsOf(() => store.head());
    expect([none, opening, reads < PAGES + FEW]).toEqual([undefined, 1, true]);
    writeAsOthers(server, 100);
    const [head, asked] = await readsOf(() => store.head());
    expect([head, asked < FEW]).toEqual([undefined, true]);
  });

  it('keeps the position after skipped events while no event of ours arrives', async () => {
    const store = await open();
    await begin(store);
    writeAsOthers(server, MANY);
    const following = follow(store);
    await following.event();
    await following.end();
    const [, reads] = await readsOf(async () => {
      const next = following.event();
      await begin(store);
      await next;
    });
    expect(reads).toBeLessThan(FEW);
    expect((await readsOf(() => store.head()))[1]).toBeLessThan(FEW);
  });

  it('is read in pages that do not grow with the events of others', async () => {
    const store = await open();
    writeAsOthers(server, 40, 1_000_000);
    const [, reads] = await readsOf(() => everything(store, {}));
    expect(reads).toBeGreaterThanOrEqual(5);
    expect(reads).toBeLessThan(5 + FEW);
  });

  it('continues from its own last event if the server has removed the events of others', async () => {
    const store = await open();
    const { position } = await begin(store);
    writeAsOthers(server, 300);
    const following = follow(store);
    await following.event();
    await following.end();
    const { events } = server.log;
    events[events.length - 1] = { ...events.at(-1)!, id: randomUUID() };
    const appended = await begin(store);
    expect(await following.event()).toMatchObject({ events: [{ position: appended.position }] });
    expect(appended.position > position).toBe(true);
  });

  it('is not mistaken for another one that others have filled again', async () => {
    const store = await open();
    await store.append('meeting-1', [happened(1)], { expected: 'no-stream' });
    writeAsOthers(server, 300);
    const following = follow(store);
    await following.event();
    await following.end();
    const next = following.event().catch((error: Error) => error.message);
    await server.restart({ keepData: false });
    writeAsOthers(server, 1_000);
    expect(await next).toMatch(/no longer holds/);
    await expect(store.head()).rejects.toThrow(/no longer holds/);
  });
});
