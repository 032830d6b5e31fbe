import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import {
  BACKWARDS,
  EventStoreDBClient,
  excludeSystemEvents,
  jsonEvent,
  NO_STREAM,
  type Position,
  streamNameFilter,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestServer } from './test-server.js';

const event = (n: unknown = 0, id: string = randomUUID()) =>
  jsonEvent({ id, type: 'Happened', data: { n }, metadata: { by: 'a clerk' } });
const credentials = { username: 'admin', password: 'changeit' };
/** The two ways in which the client appends: with credentials on the call it uses the classic one. */
const WAYS = [
  ['append', { credentials }],
  ['batch append', {}],
] as const;

type Client = EventStoreDBClient;
type Resolved = Awaited<ReturnType<typeof everythingIn>>[number];

const all = async <T>(read: AsyncIterable<T>) => {
  const found: T[] = [];
  for await (const one of read) found.push(one);
  return found;
};
const everythingIn = (client: Client, ...asked: Parameters<Client['readAll']>) => all(client.readAll(...asked));
const revisionsIn = async (client: Client, ...asked: Parameters<Client['readStream']>) =>
  (await all(client.readStream(...asked))).map(({ event }) => event!.revision);
const positionOf = ({ event }: Resolved): Position => event!.position;
const own = (all: readonly Resolved[]) => all.filter(({ event }) => !event!.type.startsWith('$'));

describe('a test server, used by the real client', () => {
  let server: TestServer;
  let client: Client;
  let stream: string;

  beforeAll(async () => {
    server = await TestServer.start({ systemEventsEvery: 2 });
    client = EventStoreDBClient.connectionString(server.connectionString);
  });
  afterAll(async () => {
    await client.dispose();
    await server.stop();
  });
  const newStream = () => (stream = `meeting-${randomUUID()}`);

  it('reads messages with the same copy of google-protobuf as the client', () => {
    const ours = createRequire(import.meta.url);
    const theirs = createRequire(ours.resolve('@eventstore/db-client'));
    for (const name of ['google-protobuf', '@grpc/grpc-js']) expect(ours.resolve(name)).toBe(theirs.resolve(name));
  });

  it('has positions that start above 0, grow by more than one, and cannot be guessed', async () => {
    newStream();
    await client.appendToStream(stream, [event(), event()]);
    const all = await everythingIn(client);
    const commits = all.map((one) => positionOf(one).commit);
    expect(commits[0]).toBeGreaterThan(1n);
    for (const [n, commit] of commits.slice(1).entries()) expect(commit - commits[n]!).toBeGreaterThan(1n);

    const last = positionOf(all.at(-1)!);
    expect(await everythingIn(client, { fromPosition: last })).toHaveLength(1);
    expect(await everythingIn(client, { fromPosition: last, direction: BACKWARDS, maxCount: 1 })).toHaveLength(1);
    const madeUp = { commit: last.commit - 1n, prepare: last.prepare - 1n };
    await expect(everythingIn(client, { fromPosition: madeUp })).rejects.toMatchObject({ code: 2 });
    const beyond = { commit: last.commit + 1_000_000n, prepare: last.prepare + 1_000_000n };
    expect(await everythingIn(client, { fromPosition: beyond })).toEqual([]);
  });

  it('writes its own events between those of the clients', async () => {
    newStream();
    for (let n = 0; n < 4; n++) await client.appendToStream(stream, event(n));
    const types = (await everythingIn(client)).map(({ event }) => event!.type);
    expect(types).toContain('$statsCollected');
    expect(types).toContain('$metadata');
    expect(await revisionsIn(client, stream)).toEqual([0n, 1n, 2n, 3n]);
  });

  it('starts a deleted stream again, but never one with a tombstone', async () => {
    newStream();
    await client.appendToStream(stream, [event(), event()]);
    await expect(client.deleteStream(stream, { expectedRevision: 7n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
    });
    await client.deleteStream(stream, { expectedRevision: 1n });
    await expect(revisionsIn(client, stream)).rejects.toMatchObject({ type: 'stream-not-found' });
    const { nextExpectedRevision } = await client.appendToStream(stream, event(), { expectedRevision: NO_STREAM });
    expect([nextExpectedRevision, ...(await revisionsIn(client, stream))]).toEqual([2n, 2n]);
    await client.tombstoneStream(stream);
    await expect(revisionsIn(client, stream)).rejects.toMatchObject({ type: 'stream-deleted' });
    for (const [, way] of WAYS)
      await expect(client.appendToStream(stream, event(), way)).rejects.toMatchObject({ type: 'stream-deleted' });
  });

  it('sends a subscription the events after its position, reports when it has caught up, and continues', async () => {
    newStream();
    await client.appendToStream(stream, [event(0), event(1), event(2)]);
    const [first] = own(await everythingIn(client)).slice(-3);
    const checkpoints: Position[] = [];
    const subscription = client.subscribeToAll({
      fromPosition: positionOf(first!),
      filter: excludeSystemEvents({
        maxSearchWindow: 1,
        checkpointReached: async (_, at) => void checkpoints.push(at),
      }),
    });
    const caughtUp = new Promise((resolve) => subscription.once('caughtUp', resolve));
    const seen: unknown[] = [];
    const four = new Promise<void>((resolve, reject) => {
      subscription.on('error', reject);
      subscription.on('data', ({ event }) => {
        seen.push((event!.data as { n: number }).n);
        if (seen.length === 4) resolve();
      });
    });
    await caughtUp;
    await client.appendToStream(stream, [event(3), event(4)]);
    await four;
    await subscription.unsubscribe();
    expect(seen).toEqual([1, 2, 3, 4]);
    const all = (await everythingIn(client)).map((one) => positionOf(one).commit);
    expect(checkpoints.length).toBeGreaterThan(0);
    for (const { commit } of checkpoints) expect(all).toContain(commit);
  });

  it('lets a subscription wait for a stream that does not exist yet', async () => {
    newStream();
    const subscription = client.subscribeToStream(stream, { fromRevision: 'start' });
    const one = new Promise((resolve) => subscription.once('data', ({ event }) => resolve(event!.revision)));
    await new Promise((resolve) => subscription.once('caughtUp', resolve));
    await client.appendToStream(stream, event());
    expect(await one).toBe(0n);
    await subscription.unsubscribe();
  });

  it('filters a subscription by the name of streams', async () => {
    newStream();
    await client.appendToStream(`other-${stream}`, event());
    await client.appendToStream(stream, event());
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: [stream] }) });
    const found = new Promise((resolve) => subscription.once('data', ({ event }) => resolve(event!.streamId)));
    expect(await found).toBe(stream);
    await subscription.unsubscribe();
  });

  it('is found by its gossip', async () => {
    const before = server.state().calls.gossip;
    const discovering = EventStoreDBClient.connectionString(
      `esdb+discover://127.0.0.1:${server.endpoint.port}?tls=false`,
    );
    newStream();
    await discovering.appendToStream(stream, event());
    await discovering.dispose();
    expect(server.state().calls.gossip).toBe(before + 1);
  });

  it('counts its requests', async () => {
    newStream();
    const before = server.state();
    await client.appendToStream(stream, event(), { credentials });
    await client.appendToStream(stream, event());
    await revisionsIn(client, stream);
    const { calls, eventsSent } = server.state();
    expect(calls).toEqual({
      ...before.calls,
      append: before.calls.append + 1,
      'batch-append': before.calls['batch-append'] + 1,
      read: before.calls.read + 1,
    });
    expect(eventsSent).toBe(before.eventsSent + 2);
  });
});

describe('a long log', () => {
  let server: TestServer;
  let client: Client;
  const proposed = (size: number) => ({
    id: randomUUID(),
    type: 'Happened',
    contentType: 'application/octet-stream',
    data: new Uint8Array(size),
    metadata: new Uint8Array(),
  });
  const fill = (count: number, size: number) => {
    for (let n = 0; n < count; n += 100)
      server.log.append(
        `meeting-${randomUUID()}`,
        'no-stream',
        Array.from({ length: 100 }, () => proposed(size)),
      );
  };

  beforeAll(async () => {
    server = await TestServer.start({ systemEventsEvery: 0 });
    client = EventStoreDBClient.connectionString(server.connectionString);
  });
  afterAll(async () => {
    await client.dispose();
    await server.stop();
  });

  it('is read page by page, each from where the last one ended', async () => {
    fill(3_000, 10);
    const seen = new Set<string>();
    for (let from: Position | undefined; ;) {
      const page = await everythingIn(client, { maxCount: 500, ...(from && { fromPosition: from }) });
      for (const { event } of page) seen.add(event!.id);
      if (page.length < 500) break;
      from = positionOf(page.at(-1)!);
    }
    expect(seen.size).toBe(3_000);
  });

  it('does not flood a client that does not read', async () => {
    fill(2_000, 1_000);
    const sent = server.state().eventsSent;
    const subscription = client.subscribeToAll();
    await new Promise((resolve) => subscription.once('readable', resolve));
    // Later requests on the same connection were answered, so everything that will be sent was sent.
    for (let n = 0; n < 20; n++)
      await expect(revisionsIn(client, 'nowhere')).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(server.state().eventsSent - sent).toBeLessThan(1_500);
    await subscription.unsubscribe();
  });
});
