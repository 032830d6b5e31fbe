import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { happenings } from '#event-store/event-store.testing.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { logs } from './server/logs.js';
import { TestServer } from './server/test-server.js';

const { dataDir, remove } = logs();
afterAll(remove);

const STREAM = 'meeting-1';

describe('an error of the server that lacks its details', () => {
  let server: TestServer;
  let store: EventStoreDbEventStore;
  beforeEach(async () => {
    server = await TestServer.start();
    const patience = { tryMs: 500, totalMs: 2_000 };
    store = await EventStoreDbEventStore.open(server.connectionString, { dataDir: dataDir(), mode: 'owner', patience });
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  // The client looks for details of these errors in the headers. An error that nothing catches fails the current test.
  const named = [
    'not-leader',
    'stream-deleted',
    'wrong-expected-version',
    'maximum-append-size-exceeded',
    'missing-required-metadata-property',
    'scavenge-not-found',
    'user-not-found',
    'user-conflict',
  ];
  it.each(named)('fails one try, and does not end the process: %s', async (exception) => {
    for (const on of ['append', 'read', 'subscribe', 'event'] as const)
      server.inject({ name: 'bare-refusal', exception, on: [on], times: 1 });
    expect(await store.append(STREAM, happenings(1), { expected: 'no-stream' })).toMatchObject({ revision: 0 });
    expect(await store.readStream(STREAM)).toHaveLength(1);
    expect(await store.readStream(STREAM)).toHaveLength(1);
    expect(server.faults.injected['bare-refusal']).toBeGreaterThanOrEqual(3);
  });

  it('is reported with the words of the server if it persists, and not as "nothing was written"', async () => {
    server.inject({ name: 'bare-refusal', on: ['append'] });
    const appended = store.append(STREAM, happenings(1), { expected: 'no-stream' });
    await expect(appended).rejects.toMatchObject({
      name: 'Unavailable',
      outcome: 'unknown',
      message: expect.stringContaining('FAILED_PRECONDITION: Refused'),
    });
  });

  it('is handled like a complete error, which is left unchanged', async () => {
    server.inject({ name: 'not-leader', times: 1 });
    expect(await store.append(STREAM, happenings(1), { expected: 'no-stream' })).toMatchObject({ revision: 0 });
    expect(store.counters()['connections']).toBe(1);
  });
});
