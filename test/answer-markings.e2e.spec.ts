import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { TimePadding } from '../apps/server/src/query/time-padding.js';
import {
  addressOf,
  documentOf,
  isByKey,
  type Operation,
  type Route,
  routesOf,
  sendExamples,
} from './support/examples.js';
import { DOCX, partsOf } from './support/docx.js';
import { letInByName } from './support/as.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

/** Chief sees everything, Ana up to SECRET in the compartment trade, Ben up to RESTREINT. */
type Who = 'chief' | 'ana' | 'ben';
let service: InProcess;
beforeAll(async () => {
  letInByName();
  service = await startInProcess();
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const get = (address: string, who: Who = 'chief') => service.get(address).set('x-caller', who);
/** The marking of an answer, which its header says, too. */
const markingOf = async (address: string, who: Who = 'chief') => {
  const { body, headers } = await get(address, who).expect(200);
  const { level, compartments = [] } = (body as { marking: { level: string; compartments?: string[] } }).marking;
  const quoted = compartments.map((one) => `"${one}"`).join(' ');
  expect(headers['marking']).toBe(`level="${level}"${quoted === '' ? '' : `, compartments=(${quoted})`}`);
  return [level, ...compartments].join(' ');
};
/** Whether a route of the views answers in JSON. */
const isJson = ({ operation }: Route) =>
  operation.parameters?.some(({ name }) => name === 'asOf') === true && 'application/json' in contentOf(operation);
const contentOf = ({ responses }: Operation) =>
  (responses['200'] as { content?: Record<string, object> } | undefined)?.content ?? {};
/** The header and the footer of each page. */
const marginsOf = (bytes: Buffer): string => {
  return ['word/header1.xml', 'word/footer1.xml'].map(partsOf(bytes)).join('\n');
};
/** Wherever the marking of an answer stands in its other forms. */
const MARKED: Readonly<Record<string, (text: string) => readonly (string | undefined)[]>> = {
  'text/plain': (text) => [/^Marking: (.*)\n/.exec(text)?.[1]],
  'text/html': (text) => [/<thead><tr><td>(.*?)<\/td>/.exec(text)?.[1], /<tfoot><tr><td>(.*?)<\/td>/.exec(text)?.[1]],
  'text/csv': (text) => parse<{ marking: string }>(text, { columns: true }).map(({ marking }) => marking),
  [DOCX]: (text) =>
    [...text.matchAll(/<w:pStyle w:val="Marking"\/><\/w:pPr><w:r><w:t xml:space="preserve">(.*?)</g)].map(
      ([, marking]) => marking,
    ),
  'application/atom+xml': (text) =>
    [...text.matchAll(/<rights>Marking: (.*)<\/rights>/g)].map(([, marking]) => marking),
  'text/calendar': (text) =>
    [...text.matchAll(/^X-RAPPORTEUR-MARKING;VALUE=TEXT:(.*)\r$/gm)].map(([, marking]) => marking),
};
const expectInOtherForms = async (reads: readonly Route[], named: string, marking: string) => {
  const seen = new Set<string>();
  for (const route of reads.filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'asOf')))
    for (const type of Object.keys(contentOf(route.operation)).filter((one) => one !== 'application/json')) {
      const asked = get(addressOf(route)).set('accept', type).expect(200);
      const { text, body, headers } = await (type === DOCX ? asked.responseType('blob') : asked.buffer(true));
      const found = MARKED[type]!(type === DOCX ? marginsOf(body as Buffer) : text);
      expect([route.path, type, found]).toEqual([route.path, type, found.map(() => marking)]);
      if (type !== 'text/csv') expect(found.length).toBeGreaterThan(0);
      const file = headers['content-disposition'];
      if (file !== undefined) expect([route.path, file]).toEqual([route.path, expect.stringContaining(`-${named}.`)]);
      expect(headers['marking']).toContain(named.split('-')[0]);
      seen.add(type);
    }
  expect(seen.size).toBeGreaterThan(2);
};
const record = async (path: string, body: object) =>
  (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
const consent = { reason: 'The text was published.', consent: 'By phone.' };

describe('the answer to a read', () => {
  it('says its marking, whatever route it is of, and the lowest level as long as nothing is marked', async () => {
    const document = await documentOf(service);
    const marked = { level: 'secret', compartments: ['trade'] };
    await sendExamples(service, document);
    const reads = routesOf(document).filter(
      (route) => route.method === 'get' && route.path.startsWith('/v1/') && !isByKey(route),
    );
    expect(reads.length).toBeGreaterThan(30);
    for (const route of reads) {
      const { status, headers, body } = await get(addressOf(route));
      if (status === 404) expect(route.path).toMatch(/cosigned$/);
      else expect([route.path, headers['marking']]).toEqual([route.path, expect.stringMatching(/^level="[\w-]+"/)]);
      if (isJson(route)) expect([route.path, body]).toEqual([route.path, { ...body, marking: { level: 'public' } }]);
    }
    await expectInOtherForms(reads, 'public', 'public');
    const talks = '5ba1ad00-0000-4000-8000-000000000001';
    await record(`/v1/negotiations/${talks}/mark`, { marking: marked, ...consent });
    for (const route of reads)
      if (isJson(route)) expect([route.path, await markingOf(addressOf(route))]).toEqual([route.path, 'secret trade']);
    await expectInOtherForms(reads, 'secret-trade', 'secret / trade');
  });
  it('is marked no higher than its caller is cleared where the route does not know better', async () => {
    const ben = await get('/v1/audit/ledger', 'ben').expect(200);
    expect(ben.headers['marking']).toBe('level="restreint"');
    expect((await get('/v1/audit/ledger').expect(200)).headers['marking']).toBe('level="tres-secret"');
    expect((await get('/v1/config').expect(200)).headers['marking']).toBe('level="public"');
  });
  it('says nothing of that if it is a refusal', async () => {
    const { headers, body } = await get('/v1/meetings/00000000-0000-4000-8000-000000000000').expect(404);
    expect([headers['marking'], body as object]).toEqual([undefined, { ...body, marking: undefined }]);
  });
});

describe('the marking of an answer', () => {
  let talks: string;
  let china: string;
  let open: string;
  let restricted: string;
  let secret: string;
  let hidden: string;
  const list = (plural: string) => `/v1/negotiations/${talks}/${plural}`;
  beforeAll(async () => {
    talks = (await record('/v1/negotiations', { title: 'Talks', occurredOn: '2025-10-01' })).id;
    china = (await record(list('parties'), { name: 'China', kind: 'state', role: 'principal' })).id;
    const meeting = async (title: string, marking?: object) =>
      (await record(list('meetings'), { title, occurredOn: '2025-10-02', ...(marking && { marking }) })).id;
    open = await meeting('Open');
    restricted = await meeting('Restricted', { level: 'restreint' });
    secret = await meeting('Secret', { level: 'secret', compartments: ['trade'] });
    hidden = await meeting('Hidden', { level: 'tres-secret', compartments: ['energy'] });
  });

  it('is that of the thing on a page of one thing', async () => {
    expect(await markingOf(`/v1/parties/${china}`)).toBe('public');
    expect(await markingOf(`/v1/meetings/${open}`)).toBe('public');
    expect(await markingOf(`/v1/meetings/${restricted}`)).toBe('restreint');
    expect(await markingOf(`/v1/meetings/${secret}`)).toBe('secret trade');
  });
  it('is on a list the highest of the things in it that the reader sees', async () => {
    expect(await markingOf(list('meetings'), 'ben')).toBe('restreint');
    expect(await markingOf(list('meetings'), 'ana')).toBe('secret trade');
    expect(await markingOf(list('meetings'), 'chief')).toBe('tres-secret energy trade');
    expect(await markingOf(`${list('meetings')}?limit=1`, 'chief')).toBe('public');
    expect(await markingOf(list('parties'), 'chief')).toBe('public');
  });
  it('covers the names in an answer, if the reader sees them', async () => {
    const summit = (await record(list('meetings'), { title: 'Summit' })).id;
    const { id } = await record(list('meetings'), { title: 'Preparation', preparesForId: summit });
    expect(await markingOf(`/v1/meetings/${id}`, 'ana')).toBe('public');
    const marking = { level: 'secret', compartments: ['trade'] };
    await record(`/v1/meetings/${summit}/mark`, { marking, reason: 'It became delicate.' });
    expect(await markingOf(`/v1/meetings/${id}`, 'ana')).toBe('secret trade');
    expect(await markingOf(`/v1/meetings/${id}`, 'ben')).toBe('public');
  });
  it('covers everything that was counted, where an answer counts', async () => {
    for (const address of [`/v1/negotiations/${talks}`, list('moments'), list('climate')]) {
      expect([address, await markingOf(address, 'ben')]).toEqual([address, 'restreint']);
      expect([address, await markingOf(address, 'ana')]).toEqual([address, 'secret trade']);
      expect([address, await markingOf(address, 'chief')]).toEqual([address, 'tres-secret energy trade']);
    }
  });
  it('is the same in the trail, in differences, on the page of an event, and in text', async () => {
    const trail = (thing: string) => `/v1/audit/trail?thing=meeting-${thing}`;
    expect(await markingOf(trail(restricted))).toBe('restreint');
    expect(await markingOf(`/v1/audit/diff?negotiationId=${talks}&fromHappenedBy=2025-10-01`, 'ben')).toBe('restreint');
    const { events } = await record(`/v1/meetings/${restricted}/cancel`, { reason: 'No agreement.' });
    expect(await markingOf(`/v1/events/${events[0]!.id}`)).toBe('restreint');
    const { text, headers } = await get(trail(secret)).set('accept', 'text/plain').expect(200);
    expect([headers['marking'], text.split('\n')[0]]).toEqual([
      'level="secret", compartments=("trade")',
      'Marking: secret / trade',
    ]);
  });
  it('is of a past moment as its things are marked now, and of what there was by then', async () => {
    const opened = (await record('/v1/negotiations', { title: 'New talks' })).id;
    const moments = `/v1/negotiations/${opened}/moments`;
    const then = (await get(moments).expect(200)).headers['consistency-token']!;
    await record(`/v1/negotiations/${opened}/meetings`, { title: 'Later', marking: { level: 'secret' } });
    expect([await markingOf(moments), await markingOf(`${moments}?asOf=${then}`)]).toEqual(['secret', 'public']);
    for (const query of ['?happenedBy=2025-10-02', `?asOf=${new Date().toISOString()}`]) {
      expect(await markingOf(`${list('meetings')}${query}`, 'ana')).toBe('secret trade');
      expect(await markingOf(`${list('parties')}${query}`, 'ana')).toBe('public');
      expect(await markingOf(`/v1/meetings/${restricted}${query}`, 'ben')).toBe('restreint');
      expect(await markingOf(`${list('moments')}${query}`, 'ben')).toBe('restreint');
    }
  });
  it('follows a marking at once, also in an answer that was kept, and its ETag with it', async () => {
    const before = await get(list('meetings'), 'ben').expect(200);
    expect(await markingOf(list('meetings'), 'ben')).toBe('restreint');
    await record(`/v1/meetings/${restricted}/mark`, { marking: { level: 'public' }, ...consent });
    expect(await markingOf(list('meetings'), 'ben')).toBe('public');
    const after = await get(list('meetings'), 'ben').set('if-none-match', before.headers['etag']!);
    expect(after.status).toBe(200);
    const kept = await get(list('meetings'), 'ben').set('if-none-match', after.headers['etag']!);
    expect([kept.status, kept.headers['marking']]).toEqual([304, 'level="public"']);
  });
  it('is not another one because of what is hidden', async () => {
    const addresses = [`/v1/negotiations/${talks}`, list('moments'), list('meetings'), list('timeline')];
    const seen = async () => Promise.all(addresses.map(async (one) => (await get(one, 'ben')).text));
    const before = await seen();
    await record(`/v1/meetings/${hidden}/mark`, { marking: { level: 'secret', compartments: ['energy'] }, ...consent });
    expect(await seen()).toEqual(before);
  });
  it('is not another one because of an id of another negotiation in a text', async () => {
    const other = (await record('/v1/negotiations', { title: 'Other talks', marking: { level: 'secret' } })).id;
    await record(list('issues'), { title: other });
    expect(await markingOf(list('issues'))).toBe('public');
  });
});

describe('the time of an answer', () => {
  it('is padded where it is made of events of the log, whether they are there or not, for who does not see everything', async () => {
    const padding = jest.spyOn(service.app.get(TimePadding), 'pad');
    const talks = await record('/v1/negotiations', { title: 'Talks on time' });
    const secret = await record('/v1/negotiations', { title: 'Secret talks', marking: { level: 'secret' } });
    const isPadded = async (address: string, who: Who) => {
      padding.mockClear();
      await get(address, who);
      return padding.mock.calls.length === 1;
    };
    const nobodys = '00000000-0000-4000-8000-000000000000';
    const ofTheLog = [
      `/v1/audit/trail?negotiationId=${talks.id}`,
      `/v1/audit/trail?negotiationId=${secret.id}`,
      `/v1/negotiations/${talks.id}/events`,
      `/v1/negotiations/${secret.id}/events`,
      ...[talks.events[0]!.id, secret.events[0]!.id, nobodys].map((id) => `/v1/events/${id}`),
    ];
    for (const address of ofTheLog) {
      expect([address, await isPadded(address, 'ben')]).toEqual([address, true]);
      expect([address, await isPadded(address, 'chief')]).toEqual([address, false]);
    }
    for (const address of [`/v1/negotiations/${talks.id}`, '/v1/negotiations'])
      expect([address, await isPadded(address, 'ben')]).toEqual([address, false]);
    padding.mockRestore();
  });
});
