import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everything, happenings } from '#event-store/event-store.contract.js';
import { Unavailable } from '#event-store/event-store.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { Cluster } from './server/cluster.js';

const admin = { username: 'admin', password: 'a password: with @ and /' };
const service = { username: 'service', password: 'appends', appendsOnly: true };
const reader = { username: 'reader', password: 'reads', streamsOnly: true };

describe('a log on a cluster of three, with TLS and users', () => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-cluster-'));
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({ nodes: 3, tls: true, users: [admin, service, reader] });
    for (const follower of cluster.servers.slice(1)) follower.lag = 30;
  });
  afterAll(async () => {
    await cluster.stop();
    rmSync(root, { recursive: true });
  });
  const open = (url = cluster.connectionString, mode: 'owner' | 'reader' = 'owner') =>
    EventStoreDbEventStore.open(url, { dataDir: mkdtempSync(join(root, 'log-')), mode });
  const as = ({ username, password }: typeof admin) =>
    cluster.connectionString.replace(/\/\/.*@/, `//${username}:${encodeURIComponent(password)}@`);

  it('is written through the leader, also after the leader has changed', async () => {
    const store = await open();
    await store.append('meeting-1', happenings(2), { expected: 'no-stream' });
    cluster.lead(1);
    await store.append('meeting-1', happenings(1), { expected: 1 });
    cluster.lead(2);
    expect(await store.readStream('meeting-1')).toHaveLength(3);
    expect(await store.head()).toBe((await store.readStream('meeting-1'))[2]!.position);
    await store.close();
  });

  it('is decided on the events of the leader, though the address prefers a follower that is behind', async () => {
    const store = await open(`${cluster.connectionString}&nodePreference=follower`);
    for (let n = 0; n < 10; n++) {
      await store.append('meeting-2', happenings(1), { expected: n === 0 ? 'no-stream' : n - 1 });
      expect(await store.readStream('meeting-2')).toHaveLength(n + 1);
    }
    await store.close();
  });

  it('is followed completely and in order with an address that prefers a follower', async () => {
    const store = await open();
    const follower = await open(`${cluster.connectionString}&nodePreference=follower`, 'reader');
    const { position } = await store.append('meeting-3', happenings(5), { expected: 'no-stream' });
    const seen: string[] = [];
    const stop = new AbortController();
    for await (const { events } of follower.readAll({ live: true, signal: stop.signal })) {
      seen.push(...events.map(({ id }) => id));
      if (events.at(-1)?.position === position) stop.abort();
    }
    expect(seen).toEqual((await everything(store, {})).map(({ id }) => id));
    await Promise.all([store.close(), follower.close()]);
  });

  it.each([
    ['has the wrong password', { ...admin, password: 'wrong-password' }],
    ['may not read $all', reader],
  ])('is not opened for a user who %s, and the error says what to do without the password', async (_, user) => {
    const refusal: unknown = await open(as(user)).catch((error: unknown) => error);
    if (!(refusal instanceof Unavailable)) throw refusal;
    expect(refusal.outcome).toBe('not-written');
    expect(refusal.message).toMatch(/refuses this user.*may read \$all/);
    expect(refusal.message).not.toContain(user.password);
  });

  it.each([
    ['an administrator', admin, true],
    ['a user who may append only', service, false],
  ])('tells whether its user may delete streams, and deletes nothing: %s', async (_, user, may) => {
    const store = await open(as(user));
    const before = cluster.servers[0]!.log.events.length;
    expect(await store.mayDelete()).toBe(may);
    expect(cluster.servers[0]!.log.events).toHaveLength(before);
    await store.close();
  });

  it('is not opened if the certificate is not trusted', async () => {
    const url = cluster.connectionString.replace(/&tlsCAFile=[^&]*/, '&maxDiscoverAttempts=1');
    const refusal = EventStoreDbEventStore.open(url, {
      dataDir: mkdtempSync(join(root, 'log-')),
      mode: 'owner',
      patience: { tryMs: 500, totalMs: 500 },
    });
    await expect(refusal).rejects.toMatchObject({ name: Unavailable.name, outcome: 'not-written' });
  });
});
