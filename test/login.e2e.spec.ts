import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { readConfig } from '#config/config.js';
import { EU_LADDER } from '#domain/marking.js';
import { Login } from '../apps/server/src/access/login.js';
import { documentOf, isByKey, routesOf } from './support/examples.js';
import { forgeriesOf } from './support/forgeries.js';
import { Issuer } from './support/issuer.js';
import { listen } from './support/ports.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let issuer: Issuer;
let service: Running;
beforeAll(async () => {
  issuer = await Issuer.start();
  service = await start(undefined, issuer.settings);
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

const OPEN = [
  '/v1/config',
  '/health/live',
  '/health/ready',
  '/openapi.json',
  '/openapi.yaml',
  '/docs',
  '/docs/swagger-ui-init.js',
];
const ana = () => issuer.token({ subject: 'ana', name: 'Ana Müller', roles: ['recorder', 'reader', 'auditor'] });

const statusWith = async (token: string) => (await service.as(token).get('/v1/negotiations')).status;

/** Everything by which a caller can tell answers apart, except the time of day. */
const toldBy = ({ status, headers, text }: { status: number; headers: Record<string, string>; text: string }) => {
  const { date: _, ...rest } = headers;
  return { status, headers: rest, text };
};
const WAYS = [
  ['a read', ({ get }) => get('/v1/negotiations')],
  ['a record', ({ post }) => post('/v1/negotiations', { title: 'Forged' })],
  ['a batch', ({ post }) => post('/v1/batches', [{ path: '/v1/negotiations', body: { title: 'Forged' } }])],
] as const satisfies [string, (asked: Pick<Running, 'get' | 'post'>) => unknown][];

describe('a caller with a token of the issuer', () => {
  it('can record, and is named on the trail', async () => {
    const asked = service.as(await ana());
    const { body } = await asked.post('/v1/negotiations', { title: 'Talks' }).expect(201);
    const who = { issuer: issuer.url, subject: 'ana', name: 'Ana Müller' };
    expect((body as ReceiptBody).events[0]!.metadata['recordedBy']).toEqual(who);
    const { items } = (await asked.get('/v1/audit/trail').expect(200)).body as {
      items: { event: ReceiptBody['events'][0] }[];
    };
    expect(items.map(({ event }) => event.metadata['recordedBy'])).toContainEqual(who);
  });
  it('is the recorder of every part of a batch', async () => {
    const ben = service.as(await issuer.token({ subject: 'ben' }));
    const batch = ['One', 'Two'].map((title) => ({ path: '/v1/negotiations', body: { title } }));
    const { body } = await ben.post('/v1/batches', batch).expect(200);
    expect(
      (body as { status: number; body: ReceiptBody }[]).map((one) => one.body.events[0]!.metadata['recordedBy']),
    ).toEqual(batch.map(() => ({ issuer: issuer.url, subject: 'ben', name: 'ben' })));
  });
  it('has idempotency keys of their own', async () => {
    const record = async (subject: string) =>
      (
        await service
          .as(await issuer.token({ subject }))
          .post('/v1/negotiations', { title: 'Keyed' })
          .set('idempotency-key', '"k"')
      ).body.id as string;
    expect(await record('ana')).toBe(await record('ana'));
    expect(await record('ben')).not.toBe(await record('ana'));
  });
  it.each(['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'] as const)('is identified by %s', async (alg) => {
    expect(await statusWith(await issuer.token({ subject: 'ana', alg }))).toBe(200);
  });
  it('is accepted with a clock that is half a minute fast or slow', async () => {
    const claims = issuer.claims();
    for (const skewed of [{ exp: claims.iat - 20 }, { nbf: claims.iat + 20 }, { iat: claims.iat + 20 }])
      expect(await statusWith(await issuer.sign({ ...claims, ...skewed }))).toBe(200);
  });
  it('can write the scheme in lower case, and be one of several audiences', async () => {
    const { aud, ...claims } = issuer.claims();
    const token = await issuer.sign({ ...claims, aud: ['https://other.example.org', String(aud)] });
    const { status } = await service.get('/v1/negotiations').set('authorization', `bearer ${token}`);
    expect(status).toBe(200);
  });
});

describe('a caller without a token', () => {
  it('is rejected on every route that is not public', async () => {
    const routes = routesOf(await documentOf(service)).filter((route) => !isByKey(route));
    expect(routes.length).toBeGreaterThan(100);
    for (const { path, method } of routes) {
      const { status, headers } =
        method === 'post' || method === 'put'
          ? await service[method](path, {})
          : await service[method as 'get' | 'delete'](path);
      const wanted = OPEN.includes(path) ? [200, undefined] : [401, 'Bearer realm="rapporteur"'];
      expect([method, path, status, headers['www-authenticate']]).toEqual([method, path, ...wanted]);
    }
    for (const path of OPEN) expect([path, (await service.get(path)).status]).toEqual([path, 200]);
  });
  it('learns nothing from other methods and spellings', async () => {
    const ways = [
      '/V1/negotiations',
      '//v1/negotiations',
      '/v1/negotiations/',
      '/docs/../v1/negotiations',
      '/docs%2f..%2fv1/negotiations',
      '/v1/negotiations;/docs',
      '/v1/nothing',
    ];
    for (const path of ways)
      expect([path, (await raw(`GET ${path}`)).slice(9, 12)]).toEqual([path, expect.stringMatching(/400|401|404/)]);
    expect((await raw('HEAD /v1/negotiations')).slice(9, 12)).toBe('401');
    expect((await raw('GET http://other.example.org/v1/negotiations')).slice(9, 12)).toMatch(/401|404/);
  });
  it('gets one answer, whatever else the request contains', async () => {
    const token = await ana();
    const plain = toldBy(await service.get('/v1/negotiations').expect(401));
    expect(JSON.parse(plain.text)).toEqual({
      type: 'urn:rapporteur:problem:login-required',
      title: 'Authentication required',
      status: 401,
      detail: 'Send an access token from the issuer of this service: Authorization: Bearer …',
      instance: '/v1/negotiations',
      code: 'login-required',
    });
    for (const other of ['Bearer', `Basic ${btoa('ana:secret')}`, token, `DPoP ${token}`])
      expect(toldBy(await service.get('/v1/negotiations').set('authorization', other))).toEqual(plain);
    expect(toldBy(await service.get(`/v1/negotiations?access_token=${token}`))).toEqual(plain);
    expect(toldBy(await service.get('/v1/negotiations').set('cookie', `access_token=${token}`))).toEqual(plain);
  });
  it('cannot follow a batch on the same connection', async () => {
    const body = JSON.stringify([{ path: '/v1/negotiations', body: { title: 'Mine' } }]);
    const batch = `POST /v1/batches HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nauthorization: Bearer ${await ana()}\r\n\r\n${body}`;
    const behind = 'GET /v1/negotiations HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';
    const { hostname, port } = new URL(service.url);

    const socket = connect(Number(port), hostname);
    const answers = textOf(socket);
    socket.write(batch);
    await once(socket, 'data');
    socket.write(behind);
    expect(statusesIn(await answers)).toEqual(['200', '401']);
    const pipelined = connect(Number(port), hostname);
    pipelined.write(batch + behind);
    expect(statusesIn(await textOf(pipelined))).toEqual(['200', '401']);
  });
});

describe('an invalid token', () => {
  it('is rejected, and every kind gets the same answer', async () => {
    const forgeries = Object.entries(await forgeriesOf(issuer));
    expect(forgeries.length).toBeGreaterThan(25);
    for (const [way, ask] of WAYS) {
      const refusal = toldBy(await ask(service.as('no-token')));
      expect([refusal.status, refusal.headers['www-authenticate']]).toEqual([
        401,
        'Bearer realm="rapporteur", error="invalid_token"',
      ]);
      for (const [what, token] of forgeries) {
        const asked = service.as(token);
        // Twice, because verified tokens are cached.
        for (const _ of [1, 2]) expect([way, what, toldBy(await ask(asked))]).toEqual([way, what, refusal]);
      }
    }
    const { body } = await service
      .as(await ana())
      .get('/v1/negotiations')
      .expect(200);
    expect(JSON.stringify(body)).not.toContain('Forged');
  });
});

describe('the keys of the issuer', () => {
  it('can change without a restart', async () => {
    const [before, unused] = [await ana(), await issuer.token({ subject: 'ben' })];
    expect(await statusWith(before)).toBe(200);
    await sleep(A_PAUSE);
    issuer.rotate();
    expect(await statusWith(await ana())).toBe(200);
    // The service has the new keys now, so the old ones are rejected.
    expect(await statusWith(unused)).toBe(401);
  });
  it('are rejected one minute after they were removed, also for tokens that were accepted before', async () => {
    const door = doorTo(issuer);
    const authorization = `Bearer ${await ana()}`;
    expect((await door.callerOf(authorization)).recorder.subject).toBe('ana');
    issuer.rotate();
    await later(59_000, () =>
      expect(door.callerOf(authorization)).rejects.toMatchObject({ status: 401, why: 'ERR_JWKS_NO_MATCHING_KEY' }),
    );
  });
  it('are requested once a second at most, however many unknown keys are named', async () => {
    const door = doorTo(issuer);
    await door.callerOf(`Bearer ${await ana()}`);
    const asked = jest.spyOn(globalThis, 'fetch');
    const began = performance.now();
    for (let n = 0; n < 20; n++) {
      const token = await issuer.sign(issuer.claims(), { kid: `invented-${n}` });
      await expect(door.callerOf(`Bearer ${token}`)).rejects.toMatchObject({ status: 401 });
    }
    expect(asked.mock.calls.length).toBeLessThanOrEqual(1 + (performance.now() - began) / 1_000);
    asked.mockRestore();
  });
});

describe('a token that was accepted before', () => {
  it('is rejected after it has expired, although it is cached', async () => {
    const door = doorTo(issuer);
    const claims = issuer.claims();
    const authorization = `Bearer ${await issuer.sign({ ...claims, iat: claims.iat - 60, exp: claims.iat - 15 })}`;
    await door.callerOf(authorization);
    await later(10_000, () => expect(door.callerOf(authorization)).resolves.toBeDefined());
    await later(20_000, () =>
      expect(door.callerOf(authorization)).rejects.toMatchObject({ status: 401, why: expect.stringContaining('exp') }),
    );
  });
  it('is accepted while the issuer does not respond, and so is another one whose key is known', async () => {
    const lone = await Issuer.start();
    const door = doorTo(lone);
    const [first, second] = [await lone.token({ subject: 'ana' }), await lone.token({ subject: 'ben' })];
    await door.callerOf(`Bearer ${first}`);
    await lone.goDown();
    // A token with an unknown key has to wait for the issuer, and delays no other request.
    await sleep(A_PAUSE);
    const invented = await lone.sign(lone.claims(), { kid: 'invented' });
    await expect(door.callerOf(`Bearer ${invented}`)).rejects.toMatchObject({ status: 503 });
    expect((await door.callerOf(`Bearer ${first}`)).recorder.subject).toBe('ana');
    expect((await door.callerOf(`Bearer ${second}`)).recorder.subject).toBe('ben');
    await later(31_000, () => expect(door.callerOf(`Bearer ${second}`)).rejects.toMatchObject({ status: 503 }));
    await lone.stop();
  });
  it('is not parsed if it is longer than any token', async () => {
    const claims = { ...issuer.claims(), filler: 'x'.repeat(16 * 1024) };
    const authorization = `Bearer ${await issuer.sign(claims)}`;
    await expect(doorTo(issuer).callerOf(authorization)).rejects.toMatchObject({ status: 401, why: 'it is too long' });
  });
});

describe('an issuer that does not respond', () => {
  it('does not prevent a start: the service reports that nobody can log in, and recovers with the issuer', async () => {
    const late = await Issuer.start();
    const token = await late.token({ subject: 'ana' });
    await late.goDown();
    const alone = await start(undefined, late.settings);
    const asked = alone.as(token);
    await alone.get('/health/ready').expect(200);
    const { headers, body } = await asked.get('/v1/negotiations').expect(503);
    expect(headers).toMatchObject({ 'retry-after': '5', 'content-type': expect.stringMatching(/problem\+json/) });
    expect(body).toMatchObject({ code: 'login-unavailable' });
    expect((await asked.post('/v1/negotiations', { title: 'Talks' })).body).toMatchObject({
      code: 'login-unavailable',
    });
    await alone.get('/v1/negotiations').expect(401);

    await late.comeBack();
    await sleep(A_PAUSE);
    await asked.get('/v1/negotiations').expect(200, { marking: { level: 'public' }, items: [], names: {} });
    await late.stop();
    await alone.close();
    remove(alone.dataDir);
  });
  it.each([
    ['is that of another issuer', (url: string) => ({ issuer: 'https://login.example.org', jwks_uri: `${url}/jwks` })],
    ['has the issuer with another slash', (url: string) => ({ issuer: `${url}/`, jwks_uri: `${url}/jwks` })],
    [
      'has an unencrypted address of the keys',
      (url: string) => ({ issuer: url, jwks_uri: 'http://keys.example.org/' }),
    ],
    ['has no keys', (url: string) => ({ issuer: url })],
    ['is not one', () => 'Welcome'],
  ])('is the same as an issuer whose description %s', async (_, describing) => {
    const server = createServer((__, response) => response.end(JSON.stringify(describing(url))));
    const url = await addressOf(server);
    const door = doorTo({ settings: { OIDC_ISSUER: url, OIDC_AUDIENCE: 'record' } });
    const token = await issuer.sign({ ...issuer.claims(), iss: url, aud: 'record' });
    await expect(door.callerOf(`Bearer ${token}`)).rejects.toMatchObject({ status: 503, code: 'login-unavailable' });
    server.close();
  });
});

describe('a broken key of the issuer', () => {
  it('rejects the tokens that name it, and no others', async () => {
    const { kid, key } = issuer.keys.ES256;
    const jwk = { ...createPublicKey(key).export({ format: 'jwk' }), kid, alg: 'ES256' };
    const keys = [jwk, { ...jwk, kid: 'broken', y: jwk.x }];
    const server = createServer(({ url: path }, response) =>
      response.end(JSON.stringify(path === '/jwks' ? { keys } : { issuer: url, jwks_uri: `${url}/jwks` })),
    );
    const url = await addressOf(server);
    const door = doorTo({ settings: { OIDC_ISSUER: url, OIDC_AUDIENCE: 'record' } });
    const claims = { ...issuer.claims(), iss: url, aud: 'record' };
    const [good, broken] = await Promise.all([issuer.sign(claims), issuer.sign(claims, { kid: 'broken' })]);
    await expect(door.callerOf(`Bearer ${broken}`)).rejects.toMatchObject({ status: 503 });
    expect((await door.callerOf(`Bearer ${good}`)).recorder.subject).toBe('ana');
    server.close();
  });
  it('can be a key that is too short: its tokens are rejected, and it is not an error of the service', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'short', alg: 'RS256' }];
    const server = createServer(({ url: path }, response) =>
      response.end(JSON.stringify(path === '/jwks' ? { keys } : { issuer: url, jwks_uri: `${url}/jwks` })),
    );
    const url = await addressOf(server);
    const door = doorTo({ settings: { OIDC_ISSUER: url, OIDC_AUDIENCE: 'record' } });
    const part = (fields: object) => Buffer.from(JSON.stringify(fields)).toString('base64url');
    const claims = { ...issuer.claims(), iss: url, aud: 'record' };
    const signed = `${part({ alg: 'RS256', kid: 'short', typ: 'at+jwt' })}.${part(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url');
    await expect(door.callerOf(`Bearer ${signed}.${signature}`)).rejects.toMatchObject({
      status: 401,
      why: expect.stringContaining('2048'),
    });
    server.close();
  });
});

const addressOf = async (server: Server) => `http://127.0.0.1:${await listen(server)}`;

/** Longer than the service waits before it asks the issuer again. */
const A_PAUSE = 1_100;

const doorTo = ({ settings }: Pick<Issuer, 'settings'>) =>
  new Login(readConfig(settings).login!, EU_LADDER, pino({ level: 'silent' }));

/** As if the clock had advanced by this many milliseconds. */
const later = async (ms: number, then: () => Promise<unknown>) => {
  const now = Date.now();
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + ms);
  try {
    await then();
  } finally {
    clock.mockRestore();
  }
};

const raw = (line: string) => {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  socket.write(`${line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
  return textOf(socket);
};
const textOf = async (socket: ReturnType<typeof connect>) => {
  let text = '';
  socket.on('data', (data: Buffer) => (text += data.toString()));
  await once(socket, 'close');
  return text;
};
const statusesIn = (answers: string) => [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
