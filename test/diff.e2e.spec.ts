import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Response } from 'supertest';
import { CHAPTER_1, CHAPTER_2, rapporteur } from './support/cli.js';
import { readyAt } from './support/process.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

type Cause = Readonly<{ ordinal: number; eventId: string; type: string; reason?: string }>;
type Change = Readonly<{
  change: string;
  thing: Readonly<{ kind: string; id: string }>;
  fact?: Readonly<{ eventId: string; type: string }>;
  field?: string;
  before?: unknown;
  after?: unknown;
  by: Cause | null;
  because?: string;
}>;
type Answer = Readonly<{ items: readonly Change[]; next?: string; names: Readonly<Record<string, { label: string }>> }>;

let service: Running;
let talks: string;
let wang: string;
let brussels: string;

const ask = (query: string, accept?: string) => {
  const request = service.get(`/v1/audit/diff?${query}`);
  return accept === undefined ? request : request.set('accept', accept);
};
const diff = async (query: string): Promise<readonly Change[]> => {
  const { status, body } = await ask(`negotiationId=${talks}&limit=200&${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return (body as Answer).items;
};
const list = async <T>(what: string) => (await service.get(`/v1/negotiations/${talks}/${what}`)).body as { items: T[] };
const tokenNow = async () => (await service.get(`/v1/negotiations/${talks}`)).headers['consistency-token']!;
const put = async (path: string, body: object) => {
  const etag = (await service.get(path.replace(/\/\w+$/, ''))).headers['etag']!;
  const answer = await service.post(path, body).set('if-match', etag);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return (answer.body as ReceiptBody).events[0]!.id;
};

beforeAll(async () => {
  service = await start();
  const { code, err } = await rapporteur(['load', CHAPTER_1, CHAPTER_2, '--url', service.url]);
  if (code !== 0) throw new Error(err);
  await readyAt(service.url);
  const token = (await fetch(`${service.url}/v1/negotiations`)).headers.get('consistency-token')!;
  const { body } = await service.get('/v1/negotiations').set('consistency-token', token);
  talks = (body as { items: { id: string }[] }).items[0]!.id;
  const named = async <T extends { id: string }>(what: string, is: (one: T) => boolean) =>
    (await list<T>(`${what}?limit=200`)).items.find(is)!.id;
  wang = await named<{ id: string; name: string }>('representatives', ({ name }) => name === 'Wang Wentao');
  brussels = await named<{ id: string; title: string }>('meetings', ({ title }) => title.endsWith('talks in Brussels'));
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

describe('what our side knew on 24 and 28 October', () => {
  const known = 'fromKnownAt=2025-10-24&knownAt=2025-10-28';

  it('the minister was expected, and then not: a delegation without him was announced', async () => {
    const found = await diff(known);
    const coming = found.find(({ field }) => field === `/coming/${wang}/coming`)!;
    expect(coming).toMatchObject({
      change: 'changed',
      thing: { kind: 'meeting', id: brussels },
      before: 'coming',
      after: 'not-coming',
      by: { type: 'DelegationAnnounced', occurredOn: '2025-10-27', recordedBy: 'Ana' },
    });
    const told = found.find(({ fact }) => fact?.eventId === coming.by!.eventId)!;
    expect(told).toMatchObject({
      change: 'added',
      after: { members: [{ representativeId: wang, coming: 'not-coming' }] },
    });
  });
  it('the talks were scheduled and confirmed, each by its own fact', async () => {
    const turns = (await diff(`${known}&thing=meeting-${brussels}`)).filter(({ change }) => change === 'changed');
    const turn = (field: string) => {
      const { before, after, by } = turns.find((one) => one.field === field)!;
      return [before, after, by!.type];
    };
    // The proposal was learned on 27 October. On the 24th, it only gives its meeting a name, and tells of no plan yet.
    expect(turn('/status')).toEqual(['proposed', 'confirmed', 'MeetingConfirmed']);
    expect(turn('/planned')).toEqual([undefined, expect.objectContaining({ on: '2025-10-30' }), 'MeetingScheduled']);
  });
  it('the order is that of the log', async () => {
    const ordinals = (await diff(known)).map(({ by }) => by!.ordinal);
    expect(ordinals).toEqual(ordinals.toSorted((a, b) => a - b));
    expect(ordinals.length).toBeGreaterThan(40);
  });
  it('the text has one line for each change', async () => {
    const { status, headers, text } = await ask(`negotiationId=${talks}&limit=200&${known}`, 'text/plain');
    expect([status, headers['content-type'], headers['vary']]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'Accept, Accept-Encoding',
    ]);
    expect(text).toMatch(
      /^Meeting “High-level technical talks in Brussels”: coming \/ “Wang Wentao” \/ coming coming → not-coming, by DelegationAnnounced of 2025-10-27 \(learned 2025-10-27 23:59 UTC, recorded by Ana, \d{4}-\d\d-\d\d \d\d:\d\d UTC, according to the statement “[^)]+”\); also touched by DelegationAnnounced of 2025-10-27 \([^)]+\)$/m,
    );
    expect(text).toMatch(
      /^Marking: public\n\nFrom event \d+ of the log, as known by 2025-10-24T23:59:59.999Z, judged on 2025-10-24\n/,
    );
  });
  it('the text says whose a position is, on which issue, and who spoke', async () => {
    const { text } = await ask(`negotiationId=${talks}&limit=200&${known}`, 'text/plain');
    expect(text).toMatch(/^Position “[^”]+”? ?.*\(party “European Union”, issue “[^”]+”, scope public\): /m);
    expect(text).toMatch(/^Statement “.*\(speaker “Olof Gill”.*\): /m);
    const things = (await diff(known)).filter(({ thing: { kind } }) => kind === 'position' || kind === 'statement');
    expect(things.filter((one) => !('about' in one))).toEqual([]);
  });
  it('from the later to the earlier moment, the same facts are removed, and no person is named', async () => {
    const [there, back] = [await diff(known), await diff('fromKnownAt=2025-10-28&knownAt=2025-10-24')];
    expect(back.find(({ field }) => field === `/coming/${wang}/coming`)).toMatchObject({
      before: 'not-coming',
      after: 'coming',
      by: null,
      because: 'not learned yet',
      without: { type: 'DelegationAnnounced' },
    });
    const count = (changes: readonly Change[], wanted: string) =>
      changes.filter(({ change }) => change === wanted).length;
    expect([count(back, 'removed'), count(back, 'added')]).toEqual([count(there, 'added'), 0]);
  });
});

describe('what had happened in the world', () => {
  it('the suspension of November is the cause, although time passed too', async () => {
    const stopped = (await diff('fromHappenedBy=2025-10-30&happenedBy=2025-12-15')).filter(
      ({ field }) => field === '/provisions/all/force/status',
    );
    expect(stopped.map(({ after, by }) => [after, by!.type])).toContainEqual(['suspended', 'ProvisionSuspended']);
  });
  it('a provision enters into force on its day without an event, because time passed', async () => {
    const record = async (path: string, fact: object) =>
      ((await service.post(path, { learnedAt: '2025-10-09T12:00:00Z', ...fact }).expect(201)).body as ReceiptBody).id;
    const id = await record('/v1/negotiations', { title: 'Other talks' });
    const actorId = await record(`/v1/negotiations/${id}/parties`, { name: 'China', kind: 'state', role: 'principal' });
    await record(`/v1/negotiations/${id}/measures`, {
      actorId,
      title: 'No. 55',
      instrument: 'export-control',
      provisions: [{ provisionId: 'all', text: 'All of it', entersIntoForce: { on: '2025-11-08' } }],
    });
    const found = await ask(`negotiationId=${id}&fromKnownAt=2025-11-01&knownAt=2025-11-10`);
    expect((found.body as Answer).items[0]).toMatchObject({
      field: '/provisions/all/force/status',
      before: 'not-yet',
      after: 'in-force',
      by: null,
      because: 'time passed',
    });
    const sooner = await ask(`negotiationId=${id}&fromKnownAt=2025-11-01&knownAt=2025-11-07`);
    expect((sooner.body as Answer).items).toEqual([]);
  });
});

describe('corrections', () => {
  it('a correction and a voiding are shown as such, with their subject, their reason and their consequences', async () => {
    const before = await tokenNow();
    const { items } = (await service.get(`/v1/audit/trail?limit=200&thing=meeting-${brussels}`)).body as {
      items: { event: { id: string; type: string } }[];
    };
    const [proposed, confirmed] = ['MeetingProposed', 'MeetingConfirmed'].map(
      (wanted) => items.find(({ event }) => event.type === wanted)!.event.id,
    );
    const path = `/v1/meetings/${brussels}`;
    const correction = await put(`${path}/correct`, {
      eventId: proposed,
      changes: { title: 'Talks on controls' },
      reason: 'So it was called.',
    });
    const voiding = await put(`${path}/void`, { eventId: confirmed, reason: 'Nobody confirmed it.' });
    const after = await tokenNow();

    const found = await diff(`fromAsOf=${before}&asOf=${after}`);
    expect(found).toMatchObject([
      {
        change: 'corrected',
        fact: { eventId: proposed, type: 'MeetingProposed' },
        field: '/title',
        before: 'High-level technical talks in Brussels',
        after: 'Talks on controls',
        by: { eventId: correction, type: 'RecordCorrected', reason: 'So it was called.' },
      },
      { change: 'changed', field: '/title', by: { eventId: correction } },
      {
        change: 'voided',
        fact: { eventId: confirmed, type: 'MeetingConfirmed' },
        by: { eventId: voiding, type: 'RecordVoided', reason: 'Nobody confirmed it.' },
      },
    ]);
    const restoring = await put(`${path}/void`, { eventId: voiding, reason: 'The EU did.' });
    expect(await diff(`fromAsOf=${after}`)).toMatchObject([
      { change: 'restored', fact: { eventId: confirmed }, by: { eventId: restoring, reason: 'The EU did.' } },
    ]);
    const text = (await ask(`negotiationId=${talks}&fromAsOf=${before}&asOf=${after}`, 'text/plain')).text;
    expect(text).toContain('MeetingConfirmed of 2025-10-27 voided');
    expect(text).toContain('by RecordVoided “Nobody confirmed it.” (recorded by Ana, ');
  });
  it('a text with line breaks or bidirectional characters stays on its line', async () => {
    const before = await tokenNow();
    const title = 'Harmless\nMeeting “x”: voided\u202e\u001b[2J';
    const { body } = await service.post(`/v1/negotiations/${talks}/issues`, { title }).expect(201);
    const { text } = await ask(`negotiationId=${talks}&fromAsOf=${before}`, 'text/plain');
    expect(text.split('\n').filter((line) => line.startsWith('Issue'))).toHaveLength(1);
    expect(text).toContain('“Harmless\\nMeeting “x”: voided\\u202e\\u001b[2J”');
    expect((await diff(`fromAsOf=${before}&thing=issue-${(body as ReceiptBody).id}`))[0]!.after).toMatchObject({
      title,
    });
  });
});

describe('two clerks', () => {
  it('the one whose date holds is named, and the one who moved it and took that back is named beside', async () => {
    const restartAs = async (name: string) => {
      await service.close();
      service = await start(service.dataDir, { RECORDER_NAME: name });
    };
    const answer = await service
      .post(`/v1/negotiations/${talks}/meetings`, {
        title: 'Follow-up',
        level: 'technical',
        mode: 'video-call',
        planned: { on: '2025-10-31' },
      })
      .expect(201);
    const { id } = answer.body as ReceiptBody;
    const path = `/v1/meetings/${id}`;
    const before = await tokenNow();
    const moved = await put(`${path}/reschedule`, { planned: { on: '2025-11-04' }, occurredOn: '2025-10-29' });
    await restartAs('Bea');
    const reason = 'A slip.';
    const further = await put(`${path}/correct`, {
      eventId: moved,
      changes: { planned: { on: '2025-11-05' } },
      reason,
    });
    const back = await put(`${path}/void`, { eventId: further, reason });
    await restartAs('Ana');

    const date = (await diff(`fromAsOf=${before}&thing=meeting-${id}`)).find(({ field }) => field === '/planned/on');
    expect(date).toMatchObject({
      before: '2025-10-31',
      after: '2025-11-04',
      by: { eventId: moved, type: 'MeetingRescheduled', recordedBy: 'Ana' },
      alsoTouchedBy: [
        { eventId: further, type: 'RecordCorrected', recordedBy: 'Bea', reason },
        { eventId: back, type: 'RecordVoided', recordedBy: 'Bea', reason },
      ],
    });
    const { text } = await ask(`negotiationId=${talks}&fromAsOf=${before}`, 'text/plain');
    expect(text).toMatch(
      /planned \/ on 2025-10-31 → 2025-11-04, by MeetingRescheduled of 2025-10-29 \(.*recorded by Ana, [^)]+\); also touched by RecordCorrected “A slip.” \(recorded by Bea, [^)]+\), RecordVoided “A slip.” \(recorded by Bea, [^)]+\)$/m,
    );
  });
});

describe('the same two moments', () => {
  it('have no difference if they are equal', async () => {
    const token = await tokenNow();
    for (const moment of [
      `fromAsOf=${token}&asOf=${token}`,
      'fromKnownAt=2025-10-28&knownAt=2025-10-28',
      'fromHappenedBy=2025-10-24&happenedBy=2025-10-24',
    ])
      expect([moment, await diff(moment)]).toEqual([moment, []]);
    expect((await ask(`negotiationId=${talks}&fromAsOf=${token}&asOf=${token}`, 'text/plain')).text).toContain(
      'Nothing differs.',
    );
  });
  it('give the same body, to the byte, after later records, a restart and a rebuild', async () => {
    const asked: { query: string; accept: string; answer: Response }[] = [];
    for (const first of ['fromAsOf=2020-01-01', 'fromKnownAt=2025-10-24', `fromHappenedBy=2025-10-24`])
      for (const accept of ['application/json', 'text/plain']) {
        const query = `negotiationId=${talks}&limit=200&${first}`;
        asked.push({ query, accept, answer: await ask(query, accept) });
      }
    await service.post(`/v1/negotiations/${talks}/issues`, { title: 'One more' }).expect(201);
    await service.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(service.dataDir, `views.db${suffix}`), { force: true });
    service = await start(service.dataDir);
    for (const { query, accept, answer } of asked) {
      const fixed = `${query}&asOf=${answer.headers['consistency-token']}`;
      const again = await ask(fixed, accept);
      expect([query, again.text === answer.text, again.headers['etag']]).toEqual([query, true, answer.headers['etag']]);
      const known = await ask(fixed, accept).set('if-none-match', answer.headers['etag']!);
      expect([known.status, known.headers['vary']]).toEqual([304, 'Accept, Accept-Encoding']);
      expect((await ask(query, accept)).text === answer.text).toBe(false);
    }
  });
  it('are paged to the end', async () => {
    const query = `negotiationId=${talks}&fromKnownAt=2025-10-20&knownAt=2025-10-28&asOf=${await tokenNow()}`;
    const all = (await ask(`${query}&limit=200`)).body as Answer;
    const paged: Change[] = [];
    for (let next = `/v1/audit/diff?${query}&limit=7`; next !== '';) {
      const { status, body, headers } = await service.get(next);
      expect(status).toBe(200);
      paged.push(...(body as Answer).items);
      next = /^<(.+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1] ?? '';
    }
    expect(paged).toEqual(all.items);
    expect((await ask(`${query}&limit=7`, 'text/plain')).text).toMatch(/There is more: ask again with after=[\w-]+\n$/);
  });
});

describe('a question that cannot be answered', () => {
  it.each([
    ['fromAsOf=2025-10-24', 400, 'negotiation-missing', undefined],
    ['negotiationId=TALKS', 400, 'first-moment-missing', undefined],
    ['negotiationId=TALKS&asOf=2026-01-01', 400, 'first-moment-missing', undefined],
    ['negotiationId=TALKS&fromKnownAt=yesterday', 400, 'fields-invalid', '/fromKnownAt'],
    ['negotiationId=TALKS&fromAsOf=2999-01-01', 400, 'fields-invalid', '/fromAsOf'],
    ['negotiationId=TALKS&fromHappenedBy=2025-02-30', 400, 'fields-invalid', '/fromHappenedBy'],
    ['negotiationId=TALKS&fromKnownAt=2025-10-24&knownAt=tomorrow', 400, 'fields-invalid', '/knownAt'],
    ['negotiationId=TALKS&fromKnownAt=2025-10-24&since=2025-10-24', 400, 'fields-invalid', '/since'],
    ['negotiationId=talks&fromKnownAt=2025-10-24', 400, 'fields-invalid', '/negotiationId'],
    ['thing=the-meeting&fromKnownAt=2025-10-24', 400, 'fields-invalid', '/thing'],
    [`negotiationId=TALKS&fromAsOf=${'A'.repeat(80)}`, 400, 'consistency-token-malformed', '/fromAsOf'],
    ['negotiationId=00000000-0000-4000-8000-000000000000&fromAsOf=2025-10-24', 404, 'negotiation-unknown', undefined],
    ['thing=meeting-00000000-0000-4000-8000-000000000000&fromAsOf=2025-10-24', 404, 'meeting-unknown', undefined],
    ['negotiationId=TALKS&fromAsOf=2020-01-01&asOf=2020-01-02', 404, 'negotiation-unknown', undefined],
    ['negotiationId=TALKS&fromKnownAt=2025-10-24&after=nonsense', 400, 'cursor-malformed', '/after'],
  ])('%s is refused, and the error says what to provide', async (query, status, code, pointer) => {
    const answer = await ask(query.replace('TALKS', talks));
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ code })]);
    if (pointer !== undefined) expect((answer.body as { errors: object[] }).errors).toMatchObject([{ pointer }]);
  });
  it('an unknown format is a 406', async () => {
    const { status, body, headers } = await ask(`negotiationId=${talks}&fromKnownAt=2025-10-24`, 'text/html');
    expect([status, headers['content-type'], headers['vary'], body]).toEqual([
      406,
      expect.stringContaining('application/problem+json'),
      'Accept',
      expect.objectContaining({ code: 'not-acceptable' }),
    ]);
  });
  it('a thing of another negotiation is not found', async () => {
    const { body } = await service.post('/v1/negotiations', { title: 'Other talks' }).expect(201);
    const { body: issue } = await service
      .post(`/v1/negotiations/${(body as ReceiptBody).id}/issues`, { title: 'Other' })
      .expect(201);
    const thing = `thing=issue-${(issue as ReceiptBody).id}&fromAsOf=2025-10-24`;
    const refused = async (asked: string) => {
      const { code, detail } = (await ask(`negotiationId=${talks}&${asked}`)).body as { code: string; detail: string };
      return [code, detail];
    };
    const other = await refused(thing);
    expect(other).toEqual(['issue-unknown', expect.stringContaining('Check that thing belongs to negotiationId')]);
    // As if it were nowhere: a reader may not know of the other negotiation.
    const never = 'thing=issue-00000000-0000-4000-8000-000000000000&fromAsOf=2025-10-24';
    expect(await refused(never)).toEqual(other);
    expect(((await ask(never)).body as { detail: string }).detail).not.toContain('negotiationId');
    expect((await ask(thing)).body).toMatchObject({ items: [{ change: 'added', after: { title: 'Other' } }] });
  });
});
