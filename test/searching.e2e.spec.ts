import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { remove, type Running, start } from './support/service.js';

let service: Running;
let negotiationId: string;
let ids: Readonly<Record<string, string>>;
beforeAll(async () => {
  service = await start();
  negotiationId = (await service.post('/v1/negotiations', { title: 'Talks' })).body.id as string;
  const [eu, china] = await Promise.all(
    ['European Union', 'China'].map((name) => record('parties', { name, kind: 'state', role: 'principal' })),
  );
  const [gill, sefcovic, wang] = await Promise.all(
    ['Olof Gill', 'Maroš Šefčovič', 'Wang Wentao'].map((name) => record('representatives', { name, kind: 'person' })),
  );
  const [licences, tariffs] = await Promise.all(['Licences', 'Tariffs'].map((title) => record('issues', { title })));
  const meeting = await record('meetings', { title: 'Call' });
  ids = { eu, china, gill, sefcovic, wang, licences, tariffs, meeting } as Record<string, string>;
  const told = (text: string, fact: object) =>
    record('statements', { kind: 'press-statement', verbatim: true, attribution: 'on-the-record', text, ...fact });
  await told('The controls are unjustified and harmful.', {
    speakerId: sefcovic,
    partyId: eu,
    issueIds: [licences],
    occurredOn: '2025-10-21',
    kind: 'readout',
    meetingId: meeting,
  });
  await told('A high-level delegation will arrive on Thursday.', {
    speakerId: gill,
    speakingForId: sefcovic,
    partyId: eu,
    occurredOn: '2025-10-27',
    sources: [
      {
        title: 'EU and China resume negotiations',
        quote: 'rare earth crisis',
      },
    ],
  });
  await told('中方加强稀土出口管制', {
    speakerId: wang,
    partyId: china,
    issueIds: [licences, tariffs],
    occurredOn: '2025-10-0X',
    translation: {
      language: 'en',
      text: 'China tightens its control of rare-earth exports',
    },
  });
  await told('Unjust NOT harmless, near(it) AND col:umn', {
    speakerId: wang,
    partyId: china,
    occurredOn: '2025-04/..',
  });
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const below = (path: string) => `/v1/negotiations/${negotiationId}/${path}`;
const record = async (kind: string, fact: object) =>
  (await service.post(below(kind), fact).expect(201)).body.id as string;
const [HARMFUL, ARRIVE, CHINESE, UNJUST] = ['The', 'A', '中方加强稀土出口管制', 'Unjust'];
/** The first words of each result, newest first. */
const found = async (query: Record<string, string>) => {
  const answer = await service.get(`${below('statements')}?${new URLSearchParams(query).toString()}`);
  expect([query, answer.status]).toEqual([query, 200]);
  return (answer.body.items as { text: string }[]).map(({ text }) => text.split(' ')[0]);
};

describe('a search for words', () => {
  it.each([
    ['harmful', [HARMFUL]],
    ['HARMFUL unjustified', [HARMFUL]],
    ['harmful delegation', []],
    ['harm', []],
    ['harm*', [HARMFUL, UNJUST]],
    ['"unjustified and harmful"', [HARMFUL]],
    ['"harmful and unjustified"', []],
    ['“unjustified and harmful”', [HARMFUL]],
    ['稀土', [CHINESE]],
    ['土稀', []],
    ['稀土出口', [CHINESE]],
    ['稀', [CHINESE]],
    ['tightens', [CHINESE]],
    ['"rare earth"', [ARRIVE, CHINESE]],
    ['crisis resume', [ARRIVE]],
    ['"negotiations rare"', []],
  ])('finds for %s what has all of them in its text, its translation or its sources', async (q, wanted) => {
    expect(await found({ q })).toEqual(wanted);
  });
  it.each([
    ['harmful OR delegation', [ARRIVE, HARMFUL]],
    ['rare OR harmful unjustified', [HARMFUL]],
    ['-harmful', [ARRIVE, CHINESE, UNJUST]],
    ['harm* -unjustified', [UNJUST]],
    ['-"rare earth" -harm*', []],
    ['by:Gill', [ARRIVE]],
    ['by:Šefčovič', [ARRIVE, HARMFUL]],
    ['by:"Wang Wentao" -"rare earth"', [UNJUST]],
    ['for:China', [CHINESE, UNJUST]],
    ['for:"European Union" delegation OR tightens', [ARRIVE]],
    ['for:Euro* -by:Gill', [HARMFUL]],
    ['at:Call', [HARMFUL]],
    ['-at:Call -for:China', [ARRIVE]],
    ['by:Gill OR tightens', [ARRIVE, CHINESE]],
    ['by:Nobody', []],
  ])('understands %s', async (q, wanted) => {
    expect(await found({ q })).toEqual(wanted);
  });
  it.each([
    ['"NOT"', [UNJUST]],
    ['unjust not harmless', [UNJUST]],
    ['"near(it)" "AND"', [UNJUST]],
    ['"words:harmful"', []],
    ['"col:umn"', [UNJUST]],
    ['^harmful', [HARMFUL]],
    ['{harmful} + "', [HARMFUL]],
    ["harmful'); DROP TABLE statements; --", []],
  ])('treats %s as plain text', async (q, wanted) => {
    expect(await found({ q })).toEqual(wanted);
  });
  it.each([
    'harmful NOT unjustified',
    'harmful AND unjustified',
    'NEAR(it)',
    'harmful OR',
    'OR',
    'harmful OR -delegation',
    '(harmful OR delegation) Thursday',
    'words:harmful',
    'by: Gill',
    'har*mful',
  ])('refuses %s, and says what to write', async (q) => {
    const answer = await service.get(`${below('statements')}?${new URLSearchParams({ q }).toString()}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'search-malformed']);
    expect(answer.body.detail).toMatch(/^(?:In )?"q" |^In "q", /);
  });
  it.each(['"', '""', '***', '!?…', '（）'])('is refused for %j, which has no word', async (q) => {
    const answer = await service.get(`${below('statements')}?${new URLSearchParams({ q }).toString()}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'search-without-words']);
  });
  it('is refused if it has a long phrase', async () => {
    const ask = async (q: string) => {
      const answer = await service.get(`${below('statements')}?${new URLSearchParams({ q }).toString()}`);
      return [answer.status, answer.body.code];
    };
    expect(await ask('稀'.repeat(32))).toEqual([200, undefined]);
    expect(await ask('稀'.repeat(33))).toEqual([400, 'search-phrase-too-long']);
    expect(await ask(`"${'it '.repeat(33)}"`)).toEqual([400, 'search-phrase-too-long']);
    expect(await ask('it '.repeat(33))).toEqual([200, undefined]);
  });
  it.each(['statements', 'timeline'])('is refused in %s if it has many terms', async (list) => {
    const ask = async (q: string) => service.get(`${below(list)}?${new URLSearchParams({ q }).toString()}`);
    expect((await ask('-it '.repeat(50))).status).toBe(200);
    const { status, body } = await ask('-it '.repeat(51));
    expect([status, body.code]).toEqual([400, 'search-too-many-terms']);
    expect(body.detail).toMatch(/^"q" contains more than 50 words and phrases\. /);
  });
  it('is refused if it is empty, too long, or not text', async () => {
    expect(await found({ q: 'x'.repeat(500) })).toEqual([]);
    for (const q of ['', '%20', 'x'.repeat(501), 'harmful%00'])
      expect([q, (await service.get(`${below('statements')}?q=${q}`)).body.errors?.[0].pointer]).toEqual([q, '/q']);
  });
  it('finds corrected facts only by their new words, and voided facts not at all', async () => {
    const made = await service.post(below('statements'), {
      speakerId: ids['gill'],
      kind: 'interview',
      text: 'galium',
      verbatim: false,
      occurredOn: '2024-01-01',
    });
    const path = made.headers['location']!;
    const eventId = made.body.events[0].id as string;
    const putRight = async (verb: string, fact: object) =>
      service
        .post(`${path}/${verb}`, { eventId, reason: 'A slip.', ...fact })
        .set('if-match', (await service.get(path)).headers['etag']!)
        .expect(201);
    expect(await found({ q: 'galium' })).toEqual(['galium']);
    await putRight('correct', { changes: { text: 'gallium' } });
    expect([await found({ q: 'galium' }), await found({ q: 'gallium' })]).toEqual([[], ['gallium']]);
    await putRight('void', {});
    expect(await found({ q: 'gallium' })).toEqual([]);
  });
});

describe('the statements of a negotiation', () => {
  const ofThe = (fields: Record<string, string>) =>
    found(Object.fromEntries(Object.entries(fields).map(([field, name]) => [field, ids[name] ?? name])));

  it('can be filtered by speaker, also by the person on whose behalf somebody spoke', async () => {
    expect(await ofThe({ speakerId: 'sefcovic' })).toEqual([ARRIVE, HARMFUL]);
    expect(await ofThe({ speakerId: 'gill' })).toEqual([ARRIVE]);
    expect(await ofThe({ speakerId: randomUUID() })).toEqual([]);
  });
  it('can be filtered by party, issue, kind and meeting, alone and together with words', async () => {
    expect(await ofThe({ partyId: 'china' })).toEqual([CHINESE, UNJUST]);
    expect(await ofThe({ issueId: 'licences' })).toEqual([HARMFUL, CHINESE]);
    expect(await ofThe({ issueId: 'tariffs' })).toEqual([CHINESE]);
    expect(await ofThe({ kind: 'readout' })).toEqual([HARMFUL]);
    expect(await ofThe({ meetingId: 'meeting' })).toEqual([HARMFUL]);
    expect(await ofThe({ partyId: 'eu', issueId: 'licences', q: 'harm*' })).toEqual([HARMFUL]);
    expect(await ofThe({ partyId: 'china', issueId: 'tariffs', q: 'harm*' })).toEqual([]);
  });
  it('can be filtered by period, in which a fuzzy date counts on every day that it can mean', async () => {
    expect(await found({ from: '2025-10-21', to: '2025-10-27' })).toEqual([ARRIVE, HARMFUL, UNJUST]);
    expect(await found({ from: '2025-10-09', to: '2025-10-20' })).toEqual([CHINESE, UNJUST]);
    expect(await found({ from: '2025-10-10', to: '2025-10-20' })).toEqual([UNJUST]);
    expect(await found({ to: '2025-03-31' })).toEqual([]);
  });
  it('reject invalid values of parameters', async () => {
    for (const query of ['kind=rumour', 'from=2025-13-01', 'speakerId=Gill', 'issueId='])
      expect([query, (await service.get(`${below('statements')}?${query}`)).status]).toEqual([query, 400]);
  });
});

describe('a search of the timeline', () => {
  const lines = async (query: Record<string, string>) => {
    const answer = await service.get(`${below('timeline')}?${new URLSearchParams(query).toString()}`);
    expect([query, answer.status]).toEqual([query, 200]);
    return (answer.body.items as { title: string }[]).map(({ title }) => title);
  };
  it('finds facts of every kind, by their lines, texts and sources, with the other filters', async () => {
    expect(await lines({ q: 'gill' })).toEqual([
      expect.stringMatching(/^Olof Gill for Maroš Šefčovič \(press statement\): “A high-level delegation/),
      // It has no date, so it stands where it was learned.
      'Olof Gill was named',
    ]);
    expect(await lines({ q: 'sefcovic -delegation', kind: 'statement' })).toEqual([
      expect.stringContaining('The controls are unjustified and harmful'),
    ]);
    expect(await lines({ q: '稀土' })).toEqual([expect.stringMatching(/^Wang Wentao/)]);
    expect(await lines({ q: '"resume negotiations"' })).toEqual([expect.stringContaining('delegation')]);
    expect(await lines({ q: 'mackerel' })).toEqual([]);
  });
  it.each([
    ['by:Gill', 'Write the name alone'],
    ['licences OR', 'OR stands between two words'],
    ['…', 'contains no word'],
  ])('refuses %s, and says what to write', async (q, advice) => {
    const { body } = await service.get(`${below('timeline')}?q=${encodeURIComponent(q)}`).expect(400);
    expect((body as { detail: string }).detail).toContain(advice);
  });
});
