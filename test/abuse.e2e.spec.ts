import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type Guarded, startGuarded } from './support/guarded.js';
import { remove, unshared } from './support/service.js';
import { sendRaw } from './support/raw.js';
import { isProblem } from './support/is-problem.js';
import { get, post, SocketClient, UNFINISHED_BYTES, unfinished } from './support/socket-client.js';

const MOST = 30;
let service: InProcess;
/** Closes slow connections. */
let hasty: InProcess;
beforeAll(async () => {
  service = unshared(await startInProcess(undefined, { MAX_CONNECTIONS: String(MOST) }));
  hasty = unshared(await startInProcess(undefined, { REQUEST_TIMEOUT_SECONDS: '1' }));
});
afterAll(async () => {
  for (const one of [service, hasty]) {
    await one.close();
    remove(one.dataDir);
  }
});

const connections = (of: InProcess) =>
  new Promise<number>((resolve, reject) =>
    of.app
      .getHttpServer()
      .getConnections((error: Error | null, count: number) => (error ? reject(error) : resolve(count))),
  );
const until = async (holds: () => Promise<boolean>) => {
  while (!(await holds())) await sleep(20);
};

const ask = async (bytes: string | Buffer, of: InProcess = service) => {
  const client = await SocketClient.connect(of);
  client.send(bytes);
  return client.answers();
};

describe('slow and malformed requests', () => {
  afterEach(async () => {
    // Other clients still get answers, and no connection stays open.
    for (const one of [service, hasty]) {
      await one.get('/health/live').expect(200);
      await until(async () => (await connections(one)) === 0);
    }
  });

  it('rejects a header that is sent one byte at a time, and closes the connection', async () => {
    const client = await SocketClient.connect(hasty);
    client.send('GET /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    const drip = setInterval(() => client.send('x'), 50);
    const [answer, ...others] = await client.answers();
    clearInterval(drip);
    expect([answer?.status, others]).toEqual([408, []]);
    isProblem(answer!, 'request-timeout');
  });
  it('closes a connection on which nothing is sent', async () => {
    const clients = await Promise.all(Array.from({ length: 10 }, () => SocketClient.connect(hasty)));
    const answers = await Promise.all(clients.map((client) => client.answers()));
    expect(answers.flat().map(({ status }) => status)).toEqual(clients.map(() => 408));
  });
  it('rejects a body that is sent one byte at a time, and records nothing', async () => {
    const client = await SocketClient.connect(hasty);
    client.send(post('/v1/negotiations', '{"title": "Slow talks"}').slice(0, -5));
    const [answer] = await client.answers();
    expect(answer?.status).toBe(408);
    isProblem(answer!, 'request-timeout');
    expect((await hasty.get('/v1/negotiations')).body.items).toEqual([]);
  });
  it('closes the connections above the limit, and no others', async () => {
    const clients = await Promise.all(Array.from({ length: MOST }, () => SocketClient.connect(service)));
    await until(async () => (await connections(service)) === MOST);
    const tooMany = await SocketClient.connect(service);
    tooMany.send(get('/health/live'));
    expect(await tooMany.answers()).toEqual([]);
    clients[0]!.send(get('/health/live', 'Host: localhost\r\nConnection: close\r\n'));
    expect((await clients[0]!.answers())[0]?.status).toBe(200);
    for (const { socket } of clients) socket.destroy();
    await until(async () => (await connections(service)) === 0);
    expect((await service.get('/metrics')).text).toMatch(
      /^rapporteur_connections_dropped_total\{limit="MAX_CONNECTIONS"\} [1-9]/m,
    );
  });
  it.each<[what: string, bytes: string | Buffer, status: number, code: string]>([
    ['bytes that are not HTTP', 'HELO localhost\r\n\r\n', 400, 'request-malformed'],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex'), 400, 'request-malformed'],
    ['raw bytes in the address', 'GET /v1/\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'address-malformed'],
    ['a raw name in the address', Buffer.from(get('/v1/稀土')), 400, 'address-malformed'],
    ['an escape in the address', get('/v1/\x1b[2J'), 400, 'address-malformed'],
    ['a NUL in a header', get('/v1', 'Host: localhost\r\nX: a\0b\r\n'), 400, 'request-malformed'],
    ['an Expect header', get('/v1/negotiations', 'Host: localhost\r\nExpect: wonders\r\n'), 417, 'expectation-failed'],
    ['a missing Host', get('/v1/negotiations', ''), 400, 'request-malformed'],
    ['two Hosts', get('/v1/negotiations', 'Host: localhost\r\nHost: localhost\r\n'), 400, 'request-malformed'],
    ['no version', 'GET /v1/negotiations\r\n\r\n', 400, 'request-malformed'],
    ['HTTP/0.9', 'GET /v1/negotiations HTTP/0.9\r\nHost: localhost\r\n\r\n', 400, 'request-malformed'],
    ['another version', 'GET /v1/negotiations HTTP/2.0\r\nHost: localhost\r\n\r\n', 400, 'request-malformed'],
    ['a header of 20 kB', get('/v1', `Host: localhost\r\nX: ${'x'.repeat(20_000)}\r\n`), 431, 'headers-too-large'],
    ['5,000 headers', get('/v1', `Host: localhost\r\n${'X-A: bcdef\r\n'.repeat(5_000)}`), 431, 'headers-too-large'],
    ['an address of 20 kB', get(`/v1/${'x'.repeat(20_000)}`), 431, 'headers-too-large'],
    [
      'two content lengths',
      'POST /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      400,
      'request-malformed',
    ],
    [
      'a content length with chunks',
      'POST /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'request-malformed',
    ],
    [
      'a chunk without a size',
      'POST /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
      'request-malformed',
    ],
  ])('rejects %s, and closes the connection', async (_what, bytes, status, code) => {
    const answers = await ask(bytes);
    expect(answers.map((answer) => answer.status)).toEqual([status]);
    isProblem(answers[0]!, code);
  });
  it('names the path of a request of which only the headers are wrong, without its query', async () => {
    const [answer] = await ask(get('/v1/parties?q=secret', 'Host: localhost\r\nExpect: wonders\r\n'));
    expect(JSON.parse(answer!.body)).toMatchObject({ status: 417, instance: '/v1/parties' });
    const [unreadable] = await ask('HELO localhost\r\n\r\n');
    expect(JSON.parse(unreadable!.body)).toMatchObject({ instance: '/' });
  });
  it('answers a request that is followed by junk, then rejects the junk', async () => {
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
      '8 million empty lines',
      post('/v1/batches', '\n'.repeat(8_000_000), 'application/x-ndjson'),
      413,
      'body-too-many-lines',
    ],
    ['a key twice', post('/v1/negotiations', '{"title":"one","title":"two"}'), 400, 'key-repeated'],
    [
      'a key twice in a line',
      post('/v1/batches', '{"path":"/v1/negotiations","body":{"title":"1","title":"2"}}', 'application/x-ndjson'),
      400,
      'key-repeated',
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
  ])('rejects %s before it processes the request', async (_what, bytes, status, code) => {
    const [answer] = await ask(bytes);
    expect(answer?.status).toBe(status);
    isProblem(answer!, code);
  });
  it.each<[how: string, head: string, framed: (piece: string) => string, last: string]>([
    ['states its length', `Content-Length: ${9 * 1024 * 1024}\r\n`, (piece) => piece, ''],
    [
      'is sent in chunks',
      'Transfer-Encoding: chunked\r\n',
      (piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`,
      '0\r\n\r\n',
    ],
  ])(
    'rejects a body that is too large, which %s, and still answers if all of it is sent',
    async (_how, head, framed, last) => {
      const client = await SocketClient.connect(service);
      client.send(`POST /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${head}\r\n`);
      // The answer arrives long before the client sends the last byte.
      for (let sent = 0; sent < 9; sent++, await sleep(20)) client.send(framed('x'.repeat(1024 * 1024)));
      client.send(last);
      client.send(get('/health/live', 'Host: localhost\r\nConnection: close\r\n'));
      const [refused, next, ...others] = await client.answers();
      expect([refused?.status, next?.status, others]).toEqual([413, 200, []]);
      isProblem(refused!, 'request-too-large');
    },
  );
  it('rejects a body that is too large before it is sent, also with `Connection: close`', async () => {
    const [answer, ...others] = await ask(post('/v1/negotiations', 'x'.repeat(20 * 1024 * 1024)));
    expect([answer?.status, others]).toEqual([413, []]);
    isProblem(answer!, 'request-too-large');
  });
  it('sends one answer to a client that stops in the middle of a body that is too large, and closes the connection', async () => {
    for (const [close, status] of [
      ['Connection: close\r\n', 408],
      ['', 413],
    ] as const) {
      const head = `POST /v1/negotiations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${close}`;
      const answers = await ask(`${head}Content-Length: ${9 * 1024 * 1024}\r\n\r\n{"title"`, hasty);
      expect(answers.map((answer) => answer.status)).toEqual([status]);
    }
  });
  it('records 1,000 facts of 30 values each in one batch', async () => {
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

describe('a service without login, on this machine', () => {
  const own = `127.0.0.1:1`;
  it.each<[what: string, headers: string, path: string, code: string]>([
    ['another host', 'Host: record.example.org\r\n', '/v1/negotiations', 'foreign-host'],
    ['another host, for the page of the API', 'Host: record.example.org:80\r\n', '/docs', 'foreign-host'],
    ['another host, for an unknown address', 'Host: record.example.org\r\n', '/v1/nothing', 'foreign-host'],
    ['another host in the address', `Host: ${own}\r\n`, 'http://record.example.org/v1/negotiations', 'foreign-host'],
    [
      'a page of another site',
      `Host: ${own}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n`,
      '/v1/negotiations',
      'cross-site-request',
    ],
    [
      'a page of another origin',
      `Host: ${own}\r\nOrigin: https://example.org\r\n`,
      '/v1/negotiations',
      'foreign-origin',
    ],
    ['a page without an origin', `Host: ${own}\r\nOrigin: null\r\n`, '/v1/negotiations', 'foreign-origin'],
  ])('rejects %s', async (_what, headers, path, code) => {
    const [answer] = await ask(get(path, `${headers}Connection: close\r\n`));
    expect(answer!.status).toBe(403);
    isProblem(answer!, code);
    expect(answer!.headers['content-security-policy']).toContain("default-src 'none'");
  });
  it('records nothing for a page of another origin', async () => {
    const before = (await service.get('/v1/negotiations?limit=200')).body as { items: unknown[] };
    const answer = await service.post('/v1/negotiations', { title: 'Forged' }).set('origin', 'https://example.org');
    expect([answer.status, answer.body.code]).toEqual([403, 'foreign-origin']);
    expect((await service.get('/v1/negotiations?limit=200')).body).toEqual(before);
  });
  it('accepts its own pages, localhost and its full address', async () => {
    for (const [path, headers] of [
      ['/v1/negotiations', `Host: localhost:3000\r\nOrigin: http://localhost:8080\r\n`],
      ['/v1/negotiations', `Host: [::1]:3000\r\n`],
      [`http://${own}/v1/negotiations`, `Host: ${own}\r\n`],
      [
        '/docs',
        `Host: ${own}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n`,
      ],
      ['/v1/negotiations', `Host: ${own}\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n`],
    ] as const)
      expect((await ask(get(path, `${headers}Connection: close\r\n`)))[0]?.status).toBe(200);
  });
  it('sends security headers with every answer, and the API page works with them', async () => {
    for (const path of ['/v1/negotiations', '/nothing', '/v1/meetings/%ff', '/v1/meetings/1']) {
      const { headers } = await service.get(path);
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      for (const name of ['x-powered-by', 'server', 'strict-transport-security', 'ratelimit', 'ratelimit-policy'])
        expect(headers).not.toHaveProperty(name);
    }
    const untrusted = await service.get('/health/live').set('x-forwarded-proto', 'https');
    expect(untrusted.headers).not.toHaveProperty('strict-transport-security');
    const page = await service.get('/docs');
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.text).not.toMatch(/<script>|<script [^>]*src="https?:/);
  });
});

describe('a client that opens as many connections as it can', () => {
  const MANY = 40;
  const PER_ADDRESS = 4;
  const opened = async (env: Record<string, string>) => {
    const guarded = await startGuarded({ MAX_CONNECTIONS: String(MANY), ...env });
    const crowd = await Promise.all(Array.from({ length: MANY }, () => SocketClient.connect(guarded.service)));
    return { ...guarded, crowd };
  };
  const isOpen = ({ socket }: SocketClient) => !socket.destroyed;

  it('gets a tenth of all with login, and others still get answers', async () => {
    const { service: of, crowd, close, issuer } = await opened({});
    await until(async () => crowd.filter(isOpen).length <= PER_ADDRESS);
    expect(crowd.filter(isOpen)).toHaveLength(PER_ADDRESS);
    const authorization = `Bearer ${await issuer.token({ subject: 'ada', roles: ['administrator'] })}`;
    const metrics = await sendRaw(of.url, {
      method: 'GET',
      path: '/metrics',
      headers: { authorization },
      localAddress: '127.0.0.9',
    });
    expect(metrics.body).toContain(
      `rapporteur_connections_dropped_total{limit="MAX_CONNECTIONS_PER_ADDRESS"} ${MANY - PER_ADDRESS}`,
    );
    for (const { socket } of crowd) socket.destroy();
    await until(async () => (await connections(of)) <= 1);
    expect((await of.get('/health/live')).status).toBe(200);
    await close();
  });
  it.each([
    ['if it is a trusted proxy', { TRUSTED_PROXIES: '127.0.0.0/8' }],
    ['if the limit is off', { MAX_CONNECTIONS_PER_ADDRESS: '0' }],
  ])('gets all %s', async (_why, env) => {
    const { service: of, crowd, close } = await opened(env);
    await until(async () => (await connections(of)) === MANY);
    expect(crowd.filter(isOpen)).toHaveLength(MANY);
    for (const { socket } of crowd) socket.destroy();
    await close();
  });
});

describe('a client that requests much and reads no answer', () => {
  /** More than the system buffers for a connection. */
  const record = async (to: InProcess) => {
    const item = { path: '/v1/negotiations', body: { title: 'Talks', description: 'x'.repeat(15_000) } };
    for (let n = 0; n < 10; n++) {
      const { body } = await to.post(
        '/v1/batches',
        Array.from({ length: 100 }, () => item),
      );
      expect((body as { status: number }[])[0]).toMatchObject({ status: 201 });
    }
  };
  const askAndTakeNothing = async (to: InProcess) => {
    const client = await SocketClient.connect(to);
    client.send(get('/v1/audit/export'));
    client.socket.pause();
    return client;
  };

  /** @returns the status that other clients get meanwhile */
  const isCutOff = async () => {
    await record(hasty);
    const clients = await Promise.all(Array.from({ length: 10 }, () => askAndTakeNothing(hasty)));
    await until(async () => (await connections(hasty)) >= 10);
    const { status } = await hasty.get('/v1/negotiations');
    await until(async () => (await connections(hasty)) === 0);
    for (const { socket } of clients) socket.destroy();
    return status;
  };
  /** @returns the state of the service after it was asked to stop */
  const isLeftBehind = async () => {
    const patient = unshared(await startInProcess());
    await record(patient);
    const client = await askAndTakeNothing(patient);
    await sleep(500);
    await patient.close(); // long before the service would close the connection
    const knocked = await fetch(patient.url).then(
      () => 'it answers',
      () => 'it has ended',
    );
    client.socket.destroy();
    remove(patient.dataDir);
    return knocked;
  };

  // In parallel, because both take long.
  it('is disconnected while others get answers, and does not keep the service from stopping', async () => {
    expect(await Promise.all([isCutOff(), isLeftBehind()])).toEqual([200, 'it has ended']);
  });
});

describe('a body that never ends', () => {
  let guarded: Guarded;
  beforeAll(async () => {
    guarded = await startGuarded({ REQUEST_TIMEOUT_SECONDS: '1', BODY_MEMORY_MB: '8' });
  });
  afterAll(() => guarded.close());

  it.each(['', 'Connection: close\r\n'])(
    'is not read if the request is refused by its headers; %j',
    async (closing) => {
      const local = `Host: localhost\r\n${closing}`;
      const token = await guarded.issuer.token({ subject: 'reader', roles: ['reader'] });
      for (const [of, path, headers, status, code] of [
        [hasty, '/nope', local, 404, 'route-unknown'],
        [hasty, '/v1/negotiations/one/timeline', local, 405, 'method-not-allowed'],
        [hasty, '/v1/negotiations', `Host: example.org\r\n${closing}`, 403, 'foreign-host'],
        [guarded.service, '/nope', local, 404, 'route-unknown'],
        [guarded.service, '/v1/negotiations', local, 401, 'login-required'],
        [guarded.service, '/v1/negotiations', `${local}Authorization: Bearer ${token}\r\n`, 403, 'role-missing'],
      ] as const) {
        const answers = await (await unfinished(of, path, headers)).answers();
        expect([path, answers.map((answer) => answer.status)]).toEqual([path, [status]]);
        expect(answers[0]!.headers['connection']).toBe('close');
        isProblem(answers[0]!, code);
      }
    },
  );

  it('keeps the connection if a short body arrives with the headers', async () => {
    const client = await SocketClient.connect(service);
    client.send(post('/nope', '{}').replace('Connection: close\r\n', ''));
    client.send(get('/health/live', 'Host: localhost\r\nConnection: close\r\n'));
    expect((await client.answers()).map(({ status }) => status)).toEqual([404, 200]);
  });

  it('leaves room for short ones, and is refused where it takes the memory of all others', async () => {
    const token = await guarded.issuer.token({ subject: 'clerk', roles: ['recorder'] });
    const headers = `Host: localhost\r\nAuthorization: Bearer ${token}\r\n`;
    const clients = await Promise.all(
      Array.from({ length: 3 }, () => unfinished(guarded.service, '/v1/batches', headers, UNFINISHED_BYTES - 1)),
    );
    const [refused] = await Promise.race(clients.map((client) => client.answers()));
    isProblem(refused!, 'too-many-bodies');
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '2', connection: 'close' } });
    expect((await guarded.service.as(token).post('/v1/negotiations', { title: 'Talks' })).status).toBe(201);
    for (const { socket } of clients) socket.destroy();
  });
});
