import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '#domain/role.js';
import { rapporteur } from './support/cli.js';
import { Issuer } from './support/issuer.js';
import { remove, start } from './support/service.js';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start();
});
afterAll(() => issuer.stop());
const tokenOf = (role: Role) => issuer.token({ subject: role, name: role, roles: [role], clearance: 'tres-secret' });

describe('that a log goes on with another key', () => {
  it('is told to every auditor, and to nobody who is none', async () => {
    const first = await start(undefined, issuer.settings);
    await first
      .as(await tokenOf('recorder'))
      .post('/v1/negotiations', { title: 'Talks' })
      .expect(201);
    await first.close();
    const { dataDir } = first;
    const reason = 'The key was in a backup that was stolen.';
    expect(await rapporteur(['change-key', '--data-dir', dataDir, '--reason', reason])).toMatchObject({ code: 0 });
    for (let starts = 0; starts < 2; starts++) {
      const again = await start(dataDir, issuer.settings);
      try {
        const eve = again.as(await tokenOf('auditor'));
        const { items } = (await eve.get('/v1/audit/trail').expect(200)).body as { items: object[] };
        expect(items).toMatchObject([{ event: { type: 'OriginStarted', data: { reason } } }]);
        const { text } = await eve.get('/v1/audit/export').buffer().expect(200);
        expect(JSON.parse(text.trim().split('\n').at(-1)!)).toMatchObject({ end: { events: 1, withheld: 1 } });
        expect((await eve.get('/v1/audit/proofs/inclusion?index=1').expect(200)).body).toHaveProperty('event');
        const { body } = await again
          .as(await tokenOf('reader'))
          .get('/v1/negotiations')
          .expect(200);
        expect(body).toMatchObject({ items: [], names: {} });
      } finally {
        await again.close();
      }
    }
    remove(dataDir);
  });
});
