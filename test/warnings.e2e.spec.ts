import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let service: Running;
let talks: string;
const ids = { party: '', issue: '', meeting: '' };
beforeAll(async () => {
  service = await start();
  talks = await record('/v1/negotiations', { title: 'Talks' });
  ids.party = await open('parties', { name: 'EU', kind: 'regional-organisation', role: 'principal' });
  ids.issue = await open('issues', { title: 'Licences' });
  ids.meeting = await open('meetings', { title: 'Talks in Brussels' });
  await record(`/v1/meetings/${ids.meeting}/held`, { occurredOn: '2025-10-30' });
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const record = async (path: string, body: object) => {
  const answer = await service.post(path, body);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return (answer.body as ReceiptBody).id;
};
const open = (plural: string, body: object) => record(`/v1/negotiations/${talks}/${plural}`, body);
const said = (more: object = {}) =>
  open('statements', {
    kind: 'floor-statement',
    text: 'We will not accept that.',
    verbatim: true,
    attribution: 'background',
    partyId: ids.party,
    ...more,
  });
const read = async (path: string) => (await service.get(`/v1/${path}`).expect(200)).body as Record<string, unknown>;
const itemsOf = async (list: string) =>
  (await read(`negotiations/${talks}/${list}`))['items'] as Record<string, unknown>[];
const takeBack = async (path: string) => {
  const { headers, body } = await service.get(`/v1/${path}`).expect(200);
  const eventId = (body as { eventId: string }).eventId;
  await service
    .post(`/v1/${path}/void`, { eventId, reason: 'It never was.' })
    .set('if-match', headers['etag']!)
    .expect(201);
};

describe('a clerk who reads what was recorded', () => {
  it('is warned of a statement that is dated outside its meeting', async () => {
    const fits = await said({ meetingId: ids.meeting, occurredOn: '2025-10-30' });
    expect(await read(`statements/${fits}`)).not.toHaveProperty('warnings');
    const early = await said({ meetingId: ids.meeting, occurredOn: '2024-01-01' });
    const warnings = [
      {
        code: 'outside-its-meeting',
        field: '/occurredOn',
        detail: expect.stringContaining('before its meeting (2025-10-30)'),
      },
    ];
    expect(await read(`statements/${early}`)).toMatchObject({ warnings });
    expect((await itemsOf('statements')).find(({ id }) => id === early)).toMatchObject({ warnings });
  });
  it('is warned of a position whose evidence was voided, while it is held', async () => {
    const statement = await said({ occurredOn: '2025-10-30' });
    const about = { partyId: ids.party, issueId: ids.issue, scope: 'public' };
    const evidence = [{ kind: 'statement', id: statement }];
    const position = await open('positions', { ...about, text: 'No.', kind: 'red-line', evidence });
    expect(await read(`positions/${position}`)).not.toHaveProperty('warnings');
    await takeBack(`statements/${statement}`);
    const warnings = [{ code: 'refers-to-voided', field: '/movedBy/0', detail: expect.any(String) }];
    expect(await read(`positions/${position}`)).toMatchObject({ warnings });
    await open('positions/withdrawn', about);
    expect(await read(`positions/${position}`)).not.toHaveProperty('warnings');
  });
  it('is warned of a statement for a party that was voided', async () => {
    const partyId = await open('parties', { name: 'Atlantis', kind: 'state', role: 'principal' });
    const statement = await said({ partyId });
    await takeBack(`parties/${partyId}`);
    expect(await read(`statements/${statement}`)).toMatchObject({
      warnings: [{ code: 'refers-to-voided', field: '/partyId' }],
    });
    // What is recorded from now on is taken as well: the record says what was said.
    const later = await said({ partyId });
    expect(await read(`statements/${later}`)).toMatchObject({ warnings: [{ code: 'refers-to-voided' }] });
  });
  it('sees that a fact has no date, and finds it in no period', async () => {
    const undated = await said({ text: 'Sometime.' });
    const [last] = (await itemsOf('timeline?order=desc&limit=1&type=StatementMade')) as [Record<string, unknown>];
    expect(last).toMatchObject({ thingId: undated, dated: false });
    expect(last).not.toHaveProperty('earliest');
    const today = String(last['learnedAt']).slice(0, 10);
    expect((await itemsOf(`timeline?from=${today}`)).filter(({ thingId }) => thingId === undated)).toEqual([]);
  });
  it('finds the next meeting, though it is planned in words only', async () => {
    expect(await read(`negotiations/${talks}/meetings/next`)).toMatchObject({ meeting: null });
    const planned = { text: 'in the coming weeks' };
    const id = await open('meetings', { title: 'Technical talks', planned });
    expect(await read(`negotiations/${talks}/meetings/next`)).toMatchObject({ meeting: { id, planned } });
    expect(await read(`negotiations/${talks}`)).toMatchObject({ nextMeeting: { id } });
  });
});
