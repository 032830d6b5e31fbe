import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestServer } from './test-server.js';

describe('a position that a reader has seen', () => {
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

  it('is no record in an older copy of the log, which is an unknown error', async () => {
    for (const id of ['one', 'two', 'three']) await append(id);
    const seen = (await positions()).at(-1)!;
    server.log.restore(server.log.readable.slice(0, 1));
    expect(await positions({ fromPosition: seen })).toEqual([]);
    for (const id of ['another, with a longer text', 'again', 'more', 'and more']) await append(id);
    await expect(positions({ fromPosition: seen })).rejects.toMatchObject({ code: 2 });
    expect(await positions()).toHaveLength(5);
  });

  it('is good where a scavenge has removed an event: the read starts after it', async () => {
    const stream = `meeting-${randomUUID()}`;
    for (let n = 0; n < 3; n++) await client.appendToStream(stream, jsonEvent({ type: 'Happened', data: { n } }));
    const [first, , last] = await positions();
    await client.setStreamMetadata(stream, { maxCount: 1 });
    server.log.scavenge();
    expect((await positions({ fromPosition: first! }))[0]).toEqual(last);
  });
});
