import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer, type Person } from './support/issuer.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let issuer: Issuer;
let service: Running;
let talks: string;
let chief: ReturnType<Running['as']>;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** Eve and Axel have no grant. */
const PEOPLE: Readonly<Record<string, Person>> = {
  rita: { subject: 'rita', roles: ['reader'], clearance: 'restreint' },
  saul: { subject: 'saul', roles: ['reader'], clearance: 'secret' },
  aude: { subject: 'aude', roles: ['auditor'], clearance: 'secret' },
  axel: { subject: 'axel', roles: ['auditor'], clearance: 'tres-secret' },
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

describe('the page of an event that only provides a name at a past moment', () => {
  const KNOWN = '?knownAt=2025-10-24';
  const HAPPENED = '?happenedBy=2025-10-24';
  const LATER = '?knownAt=2025-10-28';
  let other: string;
  let round: ReceiptBody;
  let moved: string;
  beforeAll(async () => {
    const earlier = { occurredOn: '2025-10-20', learnedAt: '2025-10-20T08:00:00Z' };
    const later = { occurredOn: '2025-10-27', learnedAt: '2025-10-27T08:00:00Z' };
    const codes = (code: string) => [{ scheme: 'CAMEO', version: '1.1b3', code }];
    other = (await record('/v1/negotiations', { title: 'Cod', ...earlier })).id;
    for (const subject of ['rita', 'aude'])
      await record(`/v1/negotiations/${other}/grants`, { issuer: issuer.url, subject });
    const meetings = `/v1/negotiations/${other}/meetings`;
    round = await record(meetings, { title: 'Rund', planned: { on: '2025-12-04' }, codes: codes('036'), ...later });
    // It was known sooner than what it corrects.
    const slip = { planned: { on: '2025-12-05' }, codes: codes('046'), title: 'Round' };
    moved = await told(`/v1/meetings/${round.id}/correct`, {
      eventId: round.events[0]!.id,
      changes: slip,
      reason: 'A slip of the pen.',
      learnedAt: earlier.learnedAt,
    });
    await record(meetings, { title: 'Preparation', preparesForId: round.id, ...earlier });
  });
  /** The plan and the codes, as they were recorded or corrected. */
  const TOLD = /2025-12-0[45]|"0[34]6"/g;
  const toldIn = (body: object) => [...new Set(JSON.stringify(body).match(TOLD) ?? [])].toSorted();

  it.each([KNOWN, HAPPENED])(
    'says neither its plan nor its codes, and neither does a correction of it: %s',
    async (at) => {
      for (const who of ['rita', 'aude']) {
        const body = await page(who, round.events[0]!.id, at);
        expect(body).toMatchObject({
          title: 'A meeting was proposed: “Round”',
          data: { title: 'Round' },
          asRecorded: { data: { title: 'Rund' } },
          corrections: [{ eventId: moved }],
        });
        const correction = await page(who, moved, at);
        expect(correction).toMatchObject({
          data: { changes: { title: 'Round' } },
          corrects: { eventId: round.events[0]!.id },
        });
        expect([toldIn(body), toldIn(correction)]).toEqual([[], []]);
      }
    },
  );
  it.each([KNOWN, HAPPENED])('says so wherever else its thing is told of: %s', async (at) => {
    const rita = await as('rita');
    const list = `/v1/negotiations/${other}`;
    for (const path of [
      `/v1/meetings/${round.id}`,
      `${list}/meetings`,
      `${list}/board`,
      `${list}/timeline`,
      '/v1/meetings',
    ]) {
      const { body } = await rita.get(`${path}${at}`).expect(200);
      expect([path, toldIn(body as object)]).toEqual([path, []]);
    }
    const { items } = (await rita.get(`${list}/meetings${at}`).expect(200)).body as { items: { title: string }[] };
    expect(items.map(({ title }) => title)).toContain('Round');
    const { text } = await rita.get(`${list}/calendar.ics${at}`).buffer(true).expect(200);
    expect(text).toContain('SUMMARY:Round');
    expect(text).not.toContain('202512');
  });
  it.each([LATER, ''])('says both as soon as it counts by itself: %s', async (at) => {
    const body = await page('rita', round.events[0]!.id, at);
    expect(body).toMatchObject({
      data: { planned: { on: '2025-12-05' } },
      codes: [{ code: '046' }],
      asRecorded: { data: { planned: { on: '2025-12-04' } }, codes: [{ code: '036' }] },
    });
    expect(toldIn(await page('rita', moved, at))).toEqual(['"046"', '2025-12-05']);
    const { body: meeting } = await (await as('rita')).get(`/v1/meetings/${round.id}${at}`).expect(200);
    expect(meeting).toMatchObject({ planned: { on: '2025-12-05' } });
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
  it('is refused if it is about access, or no id at all: only auditors of that negotiation are told that it has no page', async () => {
    const grant = await record(`/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject: 'zoe' });
    const { id } = grant.events[0]!;
    const { status, body } = await read('aude', id);
    expect([status, body['code']]).toEqual([404, 'event-without-page']);
    const address = /GET (\/v1\/audit\/trail\S+),/.exec(String(body['detail']))![1]!;
    const trail = (await (await as('aude')).get(address).expect(200)).body as { items: { event: { id: string } }[] };
    expect(trail.items.map(({ event }) => event.id)).toContain(id);
    expect(await read('aude', id, '?knownAt=2025-10-30')).toMatchObject({
      status: 404,
      body: { code: 'event-unknown' },
    });
    for (const who of ['rita', 'axel'])
      expect(without(await read(who, id))).toEqual(without(await read('rita', UNKNOWN)));
    expect((await read('rita', 'first')).status).toBe(400);
  });
  it('is named as a checkpoint to auditors who see the whole log', async () => {
    // The checkpoint over what was recorded is an event of the log as soon as the service stops.
    const first = await start();
    await first.post('/v1/negotiations', { title: 'Talks' }).expect(201);
    await first.close();
    const alone = await start(first.dataDir);
    try {
      const { items } = (await alone.get('/v1/audit/trail?type=CheckpointSigned').expect(200)).body as {
        items: readonly { event: { id: string } }[];
      };
      const { id } = items.at(-1)!.event;
      const { body } = await alone.get(`/v1/events/${id}`).expect(404);
      expect(body).toMatchObject({ code: 'event-without-page', detail: expect.stringContaining('is a checkpoint') });
      await alone.get(`/v1/audit/proofs/inclusion?eventId=${id}`).expect(200);
    } finally {
      await alone.close();
      remove(alone.dataDir);
    }
  });
});

describe('the events of a negotiation', () => {
  type Line = Readonly<{ eventId: string; type: string; title: string; ordinal?: number; recordedAt: string }> &
    Readonly<Record<string, unknown>>;
  type List = Readonly<{ items: readonly Line[]; next?: string; marking: object }>;
  const list = async (who: string, id: string, query = '') => {
    const { status, body } = await (await as(who)).get(`/v1/negotiations/${id}/events${query}`);
    return { status, body: body as List & { code?: string } };
  };
  const lines = async (who: string, id: string, query = '') => (await list(who, id, query)).body.items;

  let other: ReceiptBody;
  let call: ReceiptBody;
  let named: string;
  let renamed: string;
  let mistake: string;
  let voiding: string;
  beforeAll(async () => {
    other = await record('/v1/negotiations', { title: 'Fish' });
    for (const subject of ['rita', 'saul', 'aude'])
      await record(`/v1/negotiations/${other.id}/grants`, { issuer: issuer.url, subject });
    call = await record(`/v1/negotiations/${other.id}/meetings`, { title: 'Cal', learnedAt: '2025-10-27T08:00:00Z' });
    named = call.events[0]!.id;
    await record(`/v1/negotiations/${other.id}/meetings`, { title: 'Quotas', marking: { level: 'secret' } });
    const slip = { eventId: named, changes: { title: 'Call' }, reason: 'A slip of the pen.' };
    renamed = await told(`/v1/meetings/${call.id}/correct`, slip);
    const twice = await record(`/v1/negotiations/${other.id}/issues`, { title: 'Herring' });
    mistake = twice.events[0]!.id;
    voiding = await told(`/v1/issues/${twice.id}/void`, { eventId: mistake, reason: 'Recorded twice.' });
  });

  it('stand in the order in which they were recorded, each with what it puts right and whether it counts', async () => {
    expect(await lines('rita', other.id)).toEqual([
      expect.objectContaining({ type: 'NegotiationOpened', title: 'Negotiation opened: “Fish”', kind: 'negotiation' }),
      expect.objectContaining({
        eventId: named,
        type: 'MeetingProposed',
        title: 'A meeting was proposed: “Call”',
        thingId: call.id,
        recordedBy: 'The Chief',
        learnedAt: '2025-10-27T08:00:00.000Z',
        inEffect: true,
      }),
      expect.objectContaining({ eventId: renamed, corrects: named, reason: 'A slip of the pen.', inEffect: true }),
      expect.objectContaining({ eventId: mistake, voidedBy: voiding, inEffect: false }),
      expect.objectContaining({ eventId: voiding, type: 'RecordVoided', corrects: mistake, inEffect: true }),
    ]);
  });
  it('are those of one type if that is asked for, and then nothing of what a reader may not see, either', async () => {
    const typed = '?type=MeetingProposed';
    const meetings = (await lines('saul', other.id)).filter(({ type }) => type === 'MeetingProposed');
    expect(meetings).toHaveLength(2);
    expect(await lines('saul', other.id, typed)).toEqual(meetings);
    expect((await lines('rita', other.id, typed)).map(({ eventId }) => eventId)).toEqual([named]);
    expect(await lines('rita', other.id, '?type=GrantGiven')).toEqual([]);
    expect((await list('rita', other.id, '?type=Meeting')).status).toBe(400);
  });
  it('are without a gap where a reader may see less, and name no place in the log', async () => {
    const [less, more] = [await list('rita', other.id), await list('saul', other.id)];
    expect(more.body.items.map(({ title }) => title)).toContain('A meeting was proposed: “Quotas”');
    expect(less.body.items).toEqual(more.body.items.filter(({ title }) => !title.includes('Quotas')));
    expect([less.body.marking, more.body.marking]).toEqual([{ level: 'public' }, { level: 'secret' }]);
    expect(JSON.stringify([less.body, more.body])).not.toContain('ordinal');
    // An auditor whose clearance ends somewhere may not know how many events there are beyond.
    expect(JSON.stringify((await list('aude', other.id)).body)).not.toContain('ordinal');
  });
  it('come in pages, which together are the whole, and tell nothing of who may read', async () => {
    const whole = await lines('saul', other.id);
    const pages: Line[] = [];
    for (let after = ''; ;) {
      const { body } = await list('saul', other.id, `?limit=2${after}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      pages.push(...body.items);
      if (body.next === undefined) break;
      after = `&after=${encodeURIComponent(body.next)}`;
    }
    expect(pages).toEqual(whole);
    expect(whole.map(({ type }) => type)).not.toContain('GrantGiven');
  });
  it('are those of a past moment: of what was on record, and of what was known', async () => {
    const [opened, , corrected] = await lines('rita', other.id);
    const asOf = (at: string) => lines('rita', other.id, `?asOf=${encodeURIComponent(at)}`);
    const then = await asOf(new Date(Date.parse(corrected!.recordedAt) - 1).toISOString());
    expect(then.map(({ title }) => title)).toEqual(['Negotiation opened: “Fish”', 'A meeting was proposed: “Cal”']);
    expect(await asOf(opened!.recordedAt)).toEqual([opened]);
    // The negotiation itself was not told by then: it only has a name, and that is no event of then.
    const known = await lines('rita', other.id, '?knownAt=2025-10-27');
    expect(known.map(({ title }) => title)).toEqual(['A meeting was proposed: “Cal”']);
  });
  it('are refused to those who may not read the negotiation as if it were not on record', async () => {
    const known = await list('eve', other.id);
    const never = await list('rita', UNKNOWN);
    const bare = ({ status, body }: typeof known) => ({ status, ...body, instance: undefined });
    expect(bare(never)).toMatchObject({ status: 404, code: 'negotiation-unknown' });
    expect(bare(known)).toEqual(bare(never));
    expect((await list('rita', 'first')).status).toBe(400);
  });
  it('have the marking of whom their lines name, though these things are on other lines', async () => {
    const { id } = await record('/v1/negotiations', { title: 'Cod' });
    for (const subject of ['rita', 'saul'])
      await record(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject });
    const party = await record(`/v1/negotiations/${id}/parties`, { name: 'Norway', kind: 'state', role: 'principal' });
    const first = await record(`/v1/negotiations/${id}/meetings`, { title: 'Round', proposedById: party.id });
    const lineOfMeeting = async (who: string) => {
      // Readers who see the party have two lines before it, the others one.
      const before = (await list(who, id, `?limit=${who === 'saul' ? 2 : 1}`)).body.next!;
      const { body } = await list(who, id, `?limit=1&after=${encodeURIComponent(before)}`);
      return { title: body.items[0]!.title, marking: body.marking };
    };
    await record(`/v1/parties/${party.id}/mark`, { marking: { level: 'secret' }, reason: 'Delicate.' });
    const [less, more] = [await lineOfMeeting('rita'), await lineOfMeeting('saul')];
    expect([more.title.includes('Norway'), more.marking]).toEqual([true, { level: 'secret' }]);
    expect([less.title.includes('Norway'), less.marking]).toEqual([false, { level: 'public' }]);
    // The page of the event names the party, too.
    expect((await page('saul', first.events[0]!.id))['marking']).toEqual({ level: 'secret' });
  });
  it('say of a voiding that is voided what it restores, however often that is done', async () => {
    const { id } = await record('/v1/negotiations', { title: 'Plaice' });
    await record(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject: 'rita' });
    const issue = await record(`/v1/negotiations/${id}/issues`, { title: 'Nets' });
    let eventId = issue.events[0]!.id;
    for (let n = 0; n < 3; n += 1) eventId = await told(`/v1/issues/${issue.id}/void`, { eventId, reason: 'Or not.' });
    expect((await lines('rita', id)).slice(-3).map(({ title }) => title)).toEqual([
      'Voided: Issue raised: “Nets”',
      'Restored: Issue raised: “Nets”',
      'Voided: Issue raised: “Nets”',
    ]);
  });
  it('leave out at a past moment what corrects an event that only names its thing', async () => {
    const { id } = await record('/v1/negotiations', { title: 'Hake', learnedAt: '2025-10-01T08:00:00Z' });
    await record(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject: 'rita' });
    const late = await record(`/v1/negotiations/${id}/meetings`, { title: 'Rund', occurredOn: '2025-10-27' });
    await told(`/v1/meetings/${late.id}/correct`, {
      eventId: late.events[0]!.id,
      changes: { title: 'Round' },
      reason: 'A slip of the pen.',
    });
    await record(`/v1/negotiations/${id}/meetings`, {
      title: 'Preparation',
      preparesForId: late.id,
      occurredOn: '2025-10-21',
    });
    const then = await lines('rita', id, '?happenedBy=2025-10-22');
    expect(then.map(({ title }) => title)).toEqual([
      'Negotiation opened: “Hake”',
      'A meeting was proposed: “Preparation”, to prepare “Round”',
    ]);
  });
  it('have their places in the log for auditors who may see all of it', async () => {
    const alone = await start();
    try {
      const { id } = (await alone.post('/v1/negotiations', { title: 'Talks' })).body as ReceiptBody;
      await alone.post(`/v1/negotiations/${id}/issues`, { title: 'Licences' }).expect(201);
      const { items } = (await alone.get(`/v1/negotiations/${id}/events`).expect(200)).body as List;
      for (const { eventId, ordinal } of items) {
        const { body } = await alone.get(`/v1/audit/proofs/inclusion?eventId=${eventId}`).expect(200);
        expect(ordinal).toBe((body as { index: number }).index);
      }
      expect(items.map(({ title }) => title)).toEqual(['Negotiation opened: “Talks”', 'Issue raised: “Licences”']);
    } finally {
      await alone.close();
      remove(alone.dataDir);
    }
  });
});
