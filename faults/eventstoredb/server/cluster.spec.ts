import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { EventStoreDBClient, FOLLOWER, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Cluster } from './cluster.js';
import type { TestServer } from './test-server.js';

const event = () => jsonEvent({ id: randomUUID(), type: 'Happened', data: {} });
const credentials = { username: 'admin', password: 'changeit' };

describe('a cluster of three', () => {
  let cluster: Cluster;
  let clients: EventStoreDBClient[];
  let stream: string;

  beforeEach(async () => {
    cluster = await Cluster.start({ systemEventsEvery: 0 });
    clients = [];
    stream = `meeting-${randomUUID()}`;
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.dispose()));
    await cluster.stop();
  });

  const connect = (connectionString: string) => {
    const client = EventStoreDBClient.connectionString(connectionString);
    clients.push(client);
    return client;
  };
  const at = (n: number) => connect(cluster.servers[n]!.connectionString);
  const append = (client: EventStoreDBClient, requiresLeader = false) =>
    client.appendToStream(stream, event(), { credentials, requiresLeader });
  const appendsOn = ({ counts }: TestServer) => counts.calls.append;
  const countIn = async (client: EventStoreDBClient, requiresLeader = false) => {
    let count = 0;
    for await (const _ of client.readStream(stream, { requiresLeader })) count++;
    return count;
  };

  it('directs a client to the leader, and after a change to the next one', async () => {
    await append(connect(cluster.connectionString));
    cluster.lead(2);
    await append(connect(cluster.connectionString));
    expect(cluster.servers.map(appendsOn)).toEqual([1, 0, 1]);
  });

  it('directs a client to a follower if the client wants one', async () => {
    await append(connect(`${cluster.connectionString}&nodePreference=${FOLLOWER}`));
    expect(appendsOn(cluster.servers[0]!)).toBe(0);
  });

  it('returns the address of the leader to a client that requires it, and the client goes there', async () => {
    const client = at(1);
    await expect(append(client, true)).rejects.toMatchObject({
      type: 'not-leader',
      leader: { address: '127.0.0.1', port: cluster.servers[0]!.endpoint.port },
    });
    await append(client, true);
    expect(cluster.servers.map(appendsOn)).toEqual([1, 1, 0]);
  });

  it('does the same for a reader that requires the leader', async () => {
    await append(at(0));
    const follower = at(1);
    await expect(countIn(follower, true)).rejects.toMatchObject({ type: 'not-leader' });
  });

  it('forwards a write to the leader if the client accepts a follower', async () => {
    await append(at(1));
    expect(await countIn(at(0))).toBe(1);
  });

  it('writes nothing without a leader, and still reads', async () => {
    const [one, other] = [at(1), at(2)];
    await append(one);
    cluster.lead(undefined);
    await expect(append(one)).rejects.toMatchObject({ type: 'unavailable' });
    await expect(append(other, true)).rejects.toThrow('No leader info available');
    expect(await countIn(at(0))).toBe(1);
    cluster.lead(2);
    await append(at(1));
  });

  it('chooses a leader that is running', async () => {
    await cluster.servers[0]!.stop();
    cluster.lead(1);
    await append(connect(cluster.connectionString));
    expect(appendsOn(cluster.servers[1]!)).toBe(1);
  });

  it('lets a follower lag, and catch up', async () => {
    const [leader, follower] = [at(0), at(1)];
    await append(leader);
    cluster.servers[1]!.lag = 1_000_000;
    await append(leader);
    expect([await countIn(leader), await countIn(follower)]).toEqual([2, 1]);
    const subscription = follower.subscribeToStream(stream);
    const seen: bigint[] = [];
    const three = new Promise<void>((resolve) =>
      subscription.on('data', ({ event }) => {
        seen.push(event!.revision);
        if (seen.length === 3) resolve();
      }),
    );
    await once(subscription, 'caughtUp');
    await append(leader);
    cluster.servers[1]!.lag = 1;
    await three;
    expect(seen).toEqual([0n, 1n, 2n]);
    await subscription.unsubscribe();
    cluster.servers[1]!.lag = 0;
    expect(await countIn(follower)).toBe(3);
  });

  it('cannot be led by a node that does not exist', () => {
    expect(() => cluster.lead(3)).toThrow('There is no member 3 of 3');
  });

  it('has at least one node', async () => {
    await expect(Cluster.start({ nodes: 0 })).rejects.toThrow('1 node or more, not 0');
  });
});
