import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer } from './support/issuer.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

/** The token says the clearance. Without a clearance, the caller sees what is unmarked. */
const CLEARED = {
  chief: { clearance: 'tres-secret', compartments: ['trade'] },
  ana: { clearance: 'secret', compartments: ['trade'] },
  ben: { clearance: 'secret' },
  cal: {},
} as const;
type Who = keyof typeof CLEARED;
const tokens = new Map<Who, string>();
let issuer: Issuer;
let service: Running;
let talks: string;

const record = async (path: string, body: object) =>
  (await service.as(tokens.get('chief')!).post(path, body).expect(201)).body as ReceiptBody;
const meeting = async (marking: object) =>
  (await record(`/v1/negotiations/${talks}/meetings`, { title: 'A meeting', marking })).id;
const statuses = async (path: string) => {
  const answers = await Promise.all(
    (['chief', 'ana', 'ben', 'cal'] as const).map(
      async (who) => [who, (await service.as(tokens.get(who)!).get(path)).status] as const,
    ),
  );
  return Object.fromEntries(answers);
};

beforeAll(async () => {
  issuer = await Issuer.start();
  service = await start(undefined, { ...issuer.settings, ADMINISTRATOR: 'chief' });
  for (const [who, cleared] of Object.entries(CLEARED) as [Who, (typeof CLEARED)[Who]][])
    tokens.set(who, await issuer.token({ subject: who, roles: ['recorder', 'reader', 'auditor'], ...cleared }));
  talks = (await record('/v1/negotiations', { title: 'Talks' })).id;
  for (const subject of ['ana', 'ben', 'cal'])
    await record(`/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject });
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

describe('a caller with a grant for a negotiation', () => {
  it('sees the parts that the clearance in the token dominates, in level and compartments', async () => {
    const all = { chief: 200, ana: 200, ben: 200, cal: 200 };
    expect(await statuses(`/v1/meetings/${await meeting({ level: 'public' })}`)).toEqual(all);
    expect(await statuses(`/v1/meetings/${await meeting({ level: 'secret' })}`)).toEqual({ ...all, cal: 404 });
    const trade = await meeting({ level: 'restreint', compartments: ['trade'] });
    expect(await statuses(`/v1/meetings/${trade}`)).toEqual({ ...all, ben: 404, cal: 404 });
  });
  it('reads the trail without ordinals, and the same trail as others with the same clearance', async () => {
    const trail = async (who: Who) => (await service.as(tokens.get(who)!).get('/v1/audit/trail')).text;
    expect(await trail('ana')).not.toContain('"ordinal"');
    expect((await trail('ana')).length).toBeGreaterThan((await trail('ben')).length);
    expect((await trail('ben')).length).toBeGreaterThan((await trail('cal')).length);
  });
});
