import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { happenings } from '#event-store/event-store.testing.js';
import { logConfig } from '#config/log-config.js';
import { seal } from '#ledger/seal.js';
import { checkLog } from '#ledger/storage/check-log.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { logs } from '../server/logs.js';
import { TestServer } from '../server/test-server.js';

const { dataDir, remove } = logs();
afterAll(remove);

describe.each([
  ['short', 6],
  ['long one, which is in a thread', 1_206],
])('the check of a log at a start: of a %s', (_, length) => {
  let server: TestServer;
  let writer: EventStoreDbEventStore;
  beforeEach(async () => {
    server = await TestServer.start({ systemEventsEvery: 0 });
    writer = await EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode: 'owner' });
    await append(0, length);
  });
  afterEach(async () => {
    await writer.close();
    await server.stop();
  });
  const append = (n: number, count = 6) => {
    const stream = `meeting-${n}`;
    const events = happenings(count).map((event, revision) => ({ ...event, ...seal({ ...event, stream, revision }) }));
    return writer.append(stream, events, { expected: 'no-stream' });
  };
  const check = () => checkLog(logConfig(dataDir(), { EVENTSTOREDB_URL: server.connectionString }));

  /** Each is a SHA-256. */
  const entriesOf = async (checked: ReturnType<typeof checkLog>) => {
    const found = await checked;
    return 'entries' in found ? found.entries.length / 32 : found;
  };

  it.each([5, 6, 7])('ends where the server ends two reads too early, the second after %i events', async (second) => {
    for (const after of [3, second]) server.inject({ name: 'polite-end', on: ['event'], after, times: 1 });
    expect(await entriesOf(check())).toBe(length);
  });

  it('ends while other instances continue to record', async () => {
    server.inject({ name: 'slow', ms: 20, on: ['read'] });
    const over = new AbortController();
    const recording = (async () => {
      for (let n = 1; !over.signal.aborted; n++) await append(n);
    })();
    expect(await entriesOf(check())).toBeGreaterThanOrEqual(length);
    over.abort();
    await recording;
  });
});

describe('a read of a log to its end', () => {
  it('ends where the log ended when the read started, whatever is appended between two pages', async () => {
    const server = await TestServer.start({ systemEventsEvery: 0 });
    const open = (mode: 'owner' | 'reader') =>
      EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode });
    const [writer, reader] = [await open('owner'), await open('reader')];
    await writer.append('meeting-0', happenings(6), { expected: 'no-stream' });
    server.inject({ name: 'slow', ms: 30, on: ['read'] });
    const over = new AbortController();
    const recording = (async () => {
      for (let n = 1; !over.signal.aborted; n++)
        await writer.append(`meeting-${n}`, happenings(1), { expected: 'no-stream' });
    })();
    const reading = (async () => {
      let events = 0;
      for await (const batch of reader.readAll()) events += batch.events.length;
      return events;
    })();
    expect(await reading).toBeGreaterThanOrEqual(6);
    over.abort();
    await recording;
    await Promise.all([writer.close(), reader.close()]);
    await server.stop();
  });
});
