import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Response } from 'supertest';
import { asItWas } from '#formats/csv.js';
import { letInByName } from './support/as.js';
import { addressOf, type Document, documentOf, type Route, routesOf, sendExamples } from './support/examples.js';
import { recordEveryField } from './support/full-field-record.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

let service: InProcess;
let document: Document;
let talks: string;
const record = async (path: string, body: object) =>
  (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
const ask = (address: string, who = 'chief') =>
  service.get(address).set({ 'x-caller': who, accept: 'text/csv' }).buffer(true);
const rowsIn = (text: string) => parse<Record<string, string>>(text, { columns: true, bom: true });
const csv = async (address: string, who = 'chief') => rowsIn((await ask(address, who).expect(200)).text);
const list = (plural: string) => `/v1/negotiations/${talks}/${plural}`;

beforeAll(async () => {
  letInByName();
  service = await startInProcess();
  document = await documentOf(service);
  await sendExamples(service, document);
  await recordEveryField(service);
  talks = (await record('/v1/negotiations', { title: 'Talks', occurredOn: '2025-10-01' })).id;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const contentOf = ({ operation }: Route) =>
  (operation.responses['200'] as { content?: Record<string, unknown> } | undefined)?.content ?? {};
const withQuery = (address: string, query: string) => `${address}${address.includes('?') ? '&' : '?'}${query}`;
type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };
/** The texts and numbers in an item, but for its history, and for what a name stands for. */
const leavesOf = (value: Json, field = ''): readonly string[] => {
  if (field === 'history' || value === null) return [];
  if (typeof value !== 'object') return [String(value)];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, Array.isArray(value) ? field : name));
};

describe('every list, with Accept: text/csv', () => {
  it('has a row for each item, with all that it says, and the same columns on every page', async () => {
    const routes = routesOf(document).filter((route) => 'text/csv' in contentOf(route));
    const paged = routesOf(document).filter(({ operation }) =>
      operation.parameters?.some(({ name }) => name === 'after'),
    );
    expect(routes.map(({ path }) => path)).toEqual(paged.map(({ path }) => path));
    expect(routes.length).toBeGreaterThan(15);
    let rows = 0;
    for (const route of routes) {
      const address = addressOf(route);
      const { status, body, headers: ofJson } = await service.get(address);
      expect([address, status]).toEqual([address, 200]);
      const answer = await ask(withQuery(address, 'limit=50')).expect(200);
      const { items, names } = body as { items: object[]; names: Record<string, { label: string }> };
      const found = rowsIn(answer.text);
      expect([address, found.length]).toEqual([address, items.length]);
      for (const [n, item] of items.entries()) {
        const cells = Object.values(found[n]!).map(asItWas).join('\n');
        // Texts within words have a backslash before some signs.
        const told = `${cells}\n${cells.replaceAll(/\\([”|{}\\])/g, '$1')}`;
        const missing = leavesOf(item as Json).filter(
          (leaf) => !told.includes(leaf) && !told.includes(names[leaf]?.label ?? leaf),
        );
        expect([address, n, missing]).toEqual([address, n, []]);
        expect(found[n]!['marking']).toBe('public');
      }
      rows += items.length;
      const { headers } = answer;
      expect([address, headers['content-type']]).toEqual([address, 'text/csv; charset=utf-8']);
      expect([address, headers['vary']]).toEqual([address, expect.stringMatching(/^Accept\b/)]);
      expect([address, headers['marking']]).toEqual([address, 'level="public"']);
      expect([address, headers['content-disposition']]).toEqual([
        address,
        expect.stringMatching(/^attachment; filename="[a-z]+-\d{4}-\d\d-\d\d[-\w]*-public\.csv"; filename\*=UTF-8''/),
      ]);
      expect(headers['etag']).not.toBe(ofJson['etag']);
      if (headers['etag'] !== undefined)
        expect((await ask(withQuery(address, 'limit=50')).set('if-none-match', headers['etag'])).status).toBe(304);
      const header = answer.text.split('\r\n')[0];
      const short = await ask(withQuery(address, 'limit=1')).expect(200);
      expect([address, short.text.split('\r\n')[0]]).toEqual([address, header]);
    }
    expect(rows).toBeGreaterThan(100);
    const nothing = await ask(list('meetings')).expect(200);
    expect(nothing.text).toMatch(/^"marking","title",.*"place","partyNames","partyIds",.*\r\n$/);
  });
  it('has the same pages as JSON, the next one in the header Link, and one cursor for both', async () => {
    const all = await csv('/v1/negotiations/5ba1ad00-0000-4000-8000-000000000001/timeline?limit=200');
    expect(all.length).toBeGreaterThan(20);
    const first = `/v1/negotiations/5ba1ad00-0000-4000-8000-000000000001/timeline?limit=7`;
    const { next } = (await service.get(first)).body as { next: string };
    const paged: Record<string, string>[] = [];
    for (let address: string | undefined = `${first}&bom=true`; address !== undefined;) {
      const { text, headers }: Response = await ask(address).expect(200);
      const following: string | undefined = /^<(.*)>; rel="next"$/.exec(headers['link'] ?? '')?.[1];
      if (paged.length === 0) expect(following).toBe(`${first}&bom=true&after=${next}`);
      paged.push(...rowsIn(text));
      address = following;
    }
    expect(paged).toEqual(all);
  });
  it('has 200 rows unless others are asked for, and is named a part if it is one', async () => {
    const timeline = '/v1/negotiations/5ba1ad00-0000-4000-8000-000000000001/timeline';
    const whole = await ask(timeline).expect(200);
    expect(rowsIn(whole.text)).toEqual(await csv(`${timeline}?limit=200`));
    expect(whole.headers['content-disposition']).not.toContain('-part-');
    const first = await ask(`${timeline}?limit=7`).expect(200);
    expect(first.headers['content-disposition']).toMatch(/^attachment; filename="timeline-[-\d]+-part-public\.csv"/);
    const { next } = (await service.get(`${timeline}?limit=200`)).body as { next?: string };
    const after = /after=([^>&]+)/.exec(String(first.headers['link']))![1]!;
    const last = await ask(`${timeline}?limit=200&after=${after}`).expect(200);
    expect([next, last.headers['link'], last.headers['content-disposition']]).toEqual([
      undefined,
      undefined,
      expect.stringContaining('-part-public.csv'),
    ]);
  });
  it('is as JSON was before where Accept names neither, and refused where text is offered', async () => {
    const other = await service.get(list('parties')).set('accept', 'image/png').expect(200);
    expect(other.headers['content-type']).toBe('application/json; charset=utf-8');
    const refused = await service.get('/v1/audit/trail').set('accept', 'image/png').expect(406);
    expect(refused.body).toMatchObject({
      code: 'not-acceptable',
      detail: 'This is available as application/json, text/plain and text/csv. Set Accept to one of them.',
    });
    const page = await service.get(`/v1/negotiations/${talks}`).set('accept', 'text/csv').expect(200);
    expect(page.headers['content-type']).toBe('application/json; charset=utf-8');
  });
  it('begins with a byte order mark if that is asked for', async () => {
    const bytes = async (query: string) => {
      const answer = await fetch(`${service.url}${list('issues')}${query}`, { headers: { accept: 'text/csv' } });
      return Buffer.from(await answer.arrayBuffer())
        .subarray(0, 3)
        .toString('hex');
    };
    expect([await bytes('?bom=true'), await bytes('?bom=false'), await bytes('')]).toEqual([
      'efbbbf',
      '226d61',
      '226d61',
    ]);
    const { body } = await service.get(`${list('issues')}?bom=yes`).expect(400);
    expect(body).toMatchObject({ errors: [{ pointer: '/bom', detail: 'bom must be one of true, false.' }] });
  });
});

describe('a list of meetings as CSV', () => {
  const [FORMULA, BEHIND_A_QUOTE] = [`=cmd|' /C calc'!A0`, '“=1+1”, he said'];
  let china: string;
  beforeAll(async () => {
    china = (await record(list('parties'), { name: '@China, "中国"', kind: 'state', role: 'principal' })).id;
    const meeting = (title: string, more: object) => record(list('meetings'), { title, partyIds: [china], ...more });
    await meeting(FORMULA, { planned: { on: '2025-10-30', text: '-1' }, place: 'Rue de la Loi\r\nBrussels' });
    await meeting(BEHIND_A_QUOTE, { planned: { on: '2025-10-31' }, marking: { level: 'restreint' } });
    await meeting('Quiet', { planned: { on: '2025-11-01' }, marking: { level: 'secret', compartments: ['trade'] } });
  });
  const briefly = async (query = '', who = 'chief') =>
    (await csv(`${list('meetings')}${query}`, who)).map(({ marking, title, status }) => [marking, title, status]);

  it('says what is planned, where and with whom, each in a column, and nothing in it is a formula', async () => {
    const [row] = await csv(list('meetings'));
    expect(row).toMatchObject({
      marking: 'public',
      title: `'${FORMULA}`,
      status: 'tentative',
      place: 'Rue de la Loi\r\nBrussels',
      'planned.on': '2025-10-30',
      'planned.text': '-1',
      partyNames: `'@China, "中国"`,
      partyIds: china,
      history: '1',
      recordedBy: 'chief',
    });
  });
  it('marks each row by itself, and the whole as high as its highest row', async () => {
    expect(await briefly()).toEqual([
      ['public', `'${FORMULA}`, 'tentative'],
      ['restreint', `'${BEHIND_A_QUOTE}`, 'tentative'],
      ['secret / trade', 'Quiet', 'tentative'],
    ]);
    const { headers } = await ask(list('meetings')).expect(200);
    expect(headers['marking']).toBe('level="secret", compartments=("trade")');
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="meetings-\d{4}-\d\d-\d\d-secret-trade\.csv"; filename\*=/,
    );
  });
  it('shows a reader what they see and no gap, also of a past moment, whose rows are marked as now', async () => {
    const today = new Date().toISOString().slice(0, 10);
    for (const query of ['', `?asOf=${today}`]) {
      expect([query, await briefly(query, 'ben')]).toEqual([
        query,
        [
          ['public', `'${FORMULA}`, 'tentative'],
          ['restreint', `'${BEHIND_A_QUOTE}`, 'tentative'],
        ],
      ]);
      expect([query, (await briefly(query, 'ana')).map(([marking]) => marking)]).toEqual([
        query,
        ['public', 'restreint', 'secret / trade'],
      ]);
    }
    const { headers } = await ask(`${list('meetings')}?asOf=${today}`, 'ben').expect(200);
    expect(headers['content-disposition']).toContain(
      `attachment; filename="meetings-${today}-asOf-${today}-restreint.csv";`,
    );
  });
  it('follows a marking and a correction, and its ETag with it', async () => {
    const { headers } = await ask(list('meetings'), 'ben').expect(200);
    const quiet = (await csv(list('meetings'))).find(({ title }) => title === 'Quiet')!;
    const marking = { level: 'confidentiel' };
    await record(`/v1/meetings/${quiet['id']}/mark`, { marking, reason: 'Less quiet.', consent: 'By phone.' });
    expect((await ask(list('meetings'), 'ben').set('if-none-match', headers['etag']!)).status).toBe(304);
    expect((await briefly()).at(-1)).toEqual(['confidentiel', 'Quiet', 'tentative']);
    await record(`/v1/meetings/${quiet['id']}/mark`, {
      marking: { level: 'public' },
      reason: 'It was told.',
      consent: 'By phone.',
    });
    expect((await ask(list('meetings'), 'ben').set('if-none-match', headers['etag']!)).status).toBe(200);
    expect((await briefly('', 'ben')).at(-1)).toEqual(['public', 'Quiet', 'tentative']);
  });
});
