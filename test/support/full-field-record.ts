import { PLURALS } from '#domain/plurals.js';
import type { Kind } from '#domain/ids.js';
import type { ReceiptBody, Running } from './service.js';

/** Covers what the examples of the document leave out: every field that an answer can have occurs in one of them. */
export const recordEveryField = async ({ get, post }: Running) => {
  const tell = async (path: string, fact: object) => (await post(`/v1/${path}`, fact).expect(201)).body as ReceiptBody;
  const record = async (path: string, fact: object) => (await tell(path, fact)).id;
  const marking = { level: 'public', compartments: [], originator: 'The embassy', handling: ['LIMITE'] };
  const talks = await record('negotiations', { title: 'Talks on fish', marking });
  const open = (plural: string, fact: object) => record(`negotiations/${talks}/${plural}`, fact);
  const norway = await open('parties', { name: 'Norway', kind: 'state', role: 'principal' });
  const britain = await open('parties', { name: 'Britain', kind: 'state', role: 'principal' });
  const ana = await open('representatives', { name: 'Ana', kind: 'person', partyId: norway });
  const bo = await open('representatives', { name: 'Bo', kind: 'person', partyId: norway });
  const issueId = await open('issues', { title: 'Quotas', occurredText: 'at the start' });

  const sources = [{ title: 'A paper', url: 'https://news.example.org/fish', publishedOn: '2025-10' }];
  const said = { speakerId: ana, partyId: norway, kind: 'interview', text: 'Nei', verbatim: true };
  const translation = { language: 'en', text: 'No' };
  const no = await open('statements', { ...said, language: 'nb', translation, sources, onBehalfOf: 'The embassy' });
  const reply = await open('statements', { ...said, inReplyToId: no });
  await record(`statements/${reply}/withdraw`, { reason: 'A slip', withdrawnById: ana });

  const codes = ['999', '036'].map((code) => ({ scheme: 'CAMEO', version: '1.1b3', code }));
  const meeting = await open('meetings', { title: 'Call', codes, occurredOn: '2025-10-2X', occurredText: 'late' });
  await record(`meetings/${meeting}/answers`, { personId: ana, answer: 'DELEGATED', delegatedToId: bo });
  await record(`meetings/${meeting}/delegations`, { partyId: norway, headId: bo, confirmed: true });
  const attendance = [{ representativeId: ana, presence: 'replaced', replacedById: bo }];
  await record(`meetings/${meeting}/held`, { attendance, occurredOn: '2025-10-27' });
  const document = { title: 'Draft', url: 'https://papers.example.org/1', sha256: 'ab'.repeat(32) };
  await record(`meetings/${meeting}/minutes`, { document });

  const about = { partyId: norway, issueId };
  const evidence = [{ kind: 'meeting', id: meeting }];
  const shift = { direction: 'softened', text: 'Most', scale: 60, evidence };
  await open('positions', { ...about, scope: 'public', text: 'All', kind: 'demand', scale: 90, salience: 50 });
  await open('positions/shifts', { ...about, ...shift, scope: 'public' });
  await open('positions/shifts', { ...about, ...shift, scope: 'private', fromText: 'All' });
  await open('positions/withdrawn', { ...about, scope: 'public' });
  await open('positions/withdrawn', { ...about, scope: 'assessed' });

  const provisions = [{ provisionId: '1', text: 'A tax', affectedPartyIds: [norway, britain] }];
  const tax = await open('measures', { actorId: britain, title: 'Tax', instrument: 'tariff', provisions });
  await record(`measures/${tax}/provisions/1/in-force`, { occurredOn: '2025-01-01' });
  await record(`measures/${tax}/provisions/1/suspend`, { forPartyIds: [norway], occurredOn: '2025-02-01' });
  await record(`measures/${tax}/figures`, { about: 'Ships', figure: 'ten', reportedById: ana });
  const pledge = { byIds: [norway], text: 'To wait' };
  await open('commitments', { ...pledge, due: { on: '2025-10-27', text: 'soon', time: '09:30', zone: 'Europe/Oslo' } });
  const tabled = { title: 'Shares', tabledByIds: [norway], consentOf: [britain], binding: false, document };
  await open('proposals', { ...tabled, replacesId: await open('proposals', tabled) });
  await record(`negotiations/${talks}/conclude`, { outcome: 'no-agreement', summary: 'None', occurredText: 'today' });

  // A voided thing of each kind.
  const plain = [{ provisionId: '1', text: 'A tax' }];
  const things: readonly (readonly [path: string, fact: object])[] = [
    ['parties', { name: 'Iceland', kind: 'state', role: 'observer' }],
    ['representatives', { name: 'Cai', kind: 'person' }],
    ['issues', { title: 'Whales' }],
    ['meetings', { title: 'Lunch' }],
    ['statements', said],
    ['positions', { ...about, partyId: britain, scope: 'public', text: 'Half', kind: 'offer' }],
    ['measures', { actorId: britain, title: 'Fee', instrument: 'tariff', provisions: plain }],
    ['commitments', pledge],
    ['proposals', tabled],
    ['disputes', { about: { kind: 'meeting', id: meeting }, rivalAccount: 'It was a dinner' }],
  ];
  const told = [
    ...(await Promise.all(things.map(([path, fact]) => tell(`negotiations/${talks}/${path}`, fact)))),
    await tell(`meetings/${meeting}/minutes`, { text: 'Nothing' }),
    await tell('negotiations', { title: 'Talks on nothing' }),
  ];
  for (const { kind, id, events } of told) {
    const address = `/v1/${PLURALS[kind as Kind]}/${id}`;
    const { etag } = (await get(address)).headers;
    await post(`${address}/void`, { eventId: events[0]!.id, reason: 'It never was' })
      .set('if-match', etag!)
      .expect(201);
  }
};
