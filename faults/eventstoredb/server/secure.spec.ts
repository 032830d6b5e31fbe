import { randomUUID, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type Credentials, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster } from './cluster.js';
import { giveServiceRights } from './service-rights.js';
import { TestServer } from './test-server.js';

const event = () => jsonEvent({ id: randomUUID(), type: 'Happened', data: {} });
const admin = { username: 'admin', password: 'a password: with @ and /', groups: ['$admins'] };
const operator = { username: 'operator', password: 'operates', groups: ['$ops'] };
const service = { username: 'service', password: 'appends' };
const stranger = { username: 'stranger', password: 'has no rights' };

describe('a test server with TLS and users', () => {
  let server: TestServer;
  const clients: EventStoreDBClient[] = [];
  const stream = `meeting-${randomUUID()}`;

  beforeAll(async () => {
    server = await TestServer.start({ tls: true, users: [admin, operator, service, stranger] });
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.dispose()));
    await server.stop();
  });

  const connect = (connectionString = server.connectionString) => {
    const client = EventStoreDBClient.connectionString(connectionString);
    clients.push(client);
    return client;
  };
  const anonymous = () => connect(server.connectionString.replace(/\/\/.*@/, '//'));
  const caFile = () => decodeURIComponent(/tlsCAFile=(.*)$/.exec(server.connectionString)![1]!);
  /** Reads to the end: the client cannot be disposed of in the middle of a read. */
  const typesIn = async (events: AsyncIterable<{ event?: { type: string } }>) => {
    const types: string[] = [];
    for await (const { event } of events) types.push(event!.type);
    return types;
  };

  it('is trusted by a client that has its certificate, and by no other', async () => {
    await connect().appendToStream(stream, event());
    const strange = connect(server.connectionString.replace(/&tlsCAFile.*$/, ''));
    await expect(strange.appendToStream(stream, event())).rejects.toMatchObject({ code: 14 });
  });

  it('makes a certificate for this machine only, and valid for a short time', () => {
    const certificate = new X509Certificate(readFileSync(caFile()));
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkHost('example.org')).toBeUndefined();
    expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(2 * 86_400_000);
  });

  it('rejects calls without TLS', async () => {
    const plain = connect(`esdb://127.0.0.1:${server.endpoint.port}?tls=false`);
    await expect(plain.appendToStream(stream, event())).rejects.toMatchObject({ code: 14 });
  });

  it.each([
    ['an append', { credentials: admin }],
    ['a batch append', {}],
  ])('accepts %s with credentials', async (_, way) => {
    expect(await connect().appendToStream(stream, event(), way)).toMatchObject({ success: true });
  });

  it('denies access without credentials', async () => {
    await expect(anonymous().appendToStream(stream, event())).rejects.toMatchObject({ type: 'access-denied', code: 7 });
    await expect(typesIn(anonymous().readAll())).rejects.toMatchObject({ type: 'access-denied' });
  });

  it('denies access with a wrong password', async () => {
    const credentials = { ...admin, password: 'wrong' };
    await expect(connect().appendToStream(stream, event(), { credentials })).rejects.toMatchObject({
      type: 'access-denied',
      code: 16,
    });
  });

  const DENIED = { type: 'access-denied', code: 7 };
  const everything = (credentials: Credentials) => typesIn(anonymous().readAll({ credentials }));
  const inStream = (name: string, credentials: Credentials) => typesIn(anonymous().readStream(name, { credentials }));

  it.each([
    ['in no group', service],
    ['in $ops', operator],
  ])('lets a user %s read and write streams by default, and neither $all nor those of the server', async (_, user) => {
    await anonymous().appendToStream(stream, event(), { credentials: user });
    expect(await inStream(stream, user)).toContain('Happened');
    await expect(everything(user)).rejects.toMatchObject(DENIED);
    await expect(inStream('$settings', user)).rejects.toMatchObject(DENIED);
    expect(await everything(admin)).toContain('Happened');
  });

  it('lets a user do what the ACL of $all and the default ACL say, and nobody else but administrators', async () => {
    const client = anonymous();
    const other = `meeting-${randomUUID()}`;
    await giveServiceRights(server.connectionString, service.username);
    await client.appendToStream(other, event(), { credentials: service });
    expect(await everything(service)).toContain('Happened');
    expect(await client.getStreamMetadata(other, { credentials: service })).toMatchObject({ streamName: other });
    for (const remove of ['deleteStream', 'tombstoneStream'] as const)
      await expect(client[remove](other, { credentials: service })).rejects.toMatchObject(DENIED);
    await expect(client.setStreamMetadata(other, {}, { credentials: service })).rejects.toMatchObject(DENIED);
    for (const denied of [everything(stranger), inStream(other, stranger)])
      await expect(denied).rejects.toMatchObject(DENIED);
    await expect(client.appendToStream(other, event(), { credentials: stranger })).rejects.toMatchObject(DENIED);
    await client.deleteStream(other, { credentials: admin });
  });

  it('goes by the ACL of a stream before the default one', async () => {
    const own = `meeting-${randomUUID()}`;
    const client = anonymous();
    await client.setStreamMetadata(own, { acl: { readRoles: ['$all'] } }, { credentials: admin });
    await client.appendToStream(own, event(), { credentials: service });
    expect(await inStream(own, stranger)).toEqual(['Happened']);
    await expect(client.appendToStream(own, event(), { credentials: stranger })).rejects.toMatchObject(DENIED);
  });

  it('leaves no certificate behind', async () => {
    const other = await TestServer.start({ tls: true });
    const file = decodeURIComponent(/tlsCAFile=(.*)$/.exec(other.connectionString)![1]!);
    expect(existsSync(file)).toBe(true);
    await other.stop();
    expect(existsSync(file)).toBe(false);
  });

  it('needs TLS for users', async () => {
    await expect(TestServer.start({ users: [admin] })).rejects.toThrow('Users need tls');
  });

  it('directs a client to the leader of a cluster', async () => {
    const cluster = await Cluster.start({ tls: true, users: [admin] });
    cluster.lead(1);
    await connect(cluster.connectionString).appendToStream(stream, event());
    expect(cluster.servers.map(({ counts }) => counts.calls['batch-append'])).toEqual([0, 1, 0]);
    await cluster.stop();
  });
});
