import { once } from 'node:events';
import { connect as open, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { remove, type Running, start } from './support/service.js';

const MOST = 30;
let service: Running;
beforeAll(async () => {
  service = await start(undefined, { REQUEST_TIMEOUT_SECONDS: '1', MAX_CONNECTIONS: String(MOST) });
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const connections = (of: Running) =>
  new Promise<number>((resolve, reject) =>
    of.app
      .getHttpServer()
      .getConnections((error: Error | null, count: number) => (error ? reject(error) : resolve(count))),
  );
const until = async (holds: () => Promise<boolean>, ms = 10_000) => {
  for (const end = Date.now() + ms; !(await holds()); await sleep(20))
    if (Date.now() > end) throw new Error('it does not come about');
};

/** A client that knows nothing of HTTP: the bytes go out as they are. */
class Client {
  private text = '';
  readonly closed: Promise<unknown>;
  private constructor(readonly socket: Socket) {
    socket.on('error', () => {}); // a connection that is cut is what is tested
    socket.on('data', (data) => (this.text += data.toString('latin1')));
    this.closed = once(socket, 'close');
  }
  static async connect(to: Running = service): Promise<Client> {
    const { hostname, port } = new URL(to.url);
    const client = new Client(open({ host: hostname, port: Number(port) }));
    await once(client.socket, 'connect');
    return client;
  }
  send(bytes: string | Buffer) {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }
  /** All that came until the service hung up. */
  async answers(): Promise<readonly Answer[]> {
    await this.closed;
    return answersIn(this.text);
  }
}

type Answer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: string }>;
const answersIn = (text: string): readonly Answer[] => {
  const answers: Answer[] = [];
  for (let rest = text; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n');
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const length = Number(headers['content-length']);
    if (end < 0 || Number.isNaN(length)) throw new Error(`no answer of known length: ${rest.slice(0, 500)}`);
    answers.push({ status: Number(first.split(' ')[1]), headers, body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
};
const ask = async (bytes: string | Buffer) => {
  const client = await Client.connect();
  client.send(bytes);
  return client.answers();
};
const isProblem = ({ headers, status, body }: Answer, code: string) => {
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(JSON.parse(body)).toMatchObject({ status, code, title: expect.any(String), detail: expect.any(String) });
};
const get = (path: string, headers = 'Host: localhost\r\n') => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
const post = (path: string, body: string, type = 'application/json') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('whoever is slow or makes no sense', () => {
  afterEach(async () => {
    const began = performance.now();
    expect((await service.get('/health/live')).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(1_000);
    await until(async () => (await connections(service)) === 0);
  });

  it('and sends a header a byte at a time is told so, and cut off', async () => {
    const client = await Client.connect();
    client.send('GET /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    const drip = setInterval(() => client.send('x'), 50);
    const [answer, ...others] = await client.answers();
    clearInterval(drip);
    expect([answer?.status, others]).toEqual([408, []]);
    isProblem(answer!, 'request-timeout');
  });
  it('and sends nothing at all is cut off', async () => {
    const clients = await Promise.all(Array.from({ length: 10 }, () => Client.connect()));
    for (const client of clients) await client.closed;
  });
  it('and sends a body a byte at a time is told so, and nothing is recorded', async () => {
    const client = await Client.connect();
    client.send(post('/v1/negotiations', '{"title": "Slow talks"}').slice(0, -5));
    const [answer] = await client.answers();
    expect(answer?.status).toBe(408);
    isProblem(answer!, 'request-timeout');
    expect((await service.get('/v1/negotiations')).body.items).toEqual([]);
  });
  it('and keeps more connections than there may be loses those, and no more', async () => {
    const clients = await Promise.all(Array.from({ length: MOST }, () => Client.connect()));
    await until(async () => (await connections(service)) === MOST);
    const tooMany = await Client.connect();
    tooMany.send(get('/health/live'));
    expect(await tooMany.answers()).toEqual([]);
    clients[0]!.send(get('/health/live', 'Host: localhost\r\nConnection: close\r\n'));
    expect((await clients[0]!.answers())[0]?.status).toBe(200);
    for (const { socket } of clients) socket.destroy();
    await until(async () => (await connections(service)) === 0);
    expect((await service.get('/metrics')).text).toMatch(/^rapporteur_connections_dropped_total [1-9]/m);
  });
  it.each<[what: string, bytes: string | Buffer, status: number, code: string]>([
    ['no HTTP', 'HELO localhost\r\n\r\n', 400, 'request-malformed'],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex'), 400, 'request-malformed'],
    ['raw bytes in the address', 'GET /v1/\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'request-malformed'],
    ['a raw name in the address', Buffer.from(get('/v1/稀土')), 400, 'request-malformed'],
    ['an escape in the address', get('/v1/\x1b[2J'), 400, 'request-malformed'],
    ['a NUL in a header', get('/v1', 'Host: localhost\r\nX: a\0b\r\n'), 400, 'request-malformed'],
    ['an expectation', get('/v1/negotiations', 'Host: localhost\r\nExpect: wonders\r\n'), 417, 'expectation-failed'],
    ['no Host', get('/v1/negotiations', ''), 400, 'request-malformed'],
    ['a header of 20 kB', get('/v1', `Host: localhost\r\nX: ${'x'.repeat(20_000)}\r\n`), 431, 'headers-too-large'],
    ['2,000 headers', get('/v1', `Host: localhost\r\n${'X-A: bcdef\r\n'.repeat(2_000)}`), 431, 'headers-too-large'],
    ['an address of 20 kB', get(`/v1/${'x'.repeat(20_000)}`), 431, 'headers-too-large'],
    [
      'two lengths',
      'POST /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      400,
      'request-malformed',
    ],
    [
      'a length and chunks',
      'POST /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'request-malformed',
    ],
    [
      'a chunk of no size',
      'POST /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
      'request-malformed',
    ],
  ])('and sends %s is told so, and cut off', async (_what, bytes, status, code) => {
    const answers = await ask(bytes);
    expect(answers.map((answer) => answer.status)).toEqual([status]);
    isProblem(answers[0]!, code);
  });
  it('and sends junk behind a request has that answered first, and is then told so', async () => {
    const behind = await ask(`${get('/health/live')}${get('/v1/negotiations')}\x01\x02junk\r\n\r\n`);
    expect(behind.map(({ status }) => status)).toEqual([200, 200, 400]);
    isProblem(behind[2]!, 'request-malformed');
    const fact = post('/v1/parties', '{"name": "A"}').replace('Connection: close\r\n', '');
    expect((await ask(`${fact}junk`)).map(({ status }) => status)).toEqual([404, 400]);
  });
  it.each<[what: string, bytes: string, status: number, code: string]>([
    ['100 levels', post('/v1/negotiations', `{"a":${'['.repeat(99)}${']'.repeat(99)}}`), 400, 'body-too-deep'],
    ['4 million levels', post('/v1/negotiations', '['.repeat(4_000_000)), 400, 'body-too-deep'],
    [
      '100 levels in a line',
      post('/v1/batches', `{"path":"/v1/x","body":{}}\n${'['.repeat(100)}`, 'application/x-ndjson'),
      400,
      'body-too-deep',
    ],
    [
      'half a million keys',
      post('/v1/negotiations', `{${Array.from({ length: 500_000 }, (_, n) => `"k${n}":1`).join()}}`),
      413,
      'body-too-many-values',
    ],
    ['a million empty lists', post('/v1/batches', `[${'[],'.repeat(1_000_000)}[]]`), 413, 'body-too-many-values'],
    [
      'a million values in lines',
      post('/v1/batches', `[${'0,'.repeat(999)}0]\n`.repeat(1_000), 'application/x-ndjson'),
      413,
      'body-too-many-values',
    ],
    [
      'a prototype in a line',
      post(
        '/v1/batches',
        '{"path":"/v1/negotiations","body":{"title":"x","__proto__":{"a":1}}}',
        'application/x-ndjson',
      ),
      400,
      'line-malformed',
    ],
    [
      "a constructor's prototype in a line",
      post('/v1/batches', '{"path":"/v1/x","body":{"constructor":{"prototype":{}}}}', 'application/x-ndjson'),
      400,
      'line-malformed',
    ],
  ])('and sends %s is told so before anything is made of it', async (_what, bytes, status, code) => {
    const [answer] = await ask(bytes);
    expect(answer?.status).toBe(status);
    isProblem(answer!, code);
  });
  it('does not keep 1,000 facts of 30 values each from being recorded in one batch', async () => {
    const party = { name: 'A', occurredOn: '2025', sources: [{ title: 'a' }, { title: 'b' }] };
    const item = (n: number) => ({
      path: '/v1/negotiations',
      body: { title: `Talks ${n}`, ...party, name: undefined },
    });
    const { body } = await service.post(
      '/v1/batches',
      Array.from({ length: 1_000 }, (_, n) => item(n)),
    );
    expect((body as { status: number }[]).every(({ status }) => status === 201)).toBe(true);
  });
});
