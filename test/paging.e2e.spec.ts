import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { remove, type Running, start } from './support/service.js';

type Item = Readonly<{ id: string; eventId: string }>;
type Page = Readonly<{ items: readonly Item[]; next?: string }>;

let service: Running;
let negotiationId: string;
let party: string;
beforeAll(async () => {
  service = await start();
  negotiationId = (await service.post('/v1/negotiations', { title: 'Talks' })).body.id as string;
  party = await record('parties', { name: 'China', kind: 'state', role: 'principal' });
  for (let n = 0; n < 11; n++) await told(n);
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const below = (path: string) => `/v1/negotiations/${negotiationId}/${path}`;
const record = async (kind: string, fact: object) =>
  (await service.post(below(kind), fact).expect(201)).body.id as string;
/** One thing of each kind. Every third has its own day, the others share one. */
const told = async (n: number) => {
  const occurredOn = n % 3 === 0 ? `2025-10-${String(n + 1).padStart(2, '0')}` : '2025-10-05';
  const planned = n % 2 === 0 ? { planned: { on: occurredOn } } : {};
  const provisions = [{ provisionId: '1', text: 'x' }];
  const issueId = await record('issues', { title: `Issue ${n}`, occurredOn });
  await record('parties', { name: `Party ${n}`, kind: 'state', role: 'observer', occurredOn });
  await record('representatives', { name: `Person ${n}`, kind: 'person', partyId: party, occurredOn });
  await record('meetings', { title: `Meeting ${n}`, ...planned, occurredOn });
  const text = `Statement ${n}`;
  const statement = { kind: 'interview', text, verbatim: false, attribution: 'background', partyId: party };
  const id = await record('statements', { ...statement, occurredOn });
  await record('positions', { partyId: party, issueId, scope: 'public', text: 'No', kind: 'demand', occurredOn });
  await record('measures', { actorId: party, title: `M ${n}`, instrument: 'tariff', provisions, occurredOn });
  await record('commitments', {
    byIds: [party],
    text: `Pledge ${n}`,
    ...(n % 2 && { due: { on: occurredOn } }),
    occurredOn,
  });
  await record('proposals', { title: `P ${n}`, tabledByIds: [party], text: 'x', binding: false, occurredOn });
  await record('disputes', { about: { kind: 'statement', id }, rivalAccount: `not ${n}`, occurredOn });
};

const LISTS = ['parties', 'representatives', 'issues', 'meetings', 'statements', 'positions', 'measures', 'commitments']
  .concat(['proposals', 'disputes', 'timeline', 'timeline?order=desc', 'statements?q=statement'])
  .concat([
    `proposals?partyId=PARTY`,
    'meetings?status=proposed',
    'measures?status=unknown',
    'commitments?status=open',
  ]);
const listOf = (list: string) => below(list.replace('PARTY', party));
const idOf = ({ id, eventId }: Item) => id ?? eventId;
const read = async (path: string) => (await service.get(path).expect(200)).body as Page;
const withParameter = (path: string, parameter: string) => `${path}${path.includes('?') ? '&' : '?'}${parameter}`;

/** Follows the links to the end. Calls `between` after each page. */
const walk = async (path: string, limit: number, between: () => Promise<unknown> = async () => {}) => {
  const ids: string[] = [];
  let next: string | undefined = withParameter(path, `limit=${limit}`);
  while (next !== undefined) {
    const answer: Response = await service.get(next).expect(200);
    const page = answer.body as Page;
    const link = /^<([^>]+)>; rel="next"$/.exec(answer.headers['link'] ?? '')?.[1];
    expect([page.next === undefined, page.items.length <= limit]).toEqual([link === undefined, true]);
    if (page.next !== undefined) {
      expect(page.items).toHaveLength(limit);
      expect(new URL(link!, service.url).searchParams.get('after')).toBe(page.next);
    }
    ids.push(...page.items.map(idOf));
    next = link;
    await between();
  }
  return ids;
};

describe('a list with several pages', () => {
  it('shows every row once, in one order, with any page size', async () => {
    for (const path of LISTS.map(listOf)) {
      const whole = (await read(withParameter(path, 'limit=200'))).items.map(idOf);
      expect([path, whole.length >= 5, new Set(whole).size]).toEqual([path, true, whole.length]);
      for (const limit of [1, 4, whole.length]) expect([path, await walk(path, limit)]).toEqual([path, whole]);
    }
    const trail = (await service.get('/v1/audit/trail?limit=200').expect(200)).body as Page;
    expect(trail.items.length).toBeGreaterThan(100);
  });
  it('shows every row that existed at the start once, also while more is recorded between the pages', async () => {
    let n = 100;
    for (const path of ['statements', 'timeline?kind=statement', 'measures', 'proposals', 'meetings'].map(listOf)) {
      const before = (await read(withParameter(path, 'limit=200'))).items.map(idOf);
      const seen = await walk(path, 4, () => (n < 125 ? told(n++ % 30) : Promise.resolve()));
      expect(new Set(seen).size).toBe(seen.length);
      expect([path, seen.filter((id) => before.includes(id))]).toEqual([path, before]);
    }
  });
  it('continues only for its own query', async () => {
    const { next } = await read(below('statements?limit=2&kind=interview'));
    const ask = async (path: string, after = next!) => {
      const { status, body } = await service.get(withParameter(below(path), new URLSearchParams({ after }).toString()));
      return [status, (body as { code?: string }).code];
    };
    expect(await ask('statements?kind=interview')).toEqual([200, undefined]);
    expect(await ask('statements?limit=9&kind=interview')).toEqual([200, undefined]);
    for (const other of ['statements', 'statements?kind=readout', 'statements?kind=interview&to=2025-10-30', 'parties'])
      expect([other, ...(await ask(other))]).toEqual([other, 400, 'cursor-malformed']);
    const other = next!.startsWith('A') ? 'B' : 'A';
    for (const made of ['', 'nonsense', `${other}${next!.slice(1)}`, next!.slice(1)])
      expect([made, ...(await ask('statements?kind=interview', made))]).toEqual([made, 400, 'cursor-malformed']);
    expect((await ask('statements?kind=interview', 'x'.repeat(1_001)))[0]).toBe(400);
  });
  it('has from 1 to 200 rows a page', async () => {
    const ask = async (limit: string) => {
      const { status, body } = await service.get(below(`statements?limit=${limit}`));
      return [status, (body as { errors?: { pointer: string }[] }).errors?.[0]?.pointer];
    };
    for (const limit of ['1', '200']) expect([limit, ...(await ask(limit))]).toEqual([limit, 200, undefined]);
    for (const limit of ['0', '201', '-1', '1.5', '1e2', '', ' 5', '9999999'])
      expect([limit, ...(await ask(limit))]).toEqual([limit, 400, '/limit']);
  });
});

describe('a list of facts that are as large as they may be', () => {
  const FACTS = 12;
  const PAGE = 8 * 1024 * 1024;
  let talks: string;
  const largeFact = (n: number, quotes: number) => ({
    kind: 'interview',
    text: `Statement ${n}`,
    verbatim: false,
    attribution: 'unattributed',
    sources: Array.from({ length: quotes }, () => ({ title: 'A transcript', quote: 'x'.repeat(20_000) })),
  });
  beforeAll(async () => {
    talks = (await service.post('/v1/negotiations', { title: 'Transcripts' })).body.id as string;
    for (let n = 0; n < FACTS; n++)
      await service.post(`/v1/negotiations/${talks}/statements`, largeFact(n, 48)).expect(201);
  });

  it.each([
    ['the statements', () => `/v1/negotiations/${talks}/statements?limit=200`, FACTS],
    ['the trail', () => `/v1/audit/trail?limit=200&negotiationId=${talks}`, FACTS + 1],
    [
      'the statements of a past moment',
      () => `/v1/negotiations/${talks}/statements?limit=200&asOf=${new Date().toISOString()}`,
      FACTS,
    ],
  ])('shows %s in pages that end early', async (_, first, count) => {
    const seen: string[] = [];
    let pages = 0;
    for (let next: string | undefined = first(); next !== undefined; pages++) {
      const { text, body, headers }: Response = await service.get(next).expect(200);
      expect(text.length).toBeLessThan(PAGE + 1_100_000);
      const { items } = body as { items: { id?: string; event?: { id: string } }[] };
      expect(items.length).toBeGreaterThan(0);
      seen.push(...items.map(({ id, event }) => (id ?? event?.id)!));
      next = /^<([^>]+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1];
    }
    expect([new Set(seen).size, seen.length, pages]).toEqual([count, count, 2]);
  });
  it('has no fact of more than a million bytes: it is refused, and nothing is recorded', async () => {
    const { status, body } = await service.post(`/v1/negotiations/${talks}/statements`, largeFact(FACTS, 50));
    expect([status, body.code]).toEqual([413, 'record-too-large']);
    expect(body.detail).toMatch(/has 10\d{5} bytes; the limit is 1000000\. Split it into smaller facts\./);
    const { items } = (await service.get(`/v1/negotiations/${talks}/timeline?limit=200`)).body as Page;
    expect(items).toHaveLength(FACTS + 1);
  });
});
