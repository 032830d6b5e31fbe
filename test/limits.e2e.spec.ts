import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer } from './support/issuer.js';
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
  let issuer: Issuer;
  let guarded: InProcess;
  beforeAll(async () => {
    issuer = await Issuer.start();
    guarded = await startInProcess(undefined, {
      ...issuer.settings,
      FAILED_LOGINS_PER_MINUTE: '3',
      RATE_LIMIT_PER_MINUTE: '',
      TRUSTED_PROXIES: '127.0.0.1',
    });
  });
  afterAll(async () => {
    await guarded.close();
    await issuer.stop();
    remove(guarded.dataDir);
  });
  const from = (address: string, token: string) =>
    guarded.as(token).get('/v1/negotiations').set('x-forwarded-for', address);

  it('rejects tokens of an address that sent three invalid ones, without any other detail', async () => {
    const token = await issuer.token({ subject: 'ana', roles: ['reader'] });
    for (let n = 0; n < 3; n++) expect((await from('192.0.2.7', `${token}x`)).status).toBe(401);
    const wrong = await from('192.0.2.7', `${token}x`);
    const right = await from('192.0.2.7', token);
    expect([wrong.status, right.status, right.body.code]).toEqual([429, 429, 'too-many-requests']);
    expect(right.headers).toMatchObject({ 'ratelimit-policy': '"failed-logins-here";q=3;w=60' });
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    expect((await from('192.0.2.8', token)).status).toBe(200);
  });
  it('still accepts the tokens that it knows from an address that sent too many invalid ones', async () => {
    const token = await issuer.token({ subject: 'ana', roles: ['reader'] });
    expect((await from('192.0.2.17', token)).status).toBe(200);
    for (let n = 0; n < 3; n++) expect((await from('192.0.2.17', `${token}x`)).status).toBe(401);
    expect((await from('192.0.2.17', `${token}x`)).status).toBe(429);
    expect((await from('192.0.2.17', token)).status).toBe(200);
  });
  it('counts for each caller, six thousand a minute by default', async () => {
    const [ana, ben] = [
      await issuer.token({ subject: 'anna', roles: ['reader'] }),
      await issuer.token({ subject: 'ben', roles: ['reader'] }),
    ];
    const left = async (token: string) => (await from('192.0.2.9', token)).headers['ratelimit'];
    expect(await left(ana)).toBe('"requests-here";r=5999;t=60');
    expect(await left(ana)).toMatch(/^"requests-here";r=5998;/);
    expect(await left(ben)).toMatch(/^"requests-here";r=5999;/);
  });
  it('accepts any host and any origin, because a token is required anyway', async () => {
    const token = await issuer.token({ subject: 'ana', roles: ['reader'] });
    const asked = from('192.0.2.9', token).set('host', 'record.example.org').set('origin', 'https://example.org');
    expect((await asked).status).toBe(200);
  });
});
