import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer, type Person } from './support/issuer.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let issuer: Issuer;
let service: Running;
let talks: string;
let chief: ReturnType<Running['as']>;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** Eve has no grant. */
const PEOPLE: Readonly<Record<string, Person>> = {
  rita: { subject: 'rita', roles: ['reader'], clearance: 'restreint' },
  saul: { subject: 'saul', roles: ['reader'], clearance: 'secret' },
  aude: { subject: 'aude', roles: ['auditor'], clearance: 'secret' },
  eve: { subject: 'eve', roles: ['reader'], clearance: 'tres-secret' },
};
const as = async (who: string) => service.as(await issuer.token(PEOPLE[who]!));
const read = async (who: string, id: string, query = '') => {
  const { status, body } = await (await as(who)).get(`/v1/events/${id}${query}`);
  return { status, body: body as Record<string, unknown> & { names: object } };
};
const page = async (who: string, id: string, query = '') => {
  const { status, body } = await read(who, id, query);
  expect([status, body['code']]).toEqual([200, undefined]);
  return body;
};
const record = async (path: string, body: object) =>
  (await chief.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
/** @returns the id of the recorded event */
const told = async (path: string, body: object) => (await record(path, body)).events.at(-1)!.id;

let meeting: ReceiptBody;
let proposed: string;
let cancelled: string;
let corrected: string;
beforeAll(async () => {
  issuer = await Issuer.start();
  // One person may lower a marking, so that the test needs one.
  service = await start(undefined, { ...issuer.settings, ADMINISTRATOR: 'chief', FOUR_EYES: 'off' });
  chief = service.as(await issuer.token({ subject: 'chief', name: 'The Chief', clearance: 'tres-secret' }));
  talks = (await record('/v1/negotiations', { title: 'Talks' })).id;
  for (const subject of ['rita', 'saul', 'aude'])
    await record(`/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject });
  const sources = [{ title: 'A note', publisher: 'The embassy', reliability: 'B2' }];
  const plan = { title: 'Talks in Brussels', place: 'Paris', occurredOn: '2025-10-2X', sources };
  meeting = await record(`/v1/negotiations/${talks}/meetings`, plan);
  proposed = meeting.events[0]!.id;
  const slip = { eventId: proposed, changes: { place: 'Brussels' }, reason: 'A slip of the pen.' };
  corrected = await told(`/v1/meetings/${meeting.id}/correct`, slip);
  cancelled = await told(`/v1/meetings/${meeting.id}/cancel`, { reason: 'No agreement.', occurredOn: '2025-10-30' });
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

describe('the page of an event', () => {
  it('says what it tells, with its corrections, who recorded it, and from what source', async () => {
    expect(await page('rita', proposed)).toMatchObject({
      eventId: proposed,
      type: 'MeetingProposed',
      kind: 'meeting',
      thingId: meeting.id,
      negotiationId: talks,
      title: 'A meeting was proposed: “Talks in Brussels”, in Brussels',
      inEffect: true,
      occurredOn: '2025-10-2X',
      recordedBy: 'The Chief',
      data: { title: 'Talks in Brussels', place: 'Brussels' },
      sources: [{ title: 'A note', publisher: 'The embassy', reliability: 'B2' }],
      correctedBy: [corrected],
      asRecorded: { data: { place: 'Paris' } },
      corrections: [{ eventId: corrected, type: 'RecordCorrected', reason: 'A slip of the pen.', inEffect: true }],
      followedBy: { eventId: cancelled, type: 'MeetingCancelled' },
      names: { [meeting.id]: { kind: 'meeting', label: 'Talks in Brussels' } },
    });
  });
  it('leads from a correction to what it corrects', async () => {
    const body = await page('rita', corrected);
    expect(body).toMatchObject({
      type: 'RecordCorrected',
      corrects: { eventId: proposed },
      data: { eventId: proposed },
    });
    expect(body['title']).toMatch(/^Corrected: .*Talks in Brussels/);
    expect(await page('rita', cancelled)).toMatchObject({ follows: { eventId: proposed }, corrections: [] });
  });
  it('says of a voided event what voided it, and leads back', async () => {
    const second = await record(`/v1/negotiations/${talks}/meetings`, { title: 'A mistake' });
    const { id } = second.events[0]!;
    const voiding = await told(`/v1/meetings/${second.id}/void`, { eventId: id, reason: 'Recorded twice.' });
    expect(await page('rita', id)).toMatchObject({
      inEffect: false,
      voidedBy: voiding,
      data: { title: 'A mistake' },
      corrections: [{ eventId: voiding, type: 'RecordVoided', reason: 'Recorded twice.' }],
      names: { [second.id]: { voided: true } },
    });
    expect(await page('rita', voiding)).toMatchObject({ corrects: { eventId: id, inEffect: false }, inEffect: true });
  });
  it('has the markings of its thing', async () => {
    const marked = await told(`/v1/meetings/${meeting.id}/mark`, {
      marking: { level: 'restreint' },
      reason: 'Delicate.',
    });
    expect(await page('rita', proposed)).toMatchObject({
      markings: [{ eventId: marked, type: 'RecordMarked', reason: 'Delicate.', inEffect: true }],
    });
    expect(await page('rita', marked)).toMatchObject({ data: { marking: { level: 'restreint' } } });
  });
  it('has the entry and the address of the proof for auditors alone', async () => {
    expect(await page('rita', proposed)).not.toHaveProperty('audit');
    const { audit } = (await page('aude', proposed)) as { audit?: { entry: string; proof: string; revision: number } };
    expect(audit).toEqual({ revision: 0, entry: expect.stringMatching(/^[0-9a-f]{64}$/), proof: expect.any(String) });
    const { body } = await (await as('aude')).get(audit!.proof).expect(200);
    expect(body).toMatchObject({ entry: audit!.entry, event: { id: proposed } });
  });
  it('has the place in the log for auditors who may see the whole log', async () => {
    const alone = await start();
    try {
      const { events } = (await alone.post('/v1/negotiations', { title: 'Talks' })).body as ReceiptBody;
      const { body } = await alone.get(`/v1/events/${events[0]!.id}`).expect(200);
      const { body: proof } = await alone.get(`/v1/audit/proofs/inclusion?eventId=${events[0]!.id}`).expect(200);
      expect(body).toMatchObject({ audit: { ordinal: proof.index, entry: proof.entry } });
    } finally {
      await alone.close();
      remove(alone.dataDir);
    }
  });
});

describe('the page of an event as of a past moment', () => {
  it('is that of what had happened by then', async () => {
    const body = await page('rita', proposed, '?happenedBy=2025-10-29');
    expect(body).not.toHaveProperty('followedBy');
    expect(body).toMatchObject({ corrections: [{ eventId: corrected }] });
    expect(await read('rita', cancelled, '?happenedBy=2025-10-29')).toMatchObject({
      status: 404,
      body: { code: 'event-unknown' },
    });
  });
  it('is that of the record as it stood: before a correction', async () => {
    const { events } = await record(`/v1/negotiations/${talks}/meetings`, { title: 'Before' });
    const { headers } = await chief.get(`/v1/events/${events[0]!.id}`).expect(200);
    const changes = { title: 'After' };
    await told(`/v1/meetings/${(await page('rita', events[0]!.id))['thingId'] as string}/correct`, {
      eventId: events[0]!.id,
      changes,
      reason: 'A slip.',
    });
    const token = headers['consistency-token']!;
    expect(await page('rita', events[0]!.id, `?asOf=${token}`)).toMatchObject({
      data: { title: 'Before' },
      corrections: [],
    });
    expect(await page('rita', events[0]!.id)).toMatchObject({
      data: changes,
      asRecorded: { data: { title: 'Before' } },
    });
  });
});

describe('an event that a reader may not see', () => {
  const without = ({ status, body }: Awaited<ReturnType<typeof read>>) => ({ status, ...body, instance: undefined });
  it('is refused exactly as one that was never recorded: by marking, by negotiation, and without a grant', async () => {
    const hidden = { title: 'Hidden', marking: { level: 'secret' } };
    const event = (await record(`/v1/negotiations/${talks}/meetings`, hidden)).events[0]!.id;
    const secret = await record('/v1/negotiations', { title: 'Secret talks', marking: { level: 'secret' } });
    await record(`/v1/negotiations/${secret.id}/grants`, { issuer: issuer.url, subject: 'rita' });
    const inside = await told(`/v1/negotiations/${secret.id}/issues`, { title: 'Licences' });
    const unknown = without(await read('rita', UNKNOWN));
    expect(unknown).toMatchObject({ status: 404, code: 'event-unknown' });
    for (const id of [event, inside, secret.events[0]!.id]) expect(without(await read('rita', id))).toEqual(unknown);
    expect(without(await read('eve', proposed))).toEqual(unknown);
    for (const query of ['?happenedBy=2025-10-30', '?knownAt=2025-10-30'])
      expect(without(await read('rita', event, query))).toEqual(without(await read('rita', UNKNOWN, query)));
    expect(await page('saul', event)).toMatchObject({ title: 'A meeting was proposed: “Hidden”' });
  });
  it('is refused if it is about access, or no id at all', async () => {
    const grant = await record(`/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject: 'zoe' });
    expect((await read('aude', grant.events[0]!.id)).status).toBe(404);
    expect((await read('rita', 'first')).status).toBe(400);
  });
});
