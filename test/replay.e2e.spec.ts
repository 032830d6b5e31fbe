import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceiptBody } from './support/service.js';
import { documentOf, sendExamples, viewAddresses } from './support/examples.js';
import { remove, type Running, start } from './support/service.js';

let service: Running;
let negotiationId: string;
let addresses: readonly string[];
/** The answer of the API, and its token. */
const answered: { address: string; body: string; token: string }[] = [];

const withAsOf = (address: string, asOf: string) => `${address}${address.includes('?') ? '&' : '?'}asOf=${asOf}`;
/** Cursors depend on the address, so they differ. */
const withoutCursor = (text: string) => text.replace(/,"next":"[\w-]+"/, '').replace(/"next":"[\w-]+",/, '');
/** A calendar says which moment it is of, so that nobody takes it for the present one. */
const withoutMoment = (text: string) =>
  text
    .replaceAll('\r\n ', '')
    .replace(/(X-WR-CALNAME.*) \(asOf [^)]*\)/, '$1')
    .replace(/(X-WR-CALDESC.*?)\\nThis is a past moment.*/, '$1')
    .replaceAll(/^(UID:.*)-asOf-.*/gm, '$1');
/** So does a feed. */
const withoutMomentOfFeed = (text: string) =>
  text
    .replaceAll(/:asOf-[^<]*(?=<\/id>)/g, '')
    .replaceAll('urn:rapporteur:event:', 'urn:uuid:')
    .replace(/\nThis is a past moment.*?(?=\n|<)/, '');
const told = (address: string, text: string) => {
  if (address.endsWith('.ics')) return withoutMoment(text);
  return address.endsWith('.atom') ? withoutMomentOfFeed(text) : withoutCursor(text);
};

const ask = async (address: string) => {
  const { status, text, headers } = await service.get(address);
  if (status === 200) answered.push({ address, body: text, token: headers['consistency-token']! });
};
const expectTheSame = async () => {
  for (const { address, body, token } of answered) {
    const { text } = await service.get(withAsOf(address, token));
    expect([address, told(address, text)]).toEqual([address, told(address, body)]);
  }
};

beforeAll(async () => {
  service = await start();
  const document = await documentOf(service);
  // A few addresses after every fact, in rotation, so that every one is requested at many moments.
  let turn = 0;
  const sent = await sendExamples(service, document, async () => {
    const all = viewAddresses(document);
    for (let i = 0; i < 4; i++) await ask(all[turn++ % all.length]!);
  });
  negotiationId = sent[0]!.answer.body.id as string;
  addresses = viewAddresses(document);
  for (const address of addresses) await ask(address);
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

describe('the body of every answer', () => {
  it('is returned again, to the byte, by asOf with its Consistency-Token', async () => {
    expect(answered.length).toBeGreaterThan(200);
    expect(answered.map(({ address }) => address)).toEqual(expect.arrayContaining([...addresses]));
    await expectTheSame();
  });
  it('is returned again after later records and corrections, a restart, and a rebuild', async () => {
    const { items } = (await service.get(`/v1/audit/trail?limit=200&negotiationId=${negotiationId}`)).body as {
      items: { event: { id: string; stream: string; type: string } }[];
    };
    const party = items.find(({ event }) => event.type === 'PartyJoined')!.event;
    const corrected = await service
      .post(`/v1/parties/${party.stream.replace('party-', '')}/correct`, {
        eventId: party.id,
        changes: { name: 'Another name' },
        reason: 'It is called so.',
      })
      .set('if-match', (await service.get(`/v1/parties/${party.stream.replace('party-', '')}`)).headers['etag']!);
    expect(corrected.status).toBe(201);
    await service.post(`/v1/negotiations/${negotiationId}/issues`, { title: 'One more' }).expect(201);
    await service.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(service.dataDir, `views.db${suffix}`), { force: true });
    service = await start(service.dataDir);
    await expectTheSame();
  });
  it('is different now if something changed since', async () => {
    const { address, body } = answered.findLast(({ address: one }) => one.endsWith('/parties'))!;
    expect(withoutCursor((await service.get(address)).text)).not.toBe(withoutCursor(body));
  });
});

describe('a moment', () => {
  const negotiation = (query: string) => service.get(`/v1/negotiations/${negotiationId}?${query}`);
  const issues = (query: string) => service.get(`/v1/negotiations/${negotiationId}/issues?${query}`);

  const instantBeforeAnother = async (): Promise<string> => {
    const asOf = new Date().toISOString();
    // On any engine an instant is final after that.
    const { body } = await service.post(`/v1/negotiations/${negotiationId}/issues`, { title: 'Later' }).expect(201);
    const [event] = (body as { events: { metadata: { recordedAt: string } }[] }).events;
    return event!.metadata.recordedAt > asOf ? asOf : instantBeforeAnother();
  };

  it('is an instant with its offset, or a day', async () => {
    const now = new Date().toISOString();
    for (const asOf of [
      now,
      now.replace('Z', '+00:00'),
      encodeURIComponent(now.replace('Z', '+00:00')),
      now.slice(0, 10),
    ])
      expect((await issues(`asOf=${asOf}`)).status).toBe(200);
  });
  it('is a 404 before anything was recorded, learned or had happened, and the error says so', async () => {
    for (const query of ['asOf=2020-01-01', 'knownAt=1900-01-01', 'happenedBy=1900-01-01']) {
      const { status, body } = await negotiation(query);
      expect([status, body]).toEqual([404, expect.objectContaining({ code: 'negotiation-unknown' })]);
      expect((body as { detail: string }).detail).toContain('at that moment');
    }
    expect((await service.get('/v1/negotiations?asOf=2020-01-01')).body).toMatchObject({ items: [] });
  });
  it('is refused if it is in the future or not a moment', async () => {
    for (const [query, pointer] of [
      ['asOf=2999-01-01T00:00:00Z', '/asOf'],
      ['knownAt=2999-01-01', '/knownAt'],
      ['happenedBy=2999-01-01', '/happenedBy'],
      ['asOf=yesterday', '/asOf'],
      ['asOf=2025-02-30', '/asOf'],
      ['knownAt=2025-10-24T25:00:00Z', '/knownAt'],
      ['happenedBy=2025-10-24T12:00:00Z', '/happenedBy'],
      ['asOf=', '/asOf'],
    ] as const) {
      const { status, body } = await issues(query);
      expect([query, status, body]).toEqual([
        query,
        400,
        expect.objectContaining({ code: 'fields-invalid', errors: [expect.objectContaining({ pointer })] }),
      ]);
    }
    expect((await issues(`asOf=${'A'.repeat(80)}`)).body).toMatchObject({
      code: 'consistency-token-malformed',
      errors: [{ pointer: '/asOf' }],
    });
  });
  it('has its own pages: a cursor of the present is not valid for it', async () => {
    const today = (await issues('limit=1')).body as { next?: string };
    const then = await issues(`limit=1&asOf=${new Date().toISOString()}&after=${today.next}`);
    expect(then.body).toMatchObject({ code: 'cursor-malformed' });
  });
  it('is paged to its end without later changes', async () => {
    const { headers, body } = await issues('limit=200');
    const all = (body as { items: { id: string }[] }).items;
    await service.post(`/v1/negotiations/${negotiationId}/issues`, { title: 'Later than that' }).expect(201);
    const pages: { id: string }[] = [];
    for (let after = ''; ;) {
      const page = await issues(`limit=1&asOf=${headers['consistency-token']}${after}`);
      const { items, next } = page.body as { items: { id: string }[]; next?: string };
      pages.push(...items);
      if (next === undefined) break;
      after = `&after=${next}`;
    }
    expect(pages).toEqual(all);
    expect((await issues('limit=200')).body.items).toHaveLength(all.length + 1);
  });
  it('answers 304 to a client that has the page already', async () => {
    const asOf = await instantBeforeAnother();
    const { headers } = await issues(`asOf=${asOf}`);
    expect((await issues(`asOf=${asOf}`).set('if-none-match', headers['etag']!)).status).toBe(304);
  });
  it('is final once something was recorded later, and then its answer may be kept', async () => {
    const asOf = await instantBeforeAnother();
    const { headers, text } = await issues(`asOf=${asOf}`);
    expect([headers['as-of-final'], headers['etag']]).toEqual(['true', expect.stringMatching(/^"/)]);
    await service.post(`/v1/negotiations/${negotiationId}/issues`, { title: 'Even later' }).expect(201);
    expect((await issues(`asOf=${asOf}`)).text).toBe(text);
    const exact = await issues(`asOf=${headers['consistency-token']}`);
    expect([exact.headers['as-of-final'], exact.text]).toEqual(['true', text]);
  });
  it('is not final while it lasts: no cache may keep its answer, which its token gives again', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { headers, text } = await issues(`asOf=${today}`);
    const said = ['as-of-final', 'cache-control', 'etag'].map((name) => headers[name]);
    expect(said).toEqual(['false', 'private, no-store', undefined]);
    expect((await issues(`asOf=${today}`).set('if-none-match', '*')).status).toBe(200);
    await service.post(`/v1/negotiations/${negotiationId}/issues`, { title: 'Later that day' }).expect(201);
    expect((await issues(`asOf=${today}`)).text).not.toBe(text);
    expect((await issues(`asOf=${headers['consistency-token']}`)).text).toBe(text);
  });
  it('says so of a comparison and of what is not found, and says nothing where no moment of the log is asked for', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const of = async (address: string) => {
      const { status, headers } = await service.get(address);
      return [status, headers['as-of-final'], 'etag' in headers];
    };
    const diff = `/v1/audit/diff?negotiationId=${negotiationId}`;
    expect(await of(`${diff}&fromAsOf=2020-01-01`)).toEqual([200, 'true', true]);
    expect(await of(`${diff}&fromAsOf=2020-01-01&asOf=${today}`)).toEqual([200, 'false', false]);
    const unknown = '/v1/issues/00000000-0000-4000-8000-000000000000';
    expect(await of(`${unknown}?asOf=${today}`)).toEqual([404, 'false', false]);
    expect(await of(`${unknown}?asOf=2020-01-01`)).toEqual([404, 'true', false]);
    expect(await of(`/v1/negotiations/${negotiationId}?knownAt=2025-10-28`)).toEqual([200, undefined, true]);
    expect(await of(`/v1/negotiations/${negotiationId}`)).toEqual([200, undefined, true]);
  });
});

it('includes a thing from the moment at which its recording was answered', async () => {
  for (let turn = 0; turn < 30; turn++) {
    const { body } = await service.post(`/v1/negotiations/${negotiationId}/issues`, { title: `No. ${turn}` });
    const asOf = new Date().toISOString();
    const { id } = body as ReceiptBody;
    expect((await service.get(`/v1/issues/${id}?asOf=${asOf}`)).body).toMatchObject({ title: `No. ${turn}` });
  }
});

it('does not include a thing that was recorded later', async () => {
  const before = (await service.get(`/v1/negotiations/${negotiationId}`)).headers['consistency-token']!;
  const { body } = await service.post(`/v1/negotiations/${negotiationId}/issues`, { title: 'New' }).expect(201);
  const { id } = body as ReceiptBody;
  expect((await service.get(`/v1/issues/${id}?asOf=${before}`)).body).toMatchObject({
    code: 'issue-unknown',
    status: 404,
  });
  expect((await service.get(`/v1/issues/${id}`)).body).toMatchObject({ title: 'New' });
});
