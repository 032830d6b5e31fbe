import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { withDeadline } from '#event-store/deadline.js';
import { eventStoreContract } from '#event-store/event-store.contract.js';
import { everything, happened, happenings } from '#event-store/event-store.testing.js';
import {
  EventStore,
  IdConflict,
  type NewEvent,
  TooLarge,
  Unavailable,
  VersionConflict,
  type StoredEvent,
} from '#event-store/event-store.js';
import { onServer } from '#event-store/eventstoredb/event-codec.js';
import {
  EventStoreDbEventStore,
  type EventStoreDbOptions,
} from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { Cluster } from './server/cluster.js';
import { logs } from './server/logs.js';
import { TestServer, type TestServerOptions } from './server/test-server.js';
import { reservePort } from '../../test/support/ports.js';

const { open, dataDir, remove } = logs();
afterAll(remove);

describe('a log on EventStoreDB', () => {
  eventStoreContract(open);
});

/** Resolves once the condition holds. */
const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(5);
};

const SOON = { tryMs: 250, totalMs: 1_000 };

describe('a log on an EventStoreDB', () => {
  let server: TestServer;
  let store: EventStoreDbEventStore;
  const stream = `meeting-${randomUUID()}`;

  const begin = async (options: Partial<EventStoreDbOptions> = {}, more = '', ofServer: TestServerOptions = {}) => {
    server = await TestServer.start(ofServer);
    store = await EventStoreDbEventStore.open(server.connectionString + more, {
      dataDir: dataDir(),
      mode: 'owner',
      ...options,
    });
    return store;
  };
  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  const first = () => store.append(stream, happenings(1), { expected: 'no-stream' });

  describe('with a server that fails', () => {
    it('writes an append once if its reply was lost, and reports success', async () => {
      await begin();
      for (const connection of ['cut', 'kept'] as const) {
        const lost = server.inject({ name: 'lost-reply', connection, times: 1 });
        const [name, event] = [`meeting-${connection}`, happened(1)];
        const appended = await store.append(name, [event], { expected: 'no-stream' });
        expect(lost.struck()).toBe(1);
        expect(await store.readStream(name)).toMatchObject([{ id: event.id, position: appended.position }]);
      }
      expect(await everything(store, {})).toHaveLength(2);
    });

    it('writes several events once if their reply was lost and others wrote after them', async () => {
      await begin();
      const events = happenings(3);
      server.inject({ name: 'lost-reply', times: 1 });
      const appended = await store.append(stream, events, { expected: 'no-stream' });
      await store.append(stream, happenings(1), { expected: 2 });
      expect(await store.append(stream, events, { expected: 'no-stream' })).toEqual(appended);
    });

    describe('that wrote a part of an append, since the client gave up while it sent it', () => {
      const events = happenings(6);
      const ids = async () => (await store.readStream(stream)).map(({ id }) => id);
      const idsOf = (some: readonly NewEvent[]) => some.map(({ id }) => id);

      it('gets the rest, also in parts', async () => {
        await begin();
        server.inject({ name: 'lost-reply', arrived: 2, times: 2 });
        expect(await store.append(stream, events, { expected: 'no-stream' })).toMatchObject({ revision: 5 });
        expect(await ids()).toEqual(idsOf(events));
      });

      it('does not get it if others wrote after that part', async () => {
        await begin();
        await store.append('meeting-2', happenings(1), { expected: 'no-stream' });
        const [others] = server.log.streams.get(onServer('meeting-2'))!.events;
        server.inject({ name: 'lost-reply', arrived: 2, times: 1 });
        const down = server.inject({ name: 'unavailable', on: ['append'], after: 1 });
        const appended = store.append(stream, events, { expected: 'no-stream' });
        await until(() => down.struck() > 0);
        server.log.append(onServer(stream), 1n, [others!]);
        down.lift();
        await expect(appended).rejects.toThrow(IdConflict);
        expect(await ids()).toEqual([...idsOf(events.slice(0, 2)), others!.id]);
      });

      it('does not get it from another append that begins with the same events', async () => {
        await begin();
        await store.append(stream, events.slice(0, 2), { expected: 'no-stream' });
        await expect(store.append(stream, events, { expected: 'no-stream' })).rejects.toThrow(IdConflict);
        expect(await ids()).toEqual(idsOf(events.slice(0, 2)));
      });
    });

    it('does not know the outcome of an append if the server stops responding, and recovers by itself', async () => {
      await begin({ patience: SOON });
      await first();
      const silence = server.inject({ name: 'silent' });
      const event = happened(2);
      await expect(store.append(stream, [event], { expected: 0 })).rejects.toMatchObject({
        name: Unavailable.name,
        outcome: 'unknown',
      });
      // And not with what remained of its time limit for one more try.
      expect(store.trouble).toMatch(/no answer within \d{2,} ms|DEADLINE/);
      await expect(store.readStream(stream)).rejects.toMatchObject({ outcome: 'not-written' });
      silence.lift();
      expect(await store.append(stream, [event], { expected: 0 })).toMatchObject({ revision: 1 });
      expect(store.trouble).toBeUndefined();
    });

    it('does not call it unreachable because a request had little time left for it', async () => {
      await begin();
      await first();
      server.inject({ name: 'slow', on: ['read'], ms: 5_000 });
      const late = withDeadline(1_000, async () => {
        await sleep(800);
        return store.readStream(stream);
      });
      await expect(late).rejects.toThrow('The request had no time left to wait for EventStoreDB');
      expect(store.trouble).toBeUndefined();
    });

    it('is not healthy until a request succeeds that was sent after the last failure', async () => {
      await begin();
      await first();
      server.inject({ name: 'slow', on: ['read'], ms: 500, times: 1 });
      const slow = store.readStream(stream);
      await until(() => server.faults.injected.slow === 1);
      server.inject({ name: 'unavailable', on: ['append'] });
      const failing = store.append('meeting-2', happenings(1), { expected: 'no-stream' });
      await until(() => store.trouble !== undefined);
      await slow;
      expect(store.trouble).toMatch(/cannot be reached/);
      server.faults.clear();
      await failing;
      expect(store.trouble).toBeUndefined();
    });

    it('reports that nothing was written if no server responds, and recovers by itself', async () => {
      const port = await reservePort();
      await begin({ patience: SOON }, '', { port });
      await first();
      await server.stop();
      // The first append may have been sent before the connection broke.
      await expect(store.append(stream, happenings(1), { expected: 0 })).rejects.toThrow(Unavailable);
      await expect(store.append(stream, happenings(1), { expected: 0 })).rejects.toMatchObject({
        name: Unavailable.name,
        outcome: 'not-written',
      });
      server = await TestServer.start({ port });
      await expect(store.append('meeting-new', happenings(1), { expected: 'no-stream' })).resolves.toMatchObject({
        revision: 0,
      });
      port.release();
    });

    it.each(['unavailable', 'reset', 'not-leader', 'polite-end', 'slow'] as const)('survives %s', async (name) => {
      await begin();
      server.inject({ name, times: 2, ...(name === 'slow' && { ms: 30 }) } as Parameters<TestServer['inject']>[0]);
      await first();
      expect(await store.readStream(stream)).toHaveLength(1);
      expect(await everything(store, {})).toHaveLength(1);
    });

    it('treats a conflict that the server invents like any other: the command is decided again', async () => {
      await begin();
      await first();
      server.inject({ name: 'conflict', times: 1 });
      const made = store.append(stream, happenings(1), { expected: 0 });
      await expect(made).rejects.toThrow(VersionConflict);
      await expect(made).rejects.toMatchObject({ expected: 0, actual: 0 });
    });

    it('reports a conflict although the address disables failures of appends', async () => {
      await begin({}, '&throwOnAppendFailure=false');
      await first();
      await expect(first()).rejects.toMatchObject({ name: VersionConflict.name, actual: 0 });
    });

    it.each([
      ['fails', ''],
      ['is told, since the address disables failures of appends', '&throwOnAppendFailure=false'],
    ])('changes a note again, from what it is by then, if a write of it %s', async (_, options) => {
      await begin({}, options);
      await store.keepNote('a', 'kept');
      server.inject({ name: 'conflict', times: 1 });
      const found: (string | undefined)[] = [];
      await store.changeNote('a', (text) => {
        found.push(text);
        return `${text} and changed`;
      });
      expect([found, await store.noteOf('a')]).toEqual([['kept', 'kept'], 'kept and changed']);
    });

    it('finds a cluster again whose discovery failed', async () => {
      const [port, nowhere] = [await reservePort(), await reservePort()];
      server = await TestServer.start({ port });
      const hosts = `127.0.0.1:${port.port},127.0.0.1:${nowhere.port}`;
      const url = `esdb://${hosts}?tls=false&maxDiscoverAttempts=1&gossipTimeout=1`;
      store = await EventStoreDbEventStore.open(url, { dataDir: dataDir(), mode: 'owner', patience: SOON });
      await first();
      await server.stop();
      await expect(store.append(stream, happenings(1), { expected: 0 })).rejects.toThrow(Unavailable);
      server = await TestServer.start({ port });
      expect(await store.append('meeting-new', happenings(1), { expected: 'no-stream' })).toMatchObject({
        revision: 0,
      });
      for (const { release } of [port, nowhere]) release();
    });

    it('does not use batch append, which never ends if the server stops responding', async () => {
      await begin();
      await first();
      await store.keepNote('a', 'kept');
      await store.changeNote('a', (text) => `${text} and changed`);
      expect(await store.noteOf('a')).toBe('kept and changed');
      expect(server.state().calls).toMatchObject({ append: 3, 'batch-append': 0 });
    });

    it('uses the limit of the server if it is lower than its own', async () => {
      await begin();
      const large = store.append(stream, [happened(1, 'x'.repeat(999_000))], { expected: 'no-stream' });
      expect(await large).toMatchObject({ revision: 0 });
      const tooLarge = store.append(stream, [happened(1, 'x'.repeat(1_100_000))], { expected: 0 });
      await expect(tooLarge).rejects.toThrow(TooLarge);
    });
  });

  describe('with a follower', () => {
    const follow = (until: number) => {
      const seen: StoredEvent[] = [];
      const stop = new AbortController();
      const following = (async () => {
        for await (const { events } of store.readAll({ live: true, signal: stop.signal })) {
          seen.push(...events);
          if (seen.length >= until) stop.abort();
        }
        return seen.map(({ revision }) => revision);
      })();
      return following;
    };

    it.each([
      ['the server ends politely', () => void server.inject({ name: 'polite-end', times: 2 })],
      ['the connection is cut', () => void server.inject({ name: 'reset', times: 2 })],
      ['the server is restarted', () => server.restart({ ms: 50 })],
      ['the server is unavailable', () => void server.inject({ name: 'unavailable', times: 3 })],
    ])('continues from the same place if %s, and delivers nothing twice', async (_, fault) => {
      await begin();
      const following = follow(20);
      for (let n = 0; n < 20; n++) {
        if (n % 8 === 4) await fault();
        await store.append(stream, [happened(n)], { expected: n === 0 ? 'no-stream' : n - 1 });
      }
      expect(await following).toEqual(Array.from({ length: 20 }, (__, n) => n));
    });

    it('notifies a follower in another process, without a message between them', async () => {
      await begin();
      const reader = await EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode: 'reader' });
      const reading = reader.readAll({ live: true })[Symbol.asyncIterator]();
      expect(await reading.next()).toMatchObject({ value: { events: [], caughtUp: true } });
      const next = reading.next();
      const { position } = await first();
      expect(await next).toMatchObject({ value: { events: [{ position }] } });
      await expect(reader.append(stream, happenings(1), { expected: 0 })).rejects.toThrow(/for reading only/);
      await reader.close();
    });

    it('skips the events of the server and of other programs', async () => {
      await begin({}, '', { systemEventsEvery: 1 });
      const client = EventStoreDBClient.connectionString(server.connectionString);
      await first();
      await client.appendToStream(
        `invoice-${randomUUID()}`,
        Array.from({ length: 600 }, () => jsonEvent({ type: 'Paid', data: {} })),
      );
      expect(await store.head()).toBe((await store.readStream(stream))[0]!.position);
      await store.append(stream, happenings(1), { expected: 0 });
      expect((await everything(store, {})).map(({ revision }) => revision)).toEqual([0, 1]);
      await client.dispose();
    });

    it('is refused if another program has written into a stream of the record', async () => {
      await begin();
      const client = EventStoreDBClient.connectionString(server.connectionString);
      await client.appendToStream(`rapporteur.${stream}`, jsonEvent({ type: 'Held', data: {} }));
      await expect(store.readStream(stream)).rejects.toThrow(/written by another program/);
      await expect(everything(store, {})).rejects.toThrow(/written by another program/);
      await client.dispose();
    });

    it('stops for good, once, if the server has lost events', async () => {
      const reasons: Unavailable[] = [];
      await begin({ onFailure: (reason) => reasons.push(reason) });
      await first();
      await server.restart({ keepData: false });
      await expect(store.head()).rejects.toThrow(/no longer holds/);
      await expect(first()).rejects.toThrow(/has stopped/);
      expect(store.trouble).toMatch(/restored from an older copy/);
      expect(reasons).toHaveLength(1);
    });

    it('detects without a request that the server has lost events', async () => {
      const reasons: Unavailable[] = [];
      await begin({ onFailure: (reason) => reasons.push(reason) });
      await first();
      const reading = store.readAll({ live: true })[Symbol.asyncIterator]();
      await reading.next();
      const lost = reading.next().catch((error: Error) => error.message);
      await server.restart({ keepData: false });
      expect(await lost).toMatch(/no longer holds/);
      expect(reasons).toHaveLength(1);
    });

    it('reports that a server shows nothing any more, not even its own events, and waits no longer than its limit', async () => {
      await begin({ patience: SOON }, '', { systemEventsEvery: 0 });
      await first();
      const ended = new AbortController();
      const reading = store.readAll({ live: true, signal: ended.signal })[Symbol.asyncIterator]();
      await reading.next();
      const next = reading.next();
      await server.restart({ keepData: false });
      await expect(store.head()).rejects.toThrow(/shows nothing where events stood before/);
      await until(() => /shows nothing where events stood before/.test(store.trouble ?? ''));
      ended.abort();
      expect(await next).toMatchObject({ done: true });
    });

    it('acknowledges nothing that it wrote into a log that was emptied', async () => {
      const reasons: Unavailable[] = [];
      await begin({ onFailure: (reason) => reasons.push(reason) });
      for (let n = 0; n < 3; n++) await store.append(`meeting-${n}`, happenings(1), { expected: 'no-stream' });
      await server.restart({ keepData: false });
      const appended = store.append('meeting-4', happenings(1), { expected: 'no-stream' });
      await expect(appended).rejects.toThrow(/no longer holds/);
      expect(reasons).toHaveLength(1);
    });

    it('reports that it lacks an event whose place a caller has kept, and continues', async () => {
      await begin();
      const { position } = await first();
      const [, commit] = /^(\d+)/.exec(position)!;
      for (const more of [1n, 1_000_000n]) {
        const place = String(BigInt(commit!) + more).padStart(20, '0');
        const reading = everything(store, { after: `${place}/${place}` });
        await expect(reading).rejects.toMatchObject({ name: 'LogLost' });
      }
      expect(await store.append(stream, happenings(1), { expected: 0 })).toMatchObject({ revision: 1 });
    });

    it('is read from the leader, also if the address prefers a node that is behind', async () => {
      const cluster = await Cluster.start({ nodes: 2 });
      const to = (url: string, mode: 'owner' | 'reader') =>
        EventStoreDbEventStore.open(url, { dataDir: dataDir(), mode });
      store = await to(cluster.connectionString, 'owner');
      server = cluster.servers[1]!;
      server.lag = 1_000_000;
      const { position } = await first();
      const { position: last } = await store.append(stream, happenings(1), { expected: 0 });
      const reader = await to(server.connectionString, 'reader');
      expect(await reader.head()).toBe(last);
      expect(await reader.readStream(stream)).toHaveLength(2);
      expect(await everything(reader, {})).toMatchObject([{ position }, { position: last }]);
      expect(await everything(reader, { after: last })).toEqual([]);
      expect(await everything(reader, { after: position })).toMatchObject([{ position: last }]);
      await reader.close();
      await cluster.stop();
    });

    it('stops for good if another event is in the place of one that was read', async () => {
      const reasons: Unavailable[] = [];
      await begin({ onFailure: (reason) => reasons.push(reason) });
      await first();
      const reading = store.readAll({ live: true })[Symbol.asyncIterator]();
      expect(await reading.next()).toMatchObject({ value: { events: [{ revision: 0 }] } });
      const lost = reading.next().catch((error: Error) => error.message);
      await server.restart({ keepData: false });
      const other = await EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode: 'owner' });
      for (let n = 0; n < 5; n++)
        await other.append(`meeting-${n}`, [happened(n, 'x'.repeat(n))], { expected: 'no-stream' });
      expect(await lost).toMatch(/no longer holds/);
      expect(reasons).toHaveLength(1);
      await other.close();
    });
  });

  describe('with several owners', () => {
    let other: EventStoreDbEventStore;
    beforeEach(async () => {
      await begin();
      other = await EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode: 'owner' });
    });
    afterEach(() => other.close());

    it('lets one of them continue from a revision, and rejects the other', async () => {
      await first();
      await store.readStream(stream);
      await other.append(stream, happenings(2), { expected: 0 });
      await expect(store.append(stream, happenings(1), { expected: 0 })).rejects.toMatchObject({ actual: 2 });
      expect(await other.head()).toBe(await store.head());
    });

    it('knows the ids that another owner has written into a stream', async () => {
      const known = happened(1);
      await first();
      await other.append(stream, [known], { expected: 0 });
      await expect(store.append(stream, [known], { expected: 1 })).rejects.toMatchObject({ name: 'IdConflict' });
    });

    it('reports that it is shared', () => {
      expect([store.isShared, EventStore.prototype instanceof EventStoreDbEventStore]).toEqual([true, false]);
    });

    it('keeps a second process out of the data folder of the first', async () => {
      const folder = dataDir();
      const one = await EventStoreDbEventStore.open(server.connectionString, { dataDir: folder, mode: 'owner' });
      const two = EventStoreDbEventStore.open(server.connectionString, { dataDir: folder, mode: 'owner' });
      await expect(two).rejects.toThrow(/is in use by another process/);
      await one.close();
    });
  });
});
