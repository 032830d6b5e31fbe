import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type Guarded, startGuarded } from './support/guarded.js';
import type { Person } from './support/issuer.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { remove } from './support/service.js';

describe('a service with configured limits', () => {
  let limited: InProcess;
  beforeAll(async () => {
    limited = await startInProcess(undefined, { RATE_LIMIT_PER_MINUTE: '5', TRUSTED_PROXIES: '127.0.0.1' });
  });
  afterAll(async () => {
    await limited.close();
    remove(limited.dataDir);
  });

  it('accepts a whole batch while any quota is left, and refuses requests after that until the minute is over', async () => {
    const first = await limited.post('/v1/negotiations', { title: 'Talks' });
    expect([first.status, first.headers['ratelimit']]).toEqual([201, '"requests-here";r=4;t=60']);
    const batch = Array.from({ length: 20 }, (_, n) => ({ path: '/v1/negotiations', body: { title: `Talks ${n}` } }));
    const { body } = await limited.post('/v1/batches', batch);
    expect((body as { status: number }[]).map(({ status }) => status)).toEqual(batch.map(() => 201));
    for (const refused of [
      await limited.post('/v1/negotiations', { title: 'One more' }),
      await limited.post('/v1/batches', batch),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([429, 'too-many-requests']);
      expect(refused.headers['ratelimit']).toMatch(/^"requests-here";r=0;t=\d+$/);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(refused.headers['x-content-type-options']).toBe('nosniff');
    }
    // Unknown routes have no login, so the request counts for the address.
    expect((await limited.get('/v1/nothing')).headers['ratelimit']).toMatch(/^"requests-here";r=4;/);
    expect((await limited.get('/health/ready')).status).toBe(200);
  });
  it('sends Strict-Transport-Security if a trusted proxy says that the client used TLS', async () => {
    const { headers } = await limited.get('/health/live').set('x-forwarded-proto', 'https');
    expect(headers['strict-transport-security']).toMatch(/^max-age=31536000/);
  });
});

describe('a service with login', () => {
  let guarded: Guarded;
  beforeAll(async () => {
    guarded = await startGuarded({
      FAILED_LOGINS_PER_MINUTE: '3',
      RATE_LIMIT_PER_MINUTE: '',
      TRUSTED_PROXIES: '127.0.0.1',
    });
  });
  afterAll(() => guarded.close());
  const from = (address: string, token: string) =>
    guarded.service.as(token).get('/v1/negotiations').set('x-forwarded-for', address);

  it('rejects tokens of an address that sent three invalid ones, without any other detail', async () => {
    const token = await guarded.issuer.token({ subject: 'ana', roles: ['reader'] });
    for (let n = 0; n < 3; n++) expect((await from('192.0.2.7', `${token}x`)).status).toBe(401);
    const wrong = await from('192.0.2.7', `${token}x`);
    const right = await from('192.0.2.7', token);
    expect([wrong.status, right.status, right.body.code]).toEqual([429, 429, 'too-many-requests']);
    expect(right.headers).toMatchObject({ 'ratelimit-policy': '"failed-logins-here";q=3;w=60' });
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    expect((await from('192.0.2.8', token)).status).toBe(200);
  });
  it('still accepts the tokens that it knows from an address that sent too many invalid ones', async () => {
    const token = await guarded.issuer.token({ subject: 'ana', roles: ['reader'] });
    expect((await from('192.0.2.17', token)).status).toBe(200);
    for (let n = 0; n < 3; n++) expect((await from('192.0.2.17', `${token}x`)).status).toBe(401);
    expect((await from('192.0.2.17', `${token}x`)).status).toBe(429);
    expect((await from('192.0.2.17', token)).status).toBe(200);
  });
  it('counts for each caller, six thousand a minute by default', async () => {
    const [ana, ben] = [
      await guarded.issuer.token({ subject: 'anna', roles: ['reader'] }),
      await guarded.issuer.token({ subject: 'ben', roles: ['reader'] }),
    ];
    const left = async (token: string) => (await from('192.0.2.9', token)).headers['ratelimit'];
    expect(await left(ana)).toBe('"requests-here";r=5999;t=60');
    expect(await left(ana)).toMatch(/^"requests-here";r=5998;/);
    expect(await left(ben)).toMatch(/^"requests-here";r=5999;/);
  });
  it('accepts any host and any origin, because a token is required anyway', async () => {
    const token = await guarded.issuer.token({ subject: 'ana', roles: ['reader'] });
    const asked = from('192.0.2.9', token).set('host', 'record.example.org').set('origin', 'https://example.org');
    expect((await asked).status).toBe(200);
  });
  it('refuses a page of another site, also with a token', async () => {
    const token = await guarded.issuer.token({ subject: 'ana', roles: ['reader'] });
    const refused = await from('192.0.2.10', token).set('sec-fetch-site', 'cross-site').set('sec-fetch-mode', 'cors');
    expect([refused.status, refused.body.code]).toEqual([403, 'cross-site-request']);
  });
  it('lets no cache keep an answer about a moment that is not over, whoever asks', async () => {
    const token = await guarded.issuer.token({ subject: 'ana', roles: ['reader'] });
    const asOf = async (moment: string) => {
      const { headers } = await from('192.0.2.11', token).query({ asOf: moment });
      return ['as-of-final', 'cache-control', 'etag'].map((name) => headers[name]);
    };
    expect(await asOf(new Date().toISOString().slice(0, 10))).toEqual(['false', 'private, no-store', undefined]);
    expect(await asOf('2020-01-01')).toEqual(['true', 'private, no-cache', expect.stringMatching(/^"/)]);
  });
  it('lets no cache keep an answer for somebody who may see what is marked, and still answers 304', async () => {
    const cachingFor = async (clearance: Pick<Person, 'clearance' | 'compartments'>) => {
      const token = await guarded.issuer.token({ subject: 'ana', roles: ['reader'], ...clearance });
      const { headers, status } = await from('192.0.2.11', token);
      const again = await from('192.0.2.11', token).set('if-none-match', headers['etag']!);
      expect([status, again.status, again.headers['cache-control']]).toEqual([200, 304, headers['cache-control']]);
      return headers['cache-control'];
    };
    expect(await cachingFor({})).toBe('private, no-cache');
    expect(await cachingFor({ clearance: 'public' })).toBe('private, no-cache');
    expect(await cachingFor({ clearance: 'restreint' })).toBe('private, no-store');
    expect(await cachingFor({ clearance: 'public', compartments: ['trade'] })).toBe('private, no-store');
  });
});

describe('the log output of a service that is flooded with refused requests', () => {
  type Line = Readonly<Record<string, unknown>>;
  const flood = async () => {
    const lines: Line[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
    const { issuer, service, close } = await startGuarded({ TRUSTED_PROXIES: '127.0.0.1' }, logger);
    const eve = await issuer.token({ subject: 'eve', roles: ['reader'] });
    const ask = async (count: number, path: string, token: string | undefined, address: string) => {
      for (let n = 0; n < count; n++) {
        const asking = token === undefined ? service.get(path) : service.as(token).get(path);
        expect((await asking.set('x-forwarded-for', address)).status).toBeGreaterThanOrEqual(400);
      }
    };
    await ask(200, '/v1/negotiations', undefined, '192.0.2.1');
    await ask(100, '/v1/audit/trail', eve, '192.0.2.2');
    await ask(50, '/v1/audit/ledger', eve, '192.0.2.2');
    await ask(100, '/nothing', eve, '192.0.2.3');
    const metrics = await service.as(await issuer.token({ subject: 'ada', roles: ['administrator'] })).get('/metrics');
    await close();
    return { lines, metrics: metrics.text };
  };
  /** How often something was logged, counts included. */
  const times = (lines: readonly Line[]) => lines.reduce((sum, { more }) => sum + Number(more ?? 1), 0);

  it('names who was refused what, and how often, in a few lines', async () => {
    const { lines, metrics } = await flood();
    const decided = lines.filter(({ decision }) => decision === 'refused');
    const about = (fields: Line) =>
      decided.filter((line) => Object.entries(fields).every(([name, value]) => line[name] === value));
    expect(times(about({ from: '192.0.2.1', status: 401, code: 'login-required', route: '/v1/negotiations' }))).toBe(
      200,
    );
    expect(times(about({ subject: 'eve', status: 403, code: 'role-missing', route: '/v1/audit/trail' }))).toBe(100);
    expect(times(about({ subject: 'eve', status: 403, code: 'role-missing', route: '/v1/audit/ledger' }))).toBe(50);
    const requests = lines.filter(({ msg }) => String(msg).startsWith('request'));
    expect(times(requests.filter(({ from, status }) => from === '192.0.2.3' && status === 404))).toBe(100);
    expect(times(requests)).toBe(450);
    // A busy machine may take longer than one interval.
    expect(lines.length).toBeLessThan(100);
    for (const [status, count] of [
      [401, 200],
      [403, 150],
      [404, 100],
    ])
      expect(metrics).toContain(`rapporteur_requests_refused_total{status="${status}"} ${count}`);
  });
});
