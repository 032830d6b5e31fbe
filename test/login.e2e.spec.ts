import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer } from './support/issuer.js';
import { remove, type Running, start } from './support/service.js';

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

describe('who has a token of the issuer', () => {
  it('reads and records', async () => {
    const token = await issuer.token({ subject: 'ana', roles: ['recorder'] });
    await service.as(token).post('/v1/negotiations', { title: 'Talks' }).expect(201);
    await service.as(token).get('/v1/negotiations').expect(200);
    await service.get('/v1/negotiations').expect(401);
  });
});
