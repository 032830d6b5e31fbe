import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { Issuer } from './support/issuer.js';
import { type Hosted, type ReceiptBody, remove, startHosted } from './support/service.js';

/** Each may do everything, and sees only what this clearance dominates. */
const CLEARED = {
  chief: { clearance: 'tres-secret', compartments: ['energy', 'trade'] },
  ana: { clearance: 'secret', compartments: ['trade'] },
  dora: { clearance: 'tres-secret', compartments: ['energy', 'trade'] },
  ben: { clearance: 'restreint' },
} as const;
type Who = keyof typeof CLEARED;
const tokens = new Map<Who, string>();
const MISSING = '5ba1ad00-0000-4000-8000-00000000dead';
const secret = { level: 'secret', originator: 'EU' };
const reason = 'The talks became delicate.';

let issuer: Issuer;
let service: Hosted;
const run = (dataDir?: string) =>
  startHosted(dataDir, {
    ...issuer.settings,
    REFUSAL_LOG_SECONDS: '0',
    ADMINISTRATOR: 'chief',
    LOG_LEVEL: 'warn',
  });
/** The lines of the decision log since the last call. */
const refusals = async () => (await service.written()).filter((line) => line.includes('"decision":"refused"'));
let talks: string;
const made = { eu: '', wang: '', issue: '' };

beforeAll(async () => {
  issuer = await Issuer.start();
  service = await run();
  for (const [who, cleared] of Object.entries(CLEARED) as [Who, (typeof CLEARED)[Who]][])
    tokens.set(who, await issuer.token({ subject: who, ...cleared }));
  talks = (await record('/v1/negotiations', { title: 'Talks' })).id;
  await give(talks, 'ana', 'dora', 'ben');
  made.eu = (await inTalks('parties', { name: 'EU', kind: 'regional-organisation', role: 'principal' })).id;
  made.wang = (await inTalks('representatives', { name: 'Wang', kind: 'person' })).id;
  made.issue = (await inTalks('issues', { title: 'Licences' })).id;
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

const post = (who: Who, path: string, body: object, headers: Record<string, string> = {}) =>
  service.as(tokens.get(who)!).post(path, body).set(headers);
const taken = (answer: Response) => {
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body as ReceiptBody;
};
const record = async (path: string, body: object, who: Who = 'chief') => taken(await post(who, path, body));
const give = async (negotiation: string, ...people: readonly Who[]) => {
  for (const subject of people) await record(`/v1/negotiations/${negotiation}/grants`, { issuer: issuer.url, subject });
};
const inTalks = (plural: string, body: object, who?: Who) => record(`/v1/negotiations/${talks}/${plural}`, body, who);
const meeting = async (more: object = {}, who?: Who) => inTalks('meetings', { title: 'A meeting', ...more }, who);
const secretMeeting = () => meeting({ marking: secret });
const mark = (who: Who, path: string, marking: object, more: object = {}, ifMatch = '*') =>
  post(who, `${path}/mark`, { marking, reason, ...more }, { 'if-match': ifMatch });
/** Dora approves, and another person marks. */
const lower = async (who: Who, path: string, marking: object, more: object = {}) => {
  taken(await approve('dora', path, marking, more));
  return mark(who, path, marking, more);
};
const approve = (who: Who, path: string, marking: object, more: object = {}, ifMatch = '*') =>
  post(who, `${path}/approve-marking`, { marking, reason, ...more }, { 'if-match': ifMatch });
const markingOf = ({ events }: ReceiptBody) => events[0]!.metadata['marking'];
const codeOf = ({ status, body }: Response) => [status, (body as { code: string }).code];
const pointersOf = ({ body }: Response) =>
  (body as { errors: { pointer: string; code: string }[] }).errors.map(({ pointer, code }) => [pointer, code]);

describe('a new thing', () => {
  it('has the requested marking, in canonical form, in its first event', async () => {
    const marking = { level: 'secret', compartments: ['trade', 'energy', 'trade'], originator: 'EU' };
    expect(markingOf(await meeting({ marking }))).toEqual({ ...marking, compartments: ['energy', 'trade'] });
    expect(await meeting({ marking: { level: 'public' } })).not.toHaveProperty('events.0.metadata.marking');
  });
  it('has the marking of what it refers to by default', async () => {
    const { id: delicate } = await inTalks('issues', {
      title: 'Delicate',
      marking: { level: 'restreint', compartments: ['energy'] },
    });
    const { id: held } = await meeting({
      issueIds: [delicate],
      marking: { level: 'secret', compartments: ['energy'] },
    });
    const both = await meeting({ issueIds: [delicate, made.issue], preparesForId: held });
    expect(markingOf(both)).toEqual({ level: 'secret', compartments: ['energy'] });
    expect(await meeting({ issueIds: [made.issue] })).not.toHaveProperty('events.0.metadata.marking');
    const event = taken(await post('chief', `/v1/meetings/${held}/held`, {})).events[0]!.id;
    expect(markingOf(await meeting({ reportOf: event }))).toEqual({ level: 'secret', compartments: ['energy'] });
  });
  it('is never marked below what it refers to, and the error points to every such reference', async () => {
    const { id } = await secretMeeting();
    const body = { title: 'Before it', preparesForId: id, issueIds: [made.issue], marking: { level: 'restreint' } };
    const answer = await post('ana', `/v1/negotiations/${talks}/meetings`, body);
    expect(codeOf(answer)).toEqual([422, 'marked-below-reference']);
    expect(pointersOf(answer)).toEqual([['/preparesForId', 'marked-below-reference']]);
    expect((await post('ana', `/v1/negotiations/${talks}/meetings`, { ...body, marking: secret })).status).toBe(201);
  });
  it('is not marked with an unknown level, or above the clearance of the recorder', async () => {
    const unknown = await post('chief', `/v1/negotiations/${talks}/issues`, {
      title: 'x',
      marking: { level: 'cosmic' },
    });
    expect([...codeOf(unknown), pointersOf(unknown)]).toEqual([
      422,
      'level-unknown',
      [['/marking/level', 'level-unknown']],
    ]);
    for (const marking of [secret, { level: 'public', compartments: ['trade'] }])
      expect(codeOf(await post('ben', `/v1/negotiations/${talks}/issues`, { title: 'x', marking }))).toEqual([
        422,
        'marking-above-clearance',
      ]);
    expect(markingOf(await inTalks('issues', { title: 'x', marking: { level: 'restreint' } }, 'ben'))).toEqual({
      level: 'restreint',
    });
    const fields = await post('ben', `/v1/negotiations/${talks}/issues`, { title: 'x', marking: { level: '', of: 1 } });
    expect(codeOf(fields)).toEqual([400, 'fields-invalid']);
  });
});

describe('a later fact of a thing', () => {
  it('refers to nothing with a higher marking, until the thing is raised', async () => {
    const open = await meeting();
    const source = { name: 'A source', kind: 'person', marking: { level: 'secret' } };
    const { id: representativeId } = await inTalks('representatives', source);
    const at = `/v1/meetings/${open.id}`;
    const fact = { attendance: [{ representativeId, presence: 'present' }] };
    const refused = await post('ana', `${at}/held`, fact);
    expect(codeOf(refused)).toEqual([422, 'marked-below-reference']);
    expect(pointersOf(refused)).toEqual([['/attendance/0/representativeId', 'marked-below-reference']]);
    const sources = [{ statementId: (await secretStatement()).id }];
    const correction = { eventId: open.events[0]!.id, changes: { sources }, reason };
    expect(pointersOf(await post('ana', `${at}/correct`, correction, { 'if-match': '"0"' }))).toEqual([
      ['/changes/sources/0/statementId', 'marked-below-reference'],
    ]);
    taken(await mark('ana', at, { level: 'secret' }));
    taken(await post('ana', `${at}/held`, fact));
    taken(await post('ana', `${at}/correct`, correction, { 'if-match': '"2"' }));
  });
  it('does not do so through a negotiation that is temporarily raised either', async () => {
    const other = (await record('/v1/negotiations', { title: 'Talks about talks' }, 'ana')).id;
    const { id } = await record(`/v1/negotiations/${other}/meetings`, { title: 'Open' }, 'ana');
    taken(await mark('ana', `/v1/negotiations/${other}`, { level: 'secret' }));
    const source = await record(
      `/v1/negotiations/${other}/representatives`,
      { name: 'A source', kind: 'person' },
      'ana',
    );
    expect(markingOf(source)).toEqual({ level: 'secret' });
    const fact = { attendance: [{ representativeId: source.id, presence: 'present' }] };
    expect(codeOf(await post('ana', `/v1/meetings/${id}/held`, fact))).toEqual([422, 'marked-below-reference']);
    taken(await post('ana', `/v1/meetings/${id}/held`, {}));
    await give(other, 'ben', 'dora');
    taken(await lower('ana', `/v1/negotiations/${other}`, { level: 'public' }));
    const page = await service.as(tokens.get('ben')!).get(`/v1/meetings/${id}`).expect(200);
    expect(page.text).not.toContain(source.id);
  });
  it('has no marking: marking is a separate command', async () => {
    const held = { partyId: made.eu, issueId: made.issue, scope: 'public', text: 'No.', kind: 'demand' };
    const marked = await inTalks('positions', { ...held, marking: { level: 'restreint' } });
    expect(markingOf(marked)).toEqual({ level: 'restreint' });
    const shift = { ...held, kind: undefined, direction: 'softened', text: 'Well.' };
    const path = `/v1/negotiations/${talks}/positions/shifts`;
    expect(codeOf(await post('chief', path, { ...shift, marking: { level: 'secret' } }))).toEqual([
      422,
      'marked-already',
    ]);
    expect(await record(path, shift)).not.toHaveProperty('events.0.metadata.marking');
    const { id, events } = await secretMeeting();
    const changes = { marking: { level: 'public' } };
    expect(
      codeOf(
        await post(
          'chief',
          `/v1/meetings/${id}/correct`,
          { eventId: events[0]!.id, changes, reason },
          { 'if-match': '*' },
        ),
      ),
    ).toEqual([422, 'marking-not-correctable']);
  });
});
const secretStatement = () =>
  inTalks('statements', {
    speakerId: made.wang,
    kind: 'press-statement',
    text: 'A whisper.',
    verbatim: false,
    marking: secret,
  });

const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** Callers without the clearance get the same answer for a hidden thing as for a missing one, to the letter. */
const sameAsMissing = async (hidden: string, ask: (id: string) => PromiseLike<Response>) => {
  const answers = [await ask(hidden), await ask(MISSING)].map(({ status, text, headers }) => {
    const { date: _, 'x-request-id': __, ...rest } = headers as Record<string, string>;
    return { status, text: text.replaceAll(hidden, MISSING).replaceAll(INSTANT, 'now'), rest };
  });
  expect({ ...answers[0]!, rest: lengthless(answers[0]!.rest) }).toEqual({
    ...answers[1]!,
    rest: lengthless(answers[1]!.rest),
  });
  return answers[0]!;
};
const lengthless = ({ 'content-length': _, ...rest }: Record<string, string>) => rest;

describe('a thing above the clearance of a recorder', () => {
  it('does not exist for any command', async () => {
    const { id, events } = await secretMeeting();
    const eventId = events[0]!.id;
    const told: readonly (readonly [string, object, Record<string, string>?])[] = [
      ['held', {}],
      ['held', {}, { 'if-match': '"0"' }],
      ['held', {}, { 'if-match': '"7"', 'idempotency-key': 'a-key' }],
      ['cancel', {}, { 'idempotency-key': 'another-key' }],
      ['invitations', { inviteeId: made.wang }],
      ['invitations', { inviteeId: MISSING }],
      ['minutes', { text: 'As agreed.' }],
      ['correct', { eventId, changes: { title: 'x' }, reason }, { 'if-match': '"0"' }],
      ['correct', { eventId, changes: { title: 'x' }, reason }, { 'if-match': '"9"' }],
      ['void', { eventId, reason }, { 'if-match': '*' }],
      ['mark', { marking: { level: 'public' }, reason }, { 'if-match': '"0"' }],
      ['mark', { marking: { level: 'cosmic' }, reason }, { 'if-match': '*' }],
      ['approve-marking', { marking: { level: 'public' }, reason }, { 'if-match': '"0"' }],
      ['approve-marking', { marking: { level: 'cosmic' }, reason }, { 'if-match': '"9"' }],
      ['approve-marking', { marking: secret, reason }, { 'if-match': '*', 'idempotency-key': 'an-approval' }],
      ['withdraw-marking-approval', { reason }, { 'if-match': '*' }],
    ];
    for (const [route, body, headers] of told) {
      const { status } = await sameAsMissing(id, (one) => post('ben', `/v1/meetings/${one}/${route}`, body, headers));
      expect([route, status]).toEqual([route, 404]);
    }
    taken(await post('ana', `/v1/meetings/${id}/held`, {}));
  });
  it('cannot be referred to, and neither can its events', async () => {
    const { id, events } = await secretMeeting();
    const prepare = (preparesForId: string) =>
      post('ben', `/v1/negotiations/${talks}/meetings`, { title: 'x', preparesForId });
    expect(await sameAsMissing(id, prepare)).toMatchObject({
      status: 422,
      text: expect.stringContaining('meeting-unknown'),
    });
    const report = (reportOf: string) => post('ben', `/v1/negotiations/${talks}/meetings`, { title: 'x', reportOf });
    expect((await sameAsMissing(events[0]!.id, report)).text).toContain('event-unknown');
    const dispute = (one: string) =>
      post('ben', `/v1/negotiations/${talks}/disputes`, {
        about: { kind: 'meeting', id: one },
        rivalAccount: 'It was on Friday.',
      });
    expect((await sameAsMissing(id, dispute)).text).toContain('meeting-unknown');
  });
  it('keeps its id, and the refusal of that id says nothing more', async () => {
    const { id } = await secretMeeting();
    const answer = await post('ben', `/v1/negotiations/${talks}/meetings`, { id, title: 'x' });
    expect(codeOf(answer)).toEqual([422, 'id-taken']);
    expect(answer.text).not.toMatch(/secret|cleared|hidden|marked/);
    // All other errors are reported first, so that guessing an id costs a valid fact.
    for (const body of [
      { id, title: '' },
      { id, title: 'x', preparesForId: made.eu },
      { id, title: 'x', marking: secret },
      { id, title: 'x', learnedAt: '2999-01-01T00:00:00Z' },
      { id, title: 'x', sources: Array.from({ length: 110 }, () => ({ title: 'x', quote: '稀土'.repeat(10_000) })) },
    ])
      await sameAsMissing(id, (one) => post('ben', `/v1/negotiations/${talks}/meetings`, { ...body, id: one }));
    expect(codeOf(await post('ana', `/v1/negotiations/${talks}/meetings`, { id, title: 'x' }))).toEqual([
      422,
      'meeting-already-recorded',
    ]);
  });
  it('is a position, and the recorder can record their own next to it', async () => {
    const held = { partyId: made.eu, issueId: made.issue, scope: 'assessed', text: 'No.', kind: 'demand' };
    const hidden = await inTalks('positions', { ...held, marking: { level: 'secret' } }, 'ana');
    const own = await inTalks('positions', held, 'ben');
    expect(own.revision).toBe(0);
    expect(own.id).not.toBe(hidden.id);
    const shift = { ...held, kind: undefined, direction: 'softened', text: 'Well.' };
    expect(await inTalks('positions/shifts', shift, 'ben')).toMatchObject({ id: own.id, revision: 1 });
    expect(await inTalks('positions/shifts', shift, 'ana')).toMatchObject({ id: hidden.id, revision: 1 });
    expect(
      codeOf(await post('ben', `/v1/positions/${hidden.id}/void`, { eventId: MISSING, reason }, { 'if-match': '*' })),
    ).toEqual([404, 'position-unknown']);
  });
  it('is not shown again to the person who recorded it before it was raised', async () => {
    const key = { 'idempotency-key': 'before-it-was-raised' };
    const path = `/v1/negotiations/${talks}/meetings`;
    const { id } = taken(await post('ben', path, { title: 'Mine' }, key));
    const heldKey = { 'idempotency-key': 'held-before-it-was-raised' };
    taken(await post('ben', `/v1/meetings/${id}/held`, {}, heldKey));
    expect((await post('ben', path, { title: 'Mine' }, key)).headers['idempotency-replayed']).toBe('true');
    taken(await mark('chief', `/v1/meetings/${id}`, secret));
    const again = await post('ben', path, { title: 'Mine' }, key);
    expect(codeOf(again)).toEqual([422, 'id-taken']);
    expect(again.text).not.toContain(id);
    expect(codeOf(await post('ben', `/v1/meetings/${id}/held`, {}, heldKey))).toEqual([404, 'meeting-unknown']);
    expect((await post('chief', path, { title: 'Mine' }, key)).status).toBe(201); // a key belongs to its sender
  });
  it('does not exist in a batch either, and the log gives the reason without the thing', async () => {
    const { id } = await secretMeeting();
    await refusals();
    const batch = (one: string) =>
      post('ben', '/v1/batches', [
        { path: `/v1/meetings/${one}/held`, body: {} },
        { path: `/v1/negotiations/${talks}/meetings`, body: { title: 'x', preparesForId: one } },
      ]);
    expect((await sameAsMissing(id, batch)).text).toMatch(/meeting-unknown.*meeting-unknown/);
    const found = await refusals();
    expect(found.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ subject: 'ben', status: 404, code: 'clearance-missing' }),
      expect.objectContaining({ subject: 'ben', status: 422, code: 'clearance-missing' }),
    ]);
    expect(found.join()).not.toContain(id);
  });
  it('cannot be read or marked, and the log gives the reason', async () => {
    const { id } = await meeting();
    taken(await mark('chief', `/v1/meetings/${id}`, secret));
    await refusals();
    const ben = service.as(tokens.get('ben')!);
    await ben.get(`/v1/meetings/${id}`).expect(404);
    await ben.get(`/v1/meetings/${MISSING}`).expect(404);
    const open = await meeting({}, 'ben');
    expect(codeOf(await mark('ben', `/v1/meetings/${open.id}`, secret))).toEqual([422, 'marking-above-clearance']);
    const found = await refusals();
    expect(found.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ subject: 'ben', status: 404, code: 'clearance-missing', method: 'GET' }),
      expect.objectContaining({ subject: 'ben', status: 422, code: 'marking-above-clearance', method: 'POST' }),
    ]);
  });
  it('can be a whole negotiation with everything in it, as soon as that is raised', async () => {
    const other = (await record('/v1/negotiations', { title: 'Other talks' }, 'ben')).id;
    const { id } = await record(`/v1/negotiations/${other}/meetings`, { title: 'Open' }, 'ben');
    await give(other, 'ana', 'dora');
    taken(await mark('ana', `/v1/negotiations/${other}`, { level: 'secret' }));
    for (const [route, body] of [
      ['held', {}],
      ['minutes', { text: 'As agreed.' }],
    ] as const) {
      const { status } = await sameAsMissing(id, (one) => post('ben', `/v1/meetings/${one}/${route}`, body));
      expect(status).toBe(404);
    }
    expect(
      await sameAsMissing(other, (one) => post('ben', `/v1/negotiations/${one}/meetings`, { title: 'x' })),
    ).toMatchObject({ status: 404, text: expect.stringContaining('negotiation-unknown') });
    const later = await record(`/v1/negotiations/${other}/meetings`, { title: 'Closed' }, 'ana');
    expect(markingOf(later)).toEqual({ level: 'secret' });
    const below = { title: 'x', marking: { level: 'public' } };
    expect(pointersOf(await post('ana', `/v1/negotiations/${other}/meetings`, below))).toEqual([
      ['/marking', 'marked-below-reference'],
    ]);
    taken(await lower('ana', `/v1/negotiations/${other}`, { level: 'public' }));
    taken(await post('ben', `/v1/meetings/${id}/held`, {}));
    expect(codeOf(await post('ben', `/v1/meetings/${later.id}/held`, {}))).toEqual([404, 'meeting-unknown']);
  });
});

describe('marking', () => {
  it('raises a thing at once, up to the clearance of the caller', async () => {
    const { id } = await meeting({}, 'ben');
    const at = `/v1/meetings/${id}`;
    expect(codeOf(await mark('ben', at, { level: 'secret' }))).toEqual([422, 'marking-above-clearance']);
    expect(taken(await mark('ben', at, { level: 'restreint' })).events).toMatchObject([
      { type: 'RecordMarked', revision: 1, data: { marking: { level: 'restreint' }, reason } },
    ]);
    taken(await post('ben', `${at}/held`, {}));
    taken(await mark('ana', at, { level: 'secret', compartments: ['trade'] }));
    expect(codeOf(await post('ben', `${at}/held`, {}))).toEqual([404, 'meeting-unknown']);
    expect(codeOf(await mark('ana', at, { level: 'secret', compartments: ['trade', 'energy'] }))).toEqual([
      422,
      'marking-above-clearance',
    ]);
    taken(await mark('chief', at, { level: 'secret', compartments: ['trade', 'energy'] }));
    expect(codeOf(await mark('ana', at, { level: 'public' }))).toEqual([404, 'meeting-unknown']);
  });
  it('lowers a thing only with the consent of its originator, and never below what it refers to', async () => {
    const { id } = await meeting({ marking: { ...secret, compartments: ['trade'] } });
    const at = `/v1/meetings/${id}`;
    const consent = 'The Council secretariat, note of 14 January 2026';
    expect(codeOf(await mark('ana', at, secret))).toEqual([422, 'consent-missing']);
    expect(codeOf(await mark('ana', at, { level: 'secret', compartments: ['trade'] }))).toEqual([
      422,
      'consent-missing',
    ]);
    expect(codeOf(await approve('dora', at, secret))).toEqual([422, 'consent-missing']);
    expect(taken(await lower('ana', at, { level: 'restreint' }, { consent })).events[0]!.data).toEqual({
      marking: { level: 'restreint' },
      reason,
      consent,
    });
    taken(await post('ben', `${at}/held`, {}));

    const { id: delicate } = await inTalks('issues', { title: 'Delicate', marking: { level: 'restreint' } });
    const refers = await meeting({ issueIds: [delicate], marking: { level: 'secret' } });
    const lowered = await approve('dora', `/v1/meetings/${refers.id}`, { level: 'public' });
    expect([...codeOf(lowered), pointersOf(lowered)]).toEqual([
      422,
      'marked-below-reference',
      [['/marking', 'marked-below-reference']],
    ]);
    const changes = { issueIds: null };
    const path = `/v1/meetings/${refers.id}`;
    taken(
      await post('ana', `${path}/correct`, { eventId: refers.events[0]!.id, changes, reason }, { 'if-match': '*' }),
    );
    // The corrected fact is still on the trail.
    expect(codeOf(await approve('dora', path, { level: 'public' }))).toEqual([422, 'marked-below-reference']);
    taken(await approve('dora', path, { level: 'restreint' }));
    // What it refers to is raised after the approval.
    taken(await mark('ana', `/v1/issues/${delicate}`, { level: 'secret' }));
    expect(codeOf(await mark('ana', path, { level: 'restreint' }))).toEqual([422, 'marked-below-reference']);
    taken(await lower('ana', `/v1/issues/${delicate}`, { level: 'restreint' }));
    taken(await mark('ana', path, { level: 'restreint' }));
  });
  it('raises what others refer to: they keep their marking, and can no longer refer to it', async () => {
    const { id } = await meeting();
    const before = await meeting({ preparesForId: id }, 'ben');
    taken(await mark('ana', `/v1/meetings/${id}`, { level: 'secret' }));
    taken(await post('ben', `/v1/meetings/${before.id}/held`, {}));
    const eventId = before.events[0]!.id;
    const correct = (who: Who, changes: object) =>
      post(who, `/v1/meetings/${before.id}/correct`, { eventId, changes, reason }, { 'if-match': '*' });
    taken(await correct('ben', { title: 'What it refers to is as it was' }));
    taken(await correct('ana', { title: 'For whoever corrects it' }));
    expect(codeOf(await correct('ben', { sources: [{ statementId: (await secretStatement()).id }] }))).toEqual([
      422,
      'statement-unknown',
    ]);
    taken(await mark('ben', `/v1/meetings/${before.id}`, { level: 'restreint' }));
    expect(codeOf(await post('ben', `/v1/negotiations/${talks}/meetings`, { title: 'x', preparesForId: id }))).toEqual([
      422,
      'meeting-unknown',
    ]);
  });
  it('uses If-Match, and is not a correction', async () => {
    const { id } = await secretMeeting();
    const at = `/v1/meetings/${id}`;
    expect(codeOf(await post('chief', `${at}/mark`, { marking: secret, reason }))).toEqual([428, 'if-match-required']);
    expect(codeOf(await mark('chief', at, { level: 'tres-secret', originator: 'EU' }, {}, '"3"'))).toEqual([
      412,
      'moved-on',
    ]);
    expect(codeOf(await mark('chief', at, secret))).toEqual([422, 'nothing-changes']);
    const marked = taken(await mark('chief', at, { level: 'tres-secret', originator: 'EU' }, {}, '"0"'));
    const eventId = marked.events[0]!.id;
    for (const [route, more] of [
      ['correct', { changes: { reason: 'x' } }],
      ['void', {}],
    ] as const)
      expect(codeOf(await post('chief', `${at}/${route}`, { eventId, reason, ...more }, { 'if-match': '*' }))).toEqual([
        422,
        'marking-not-correctable',
      ]);
    const trail = (await service.as(tokens.get('chief')!).get(`/v1/audit/trail?thing=meeting-${id}`)).body as {
      items: { event: { type: string; data: object } }[];
    };
    expect(trail.items.map(({ event }) => event.type)).toEqual(['MeetingProposed', 'RecordMarked']);
  });
  it('is kept when the first event is voided, and after a restart', async () => {
    const { id, events } = await secretMeeting();
    const at = `/v1/meetings/${id}`;
    taken(await post('ana', `${at}/void`, { eventId: events[0]!.id, reason }, { 'if-match': '*' }));
    expect(codeOf(await post('ben', `${at}/held`, {}))).toEqual([404, 'meeting-unknown']);
    const { id: raised } = await meeting();
    taken(await mark('ana', `/v1/meetings/${raised}`, secret));
    await service.close();
    service = await run(service.dataDir);
    for (const one of [id, raised]) {
      expect(codeOf(await post('ben', `/v1/meetings/${one}/held`, {}))).toEqual([404, 'meeting-unknown']);
      const refers = { title: 'x', preparesForId: one };
      expect(codeOf(await post('ben', `/v1/negotiations/${talks}/meetings`, refers))).toEqual([422, 'meeting-unknown']);
    }
    expect(codeOf(await post('ana', `${at}/held`, {}))).toEqual([422, 'meeting-voided']);
  });
  it('is never bypassed by somebody who records at the same time', async () => {
    for (let round = 0; round < 20; round++) {
      const { id } = await meeting();
      const refer = () => post('ben', `/v1/negotiations/${talks}/meetings`, { title: 'x', preparesForId: id });
      const tell = () => post('ben', `/v1/meetings/${id}/held`, {});
      const [raised, ...told] = await Promise.all([
        mark('ana', `/v1/meetings/${id}`, { level: 'secret' }),
        refer(),
        tell(),
        refer(),
      ]);
      expect([201, 412]).toContain(raised.status);
      for (const { status } of told) expect([201, 404, 422]).toContain(status);
      if (raised.status !== 201) continue;
      expect([(await refer()).status, (await tell()).status]).toEqual([422, 404]);
    }
  });
});

describe('a grant', () => {
  it('has the current marking of its negotiation, not the one at the time when it was given', async () => {
    const other = (await record('/v1/negotiations', { title: 'Talks about talks', marking: { level: 'secret' } })).id;
    await give(other, 'ana', 'dora');
    taken(await lower('chief', `/v1/negotiations/${other}`, { level: 'public' }));
    const [grants, ana] = [`/v1/negotiations/${other}/grants`, { issuer: issuer.url, subject: 'ana' }];
    const { text } = await service.as(tokens.get('ben')!).get(grants).expect(200);
    expect(text).toContain('"subject":"ana"');
    const revoked = taken(await post('ben', `${grants}/revoked`, ana));
    expect(revoked.revision).toBe(1);
    await service.as(tokens.get('ana')!).get(`/v1/negotiations/${other}`).expect(404);
    expect(taken(await post('chief', grants, ana)).id).toBe(revoked.id);
    await service.as(tokens.get('ana')!).get(`/v1/negotiations/${other}`).expect(200);
  });
});
