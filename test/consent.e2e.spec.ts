import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer } from './support/issuer.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

/** The chief sees everything; Ben does not see that Japan secretly takes part. */
const CLEARED = { chief: { clearance: 'tres-secret' }, ben: { clearance: 'restreint' } } as const;
type Who = keyof typeof CLEARED;
type Proposal = {
  id: string;
  status: string;
  acceptedBy: string[];
  consent: { needed: number; given: number; refused: number; givenByIds: string[]; awaitedFromIds: string[] };
};

let issuer: Issuer;
let service: Running;
let talks: string;
const tokens = new Map<Who, string>();
const parties = { eu: '', china: '', norway: '', japan: '' };
beforeAll(async () => {
  issuer = await Issuer.start();
  service = await start(undefined, { ...issuer.settings, ADMINISTRATOR: 'chief' });
  for (const who of Object.keys(CLEARED) as Who[])
    tokens.set(who, await issuer.token({ subject: who, ...CLEARED[who] }));
  talks = await record('/v1/negotiations', { title: 'Talks' });
  await record(`/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject: 'ben' });
  parties.eu = await join('EU', 'principal');
  parties.china = await join('China', 'principal');
  parties.norway = await join('Norway', 'observer');
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

const record = async (path: string, body: object) => {
  const answer = await service.as(tokens.get('chief')!).post(path, body);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return (answer.body as ReceiptBody).id;
};
const join = (name: string, role: string, more: object = {}) =>
  record(`/v1/negotiations/${talks}/parties`, { name, kind: 'state', role, occurredOn: '2025-09-01', ...more });
const table = (more: object = {}) =>
  record(`/v1/negotiations/${talks}/proposals`, {
    title: 'General licences',
    tabledByIds: [parties.eu],
    text: 'One year.',
    binding: true,
    occurredOn: '2025-10-01',
    ...more,
  });
const answer = (id: string, said: 'accept' | 'reject', partyId: string, occurredOn: string) =>
  record(`/v1/proposals/${id}/${said}`, { partyId, occurredOn });
const read = async <Body>(path: string, who: Who) =>
  (await service.as(tokens.get(who)!).get(path).expect(200)).body as Body;
const page = (id: string, who: Who = 'chief', moment = '') => read<Proposal>(`/v1/proposals/${id}${moment}`, who);
const listed = async (status: string, who: Who = 'chief') =>
  (await read<{ items: Proposal[] }>(`/v1/negotiations/${talks}/proposals?status=${status}`, who)).items.map(
    ({ id }) => id,
  );

describe('a proposal between two principals, which an observer follows', () => {
  let proposal: string;
  it('is not accepted by the observer', async () => {
    proposal = await table();
    await answer(proposal, 'accept', parties.norway, '2025-10-02');
    expect(await page(proposal)).toMatchObject({
      status: 'tabled',
      acceptedBy: [parties.norway],
      consent: { needed: 2, given: 1, refused: 0, givenByIds: [parties.eu], awaitedFromIds: [parties.china] },
    });
    expect(await listed('accepted')).toEqual([]);
    expect(await listed('tabled')).toEqual([proposal]);
  });
  it('is accepted by the other principal, and was not before', async () => {
    await answer(proposal, 'accept', parties.china, '2025-10-03');
    expect(await page(proposal)).toMatchObject({ status: 'accepted', consent: { given: 2, awaitedFromIds: [] } });
    expect(await listed('accepted')).toEqual([proposal]);
    const before = await page(proposal, 'chief', '?happenedBy=2025-10-02');
    expect(before).toMatchObject({ status: 'tabled', consent: { given: 1, awaitedFromIds: [parties.china] } });
  });
  it('is accepted for whom it is if a principal joins of which the reader may not know', async () => {
    parties.japan = await join('Japan', 'principal', { marking: { level: 'secret' } });
    expect(await page(proposal)).toMatchObject({
      status: 'tabled',
      consent: { needed: 3, given: 2, awaitedFromIds: [parties.japan] },
    });
    expect(await listed('accepted')).toEqual([]);
    expect(await page(proposal, 'ben')).toMatchObject({
      status: 'accepted',
      consent: { needed: 2, given: 2, awaitedFromIds: [] },
    });
    expect(await listed('accepted', 'ben')).toEqual([proposal]);
    expect(JSON.stringify(await page(proposal, 'ben'))).not.toContain(parties.japan);
  });
  it('is accepted again once that principal has left', async () => {
    await record(`/v1/parties/${parties.japan}/leave`, {});
    expect(await page(proposal)).toMatchObject({ status: 'accepted', consent: { needed: 2 } });
  });
});

describe('a proposal that needs the consent of one party', () => {
  it('is accepted by that party, whose name the answer has', async () => {
    const proposal = await table({ consentOf: [parties.china], title: 'A mechanism', occurredOn: '2025-10-04' });
    expect(await page(proposal)).toMatchObject({
      consentOf: [parties.china],
      consent: { needed: 1, awaitedFromIds: [parties.china] },
      names: { [parties.china]: { kind: 'party', label: 'China' } },
    });
    await answer(proposal, 'accept', parties.china, '2025-10-05');
    expect(await page(proposal)).toMatchObject({ status: 'accepted', consent: { needed: 1, given: 1 } });
  });
  it('must name a party that is on record, and at least one', async () => {
    const asked = (consentOf: readonly string[]) =>
      service.as(tokens.get('chief')!).post(`/v1/negotiations/${talks}/proposals`, {
        title: 'x',
        tabledByIds: [parties.eu],
        text: 'x',
        binding: true,
        consentOf,
      });
    const nobody = await asked([]);
    expect([nobody.status, nobody.body]).toMatchObject([400, { errors: [{ pointer: '/consentOf' }] }]);
    const unheardOf = await asked(['5ba1ad00-0000-4000-8000-00000000dead']);
    expect([unheardOf.status, unheardOf.body]).toMatchObject([422, { errors: [{ pointer: '/consentOf/0' }] }]);
  });
});
