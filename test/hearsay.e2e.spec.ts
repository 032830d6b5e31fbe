import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

type Provenance = { sources?: string[]; reportedById?: string; reliability?: string };
type Item = { id: string; eventId: string; title: string; text: string; provenance?: Provenance; since: Item };

let service: Running;
let talks: string;
const ids = { eu: '', licences: '', gill: '', wang: '', meeting: '', seen: '', heard: '', rumour: '' };
const day = { occurredOn: '2025-10-27' };
const wire = { title: 'Talks resume', publisher: 'A wire service', reliability: 'B2' };
const blog = { title: 'A blog', reliability: 'E5' };

beforeAll(async () => {
  service = await start();
  talks = await record('/v1/negotiations', { title: 'Talks', ...day });
  ids.eu = await open('parties', { name: 'EU', kind: 'regional-organisation', role: 'principal', ...day });
  ids.licences = await open('issues', { title: 'Licences', ...day });
  ids.gill = await open('representatives', { name: 'Gill', kind: 'person', partyId: ids.eu, ...day });
  ids.wang = await open('representatives', { name: 'Wang', kind: 'person', ...day });
  ids.seen = await said({ speakerId: ids.gill, text: 'We saw it.' });
  ids.heard = await said({ speakerId: ids.gill, text: 'It was reported.', sources: [blog, wire] });
  ids.rumour = await said({
    kind: 'private-remark',
    attribution: 'unattributed',
    text: 'It is a rumour.',
    sources: [blog],
  });
  ids.meeting = await open('meetings', { title: 'Talks in Brussels', ...day });
  await record(`/v1/meetings/${ids.meeting}/answers`, {
    personId: ids.wang,
    answer: 'ACCEPTED',
    reportedById: ids.gill,
    ...day,
  });
  await record(`/v1/negotiations/${talks}/positions`, {
    partyId: ids.eu,
    issueId: ids.licences,
    scope: 'public',
    kind: 'demand',
    text: 'General licences.',
    sources: [wire],
    ...day,
  });
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
const said = (body: object) => open('statements', { kind: 'interview', verbatim: true, ...day, ...body });
const list = async (what: string) =>
  (await service.get(`/v1/negotiations/${talks}/${what}`).expect(200)).body.items as Item[];
const textsOf = async (query: string) => (await list(`statements?${query}`)).map(({ text }) => text).toSorted();

describe('a desk officer who reads a claim', () => {
  it('sees on whose word it is on record, and of which grade; what is first-hand says nothing', async () => {
    const byId = new Map((await list('statements')).map((item) => [item.id, item.provenance]));
    expect(byId.get(ids.seen)).toBeUndefined();
    expect(byId.get(ids.heard)).toEqual({ sources: ['A blog', 'A wire service'], reliability: 'B2' });
    expect(byId.get(ids.rumour)).toEqual({ sources: ['A blog'], reliability: 'E5' });
  });
  it('sees it on the timeline, where the line also says what is not on the record', async () => {
    const items = await list('timeline?type=StatementMade');
    expect(items.map(({ title, provenance }) => [title, provenance?.reliability])).toEqual([
      ['Gill (interview): “We saw it”', undefined],
      ['Gill (interview): “It was reported”', 'B2'],
      ['Unattributed (private remark, not for attribution): “It is a rumour”', 'E5'],
    ]);
    const [answer] = await list('timeline?type=InvitationAnswered');
    expect(answer).toMatchObject({
      title: 'Wang accepted the invitation to “Talks in Brussels”, according to Gill',
      provenance: { reportedById: ids.gill },
    });
  });
  it('sees it of a position, and of the words on who comes to a meeting', async () => {
    const [position] = await list('positions');
    expect(position!.since.provenance).toEqual({ sources: ['A wire service'], reliability: 'B2' });
    const { body } = await service.get(`/v1/meetings/${ids.meeting}`).expect(200);
    expect(body.coming).toMatchObject([{ personId: ids.wang, words: [{ provenance: { reportedById: ids.gill } }] }]);
  });
  it('sees it in the texts', async () => {
    const text = async (path: string) => (await service.get(path).set('accept', 'text/plain').expect(200)).text;
    const trail = await text(`/v1/audit/trail?negotiationId=${talks}&type=StatementMade`);
    expect(trail).toContain(', according to “A blog” and “A wire service” (B2)\n');
    expect(trail.split('\n')[0]).not.toContain('according to');
    const diff = await text(`/v1/audit/diff?thing=statement-${ids.heard}&fromHappenedBy=2025-10-01`);
    expect(diff).toMatch(/UTC, according to “A blog” and “A wire service” \(B2\)\)$/m);
  });
  it('asks only for what is first-hand, or only for what is reported', async () => {
    expect(await textsOf('provenance=first-hand')).toEqual(['We saw it.']);
    expect(await textsOf('provenance=reported')).toEqual(['It is a rumour.', 'It was reported.']);
    expect((await list('timeline?provenance=reported')).map(({ provenance }) => provenance)).not.toContain(undefined);
    expect((await list('timeline?provenance=first-hand')).filter(({ provenance }) => provenance)).toEqual([]);
    expect(await list('positions?provenance=first-hand')).toEqual([]);
    expect(await list('positions?provenance=reported')).toHaveLength(1);
  });
  it('asks for sources of some reliability, and for how it may be attributed', async () => {
    expect(await textsOf('reliability=A')).toEqual([]);
    expect(await textsOf('reliability=B')).toEqual(['It was reported.']);
    expect(await textsOf('reliability=E')).toEqual(['It is a rumour.', 'It was reported.']);
    expect(await list('timeline?reliability=B')).toHaveLength(2);
    expect(await list('positions?reliability=A')).toEqual([]);
    expect(await textsOf('attribution=on-the-record')).toEqual(['It was reported.', 'We saw it.']);
    expect(await textsOf('attribution=unattributed')).toEqual(['It is a rumour.']);
    expect(await textsOf('attribution=unattributed&reliability=B')).toEqual([]);
    expect(await textsOf('kind=private-remark')).toEqual(['It is a rumour.']);
    await service.get(`/v1/negotiations/${talks}/statements?reliability=B2`).expect(400);
  });
  it('is not told that a private remark is on the record', async () => {
    const body = { kind: 'private-remark', speakerId: ids.gill, text: 'Between us.', verbatim: true };
    const refused = await service.post(`/v1/negotiations/${talks}/statements`, body);
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([422, 'private-on-the-record']);
    expect(
      (await service.post(`/v1/negotiations/${talks}/statements`, { ...body, attribution: 'background' })).status,
    ).toBe(201);
  });
});
