import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { happened, happenings } from '#event-store/event-store.testing.js';
import { DEFAULT_TIMEOUTS } from '#event-store/eventstoredb/connection.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { logs } from './server/logs.js';
import { TestServer } from './server/test-server.js';

const { dataDir, remove } = logs();
afterAll(remove);

const STREAM = 'meeting-1';
const IMPATIENCE = { tryMs: 500, totalMs: 1_000 };

describe('the outcome of an append that the server has received', () => {
  let server: TestServer;
  let store: EventStoreDbEventStore;
  beforeEach(async () => {
    server = await TestServer.start({ systemEventsEvery: 0 });
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });
  const open = (patience = IMPATIENCE) =>
    EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode: 'owner', patience });
  const begin = (events = happenings(1)) => store.append(STREAM, events, { expected: 'no-stream' });
  const unread = () => server.inject({ name: 'unavailable', on: ['read'] });
  const unknown = { name: 'Unavailable', outcome: 'unknown' };

  it('is never "nothing was written" if the place of several events cannot be read', async () => {
    const fault = unread();
    const events = happenings(3);
    await expect(begin(events)).rejects.toMatchObject(unknown);
    fault.lift();
    expect(await begin(events)).toMatchObject({ revision: 2 });
    expect(await store.readStream(STREAM)).toHaveLength(3);
  });

  it('is never "nothing was written" if the stream cannot be read after a conflict', async () => {
    await begin();
    const fault = unread();
    await expect(begin()).rejects.toMatchObject(unknown);
    fault.lift();
    await expect(begin()).rejects.toMatchObject({ name: 'VersionConflict', actual: 0 });
  });

  it('is never "nothing was written" if the log cannot be read after a repetition', async () => {
    const events = [happened(1)];
    const first = await begin(events);
    const fault = unread();
    await expect(begin(events)).rejects.toMatchObject(unknown);
    fault.lift();
    expect(await begin(events)).toEqual(first);
  });

  it('is never "nothing was written" if the log is closed between two tries', async () => {
    const patient = await open(DEFAULT_TIMEOUTS);
    server.inject({ name: 'lost-reply', connection: 'cut' });
    const closed = patient.append(STREAM, [happened(1)], { expected: 'no-stream' }).catch((error: unknown) => error);
    while (patient.counters()['retries']! < 5) await sleep(1);
    await patient.close();
    expect(await closed).toMatchObject(unknown);
    expect(await store.readStream(STREAM)).toHaveLength(1);
  });

  it('is "nothing was written" if it was refused before it was sent', async () => {
    await store.close();
    await expect(begin()).rejects.toMatchObject({ name: 'Unavailable', outcome: 'not-written' });
  });

  it('is found without reading earlier events again', async () => {
    const [one, other] = [await open(DEFAULT_TIMEOUTS), await open(DEFAULT_TIMEOUTS)];
    await one.append(STREAM, happenings(300), { expected: 'no-stream' });
    await other.append(STREAM, happenings(1), { expected: 299 });
    const before = server.counts.events;
    await expect(one.append(STREAM, happenings(1), { expected: 299 })).rejects.toMatchObject({ actual: 300 });
    expect(server.counts.events - before).toBeLessThan(100);
    await Promise.all([one.close(), other.close()]);
  });

  it('is unknown if the disk of the server fills up, which ends it, and is found once it runs again', async () => {
    const [events, more] = [happenings(1), happenings(1)];
    await begin(events);
    const full = server.inject({ name: 'full-disk', after: 1 });
    await store.append('meeting-2', happenings(1), { expected: 'no-stream' });
    await expect(store.append(STREAM, more, { expected: 0 })).rejects.toMatchObject(unknown);
    expect(server.state().connections).toBe(0);
    await expect(store.readStream(STREAM)).rejects.toMatchObject({ name: 'Unavailable' });
    full.lift();
    await server.restart();
    expect(await store.readStream(STREAM)).toHaveLength(1);
    expect(await store.append(STREAM, more, { expected: 0 })).toMatchObject({ revision: 1 });
    expect(await store.readStream(STREAM)).toHaveLength(2);
  });

  it('is that of the retry if a truncation has taken what was written and not acknowledged', async () => {
    await begin();
    const [event] = happenings(1);
    const lost = server.inject({ name: 'lost-reply', connection: 'kept', times: 1 });
    const patient = await open(DEFAULT_TIMEOUTS);
    const appended = patient.append(STREAM, [event!], { expected: 0 });
    while (lost.struck() === 0) await sleep(5);
    // The end of the log of a leader that was cut off.
    server.log.restore(server.log.readable.slice(0, -1));
    expect(await appended).toMatchObject({ revision: 1 });
    expect(await store.readStream(STREAM)).toMatchObject([{ revision: 0 }, { revision: 1, id: event!.id }]);
    await patient.close();
  });

  it('takes one round trip if nothing fails', async () => {
    await begin();
    const before = { ...server.counts.calls };
    await store.append(STREAM, happenings(1), { expected: 0 });
    expect(server.counts.calls).toEqual({ ...before, append: before.append + 1 });
  });
});

describe('a log that cannot be opened', () => {
  it('releases its folder for the next attempt, and reports the error without the password', async () => {
    const folder = dataDir();
    const url = 'esdb://bob:s3cret@localhost:1?tls=true&tlsCAFile=/nowhere/ca.crt';
    const refusal: unknown = await EventStoreDbEventStore.open(url, {
      dataDir: folder,
      mode: 'owner',
      patience: IMPATIENCE,
    }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'Unavailable', outcome: 'not-written' });
    expect((refusal as Error).message).toMatch(/a file that EVENTSTOREDB_URL names cannot be read/);
    expect((refusal as Error).message).not.toMatch(/s3cret/);

    const server = await TestServer.start();
    const store = await EventStoreDbEventStore.open(server.connectionString, { dataDir: folder, mode: 'owner' });
    await store.close();
    await server.stop();
  });
});
