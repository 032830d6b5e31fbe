import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer } from './support/issuer.js';
import { remove, type Running, start } from './support/service.js';

const DASHBOARD = 'https://dashboard.example.org';
const FEED = '5ba1ad00-0000-4000-8000-00000000feed';
let issuer: Issuer;
let service: Running;
let token: string;
beforeAll(async () => {
  issuer = await Issuer.start();
  const CORS_ORIGINS = `${DASHBOARD}, http://localhost:5173`;
  service = await start(undefined, { ...issuer.settings, ADMINISTRATOR: 'chief', CORS_ORIGINS });
  token = await issuer.token({ subject: 'chief', roles: ['recorder', 'reader'] });
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

const asked = async (method: string, path: string, origin: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${service.url}${path}`, {
    method,
    headers: { origin, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', ...headers },
  });
  await answer.arrayBuffer();
  return answer;
};
const preflight = (origin: string) =>
  asked('OPTIONS', '/v1/negotiations', origin, {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, content-type, idempotency-key',
  });

describe('a page of an origin in CORS_ORIGINS', () => {
  it('may ask what it needs, for two hours without asking again, and without cookies', async () => {
    for (const origin of [DASHBOARD, 'http://localhost:5173']) {
      const { status, headers } = await preflight(origin);
      expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin]);
      expect(headers.get('access-control-allow-methods')).toBe('DELETE, GET, HEAD, POST, PUT');
      expect(headers.get('access-control-allow-headers')!.split(', ')).toEqual(
        expect.arrayContaining(['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'Consistency-Token']),
      );
      expect(headers.get('access-control-max-age')).toBe('7200');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toBe('Origin');
    }
  });
  it('may use each method that the API document has', async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, object> };
    const methods = Object.values(paths).flatMap((path) => Object.keys(path));
    const { headers } = await preflight(DASHBOARD);
    const allowed = headers.get('access-control-allow-methods')!.toLowerCase().split(', ');
    expect(allowed).toEqual(expect.arrayContaining(methods.filter((method) => method !== 'parameters')));
  });
  it('ends what it has made', async () => {
    const address = `/v1/feeds/${FEED}`;
    const authorization = `Bearer ${token}`;
    const made = await fetch(`${service.url}${address}`, {
      method: 'PUT',
      headers: { origin: DASHBOARD, authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'A calendar' }),
    });
    expect([made.status, await made.text()]).toEqual([201, expect.anything()]);
    const asking = { 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'authorization' };
    const allowed = await asked('OPTIONS', address, DASHBOARD, asking);
    expect([allowed.status, allowed.headers.get('access-control-allow-methods')!.split(', ')]).toEqual([
      204,
      expect.arrayContaining(['DELETE']),
    ]);
    const ended = await asked('DELETE', address, DASHBOARD, { authorization });
    expect([ended.status, ended.headers.get('access-control-allow-origin')]).toEqual([204, DASHBOARD]);
  });
  it('reads answers, with the headers that a client needs', async () => {
    const { status, headers } = await asked('GET', '/v1/negotiations', DASHBOARD, { authorization: `Bearer ${token}` });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, DASHBOARD]);
    const exposed = headers.get('access-control-expose-headers')!.split(', ');
    expect(exposed).toEqual(
      expect.arrayContaining(['ETag', 'Consistency-Token', 'Marking', 'Link', 'As-Of-Final', 'Retry-After']),
    );
    expect(headers.get('vary')!.split(', ')).toEqual(['Accept', 'Origin']);
  });
  it('reads refusals too, and needs a token like everybody', async () => {
    const { status, headers } = await asked('GET', '/v1/negotiations', DASHBOARD);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([401, DASHBOARD]);
  });
});

describe('a page of another origin', () => {
  it.each([
    'https://evil.example',
    'null',
    `${DASHBOARD}.evil.example`,
    'http://dashboard.example.org',
    `${DASHBOARD}:8443`,
  ])('is refused: %s', async (origin) => {
    const { status, headers } = await preflight(origin);
    expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([403, null, 'Origin']);
    const read = await asked('GET', '/v1/negotiations', origin, { authorization: `Bearer ${token}` });
    expect([read.status, read.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

describe('a client that is no browser', () => {
  it('is answered as ever, and no cache gives its answer to a page', async () => {
    const { status, headers } = await fetch(`${service.url}/v1/config`);
    expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([
      200,
      null,
      expect.stringMatching(/\bOrigin$/),
    ]);
  });
});
