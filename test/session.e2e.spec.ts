import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { EU_LADDER } from '#domain/marking.js';
import { VERSION } from '#config/version.js';
import { Issuer, type Person } from './support/issuer.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let issuer: Issuer;
let service: Running;
let open: string;
let secret: string;

const as = async (person: Person) => service.as(await issuer.token(person));
const CHIEF = { subject: 'chief', clearance: 'tres-secret', compartments: ['trade'] };

beforeAll(async () => {
  issuer = await Issuer.start();
  service = await start(undefined, { ...issuer.settings, PAGE_CLIENT_ID: 'page', ADMINISTRATOR: 'chief' });
  const chief = await as(CHIEF);
  const record = async (path: string, body: object) =>
    ((await chief.post(path, body).expect(201)).body as ReceiptBody).id;
  open = await record('/v1/negotiations', { title: 'Talks' });
  secret = await record('/v1/negotiations', { title: 'Secret talks', marking: { level: 'secret' } });
  await record('/v1/negotiations', { title: 'Talks of others' });
  for (const id of [open, secret])
    for (const subject of ['ana', 'ben'])
      await record(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject });
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

describe('GET /v1/me', () => {
  it('says who is asking, what they may do and see, and when their token ends', async () => {
    const claims = { ...issuer.claims('ana'), name: 'Ana Müller', roles: ['recorder', 'reader'], clearance: 'secret' };
    const { body, headers } = await service
      .as(await issuer.sign(claims))
      .get('/v1/me')
      .expect(200);
    expect(body).toEqual({
      issuer: issuer.url,
      subject: 'ana',
      name: 'Ana Müller',
      roles: ['recorder', 'reader'],
      may: ['read', 'record'],
      clearance: { level: 'secret', compartments: [] },
      negotiations: [open, secret].toSorted(),
      tokenExpiresAt: new Date(claims.exp * 1000).toISOString(),
    });
    expect(headers['cache-control']).toBe('no-store');
  });
  it('does not name a negotiation above the clearance of the caller', async () => {
    const { body } = await (await as({ subject: 'ben', roles: ['reader'] })).get('/v1/me').expect(200);
    expect(body).toMatchObject({ negotiations: [open], clearance: { level: 'public', compartments: [] } });
  });
  it('answers somebody without a role, and without a grant', async () => {
    const { body } = await (await as({ subject: 'eve', roles: [] })).get('/v1/me').expect(200);
    expect(body).toMatchObject({ subject: 'eve', name: 'eve', roles: [], may: [], negotiations: [] });
  });
  it('follows a revocation at once', async () => {
    const chief = await as(CHIEF);
    const mine = async () => (await (await as({ subject: 'carl' })).get('/v1/me').expect(200)).body.negotiations;
    const grant = { issuer: issuer.url, subject: 'carl' };
    await chief.post(`/v1/negotiations/${open}/grants`, grant).expect(201);
    expect(await mine()).toEqual([open]);
    await chief.post(`/v1/negotiations/${open}/grants/revoked`, grant).expect(201);
    expect(await mine()).toEqual([]);
  });
  it('refuses callers without a token, and parameters', async () => {
    expect((await service.get('/v1/me')).status).toBe(401);
    expect((await (await as(CHIEF)).get('/v1/me?subject=ana')).status).toBe(400);
  });
  it('has everything without a login', async () => {
    const alone = await start();
    try {
      const { body } = await alone.get('/v1/me').expect(200);
      expect(body).toMatchObject({ issuer: 'local', name: 'Ana', clearance: 'all', negotiations: 'all' });
      expect(body).not.toHaveProperty('tokenExpiresAt');
      expect((await alone.get('/v1/config').expect(200)).body).toMatchObject({ login: null });
    } finally {
      await alone.close();
      remove(alone.dataDir);
    }
  });
});

describe('GET /v1/config', () => {
  const CONFIG = () => ({
    login: {
      issuer: issuer.url,
      clientId: 'page',
      scopes: ['openid', 'profile'],
      audience: issuer.settings['OIDC_AUDIENCE'],
    },
    markingLevels: [...EU_LADDER],
    offlineClearance: 'public',
    languages: ['en', 'fr', 'zh', 'ar'],
    version: VERSION,
  });
  it('says to everybody how to log in, and nothing of the record', async () => {
    const { body } = await request(service.url).get('/v1/config').expect(200);
    expect(body).toEqual(CONFIG());
  });
  it('says the same to somebody with a token, and with one that is not valid', async () => {
    expect((await (await as(CHIEF)).get('/v1/config').expect(200)).body).toEqual(CONFIG());
    expect((await service.as('forged').get('/v1/config').expect(200)).body).toEqual(CONFIG());
  });
  it('refuses parameters', async () => {
    expect((await request(service.url).get('/v1/config?clientId=other')).status).toBe(400);
  });
});
