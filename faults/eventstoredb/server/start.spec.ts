import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { reservePort } from '../../../test/support/ports.js';
import type { Fault } from './faults.js';
import { startTestProcess, type TestProcess } from './start.js';

const run = promisify(execFile);
const SERVE = fileURLToPath(new URL('./serve.js', import.meta.url));
const event = () => jsonEvent({ id: randomUUID(), type: 'Happened', data: { weather: 'fair' } });
const credentials = { username: 'admin', password: 'changeit' };
const folder = mkdtempSync(join(tmpdir(), 'rapporteur-serve-'));

describe('the test server as a separate process', () => {
  let running: TestProcess | undefined;
  let clients: EventStoreDBClient[] = [];

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.dispose()));
    clients = [];
    await running?.stop('SIGKILL');
    running = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = async (...words: string[]) => (running = await startTestProcess(words));
  const connect = (connectionString: string) => {
    const client = EventStoreDBClient.connectionString(connectionString);
    clients.push(client);
    return client;
  };
  const idsIn = async (client: EventStoreDBClient, stream: string) => {
    const ids: string[] = [];
    for await (const { event } of client.readStream(stream)) ids.push(event!.id);
    return ids;
  };

  it('ends when it is told to', async () => {
    const server = await start();
    expect(await server.stop()).toBe(0);
  });

  it('has everything that it acknowledged after a kill, on the same port and at the same positions', async () => {
    const data = join(folder, 'kept');
    const { port, release } = await reservePort();
    const startThere = () => start('--data', data, '--port', String(port));
    const first = await startThere();
    const events = [event(), event()];
    const append = (server: TestProcess) =>
      connect(server.connectionString).appendToStream('meeting-1', events, { expectedRevision: NO_STREAM });
    const appended = await append(first);
    await first.stop('SIGKILL');
    // The line that the kill cut off has no line break.
    appendFileSync(data, '[{"id":"torn');

    const second = await startThere();
    expect(second.connectionString).toBe(first.connectionString);
    expect(await append(second)).toEqual(appended);
    expect(await idsIn(connect(second.connectionString), 'meeting-1')).toEqual(events.map(({ id }) => id));
    await connect(second.connectionString).appendToStream('meeting-1', event(), { expectedRevision: 1n });
    await second.stop('SIGKILL');
    release();

    const third = await start('--data', data);
    expect(await idsIn(connect(third.connectionString), 'meeting-1')).toHaveLength(3);
  });

  it('loses its data if requested, in the file too', async () => {
    const words = ['--data', join(folder, 'lost'), '--system-events-every', '0'];
    const first = await start(...words);
    await connect(first.connectionString).appendToStream('meeting-1', event());
    expect((await first.state()).nodes[0]).toMatchObject({ events: 1, streams: 1 });
    await first.restart({ keepData: false });
    expect((await first.state()).nodes[0]).toMatchObject({ events: 0, streams: 0 });
    await first.stop('SIGKILL');
    expect((await (await start(...words)).state()).nodes[0]).toMatchObject({ events: 0 });
  });

  it('accepts faults, counts them, and works normally again', async () => {
    const server = await start();
    const client = connect(server.connectionString);
    const append = () => client.appendToStream(`meeting-${randomUUID()}`, event(), { credentials });
    await server.inject({ name: 'conflict' });
    await expect(append()).rejects.toMatchObject({ type: 'wrong-expected-version' });
    expect((await server.state()).nodes[0]).toMatchObject({
      calls: { append: 1 },
      injected: { conflict: 1 },
      faults: [{ fault: { name: 'conflict' }, struck: 1, times: 'for ever' }],
    });
    await server.clear();
    await append();
    expect((await server.state()).nodes[0]!.faults).toEqual([]);
  });

  it('does not respond while it is frozen', async () => {
    const server = await start();
    const client = connect(server.connectionString);
    const append = (deadline: number) =>
      client.appendToStream('meeting-1', event(), { credentials, deadline, expectedRevision: 'any' });
    await append(10_000);
    server.freeze();
    await expect(append(100)).rejects.toMatchObject({ type: 'deadline-exceeded' });
    server.thaw();
    await append(10_000);
  });

  it('is a cluster with TLS and users, whose leader can be changed', async () => {
    const server = await start('--nodes', '2', '--lag', '5', '--tls', '--user', 'admin:changeit');
    expect(server.nodes).toHaveLength(2);
    await server.lead(1);
    await connect(server.connectionString).appendToStream('meeting-1', event());
    const { leader, nodes } = await server.state();
    expect([leader, ...nodes.map(({ calls }) => calls['batch-append'])]).toEqual([1, 0, 1]);
    await server.inject({ name: 'unavailable', node: 1 });
    expect((await server.state()).nodes.map(({ faults }) => faults.length)).toEqual([0, 1]);
    // So that it removes its certificate.
    expect(await server.stop()).toBe(0);
  });

  it('refuses impossible requests, and says why', async () => {
    const server = await start();
    const refused: [string, () => Promise<unknown>][] = [
      ['There is no fault loud', () => server.inject({ name: 'loud' } as unknown as Fault)],
      ['node is one of 0 to 0, not 3', () => server.inject({ name: 'silent', node: 3 })],
      ['node is one of 0 to 0, not 1', () => server.lead(1)],
      ['node is one of 0 to 0, not "nothing"', () => server.lead(undefined as unknown as null)],
      ['ms is a whole number', () => server.restart({ ms: -1 })],
      ['keepData is true or false', () => server.restart({ keepData: 1 as unknown as boolean })],
    ];
    for (const [message, asked] of refused) await expect(asked()).rejects.toThrow(message);
  });

  it('refuses what is not JSON, and unknown addresses', async () => {
    const { control } = await start();
    const post = async (path: string, body: string) => {
      const answer = await fetch(`${control}${path}`, { method: 'POST', body });
      return [answer.status, await answer.json()];
    };
    expect(await post('/faults', 'loud')).toEqual([400, { error: 'The body is no JSON' }]);
    expect(await post('/faults', '[]')).toEqual([400, { error: 'The body is no object' }]);
    expect(await post('/elsewhere', '{}')).toEqual([
      404,
      { error: expect.stringContaining('There is no POST /elsewhere') },
    ]);
  });

  it.each([
    ['--port must be a whole number, and is here', ['--port', 'here']],
    ['--user must be NAME:PASSWORD, and is me', ['--tls', '--user', 'me']],
    ['Users need tls', ['--user', 'me:secret']],
    ['A cluster has 1 node or more, not 0', ['--nodes', '0']],
    ['A cluster of 1 takes at most 1 ports, not 2', ['--port', '0', '--port', '0']],
    ["Unknown option '--loud'", ['--loud']],
  ])('does not start with wrong arguments: %s', async (message, words) => {
    await expect(startTestProcess(words)).rejects.toThrow(`ended with 2: ${message}`);
  });

  it('says in its help that it is for tests only, and lists the faults', async () => {
    const { stdout } = await run(process.execPath, [SERVE, '--help']);
    expect(stdout).toContain('FOR TESTS ONLY');
    expect(stdout).toContain('polite-end');
    expect(stdout).toContain('POST   /faults');
  });
});
