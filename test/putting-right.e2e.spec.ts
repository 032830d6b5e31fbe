import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEdtf } from '#edtf/parse-edtf.js';
import { EventStore } from '#event-store/event-store.js';
import { seal } from '#ledger/seal.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

let service: InProcess;
let talks: string;
const made: Record<'eu' | 'china' | 'gill' | 'wang', string> = { eu: '', china: '', gill: '', wang: '' };

const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await service.post(path, body).set(headers);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body as ReceiptBody;
};
const inTalks = (plural: string, body: object) => post(`/v1/negotiations/${talks}/${plural}`, body);
const page = async (path: string) => (await service.get(path)).body as Record<string, unknown>;
const etagOf = async (path: string) => (await service.get(path)).headers['etag']!;
const correct = async (path: string, eventId: string, changes: object, reason = 'The note was wrong.') =>
  post(`${path}/correct`, { eventId, changes, reason }, { 'if-match': await etagOf(path) });
const voidEvent = async (path: string, eventId: string, reason = 'It never was.') =>
  post(`${path}/void`, { eventId, reason }, { 'if-match': await etagOf(path) });

beforeAll(async () => {
  service = await startInProcess();
  talks = (await post('/v1/negotiations', { title: 'Talks' })).id;
  made.eu = (
    await inTalks('parties', { name: 'Europaen Union', kind: 'regional-organisation', role: 'principal', code: 'EU' })
  ).id;
  made.china = (await inTalks('parties', { name: 'China', kind: 'state', role: 'principal', code: 'CN' })).id;
  made.gill = (await inTalks('representatives', { name: 'Olof Gill', kind: 'person', partyId: made.eu })).id;
  made.wang = (await inTalks('representatives', { name: 'Wang Wentao', kind: 'person', partyId: made.china })).id;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

describe('an error is corrected, and what was first recorded stays on the trail', () => {
  it('a translation that was added and corrected, when the addition is voided', async () => {
    const made = { kind: 'interview', text: '有害', verbatim: true, attribution: 'background' };
    const statement = await inTalks('statements', made);
    const [path, eventId] = [`/v1/statements/${statement.id}`, statement.events[0]!.id];
    const adding = await correct(path, eventId, { translation: { language: 'en', text: 'harmfull' } });
    await correct(path, eventId, { translation: { text: 'harmful' } });
    await voidEvent(path, adding.events[0]!.id);
    expect(await page(path)).toMatchObject({ translation: { language: 'en', text: 'harmful' } });
    expect((await service.get(`/v1/negotiations/${talks}/timeline`)).status).toBe(200);
  });
  it('a wrong date', async () => {
    const meeting = await inTalks('meetings', {
      title: 'Talks in Brussels',
      level: 'high-level-technical',
      mode: 'in-person',
    });
    const held = await post(`/v1/meetings/${meeting.id}/held`, { occurredOn: '2025-10-29', summary: 'Talks' });
    const path = `/v1/meetings/${meeting.id}`;
    await correct(path, held.events[0]!.id, { occurredOn: '2025-10-30' }, 'It was the Thursday.');
    expect(await page(path)).toMatchObject({ held: { occurredOn: '2025-10-30', summary: 'Talks' } });

    const trail = await page(`/v1/audit/trail?thing=meeting-${meeting.id}`);
    const first = (
      trail['items'] as { event: { id: string; data: object; metadata: object }; corrections: object[] }[]
    ).find(({ event }) => event.id === held.events[0]!.id)!;
    expect(first.event.metadata).toMatchObject({ occurredOn: { edtf: '2025-10-29' }, recordedBy: { name: 'Ana' } });
    expect(first.corrections).toMatchObject([
      {
        event: {
          type: 'RecordCorrected',
          data: { reason: 'It was the Thursday.', changes: { occurredOn: { edtf: '2025-10-30' } } },
        },
      },
    ]);
  });
  it('a wrong speaker', async () => {
    const statement = await inTalks('statements', {
      speakerId: made.wang,
      kind: 'spokesperson-remark',
      text: 'They arrive on Thursday.',
      verbatim: false,
    });
    await correct(`/v1/statements/${statement.id}`, statement.events[0]!.id, {
      speakerId: made.gill,
      partyId: made.eu,
    });
    expect(await page(`/v1/statements/${statement.id}`)).toMatchObject({ speakerId: made.gill, partyId: made.eu });
    expect((await page(`/v1/negotiations/${talks}/statements?speakerId=${made.wang}`))['items']).toEqual([]);
    expect((await page(`/v1/negotiations/${talks}/statements?speakerId=${made.gill}`))['items']).toHaveLength(1);
  });
  it('one wrong answer to an invitation, and no other', async () => {
    const meeting = await inTalks('meetings', { title: 'Invited', level: 'ministerial', mode: 'in-person' });
    const path = `/v1/meetings/${meeting.id}`;
    await post(`${path}/answers`, { personId: made.gill, answer: 'ACCEPTED' });
    const wrong = await post(`${path}/answers`, { personId: made.wang, answer: 'ACCEPTED' });
    await correct(path, wrong.events[0]!.id, { answer: 'TENTATIVE' });
    const { invitations } = await page(path);
    expect(invitations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ personId: made.gill, answer: expect.objectContaining({ answer: 'ACCEPTED' }) }),
        expect.objectContaining({ personId: made.wang, answer: expect.objectContaining({ answer: 'TENTATIVE' }) }),
      ]),
    );
  });
  it('a misspelt name of a party, everywhere it is shown', async () => {
    const path = `/v1/parties/${made.eu}`;
    const opening = ((await page(`/v1/audit/trail?thing=party-${made.eu}`))['items'] as { event: { id: string } }[])[0]!
      .event.id;
    await correct(path, opening, { name: 'European Union' });
    expect(await page(path)).toMatchObject({ name: 'European Union' });
    expect((await page(`/v1/representatives/${made.gill}`))['names']).toMatchObject({
      [made.eu]: { label: 'European Union' },
    });
  });
  it('a meeting that never took place, and its restoration when the voiding was wrong', async () => {
    const meeting = await inTalks('meetings', { title: 'A rumour', level: 'technical', mode: 'phone-call' });
    const path = `/v1/meetings/${meeting.id}`;
    const voiding = await voidEvent(path, meeting.events[0]!.id, 'A rumour.');
    expect(await page(path)).toMatchObject({ voided: true, label: 'A rumour' });
    const listed = async () =>
      ((await page(`/v1/negotiations/${talks}/meetings`))['items'] as { id: string }[]).map(({ id }) => id);
    expect(await listed()).not.toContain(meeting.id);
    await voidEvent(path, voiding.events[0]!.id, 'It did take place.');
    expect(await listed()).toContain(meeting.id);
    expect(await page(path)).not.toHaveProperty('voided');
  });
  it('a wrong correction, which is voided before the event is corrected again', async () => {
    const statement = await inTalks('statements', {
      speakerId: made.gill,
      kind: 'press-statement',
      text: 'harmful',
      verbatim: true,
      occurredOn: '2025-10-20',
    });
    const path = `/v1/statements/${statement.id}`;
    const wrong = await correct(path, statement.events[0]!.id, { occurredOn: '2025-10-02' });
    expect(await page(path)).toMatchObject({ occurredOn: '2025-10-02' });
    await voidEvent(path, wrong.events[0]!.id);
    expect(await page(path)).toMatchObject({ occurredOn: '2025-10-20' });
    await correct(path, statement.events[0]!.id, { occurredOn: '2025-10-21', occurredText: 'on Tuesday' });
    expect(await page(path)).toMatchObject({ occurredOn: '2025-10-21', occurredText: 'on Tuesday' });
  });
  it('a wrong day in a list, which is voided, whatever else was corrected after it', async () => {
    const provision = (day: string) => ({ provisionId: '1-1', text: 'Licences', entersIntoForce: { on: day } });
    const measure = await inTalks('measures', {
      actorId: made.china,
      title: 'Rare earhts',
      instrument: 'export-control',
      provisions: [provision('2025-12-01')],
      sources: [{ title: 'A newspaper', publisher: 'Its house', publishedOn: '2025-10-09' }],
    });
    const [path, eventId] = [`/v1/measures/${measure.id}`, measure.events[0]!.id];
    const wrong = await correct(path, eventId, { provisions: [provision('2025-11-01')] });
    const right = await correct(path, eventId, { title: 'Rare earths' });
    expect(right.events[0]!.data).toMatchObject({ changes: { title: 'Rare earths' } });
    expect(Object.keys(right.events[0]!.data['changes'] as object)).toEqual(['title']);
    await voidEvent(path, wrong.events[0]!.id);
    expect(await page(path)).toMatchObject({
      title: 'Rare earths',
      provisions: [{ provisionId: '1-1', entersIntoForce: { on: '2025-12-01' } }],
    });
  });
});

describe('several corrections', () => {
  it('never leave a date mixed from two of them, whichever is voided', async () => {
    const statement = await inTalks('statements', {
      speakerId: made.gill,
      kind: 'press-statement',
      text: 'x',
      verbatim: true,
      occurredOn: '2025-10',
    });
    const path = `/v1/statements/${statement.id}`;
    const first = await correct(path, statement.events[0]!.id, { occurredOn: '2025-10-31' });
    await correct(path, statement.events[0]!.id, { occurredOn: '2025-10-31/2025-11-05' });
    await voidEvent(path, first.events[0]!.id);
    expect(await page(path)).toMatchObject({ occurredOn: '2025-10-31/2025-11-05' });
    const from = async (day: string) =>
      ((await page(`/v1/negotiations/${talks}/statements?to=${day}`))['items'] as { id: string }[]).map(({ id }) => id);
    expect(await from('2025-10-30')).not.toContain(statement.id);
    expect(await from('2025-10-31')).toContain(statement.id);
  });
  it('never leave a fact that is its own account', async () => {
    const meeting = await inTalks('meetings', { title: 'Held' });
    const path = `/v1/meetings/${meeting.id}`;
    const held = await post(`${path}/held`, {});
    const answer = await service
      .post(`${path}/correct`, { eventId: held.events[0]!.id, changes: { reportOf: held.events[0]!.id }, reason: 'r' })
      .set('if-match', '"1"');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([422, 'report-of-itself']);
  });
});

describe('a fact that can happen only once', () => {
  it('can be recorded again only as another account of that fact', async () => {
    const [one, other] = [await inTalks('meetings', { title: 'One' }), await inTalks('meetings', { title: 'Other' })];
    const held = await post(`/v1/meetings/${one.id}/held`, {});
    const again = (reportOf: string) => service.post(`/v1/meetings/${one.id}/held`, { reportOf });
    expect((await again(other.events[0]!.id)).body).toMatchObject({ code: 'meeting-held-already-recorded' });
    expect((await again(one.events[0]!.id)).body).toMatchObject({ code: 'meeting-held-already-recorded' });
    expect((await again(held.events[0]!.id)).status).toBe(201);
  });
});

describe('a fact in the future, in a log from before the rule against it', () => {
  /** A meeting that, according to an old log, was held in 2052. */
  const heldIn2052 = async () => {
    const { id, events } = await inTalks('meetings', { title: 'Talks', occurredOn: '2025-10-20' });
    const metadata = { ...events[0]!.metadata, occurredOn: parseEdtf('2052-10-30') };
    const place = { id: randomUUID(), stream: `meeting-${id}`, revision: 1, type: 'MeetingHeld' };
    const event = { ...place, data: '{"summary":"Tlaks"}', metadata: JSON.stringify(metadata) };
    await service.app.get(EventStore).append(place.stream, [{ ...event, ...seal(event) }], { expected: 0 });
    return { path: `/v1/meetings/${id}`, eventId: place.id };
  };
  const putRight = (path: string, verb: 'correct' | 'void', body: object) =>
    service.post(`${path}/${verb}`, { reason: 'It was 2025.', ...body }).set('if-match', '*');

  it('is read as it is, and can be corrected field by field', async () => {
    const { path, eventId } = await heldIn2052();
    expect((await putRight(path, 'correct', { eventId, changes: { summary: 'Talks' } })).status).toBe(201);
    expect(await page(path)).toMatchObject({ held: { occurredOn: '2052-10-30', summary: 'Talks' } });
    const further = await putRight(path, 'correct', { eventId, changes: { occurredOn: '2053' } });
    expect(further.body).toMatchObject({
      status: 422,
      code: 'occurred-in-the-future',
      errors: [{ pointer: '/changes/occurredOn', code: 'occurred-in-the-future' }],
    });
    expect((await putRight(path, 'correct', { eventId, changes: { occurredOn: '2025-10-30' } })).status).toBe(201);
    expect(await page(path)).toMatchObject({ held: { occurredOn: '2025-10-30', summary: 'Talks' } });
  });
  it('can be voided, and so can its corrections', async () => {
    const { path, eventId } = await heldIn2052();
    const voided = await putRight(path, 'void', { eventId });
    expect(voided.status).toBe(201);
    expect(await page(path)).not.toHaveProperty('held');
    const voiding = (voided.body as ReceiptBody).events[0]!.id;
    expect((await putRight(path, 'void', { eventId: voiding })).status).toBe(201);
    expect(await page(path)).toMatchObject({ held: { occurredOn: '2052-10-30' } });
  });
});

describe('a correction is checked like the fact itself', () => {
  const refusal = async (path: string, body: object, headers: Record<string, string> = { 'if-match': '"0"' }) => {
    const answer = await service.post(path, body).set(headers);
    return [answer.status, (answer.body as { code: string }).code];
  };
  let path: string;
  let eventId: string;
  beforeAll(async () => {
    const statement = await inTalks('statements', {
      speakerId: made.gill,
      kind: 'press-statement',
      text: 'text',
      verbatim: true,
    });
    [path, eventId] = [`/v1/statements/${statement.id}`, statement.events[0]!.id];
  });

  it('a stale or missing If-Match is refused', async () => {
    const correction = { eventId, changes: { text: 'other' }, reason: 'r' };
    expect(await refusal(`${path}/correct`, correction, {})).toEqual([428, 'if-match-required']);
    expect(await refusal(`${path}/void`, { eventId, reason: 'r' }, {})).toEqual([428, 'if-match-required']);
    expect(await refusal(`${path}/correct`, correction, { 'if-match': '"7"' })).toEqual([412, 'moved-on']);
  });
  it('an unknown field or a wrong value is refused, and the pointer says where', async () => {
    const answer = await service
      .post(`${path}/correct`, { eventId, changes: { colour: 'red', occurredOn: '2025-W43' }, reason: 'r' })
      .set('if-match', '"0"');
    expect(answer.status).toBe(400);
    expect((answer.body as { errors: object[] }).errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: '/changes/colour', code: 'field-unknown' }),
        expect.objectContaining({ pointer: '/changes/occurredOn', code: 'date-not-edtf' }),
      ]),
    );
  });
  it('a correction of the id is refused, also with the same id, and so are the changes next to it', async () => {
    const meeting = await inTalks('meetings', {
      id: randomUUID(),
      title: 'Talks',
      level: 'high-level-technical',
      mode: 'in-person',
    });
    const [at, eventId] = [`/v1/meetings/${meeting.id}`, meeting.events[0]!.id];
    const attempt = (changes: object) =>
      service.post(`${at}/correct`, { eventId, changes, reason: 'x' }).set('if-match', '*');
    for (const id of [randomUUID(), meeting.id, null])
      for (const changes of [{ id }, { id, title: 'Consultations' }]) {
        const { status, body } = await attempt(changes);
        expect([status, body]).toEqual([422, expect.objectContaining({ code: 'identity-not-correctable' })]);
        expect((body as { detail: string }).detail).toContain('Leave id out of changes.');
      }
    expect(await page(at)).toMatchObject({ title: 'Talks' });
    await correct(at, eventId, { title: 'Consultations' });
    expect(await page(at)).toMatchObject({ id: meeting.id, title: 'Consultations' });
  });
  it('an id is refused if the fact does not open a thing', async () => {
    const { id } = await inTalks('meetings', { title: 'Talks', level: 'high-level-technical', mode: 'in-person' });
    const held = await post(`/v1/meetings/${id}/held`, { occurredOn: '2025-10-30' });
    const changes = { id: randomUUID(), summary: 'Talks' };
    const { status, body } = await service
      .post(`/v1/meetings/${id}/correct`, { eventId: held.events[0]!.id, changes, reason: 'x' })
      .set('if-match', '*');
    expect([status, body]).toMatchObject([400, { errors: [{ pointer: '/changes/id', code: 'field-unknown' }] }]);
  });
  it('a correction is refused if it makes a fact that the record would refuse', async () => {
    expect(await refusal(`${path}/correct`, { eventId, changes: { speakerId: null }, reason: 'r' })).toEqual([
      422,
      'speaker-missing',
    ]);
    expect(
      await refusal(`${path}/correct`, {
        eventId,
        changes: { partyId: '5ba1ad00-0000-4000-8000-00000000dead' },
        reason: 'r',
      }),
    ).toEqual([422, 'party-unknown']);
  });
  it('a day in the future is refused', async () => {
    const answer = await service
      .post(`${path}/correct`, { eventId, changes: { occurredOn: '2052-10-27' }, reason: 'r' })
      .set('if-match', '"0"');
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'occurred-in-the-future',
      errors: [{ pointer: '/changes/occurredOn' }],
    });
  });
  it('a day after the fact was learned is refused, and so is an unpublished source', async () => {
    const { id } = await inTalks('meetings', { title: 'Talks', planned: { on: '2025-10-30' } });
    const at = `/v1/meetings/${id}`;
    const held = (await post(`${at}/held`, { occurredOn: '2025-10-29', learnedAt: '2025-10-30T08:00:00Z' })).events[0]!
      .id;
    const attempt = async (changes: object) => {
      const { body } = await service
        .post(`${at}/correct`, { eventId: held, changes, reason: 'r' })
        .set('if-match', '*');
      return body as object;
    };
    const refused = (code: string, pointer: string) => ({
      status: 422,
      code,
      errors: [{ pointer: `/changes${pointer}` }],
    });
    const before = 'learned-before-it-happened';
    expect(await attempt({ learnedAt: '2020-01-01T00:00:00Z' })).toMatchObject(refused(before, '/learnedAt'));
    expect(await attempt({ occurredOn: '2025-11-10' })).toMatchObject(refused(before, '/occurredOn'));
    expect(await attempt({ occurredOn: null, start: '2025-11-10T09:00' })).toMatchObject(
      refused(before, '/occurredOn'),
    );
    expect(await attempt({ sources: [{ publishedOn: '2999' }] })).toMatchObject(
      refused('published-in-the-future', '/sources/0/publishedOn'),
    );
    await correct(at, held, { occurredOn: '2025-11-10', learnedAt: null, sources: [{ publishedOn: '2025-11' }] });
    await correct(at, held, { summary: 'Talks' });
    await correct(at, held, { occurredOn: '2025-10-31', learnedAt: '2025-10-30T08:00:00Z' });
  });
  it('a correction without a change is refused, and so is one of an event of another thing', async () => {
    for (const changes of [{ text: 'text' }, { learnedAt: null }, { comment: null, learnedAt: null }])
      expect(await refusal(`${path}/correct`, { eventId, changes, reason: 'r' })).toEqual([422, 'nothing-changes']);
    expect(
      await refusal(`/v1/parties/${made.china}/correct`, { eventId, changes: { name: 'x' }, reason: 'r' }),
    ).toEqual([422, 'event-unknown']);
  });
  it('a fact cannot be the answer to itself, its own source, or its own duplicate', async () => {
    const id = path.split('/').at(-1)!;
    for (const changes of [{ inReplyToId: id }, { sources: [{ statementId: id.toUpperCase() }] }])
      expect(await refusal(`${path}/correct`, { eventId, changes, reason: 'r' })).toEqual([422, 'refers-to-itself']);
    expect(await refusal(`${path}/withdraw`, { sources: [{ statementId: id }] })).toEqual([422, 'refers-to-itself']);
    const own = { id: '5ba1ad00-0000-4000-8000-00000000beef', attribution: 'background', kind: 'interview' };
    expect(
      await refusal(
        `/v1/negotiations/${talks}/statements`,
        { ...own, text: 'x', verbatim: true, inReplyToId: own.id },
        {},
      ),
    ).toEqual([422, 'refers-to-itself']);
    expect(await refusal(`${path}/void`, { eventId, duplicateOf: eventId, reason: 'r' })).toEqual([
      422,
      'duplicate-of-itself',
    ]);
  });
  it('a position cannot become that of another party, though the same party can be sent again', async () => {
    const issue = await inTalks('issues', { title: 'Licences' });
    const held = { partyId: made.eu, issueId: issue.id, scope: 'public' };
    const position = await inTalks('positions', { ...held, text: 'No controls.', kind: 'demand' });
    const at = `/v1/positions/${position.id}`;
    const again = { ...held, partyId: made.eu.toUpperCase(), text: 'No controls at all.' };
    const [one] = position.events;
    expect(await refusal(`${at}/correct`, { eventId: one!.id, changes: { partyId: made.china }, reason: 'r' })).toEqual(
      [422, 'identity-not-correctable'],
    );
    expect(await refusal(`${at}/correct`, { eventId: one!.id, changes: held, reason: 'r' })).toEqual([
      422,
      'nothing-changes',
    ]);
    const { events } = await correct(at, one!.id, again);
    expect(events[0]!.data['changes']).toEqual({ text: 'No controls at all.' });
  });
  it('the same person cannot attend twice', async () => {
    const meeting = await inTalks('meetings', { title: 'Talks' });
    const [came, stayed] = ['present', 'absent'].map((presence) => ({ representativeId: made.gill, presence }));
    const hold = (...attendance: object[]) => service.post(`/v1/meetings/${meeting.id}/held`, { attendance });
    expect((await hold(came!, stayed!)).body).toMatchObject({ status: 422, code: 'attendee-named-twice' });
    expect((await hold(came!, { ...stayed, representativeId: made.wang })).status).toBe(201);
  });
});
