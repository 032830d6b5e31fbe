import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { happenings } from '#event-store/event-store.contract.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { logs } from './server/logs.js';
import { TestServer } from './server/test-server.js';

const { dataDir, remove } = logs();
afterAll(remove);

const STREAM = 'meeting-1';

describe('a refusal that names what is wrong and leaves out what belongs to it', () => {
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

  // Those of which the client looks for something in the headers. What nobody catches fails the test that runs.
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
  it.each(named)('ends a try, and not the process: %s', async (exception) => {
    for (const on of ['append', 'read', 'subscribe', 'event'] as const)
      server.inject({ name: 'bare-refusal', exception, on: [on], times: 1 });
    expect(await store.append(STREAM, happenings(1), { expected: 'no-stream' })).toMatchObject({ revision: 0 });
    expect(await store.readStream(STREAM)).toHaveLength(1);
    expect(await store.readStream(STREAM)).toHaveLength(1);
    expect(server.faults.injected['bare-refusal']).toBeGreaterThanOrEqual(3);
  });

  it('tells what the server said where it lasts, and not that nothing was written', async () => {
    server.inject({ name: 'bare-refusal', on: ['append'] });
    const appended = store.append(STREAM, happenings(1), { expected: 'no-stream' });
    await expect(appended).rejects.toMatchObject({
      name: 'Unavailable',
      outcome: 'unknown',
      message: expect.stringContaining('FAILED_PRECONDITION: Refused'),
    });
  });

  it('is no other than one that is told in full, which is taken as it was', async () => {
    server.inject({ name: 'not-leader', times: 1 });
    expect(await store.append(STREAM, happenings(1), { expected: 'no-stream' })).toMatchObject({ revision: 0 });
    expect(store.counters()['connections']).toBe(1);
  });
});
