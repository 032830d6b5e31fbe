import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everything, happenings } from '#event-store/event-store.testing.js';
import { Unavailable } from '#event-store/event-store.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { listen, reservePort } from '../../test/support/ports.js';
import { makeCertificate } from './server/certificate.js';
import { Cluster } from './server/cluster.js';
import { giveServiceRights, urlFor } from './server/service-rights.js';

const admin = { username: 'admin', password: 'a password: with @ and /', groups: ['$admins'] };
const service = { username: 'service', password: 'appends' };
const operator = { username: 'operator', password: 'operates', groups: ['$ops'] };

describe('a log on a cluster of three, with TLS and users', () => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-cluster-'));
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({ nodes: 3, tls: true, users: [admin, service, operator] });
    await giveServiceRights(cluster.connectionString, service.username);
    for (const follower of cluster.servers.slice(1)) follower.lag = 30;
  });
  afterAll(async () => {
    await cluster.stop();
    rmSync(root, { recursive: true });
  });
  const open = (url = cluster.connectionString, mode: 'owner' | 'reader' = 'owner') =>
    EventStoreDbEventStore.open(url, { dataDir: mkdtempSync(join(root, 'log-')), mode });
  const as = (user: Parameters<typeof urlFor>[1]) => urlFor(cluster.connectionString, user);

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
    [
      'has the wrong password',
      { ...admin, password: 'wrong-password' },
      /does not accept the user or the password in EVENTSTOREDB_URL/,
    ],
    [
      'is in $ops, which may not read $all',
      operator,
      /refuses this user.*needs \$r in the ACL of \$all, and \$r, \$w and \$mr in the ACL of streams.*\$ops gives none of these.*deploy\/eventstoredb-user\.mjs/,
    ],
  ])('is not opened for a user who %s, and the error says what to do without the password', async (_, user, why) => {
    const refusal: unknown = await open(as(user)).catch((error: unknown) => error);
    if (!(refusal instanceof Unavailable)) throw refusal;
    expect(refusal.outcome).toBe('not-written');
    expect(refusal.message).toMatch(why);
    expect(refusal.message).not.toContain(user.password);
  });

  it('is written and read by a user with the rights that OPERATIONS gives to the service', async () => {
    const store = await open(as(service));
    await store.append('meeting-4', happenings(2), { expected: 'no-stream' });
    expect(await store.readStream('meeting-4')).toHaveLength(2);
    expect(await store.cutOf('meeting-4')).toBeUndefined();
    await store.close();
  });

  const DELETES = 'delete streams of the log ($d)';
  const CUTS = 'cut streams of the log by their metadata ($mw)';
  it.each([
    ['an administrator', admin, [], `${DELETES} and ${CUTS}`],
    ['a user who may delete', service, ['$d'], DELETES],
    ['a user who may write metadata', service, ['$mw'], CUTS],
    ['a user who may append only', service, [], undefined],
  ] as const)(
    'tells which rights its user has beyond those of OPERATIONS, and writes nothing: %s',
    async (_, user, more, may) => {
      await giveServiceRights(cluster.connectionString, service.username, more);
      const store = await open(as(user));
      const before = cluster.servers[0]!.log.events.length;
      const told =
        may && `The user in EVENTSTOREDB_URL may ${may}. Take this away with deploy/eventstoredb-user.mjs: see `;
      expect(await store.excessRights()).toEqual(told && expect.stringContaining(told));
      expect(cluster.servers[0]!.log.events).toHaveLength(before);
      await store.close();
    },
  );

  describe('that cannot be reached', () => {
    const refusalOf = async (url: string, ms = 1_000) => {
      const refusal: unknown = await EventStoreDbEventStore.open(url, {
        dataDir: mkdtempSync(join(root, 'log-')),
        mode: 'owner',
        patience: { tryMs: ms, totalMs: ms },
      }).catch((error: unknown) => error);
      if (!(refusal instanceof Unavailable)) throw refusal;
      expect(refusal.outcome).toBe('not-written');
      expect(refusal.message).not.toContain(encodeURIComponent(admin.password));
      return refusal.message;
    };
    const hosts = () => cluster.servers.map(({ endpoint: { host, port } }) => `${host}:${port}`);
    const withoutCa = () => cluster.connectionString.replace(/&tlsCAFile=[^&]*/, '');
    const NOT_TRUSTED = /certificate.*tlsCAFile in EVENTSTOREDB_URL has to name the certificate of the authority/;

    it.each([
      ['no CA is given', () => ''],
      [
        'another CA is given',
        () => {
          const file = join(root, 'other.pem');
          writeFileSync(file, makeCertificate().certificate);
          return `&tlsCAFile=${encodeURIComponent(file)}`;
        },
      ],
    ])('tells of each host why: %s', async (_, ca) => {
      const told = await refusalOf(`${withoutCa()}${ca()}`);
      for (const host of hosts()) expect(told).toContain(host);
      expect(told).toMatch(NOT_TRUSTED);
    });

    it('tells why if one host is to be asked for the others', async () => {
      const url = `esdb+discover://admin:x@${hosts()[0]}?tls=true`;
      const told = await refusalOf(url);
      expect(told).toContain(`${hosts()[0]}: `);
      expect(told).toMatch(NOT_TRUSTED);
    });

    it('tells the causes of hosts apart: one does not listen, the others give out no nodes', async () => {
      const port = await reservePort();
      const [, ...others] = hosts();
      const faults = cluster.servers.map((server) => server.inject({ name: 'unavailable', on: ['gossip'] }));
      const told = await refusalOf(
        cluster.connectionString.replace(/@[^?]*/, `@localhost:${port.port},${others.join(',')}`),
      );
      for (const fault of faults) fault.lift();
      port.release();
      expect(told).toMatch(new RegExp(`localhost:${port.port}: .*ECONNREFUSED`));
      expect(told).toContain(`${others.join(', ')}: answers, but names no node of the cluster that is alive`);
    });

    it('tells which host does not answer at all', async () => {
      const silent = createServer((socket) => sockets.push(socket));
      const sockets: Socket[] = [];
      const port = await listen(silent);
      const { port: free, release } = await reservePort();
      const told = await refusalOf(
        cluster.connectionString.replace(/@[^?]*/, `@localhost:${port},localhost:${free}`),
        4_000,
      );
      for (const socket of sockets) socket.destroy();
      silent.close();
      release();
      expect(told).toMatch(new RegExp(`localhost:${port}: no answer`));
      expect(told).toMatch(new RegExp(`localhost:${free}: .*ECONNREFUSED`));
    });

    it('tells what one host says alone', async () => {
      const told = await refusalOf(withoutCa().replace(/@[^?]*/, `@${hosts()[0]}`));
      expect(told).toMatch(NOT_TRUSTED);
    });
  });
});
