import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Response, Test } from 'supertest';
import { ROLES } from '#domain/role.js';
import { EventStore } from '#event-store/event-store.js';
import { documentOf, sendExamples } from './support/examples.js';
import { Issuer } from './support/issuer.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type Asked, type ReceiptBody, remove } from './support/service.js';

/** A command of a batch is answered like the same request alone, although most of them have no request of their own. */

type Result = Readonly<{ status: number; body: ReceiptBody & { code?: string }; location?: string }>;
type Line = Readonly<Record<string, unknown>>;

let issuer: Issuer;
const services: InProcess[] = [];
const lines: Line[] = [];
const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
const QUOTA = 10_000;
const run = async (log = pino({ level: 'silent' })) => {
  const settings = { ...issuer.settings, RATE_LIMIT_PER_MINUTE: String(QUOTA), REFUSAL_LOG_SECONDS: '0' };
  const service = await startInProcess(undefined, settings, log);
  services.push(service);
  return service;
};
const tokenFor = (subject: string, roles: readonly string[] = ROLES) =>
  issuer.token({ subject, name: subject, roles: [...roles], clearance: 'tres-secret' });

beforeAll(async () => {
  issuer = await Issuer.start();
});
afterAll(async () => {
  for (const service of services) {
    await service.close();
    remove(service.dataDir);
  }
  await issuer.stop();
});

const send = async ({ post }: Asked, commands: readonly object[]) => {
  const { status, body } = await post('/v1/batches', commands);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as readonly Result[];
};
/** Sends each request as the only command of a batch. */
const inBatches = (asked: Asked): Asked => ({
  get: asked.get,
  put: asked.put,
  delete: asked.delete,
  post: (path, body) => {
    if (path === '/v1/batches') return asked.post(path, body);
    const set = async (headers: Record<string, string>) => {
      const ifMatch = headers['if-match'];
      const [result] = await send(asked, [{ path, body, ...(ifMatch !== undefined && { ifMatch }) }]);
      return { ...result, headers: { location: result!.location } };
    };
    return { set } as unknown as Test;
  },
});
/** The same for two services that have done the same: ids by their first appearance, and no times. */
const normalized = (value: unknown) => {
  const ids = new Map<string, string>();
  return JSON.stringify(value, undefined, 1)
    .replaceAll(
      /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g,
      (id) => ids.get(id) ?? ids.set(id, `id-${ids.size}`).get(id)!,
    )
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'an instant');
};
/** How many requests the service makes of commands of a batch. */
const requestsOf = ({ app }: InProcess) => {
  const fastify = app.getHttpAdapter().getInstance();
  const inject = fastify.inject.bind(fastify) as (...sent: unknown[]) => unknown;
  const counted = { count: 0 };
  fastify.inject = ((...sent: unknown[]) => {
    counted.count++;
    return inject(...sent);
  }) as typeof fastify.inject;
  return counted;
};

describe('a command of a batch', () => {
  it('is answered like the same request alone, for every example of the OpenAPI document', async () => {
    const [alone, batched] = [await run(), await run()];
    const token = await tokenFor('ana');
    const answersOf = async (service: InProcess, asked: (of: Asked) => Asked) => {
      const sent = await sendExamples(asked(service.as(token)), await documentOf(service));
      return sent
        .filter(({ address }) => address !== '/v1/batches')
        .map(({ address, answer }: { address: string; answer: Response }) => ({
          address,
          status: answer.status,
          location: answer.headers['location'],
          body: answer.body as object,
        }));
    };
    const expected = await answersOf(alone, (asked) => asked);
    const requests = requestsOf(batched);
    const answers = await answersOf(batched, inBatches);
    expect(normalized(answers)).toBe(normalized(expected));
    expect(new Set(expected.map(({ status }) => status))).toEqual(new Set([201]));
    const isTogether = batched.app.get(EventStore).appendAll !== undefined;
    // The id of a provision may be any text, so its path is left to the router. One more is in the example of a batch.
    const routed = expected.filter(({ address }) => address.includes('/provisions/'));
    expect(requests.count).toBe(isTogether ? routed.length : expected.length + 1);
  });

  it('is refused like the same request alone', async () => {
    const service = await run();
    const ana = service.as(await tokenFor('ana'));
    const { id } = (await ana.post('/v1/negotiations', { title: 'Talks' })).body as ReceiptBody;
    const statements = `/v1/negotiations/${id}/statements`;
    const many = Array.from({ length: 10_001 }, () => 1);
    const refused: readonly [path: string, body: object, ifMatch?: string][] = [
      ['/v1/nothing', {}],
      ['/v1/negotiations?preview=true', { title: 'Talks' }],
      ['/v1/negotiations/%ff/issues', { title: 'Licences' }],
      ['/v1/negotiations/no-uuid/issues', { title: 'Licences' }],
      [`/v1/negotiations/${randomUUID()}/issues`, { title: 'Licences' }],
      ['/v1/audit/trail', {}],
      ['/v1/negotiations', {}],
      ['/v1/negotiations', { title: 'Talks', more: many }],
      ['/v1/negotiations', { id, title: 'Talks' }],
      [`/v1/negotiations/${id}/describe`, { title: 'Talks' }, '"7"'],
      [`/v1/negotiations/${id}/describe`, { title: 'Talks' }, '"0", "1"'],
      [`/v1/negotiations/${id}/mark`, { marking: { level: 'secret' }, reason: 'Delicate.' }],
      [statements, { text: 'No comment.' }],
      [`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject: 'ana' }],
    ];
    for (const [path, body, ifMatch] of refused) {
      const alone = await ana.post(path, body).set(ifMatch === undefined ? {} : { 'if-match': ifMatch });
      const [part] = await send(ana, [{ path, body, ...(ifMatch !== undefined && { ifMatch }) }]);
      expect(part!.status).toBeGreaterThanOrEqual(400);
      expect([path, part!.status, part!.body]).toEqual([path, alone.status, alone.body]);
    }
  });

  it('needs the role of its route', async () => {
    const service = await run();
    const ana = service.as(await tokenFor('ana'));
    const { id } = (await ana.post('/v1/negotiations', { title: 'Talks' })).body as ReceiptBody;
    const grant = { path: `/v1/negotiations/${id}/grants`, body: { issuer: issuer.url, subject: 'ben' } };
    const talks = { path: '/v1/negotiations', body: { title: 'Talks' } };
    const codes = async (...roles: string[]) =>
      (await send(service.as(await tokenFor('ana', roles)), [grant, talks])).map(
        ({ status, body }) => body.code ?? status,
      );
    expect(await codes('recorder')).toEqual(['role-missing', 201]);
    expect(await codes('administrator')).toEqual([201, 'role-missing']);
  });

  it('counts as one request, and has a line in the log, whether it is recorded or refused', async () => {
    const service = await run(logger);
    const ana = service.as(await tokenFor('ana'));
    const left = async () =>
      Number(/r=(\d+)/.exec((await ana.get('/v1/negotiations')).headers['ratelimit'] as string)?.[1]);
    const before = await left();
    const results = await send(ana, [
      { path: '/v1/negotiations', body: { title: 'Talks' } },
      { path: '/v1/negotiations', body: {} },
      { path: `/v1/negotiations/${randomUUID()}/describe`, body: { title: 'Talks' } },
      { path: '/v1/negotiations', body: { title: 'Talks' } },
    ]);
    expect(results.map(({ status }) => status)).toEqual([201, 400, 404, 201]);
    // The batch, its commands, and the request that asks.
    expect(before - (await left())).toBe(1 + 4 + 1);
    const told = lines.filter(
      ({ msg, method, path }) => msg === 'request' && method === 'POST' && path !== '/v1/batches',
    );
    expect(told.map(({ path, status, from, ms }) => [path, status, from, typeof ms].join(' ')).toSorted()).toEqual([
      '/v1/negotiations 201 127.0.0.1 number',
      '/v1/negotiations 201 127.0.0.1 number',
      '/v1/negotiations 400 127.0.0.1 number',
      '/v1/negotiations/:id/describe 404 127.0.0.1 number',
    ]);
    const recorded = results.flatMap(({ body }) => body.events?.[0]!.metadata['correlationId'] ?? []);
    expect(told.filter(({ status }) => status === 201).map(({ reqId }) => reqId)).toEqual(recorded);
  });
});
