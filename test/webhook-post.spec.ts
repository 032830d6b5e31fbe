import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AddressPolicy } from '../apps/server/src/notices/webhooks/addresses.js';
import { post } from '../apps/server/src/notices/webhooks/post.js';
import { listen, reservePort } from './support/ports.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
const serve = async (answer: RequestListener) => {
  const server = createServer(answer);
  servers.push(server);
  return listen(server);
};
const HERE = new AddressPolicy({ hosts: ['hooks.example'], networks: [] });
const NOWHERE = new AddressPolicy({ hosts: [], networks: [] });
const send = (
  url: string,
  resolve: (host: string) => readonly string[],
  policy = HERE,
  ms = 5_000,
  stop = new AbortController().signal,
) =>
  post({ url, headers: { 'webhook-id': 'msg_1' }, body: '{"é":1}', ms, stop }, policy, async (host) => resolve(host));
const toHere = () => ['127.0.0.1'];

describe('a message', () => {
  it('goes to the address that was checked, under the name of its host, and is looked up once', async () => {
    const seen: object[] = [];
    const port = await serve((request, response) => {
      const { method, url, headers } = request;
      seen.push({ method, url, host: headers.host, length: headers['content-length'] });
      response.writeHead(202).end('x'.repeat(1_000_000));
    });
    let lookups = 0;
    // A name that leads elsewhere the next time.
    const rebinding = () => (lookups++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
    expect(await send(`http://hooks.example:${port}/a?b`, rebinding)).toEqual({ isDelivered: true });
    expect(lookups).toBe(1);
    expect(seen).toEqual([{ method: 'POST', url: '/a?b', host: `hooks.example:${port}`, length: '8' }]);
  });

  it('goes nowhere if any address of its host is not of the internet', async () => {
    let calls = 0;
    const port = await serve((_, response) => void response.end(String(calls++)));
    for (const addresses of [
      ['127.0.0.1'],
      ['1.1.1.1', '10.0.0.1'],
      ['::ffff:127.0.0.1'],
      ['::1'],
      ['169.254.169.254'],
    ]) {
      const outcome = await send(`https://evil.example:${port}/`, () => addresses);
      expect([addresses, outcome]).toEqual([
        addresses,
        { isDelivered: false, cause: expect.stringContaining('WEBHOOK_ALLOW') },
      ]);
    }
    for (const url of [`https://127.0.0.1:${port}/`, `https://[::1]:${port}/`, `http://127.0.0.1:${port}/`])
      expect(await send(url, toHere, NOWHERE)).toMatchObject({
        isDelivered: false,
        cause: expect.stringContaining('WEBHOOK_ALLOW'),
      });
    // By http to the internet.
    expect(await send('http://other.example/', () => ['1.1.1.1'])).toMatchObject({
      cause: expect.stringContaining('https'),
    });
    // A name that is unknown is not told from one that leads inside.
    expect(await send('https://other.example/', () => [])).toEqual(await send('https://other.example/', toHere));
    expect(calls).toBe(0);
  });

  it.each([
    [200, { isDelivered: true }],
    [204, { isDelivered: true }],
    [302, { isDelivered: false, cause: 'The receiver redirects (302), which is not followed. Change the address.' }],
    [410, { isDelivered: false, cause: 'The receiver wants no more (410).', isGone: true }],
    [429, { isDelivered: false, cause: 'The receiver answered with 429.', waitSeconds: 7 }],
    [500, { isDelivered: false, cause: 'The receiver answered with 500.', waitSeconds: 7 }],
  ] as const)('that is answered with %i has this outcome', async (status, outcome) => {
    let calls = 0;
    const port = await serve((_, response) => {
      calls++;
      response.writeHead(status, { 'retry-after': '7', location: '/' }).end();
    });
    expect(await send(`http://hooks.example:${port}/`, toHere)).toEqual(outcome);
    expect(calls).toBe(1);
  });

  it('is given up if there is no answer, no server, or no name in time', async () => {
    const hanging = await serve(() => {});
    const late = { isDelivered: false, cause: 'There was no answer within 0.2 s.' };
    expect(await send(`http://hooks.example:${hanging}/`, toHere, HERE, 200)).toEqual(late);
    const forEver = () => new Promise<never>(() => {}) as never;
    expect(await send('http://hooks.example/', forEver, HERE, 200)).toEqual(late);
    const { port, release } = await reservePort();
    const refused = { isDelivered: false, cause: 'The receiver cannot be reached (ECONNREFUSED).' };
    expect(await send(`http://hooks.example:${port}/`, toHere)).toEqual(refused);
    release();
  });

  it.each([
    [
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
      'The receiver answered with 101.',
    ],
    ['HTTP/1.1 103 Early Hints\r\n\r\n', 'The receiver cannot be reached (ECONNRESET).'],
    ['', 'The receiver cannot be reached (ECONNRESET).'],
  ])('that is answered with %j ends', async (answer, cause) => {
    const port = await serve(({ socket }) => void socket.end(answer));
    expect(await send(`http://hooks.example:${port}/`, toHere)).toEqual({ isDelivered: false, cause });
  });

  it('waits as long as a date says', async () => {
    const date = new Date(Date.now() + 90_000).toUTCString();
    const port = await serve((_, response) => void response.writeHead(503, { 'retry-after': date }).end());
    const { waitSeconds } = (await send(`http://hooks.example:${port}/`, toHere)) as { waitSeconds: number };
    expect(Math.abs(waitSeconds - 90)).toBeLessThan(5);
  });

  it('is cut if the service stops, which is no failure of the receiver', async () => {
    const stop = new AbortController();
    const port = await serve(() => stop.abort());
    await expect(send(`http://hooks.example:${port}/`, toHere, HERE, 5_000, stop.signal)).rejects.toThrow('aborted');
  });
});
