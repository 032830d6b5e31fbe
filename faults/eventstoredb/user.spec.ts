import { execFile } from 'node:child_process';
import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT } from '../../test/support/compose.js';
import { listen } from '../../test/support/ports.js';
import { TestServer } from './server/test-server.js';

const portOf = (server: Readonly<{ address: () => unknown }>) => (server.address() as AddressInfo).port;

describe('deploy/eventstoredb-user.mjs', () => {
  type Asked = Readonly<{ method: string; url: string; authorization: string; body: unknown }>;
  const asked: Asked[] = [];
  const RESET = '/users/rapporteur/command/reset-password';
  const authorization = `Basic ${Buffer.from('admin:a@secret').toString('base64')}`;
  /** The status of each answer. */
  let answers: Readonly<Record<string, number>>;
  let events: TestServer;
  let users: Server;
  /** One port for both, as at EventStoreDB: HTTP/2 for gRPC, HTTP/1.1 for users. */
  const front = createServer((socket) =>
    socket.once('data', (first: Buffer) => {
      const target = first.toString('latin1').startsWith('PRI ') ? Number(portOfEvents()) : portOf(users);
      const behind = connect(target, '127.0.0.1');
      for (const one of [socket, behind]) one.on('error', () => {});
      behind.write(first);
      socket.pipe(behind).pipe(socket);
    }),
  );
  const portOfEvents = () => /:(\d+)\?/.exec(events.connectionString)![1]!;

  beforeAll(async () => {
    events = await TestServer.start();
    users = createHttpServer((request, response) => {
      const { method = '', url = '', headers } = request;
      void text(request).then((body) => {
        asked.push({ method, url, authorization: String(headers.authorization), body: JSON.parse(body) });
        response.writeHead(answers[url] ?? 404, { 'content-type': 'application/json' }).end('{}');
      });
    });
    for (const server of [users, front]) await listen(server);
  });
  beforeEach(() => {
    asked.length = 0;
    answers = { '/users/': 201 };
  });
  afterAll(async () => {
    front.close();
    users.close();
    users.closeAllConnections();
    await events.stop();
  });

  const run = (env: Record<string, string> = {}) =>
    promisify(execFile)(process.execPath, [join(ROOT, 'deploy/eventstoredb-user.mjs')], {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        EVENTSTOREDB_URL: `esdb://admin:a%40secret@127.0.0.1:${portOf(front)}?tls=false`,
        EVENTSTORE_USER_PASSWORD: 'of the service',
        ...env,
      },
    }).then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, out: stderr }),
    );
  const lastOf = async (stream: string): Promise<unknown> => {
    const client = EventStoreDBClient.connectionString(events.connectionString);
    const found: unknown[] = [];
    for await (const { event } of client.readStream(stream)) found.push(event?.data);
    await client.dispose();
    return found.at(-1);
  };

  it('makes a user in no group, who may read $all and append, and neither delete nor change rights', async () => {
    expect(await run()).toEqual({
      code: 0,
      out: 'The user rapporteur was created, and may read $all and append to streams.\n',
    });
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/users/',
        authorization,
        body: { loginName: 'rapporteur', fullName: 'The service', groups: [], password: 'of the service' },
      },
    ]);
    expect(await lastOf('$$$all')).toEqual({ $acl: { $r: ['$admins', 'rapporteur'] } });
    expect(await lastOf('$settings')).toMatchObject({
      $userStreamAcl: { $r: 'rapporteur', $w: 'rapporteur', $d: '$admins', $mr: 'rapporteur', $mw: '$admins' },
    });
  });
  it('can run again, and gives a user who is there already the password in the settings', async () => {
    answers = { '/users/': 409, [RESET]: 200 };
    expect(await run({ EVENTSTORE_USER_PASSWORD: 'another: "password"' })).toEqual({
      code: 0,
      out: 'The user rapporteur was there already, has the password in EVENTSTORE_USER_PASSWORD now, and may read $all and append to streams.\n',
    });
    expect(asked.at(-1)).toEqual({
      method: 'POST',
      url: RESET,
      authorization,
      body: { newPassword: 'another: "password"' },
    });
  });
  it('fails, and says what to do, if it cannot give that user the password', async () => {
    answers = { '/users/': 409, [RESET]: 403 };
    expect(await run({ EVENTSTORE_USER_PASSWORD: 'another' })).toEqual({
      code: 2,
      out: 'eventstoredb-user: the user rapporteur is there already, and its password cannot be set: 403 {}. If it is not the one in EVENTSTORE_USER_PASSWORD, set that by hand, or the instances are refused\n',
    });
  });
  it('does not use batch append, which never ends if the server stops responding', async () => {
    const { append, 'batch-append': batch } = events.state().calls;
    expect(await run()).toMatchObject({ code: 0 });
    expect(events.state().calls).toMatchObject({ append: append + 2, 'batch-append': batch });
  });
  it('fails with the reason, and prints no password', async () => {
    answers = { '/users/': 401 };
    const refused = await run();
    expect(refused).toEqual({ code: 2, out: 'eventstoredb-user: the user rapporteur cannot be created: 401 {}\n' });
    expect(await run({ EVENTSTORE_USER_PASSWORD: '' })).toMatchObject({
      code: 2,
      out: expect.stringMatching(/not set/),
    });
    expect(await run({ EVENTSTOREDB_URL: 'esdb://localhost:2113' })).toMatchObject({
      code: 2,
      out: expect.stringMatching(/no connection string with a user/),
    });
  });
});
