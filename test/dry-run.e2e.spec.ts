import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { LogFollower } from '../apps/server/src/log/log-follower.js';
import { letInByName } from './support/as.js';
import { type Document, documentOf, sendExamples } from './support/examples.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type Asked, type ReceiptBody, remove } from './support/service.js';

type Event = Readonly<{
  type: string;
  revision: number;
  data: object;
  metadata: Record<string, unknown>;
  text?: string;
}>;
type Told = Readonly<{ text: string; occurredOn?: string }>;
type DryRunBody = Readonly<{
  dryRun: true;
  id?: string;
  alreadyRecorded?: true;
  events: readonly Event[];
  warnings?: readonly Readonly<{ code: string; field: string }>[];
  likelyDuplicates: readonly Readonly<{ eventId: string; why: string; title: string }>[];
  changes: Readonly<{
    timeline: readonly Readonly<{ change: string; eventId?: string; moves?: true; before?: Told; after?: Told }>[];
    lists: readonly Readonly<{ list: string; change: string; moves?: true }>[];
    inForce: readonly Readonly<{ provisionId: string; before: readonly object[]; after: readonly object[] }>[];
    visibility?: Readonly<
      Record<'before' | 'after', Readonly<{ level: string; seenBy: readonly string[] }> | undefined>
    >;
    sameDate?: Readonly<{ items: readonly Readonly<{ title: string }>[]; more?: true }>;
  }>;
}>;
type Result = Readonly<{ status: number; body: DryRunBody }>;

let service: InProcess;
let document: Document;
beforeAll(async () => {
  letInByName();
  service = await startInProcess();
  document = await documentOf(service);
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

/** How many events the log has. */
const size = async (): Promise<number> => {
  const follower = service.app.get(LogFollower);
  await follower.upToDate();
  await service.settle();
  return follower.head;
};
const dry = (address: string) => `${address}${address.includes('?') ? '&' : '?'}dryRun=true`;
/** What is the same in a dry run and in the command: all but ids and times. */
const same = ({ type, revision, data, metadata }: Event) => {
  const { recordedAt, learnedAt, correlationId: _, commandId: __, request: ___, ...rest } = metadata;
  return JSON.stringify({
    type,
    revision,
    data,
    metadata: { ...rest, ...(learnedAt !== recordedAt && { learnedAt }) },
  });
};
const problemOf = ({ status, body }: Response) => {
  const { code, detail, errors } = body as Record<string, unknown>;
  return { status, code, detail, errors };
};

describe('the dry run of every command of the document', () => {
  it('records nothing, and says to the byte what the command then records', async () => {
    const pairs: [address: string, dried: Response, real: Response][] = [];
    // Each example is tried, recorded, and then tried and sent once more: most are refused then, both times in the same way.
    const post = (address: string, body: object) => ({
      set: async (headers: Record<string, string>) => {
        const before = await size();
        const dried = await service.post(dry(address), body).set(headers);
        expect([address, await size()]).toEqual([address, before]);
        const real = await service.post(address, body).set(headers);
        pairs.push([address, dried, real]);
        const [again, refused] = [await service.post(dry(address), body).set(headers), service.post(address, body)];
        if (again.status >= 400) expect(problemOf(again)).toEqual(problemOf(await refused.set(headers)));
        return real;
      },
    });
    await sendExamples({ get: service.get, post: post as unknown as Asked['post'] }, document);
    expect(pairs.length).toBeGreaterThan(75);
    for (const [address, dried, real] of pairs) {
      expect([address, dried.status, dried.status === 200 ? '' : dried.text]).toEqual([address, 200, '']);
      const [foreseen, recorded] =
        address === '/v1/batches'
          ? [(dried.body as Result[])[0]!.body, (real.body as Readonly<{ body: ReceiptBody }>[])[0]!.body]
          : [dried.body as DryRunBody, real.body as ReceiptBody];
      expect(foreseen.events.map(same)).toEqual((recorded.events as unknown as Event[]).map(same));
      expect([address, foreseen.events[0]!.text]).toEqual([address, expect.stringMatching(/\S.*[.。]$/)]);
      if (foreseen.id !== undefined) expect(foreseen.id).toBe(recorded.id);
    }
  });
  it('is refused with what the parser and the validation would refuse, and keeps nothing of it', async () => {
    const before = await size();
    const talks = '/v1/negotiations';
    for (const body of [{}, { title: 'Talks', weather: 'fine' }, { title: 'Talks', occurredOn: 'last week' }])
      expect(problemOf(await service.post(dry(talks), body))).toEqual(problemOf(await service.post(talks, body)));
    const { status, body } = await service.post(`${talks}?dryRun=perhaps`, { title: 'Talks' });
    expect([status, (body as { errors: object[] }).errors]).toEqual([
      400,
      [expect.objectContaining({ pointer: '/dryRun' })],
    ]);
    expect(await size()).toBe(before);
    await service.post(`${talks}?dryRun=false`, { title: 'Talks' }).expect(201);
    expect(await size()).toBe(before + 1);
  });
});

describe('a dry run', () => {
  let talks: string;
  let china: string;
  let wang: string;
  const list = (plural: string) => `/v1/negotiations/${talks}/${plural}`;
  const record = async (path: string, body: object) =>
    (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
  const tried = async (path: string, body: object, headers: Record<string, string> = {}) =>
    (
      await service
        .post(dry(path), body)
        .set({ 'if-match': '*', ...headers })
        .expect(200)
    ).body as DryRunBody;
  beforeAll(async () => {
    talks = (await record('/v1/negotiations', { title: 'Talks', occurredOn: '2025-09' })).id;
    china = (await record(list('parties'), { name: 'China', kind: 'state', role: 'principal', code: 'CN' })).id;
    wang = (
      await record(list('representatives'), {
        name: 'Wang Wentao',
        otherNames: ['王文涛'],
        kind: 'person',
        partyId: china,
      })
    ).id;
  });

  it('says what it would record in the language of the reader', async () => {
    const body = { title: 'Call', partyIds: [china], occurredOn: '2025-10-21' };
    const { events } = await tried(list('meetings'), body);
    expect(events[0]!.text).toBe('“Call” was proposed.');
    const french = await service
      .post(dry(list('meetings')), body)
      .set('accept-language', 'fr')
      .expect(200);
    expect(french.headers['content-language']).toBe('fr');
    expect((french.body as DryRunBody).events[0]!.text).not.toBe(events[0]!.text);
  });
  it('keeps no Idempotency-Key, and says what is on record if the key was used for the command', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { title: 'Export controls' };
    const first = await tried(list('issues'), body, key);
    const { body: receipt, headers } = await service.post(list('issues'), body).set(key).expect(201);
    expect(headers['idempotency-replayed']).toBe('false');
    // The id follows from the key.
    expect((receipt as ReceiptBody).id).toBe(first.id);
    const before = await size();
    expect(await tried(list('issues'), body, key)).toMatchObject({ alreadyRecorded: true, ...(receipt as object) });
    const other = await service.post(dry(list('issues')), { title: 'Licences' }).set(key);
    expect(problemOf(other)).toEqual(problemOf(await service.post(list('issues'), { title: 'Licences' }).set(key)));
    expect(await size()).toBe(before);
  });
  it('finds who is on record already, by another spelling', async () => {
    const again = await tried(list('representatives'), { name: '王文涛', kind: 'person' });
    expect(again.likelyDuplicates).toEqual([expect.objectContaining({ why: 'same-name', title: 'Wang Wentao' })]);
    expect((await tried(list('representatives'), { name: 'Li Chenggang', kind: 'person' })).likelyDuplicates).toEqual(
      [],
    );
  });
  it('finds what was said by the same person near the same day, and no more', async () => {
    const said = {
      speakerId: wang,
      partyId: china,
      kind: 'interview',
      text: 'The licences will come.',
      verbatim: true,
    };
    const { events } = await record(list('statements'), { ...said, occurredOn: '2025-10-21' });
    const duplicates = async (changes: object) =>
      (await tried(list('statements'), { ...said, ...changes })).likelyDuplicates.map(({ eventId, why }) => [
        eventId,
        why,
      ]);
    expect(await duplicates({ occurredOn: '2025-10-24' })).toEqual([[events[0]!.id, 'same-parties']]);
    expect(await duplicates({ occurredOn: '2025-10-2X' })).toEqual([[events[0]!.id, 'same-parties']]);
    expect(await duplicates({ occurredOn: '2025-10-25' })).toEqual([]);
    expect(
      await duplicates({
        occurredOn: '2025-10-21',
        speakerId: undefined,
        attribution: 'background',
        partyId: undefined,
      }),
    ).toEqual([]);
    // Another account of it is no duplicate: it says so itself.
    expect(await duplicates({ occurredOn: '2025-10-21', reportOf: events[0]!.id })).toEqual([]);
  });
  it('warns of what lists would warn of', async () => {
    const gone = await record(list('meetings'), { title: 'Never held' });
    await record(`/v1/meetings/${gone.id}/void`, { eventId: gone.events[0]!.id, reason: 'It was another one.' });
    const said = { speakerId: wang, kind: 'interview', text: 'Yes', verbatim: true, meetingId: gone.id };
    expect((await tried(list('statements'), said)).warnings).toEqual([
      expect.objectContaining({ code: 'refers-to-voided', field: '/meetingId' }),
    ]);
    const held = await record(list('meetings'), { title: 'Talks' });
    await record(`/v1/meetings/${held.id}/held`, { occurredOn: '2025-10-21' });
    const outside = { ...said, meetingId: held.id, occurredOn: '2025-10-02' };
    expect((await tried(list('statements'), outside)).warnings).toEqual([
      expect.objectContaining({ code: 'outside-its-meeting', field: '/occurredOn' }),
    ]);
  });
  it('warns of a new fact in a negotiation that was voided, and of nothing that puts one right there', async () => {
    const doomed = await record('/v1/negotiations', { title: 'Other talks', occurredOn: '2025-09' });
    const inIt = `/v1/negotiations/${doomed.id}`;
    const meeting = await record(`${inIt}/meetings`, { title: 'Call' });
    const tries = async () => [
      await tried(`${inIt}/meetings`, { title: 'Lunch' }),
      await tried(`/v1/meetings/${meeting.id}/held`, { occurredOn: '2025-10-21' }),
    ];
    for (const { warnings } of await tries()) expect(warnings).toBeUndefined();
    await record(`${inIt}/void`, { eventId: doomed.events[0]!.id, reason: 'They never began.' });
    for (const { warnings } of await tries())
      expect(warnings).toEqual([
        {
          code: 'negotiation-voided',
          field: '/negotiationId',
          detail: 'The negotiation was voided. Restore it, or record this in another one.',
        },
      ]);
    const wrong = { eventId: meeting.events[0]!.id, reason: 'It was another call.' };
    expect((await tried(`/v1/meetings/${meeting.id}/void`, wrong)).warnings).toBeUndefined();
  });
  it('of a correction says what changes on the timeline and in lists, and what shares the old date and stays', async () => {
    const meeting = await record(list('meetings'), { title: 'Brussels', occurredOn: '2025-10-0X' });
    await record(list('meetings'), { title: 'Paris', occurredOn: '2025-10-0X' });
    const path = `/v1/meetings/${meeting.id}`;
    const { changes, events } = await tried(`${path}/correct`, {
      eventId: meeting.events[0]!.id,
      changes: { occurredOn: '2025-10-15', title: 'High-level talks in Brussels' },
      reason: 'The notice has the day.',
    });
    expect(events[0]!.text).toBe('The record would then say: “High-level talks in Brussels” was proposed.');
    expect(changes.timeline).toEqual([
      {
        change: 'changed',
        eventId: meeting.events[0]!.id,
        type: 'MeetingProposed',
        moves: true,
        before: {
          text: '“Brussels” was proposed.',
          occurredOn: '2025-10-0X',
          earliest: '2025-10-01',
          latest: '2025-10-09',
        },
        after: {
          text: '“High-level talks in Brussels” was proposed.',
          occurredOn: '2025-10-15',
          earliest: '2025-10-15',
          latest: '2025-10-15',
        },
      },
    ]);
    expect(changes.lists).toEqual([
      { list: 'meetings', change: 'changed' },
      { list: 'moments', change: 'changed' },
      { list: 'timeline', change: 'changed', moves: true },
    ]);
    expect(changes.sameDate).toEqual({ items: [expect.objectContaining({ title: expect.stringContaining('Paris') })] });
    // It is as it was.
    expect((await service.get(path)).body).toMatchObject({ title: 'Brussels', occurredOn: '2025-10-0X' });
  });
  it('of a voiding says what goes, and of the voiding of that what comes back', async () => {
    const meeting = await record(list('meetings'), { title: 'Lunch', occurredOn: '2025-10-21' });
    const path = `/v1/meetings/${meeting.id}/void`;
    const gone = await tried(path, { eventId: meeting.events[0]!.id, reason: 'It was another one.' });
    expect(gone.events[0]!.text).toBe('This would no longer count: “Lunch” was proposed.');
    expect(gone.changes.timeline.map(({ change }) => change)).toEqual(['removed']);
    expect(gone.changes.lists).toContainEqual({ list: 'meetings', change: 'removed' });
    const voiding = await record(path, { eventId: meeting.events[0]!.id, reason: 'It was another one.' });
    const back = await tried(path, { eventId: voiding.events[0]!.id, reason: 'It was held.' });
    expect(back.events[0]!.text).toBe('This would count again: “Lunch” was proposed.');
    expect(back.changes.timeline.map(({ change }) => change)).toEqual(['added']);
  });
  it('says from when a provision would be in force', async () => {
    const measure = await record(list('measures'), {
      title: 'Export controls',
      actorId: china,
      instrument: 'export-control',
      occurredOn: '2025-10-09',
      provisions: [{ provisionId: '1', text: 'Licences are needed.', entersIntoForce: { on: '2025-12-01' } }],
    });
    const { changes } = await tried(`/v1/measures/${measure.id}/provisions/1/suspend`, {
      occurredOn: '2025-11-07',
      from: { on: '2025-11-10' },
      until: { on: '2026-11-10' },
    });
    expect(changes.inForce).toEqual([
      expect.objectContaining({
        provisionId: '1',
        after: expect.arrayContaining([expect.objectContaining({ status: 'suspended', to: '2026-11-10' })]),
      }),
    ]);
  });
  it('says who would see it, and marks its answer', async () => {
    const marking = { level: 'secret', compartments: ['trade'] };
    const { body, headers } = await service.post(dry(list('meetings')), { title: 'Secret', marking }).expect(200);
    expect((body as DryRunBody).changes.visibility).toEqual({
      after: { level: 'secret', compartments: ['trade'], seenBy: ['secret', 'tres-secret'] },
    });
    expect(headers['marking']).toBe('level="secret", compartments=("trade")');
    const { id } = await record(list('meetings'), { title: 'Open' });
    const raised = await tried(`/v1/meetings/${id}/mark`, {
      marking: { level: 'secret' },
      reason: 'It became delicate.',
    });
    expect(raised.changes.visibility!.before!.seenBy).toContain('public');
    expect(raised.changes.visibility!.after!.seenBy).toEqual(['secret', 'tres-secret']);
    expect(raised.events[0]!.text).toBe('“Open” would be marked secret.');
  });
  it('tells nobody of what they may not see', async () => {
    const hidden = { title: 'Hidden', partyIds: [china], occurredOn: '2025-08-05', marking: { level: 'secret' } };
    await record(list('meetings'), hidden);
    const open = { title: 'Open', partyIds: [china], occurredOn: '2025-08-05' };
    const asked = async (who: string) =>
      (await tried(list('meetings'), open, { 'x-caller': who })).likelyDuplicates.map(({ why }) => why);
    expect([await asked('chief'), await asked('ben')]).toEqual([['same-parties'], []]);
  });
  it('of a position does not tell whether there is a hidden one on the same issue', async () => {
    const issue = (await record(list('issues'), { title: 'Licences for magnets' })).id;
    const position = {
      partyId: china,
      issueId: issue,
      kind: 'demand',
      scope: 'public',
      text: 'Licences',
      occurredOn: '2025-10-01',
    };
    const asked = async () => tried(list('positions'), position, { 'x-caller': 'ben' });
    const before = await asked();
    await record(list('positions'), { ...position, text: 'None at all', marking: { level: 'secret' } });
    const after = await asked();
    const timeless = ({ events, ...rest }: DryRunBody) => ({ ...rest, events: events.map(same) });
    expect(timeless(after)).toEqual(timeless(before));
    expect(after.id).toBeUndefined();
  });
  it('is marked as what its sentences name', async () => {
    const party = (await record(list('parties'), { name: 'A third state', kind: 'state', role: 'observer' })).id;
    const { id, events } = await record(list('meetings'), { title: 'Lunch', partyIds: [china, party] });
    const held = await record(`/v1/meetings/${id}/held`, { occurredOn: '2025-10-03', partyIds: [china, party] });
    expect(events).toHaveLength(1);
    await record(`/v1/parties/${party}/mark`, { marking: { level: 'secret' }, reason: 'Nobody may know.' });
    const voided = { eventId: held.events[0]!.id, reason: 'It was another lunch.' };
    const { body, headers } = await service
      .post(dry(`/v1/meetings/${id}/void`), voided)
      .set('if-match', '*')
      .expect(200);
    expect((body as DryRunBody).events[0]!.text).toContain('A third state');
    expect(headers['marking']).toBe('level="secret"');
  });
  it('of a grant tells nothing of how the negotiation is marked', async () => {
    const secret = (await record('/v1/negotiations', { title: 'Secret talks', marking: { level: 'secret' } })).id;
    const grant = { issuer: 'https://login.example.org', subject: 'somebody' };
    const { body, headers } = await service.post(dry(`/v1/negotiations/${secret}/grants`), grant).expect(200);
    expect((body as DryRunBody).changes.visibility).toBeUndefined();
    expect(headers['marking']).toBe('level="public"');
  });
  it('of a batch answers a command that it has twice as a trial of the first, and another one with its key as the batch does', async () => {
    const command = { path: list('parties'), body: { name: 'Iceland', kind: 'state', role: 'observer' } };
    const keyed = { ...command, idempotencyKey: randomUUID() };
    const other = { ...keyed, body: { ...command.body, name: 'Greenland' } };
    const held = { path: `/v1/parties/${china}/leave`, body: {}, idempotencyKey: randomUUID() };
    const commands = [keyed, keyed, other, held, held] as never;
    const before = await size();
    const dried = (await service.post('/v1/batches?dryRun=true', commands).expect(200)).body as Result[];
    expect(await size()).toBe(before);
    expect(dried.map(({ status }) => status)).toEqual([200, 200, 422, 200, 200]);
    for (const [one, again] of [dried.slice(0, 2), dried.slice(3)]) {
      expect(again!.body.events.map(same)).toEqual(one!.body.events.map(same));
      expect(again!.body.alreadyRecorded).toBeUndefined();
    }
  });
  it('of a batch decides each command on what the ones before it would record', async () => {
    const [id, party] = [randomUUID(), randomUUID()];
    const commands = [
      { path: '/v1/negotiations', body: { id, title: 'Other talks' } },
      { path: `/v1/negotiations/${id}/parties`, body: { id: party, name: 'Norway', kind: 'state', role: 'observer' } },
      {
        path: `/v1/negotiations/${id}/statements`,
        body: { partyId: party, kind: 'interview', attribution: 'background', text: 'No', verbatim: true },
      },
      { path: `/v1/negotiations/${id}/issues`, body: { title: 'Fish', raisedById: randomUUID() } },
      { path: `/v1/parties/${party}/leave`, body: {} },
      { path: `/v1/parties/${party}/leave`, body: {} },
    ];
    const before = await size();
    const results = (await service.post('/v1/batches?dryRun=true', commands as never).expect(200)).body as Result[];
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200, 422, 200, 422]);
    expect(results[2]!.body.events[0]!.text).toBe('Norway made a statement, on background.');
    expect(await size()).toBe(before);
    const real = (await service.post('/v1/batches', commands as never).expect(200)).body as Result[];
    expect(real.map(({ status }) => status)).toEqual([201, 201, 201, 422, 201, 422]);
    for (const [n, { status, body }] of real.entries())
      if (status === 201) expect(results[n]!.body.events.map(same)).toEqual(body.events.map(same));
      else
        expect((results[n]!.body as unknown as { code: string }).code).toBe((body as unknown as { code: string }).code);
  });
});
