import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer, type Person } from './support/issuer.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let issuer: Issuer;
let service: Running;
let talks: string;
let others: string;
let secret: string;
const CHIEF = { subject: 'chief', clearance: 'tres-secret', compartments: ['trade'] };
const ANA = { subject: 'ana', roles: ['reader'] } as const satisfies Person;
const BEN = { subject: 'ben', roles: ['reader'] } as const satisfies Person;

const path = (id: string) => `/v1/negotiations/${id}/read-to-here`;
const asked = async (person: Person) => {
  const { get, put } = service.as(await issuer.token(person));
  return {
    get: (id: string) => get(path(id)),
    put: (id: string, body: object) => put(path(id), body),
    read: async (id: string) => (await get(`/v1/negotiations/${id}/board`).expect(200)).headers['consistency-token']!,
    changes: (id: string, since: string) => get(`/v1/negotiations/${id}/changes?since=${since}`),
  };
};
const record = async (address: string, body: object) => {
  const chief = service.as(await issuer.token(CHIEF));
  return ((await chief.post(address, body).expect(201)).body as ReceiptBody).id;
};
const restart = async () => {
  await service.close();
  service = await start(service.dataDir, { ...issuer.settings, ADMINISTRATOR: 'chief' });
};

beforeAll(async () => {
  issuer = await Issuer.start();
  service = await start(undefined, { ...issuer.settings, ADMINISTRATOR: 'chief' });
  talks = await record('/v1/negotiations', { title: 'Talks' });
  others = await record('/v1/negotiations', { title: 'Talks of others' });
  secret = await record('/v1/negotiations', { title: 'Secret talks', marking: { level: 'secret' } });
  for (const id of [talks, secret])
    for (const subject of ['ana', 'ben'])
      await record(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject });
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

describe('up to where somebody has read a negotiation', () => {
  it('is nowhere at first, and then where they said, for them alone', async () => {
    const [ana, ben] = [await asked(ANA), await asked(BEN)];
    expect((await ana.get(talks).expect(200)).body).toEqual({ negotiationId: talks });
    const token = await ana.read(talks);
    const kept = await ana.put(talks, { token }).expect(200);
    const instant = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(kept.body).toEqual({ negotiationId: talks, token, at: instant, acknowledgedAt: instant });
    const { at, acknowledgedAt } = kept.body as { at: string; acknowledgedAt: string };
    expect(at < acknowledgedAt).toBe(true);
    expect(kept.headers).toMatchObject({ 'cache-control': 'no-store' });
    const found = await ana.get(talks).expect(200);
    expect([found.body, found.headers['marking']]).toEqual([kept.body, 'level="public"']);
    expect((await ben.get(talks).expect(200)).body).toEqual({ negotiationId: talks });
  });

  it('is what they ask the changes since, and may be moved back', async () => {
    const ana = await asked(ANA);
    const before = await ana.read(talks);
    await record(`/v1/negotiations/${talks}/issues`, { title: 'Licences' });
    const after = await ana.read(talks);
    const linesSince = async () => {
      const { token } = (await ana.get(talks).expect(200)).body as { token: string };
      return ((await ana.changes(talks, token).expect(200)).body as { counts: { lines: number } }).counts.lines;
    };
    await ana.put(talks, { token: after }).expect(200);
    expect(await linesSince()).toBe(0);
    await ana.put(talks, { token: before }).expect(200);
    expect(await linesSince()).toBe(1);
  });

  it('is not written again for the same place, and comes with how far the log goes', async () => {
    const ana = await asked(ANA);
    const { body } = await ana.put(talks, { token: await ana.read(talks) }).expect(200);
    const again = await ana.put(talks, { token: await ana.read(talks) }).expect(200);
    expect(again.body).toEqual(body);
    const found = await ana.get(talks).expect(200);
    const today = new Date().toISOString().slice(0, 10);
    for (const answer of [again, found])
      for (const since of [(body as { token: string }).token, today]) {
        const changes = await ana.changes(talks, `${since}&asOf=${answer.headers['consistency-token']}`).expect(200);
        expect(changes.body).toMatchObject({ counts: { lines: 0 } });
      }
  });

  it('is no event: nothing is recorded, and no trail has it', async () => {
    const ana = await asked(ANA);
    const chief = service.as(await issuer.token({ ...CHIEF, roles: ['auditor', 'reader'] }));
    const trail = async () => ((await chief.get('/v1/audit/trail?limit=200').expect(200)).body as { items: [] }).items;
    const recorded = await trail();
    await ana.put(talks, { token: await ana.read(talks) }).expect(200);
    expect(await trail()).toEqual(recorded);
  });

  it('outlives a restart', async () => {
    const ana = await asked(ANA);
    const { body } = await ana.put(talks, { token: await ana.read(talks) }).expect(200);
    await restart();
    expect((await (await asked(ANA)).get(talks).expect(200)).body).toEqual(body);
  });

  it('is unknown of what somebody may not see, as of what is not recorded', async () => {
    const ana = await asked(ANA);
    const token = await ana.read(talks);
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const id of [others, secret, unknown])
      for (const answer of [await ana.get(id), await ana.put(id, { token })]) {
        expect(answer.body).toMatchObject({
          status: 404,
          code: 'negotiation-unknown',
          detail: 'No negotiation with this id is recorded.',
        });
      }
    // Whoever loses access gets nothing, and finds their place once they have it again.
    await ana.put(talks, { token }).expect(200);
    const grant = { issuer: issuer.url, subject: 'ana' };
    await record(`/v1/negotiations/${talks}/grants/revoked`, grant);
    await ana.get(talks).expect(404);
    await record(`/v1/negotiations/${talks}/grants`, grant);
    expect((await ana.get(talks).expect(200)).body).toMatchObject({ token });
  });

  it('is refused for anything but a token of this log, with what to do next', async () => {
    const ana = await asked(ANA);
    const other = await start();
    const { id } = (await other.post('/v1/negotiations', { title: 'Talks' }).expect(201)).body as ReceiptBody;
    const foreign = (await other.get(`/v1/negotiations/${id}/board`).expect(200)).headers['consistency-token']!;
    await other.close();
    remove(other.dataDir);
    // Of another service with another secret; on EventStoreDB the tests give all services the same one.
    const { status, code: refusal } = (await ana.put(talks, { token: foreign })).body as {
      status: number;
      code: string;
    };
    expect([
      [400, 'consistency-token-malformed'],
      [409, 'consistency-token-of-another-log'],
    ]).toContainEqual([status, refusal]);
    for (const token of ['yesterday', '']) {
      const code = 'consistency-token-malformed';
      const detail = 'This service did not issue this token. Send the Consistency-Token of an answer.';
      const answer = await ana.put(talks, { token });
      expect(answer.body).toMatchObject({ status: 400, code, detail, errors: [{ pointer: '/token', code, detail }] });
    }
    expect((await ana.put(talks, {})).body).toMatchObject({ status: 400, code: 'fields-invalid' });
    const more = await ana.put(talks, { token: 'a', day: '2025-10-28' });
    expect(more.body).toMatchObject({ status: 400, errors: [{ pointer: '/day', code: 'field-unknown' }] });
    expect((await service.put(path(talks), { token: 'a' })).status).toBe(401);
    const eve = await asked({ subject: 'ana', roles: [] });
    expect((await eve.put(talks, { token: 'a' })).body).toMatchObject({ status: 403, code: 'role-missing' });
  });
});
