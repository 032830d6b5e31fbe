import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseAtomFeed } from 'feedsmith';
import ICAL from 'ical.js';
import request, { type Response } from 'supertest';
import { clocksMoved, moveClocks } from './support/clocks.js';
import { codesUnder } from './support/conditions.js';
import { Issuer, type Person } from './support/issuer.js';
import { type Process, readyAt, startProcess, stop } from './support/process.js';
import { sendRaw } from './support/raw.js';
import { type Asked, askersOf, newDataDir, NO_TIMER, type ReceiptBody, remove } from './support/service.js';

const DAY_MS = 86_400_000;
const LIFETIME_S = 90 * 86_400;
const CHIEF: Person = { subject: 'chief', clearance: 'tres-secret', compartments: ['trade'], lifetime: LIFETIME_S };
const reader = (subject: string, clearance = 'secret', compartments: readonly string[] = ['trade']): Person => ({
  subject,
  clearance,
  compartments,
  roles: ['reader'],
  lifetime: LIFETIME_S,
});
const PLACE = 'https://record.example.org';

let issuer: Issuer;
let dataDir: string;
let service: Process;
let asked: ReturnType<typeof askersOf>;
let talks: string;
let others: string;
let output = '';
let isRunning = false;
const keys: string[] = [];

const begin = async (timePassed = 0) => {
  service = await startProcess({
    dataDir,
    env: {
      RECORDER_NAME: 'Ana',
      ...NO_TIMER,
      ...issuer.settings,
      LOG_LEVEL: 'trace',
      REFUSAL_LOG_SECONDS: '0',
      OIDC_TOKEN_MAX_AGE_SECONDS: String(LIFETIME_S),
      ADMINISTRATOR: 'chief',
      PUSH_CLEARANCE: 'restreint / trade',
      PUBLIC_URL: `${PLACE}/`,
      ...clocksMoved({ timePassed }),
    },
  });
  isRunning = true;
  await readyAt(service.url);
  asked = askersOf(service.url);
};
const end = async () => {
  isRunning = false;
  output += (await stop(service)).output;
};

const as = async (person: Person): Promise<Asked> => asked.as(await issuer.token(person));
const record = async (path: string, body: object): Promise<string> =>
  ((await (await as(CHIEF)).post(path, body).expect(201)).body as ReceiptBody).id;
const meeting = (title: string, marking?: object) =>
  record(`/v1/negotiations/${talks}/meetings`, { title, planned: { on: '2999-01-01' }, ...(marking && { marking }) });

type Feed = { id: string; key: string; address: string };
const make = async (person: Person, body: object = {}): Promise<Feed> => {
  const answer = await (await as(person)).put(`/v1/feeds/${randomUUID()}`, body).expect(201);
  keys.push((answer.body as Feed).key);
  return answer.body as Feed;
};
/** A calendar program: it knows the address, and sends no token. */
const fetched = ({ address }: Pick<Feed, 'address'>) =>
  request(service.url).get(address.slice(PLACE.length)).buffer(true);
const titlesIn = ({ text }: Response): readonly string[] =>
  new ICAL.Component(ICAL.parse(text) as unknown[])
    .getAllSubcomponents('vevent')
    .map((one) => String(one.getFirstPropertyValue('summary')))
    .toSorted();
/** All that a client can tell of an answer. */
const told = ({ status, text, headers: { date: _, ...headers } }: Response) => ({ status, text, headers });
const GONE = { status: 404, code: 'feed-unknown', instance: '/v1/feeds/:key/calendar.ics' };

beforeAll(async () => {
  issuer = await Issuer.start();
  dataDir = newDataDir();
  await begin();
  talks = await record('/v1/negotiations', { title: 'Talks' });
  others = await record('/v1/negotiations', { title: 'Talks of others' });
  for (const subject of ['ana', 'ben', 'cas', 'dora', 'eve', 'finn'])
    await record(`/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject });
  await meeting('Open');
  await meeting('Closed', { level: 'restreint', compartments: ['trade'] });
  await meeting('Secret', { level: 'secret', compartments: ['trade'] });
  await record(`/v1/negotiations/${others}/meetings`, { title: 'Of others', planned: { on: '2999-01-01' } });
});
afterAll(async () => {
  if (isRunning) await end();
  await issuer.stop();
  remove(dataDir);
});

const ALL = ['Open', '[restreint / trade] Closed'];

describe('a feed', () => {
  it('is a calendar for programs without a token, at most up to PUSH_CLEARANCE', async () => {
    const feed = await make(reader('ana'), { name: 'My telephone' });
    expect(feed.address).toBe(`${PLACE}/v1/feeds/${feed.key}/calendar.ics`);
    const answer = await fetched(feed).expect(200);
    expect(titlesIn(answer)).toEqual(ALL);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      marking: 'level="restreint", compartments=("trade")',
    });
    expect(answer.headers['vary']).toBeUndefined();
    expect(answer.text).toContain('X-RAPPORTEUR-MARKING;VALUE=TEXT:restreint / trade');
    await fetched(feed).set('if-none-match', answer.headers['etag']!).expect(304);
    // Programs ask for all sorts of things, and may send what a proxy wants.
    const odd = { accept: 'text/html', 'accept-language': 'fr', authorization: 'Basic YW5h' };
    expect((await fetched(feed).set(odd).expect(200)).text).toBe(answer.text);
    // The lowest level may be kept, and asked for again.
    const low = await fetched(await make(reader('ben', 'public', []))).expect(200);
    expect([titlesIn(low), low.headers['cache-control']]).toEqual([['Open'], 'private, no-cache']);
  });

  it('is about one negotiation and in one language, and may be changed', async () => {
    const ana = await as(reader('ana'));
    const feed = await make(reader('ana'), { negotiationId: talks, language: 'fr' });
    const answer = await fetched(feed).expect(200);
    expect(titlesIn(answer)).toEqual(ALL);
    expect(answer.headers['content-language']).toBe('fr');
    const changed = await ana.put(`/v1/feeds/${feed.id}`, { name: 'Mon bureau', negotiationId: talks, language: 'ar' });
    expect([changed.status, (changed.body as Feed).key, changed.body]).toEqual([
      200,
      undefined,
      expect.objectContaining({ name: 'Mon bureau', language: 'ar' }),
    ]);
    expect((await fetched(feed).expect(200)).headers['content-language']).toBe('ar');
  });

  it('is an alert for programs that read news, of the kinds that were asked for', async () => {
    const newsOf = (body: object, person = reader('ana')) => make(person, { form: 'activity', ...body });
    const told = async (feed: Feed) => {
      const { text, headers } = await fetched(feed).expect(200);
      const titles = parseAtomFeed(text).entries?.map(({ title }) => title!.value) ?? [];
      return { titles, marking: headers['marking'] };
    };
    const all = await newsOf({});
    expect(all.address).toBe(`${PLACE}/v1/feeds/${all.key}/activity.atom`);
    expect(await told(all)).toEqual({
      titles: [
        '[restreint / trade] “Closed” was proposed.',
        '“Open” was proposed.',
        'The negotiation “Talks” was opened.',
      ],
      marking: 'level="restreint", compartments=("trade")',
    });
    const opened = await newsOf({ negotiationId: talks, kinds: ['negotiation', 'measure'] });
    expect((await told(opened)).titles).toEqual(['The negotiation “Talks” was opened.']);
    expect((await told(await newsOf({}, reader('ben', 'public', [])))).titles).toHaveLength(2);
  });

  it('opens the form for which its key was given out alone, and gets another key with another form', async () => {
    const ana = await as(reader('ana'));
    const news = await make(reader('ana'), { form: 'activity', kinds: ['statement'] });
    const calendar = await make(reader('ana'));
    // The form stays unless another is named.
    const renamed = await ana.put(`/v1/feeds/${news.id}`, { name: 'Desk', kinds: ['statement'] }).expect(200);
    expect(renamed.body).toMatchObject({ form: 'activity', name: 'Desk', kinds: ['statement'] });
    await fetched(news).expect(200);
    const swapped = [
      { address: news.address.replace('activity.atom', 'calendar.ics') },
      { address: calendar.address.replace('calendar.ics', 'activity.atom') },
    ];
    for (const one of swapped) expect((await fetched(one).expect(404)).body).toMatchObject({ code: 'feed-unknown' });
    const changed = (await ana.put(`/v1/feeds/${calendar.id}`, { form: 'activity' }).expect(200)).body as Feed;
    keys.push(changed.key);
    expect((await fetched(calendar)).body).toMatchObject(GONE);
    expect((await fetched(swapped[1]!)).status).toBe(404);
    await fetched(changed).expect(200);
    for (const body of [{ kinds: ['grant'], form: 'activity' }, { kinds: ['statement'] }, { form: 'news' }]) {
      const refused = await ana.put(`/v1/feeds/${randomUUID()}`, body).expect(400);
      expect((refused.body as { errors: object[] }).errors).toHaveLength(1);
    }
  });

  it('is listed for its owner alone, without its key', async () => {
    const dora = await as(reader('dora', 'secret', ['trade', 'energy']));
    const { id, key } = await make(reader('dora'), { name: 'Desk' });
    const { body, text } = await dora.get('/v1/feeds').expect(200);
    const { items, ...rest } = body as { items: Feed[] };
    const instant = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(items).toEqual([
      { id, name: 'Desk', form: 'calendar', language: 'en', madeAt: instant, keyMadeAt: instant },
    ]);
    expect(rest).toEqual({ level: 'restreint', compartments: ['trade'] });
    expect(text).not.toContain(key);
    expect((await (await as(reader('eve'))).get('/v1/feeds').expect(200)).body).toMatchObject({ items: [] });
    for (const answer of [
      await (await as(reader('eve'))).put(`/v1/feeds/${id}/key`),
      await (await as(reader('eve'))).delete(`/v1/feeds/${id}`),
    ])
      expect(answer.body).toMatchObject({
        status: 404,
        code: 'feed-unknown',
        detail: expect.stringContaining('You have no feed'),
      });
    await fetched({ address: `${PLACE}/v1/feeds/${key}/calendar.ics` }).expect(200);
  });

  it('with another key ends at the earlier address, and ended it is as one that never was, to the byte', async () => {
    const finn = await as(reader('finn'));
    const first = await make(reader('finn'));
    const second = (await finn.put(`/v1/feeds/${first.id}/key`).expect(200)).body as Feed;
    keys.push(second.key);
    const replaced = await fetched(first);
    expect(replaced.body).toMatchObject(GONE);
    await fetched(second).expect(200);
    await finn.delete(`/v1/feeds/${first.id}`).expect(204);
    const [ended, invented] = [await fetched(second), `feed_${'A'.repeat(80)}`];
    const never = [await fetched({ address: `${PLACE}/v1/feeds/${invented}/calendar.ics` })];
    never.push(await fetched({ address: `${PLACE}/v1/feeds/x/calendar.ics` }));
    // A key of which a letter was changed.
    never.push(
      await fetched({ address: second.address.replace(/.(?=\/calendar)/, (sign) => (sign === 'A' ? 'B' : 'A')) }),
    );
    for (const answer of [replaced, ...never]) expect(told(answer)).toEqual(told(ended));
    expect((await finn.get('/v1/feeds').expect(200)).body).toMatchObject({ items: [] });
  });

  it('shows less at the next fetch once its owner is cleared for less, has lost a grant, or may not read any more', async () => {
    const cas = reader('cas');
    const [all, one] = [await make(cas), await make(cas, { negotiationId: talks })];
    const bothShow = async () => [titlesIn(await fetched(all)), titlesIn(await fetched(one))];
    expect(await bothShow()).toEqual([ALL, ALL]);
    const before = (await fetched(all)).headers['etag'];
    await (await as(reader('cas', 'secret', []))).get('/v1/me').expect(200);
    expect(await bothShow()).toEqual([['Open'], ['Open']]);
    expect((await fetched(all)).headers['etag']).not.toBe(before);
    await (await as(cas)).get('/v1/me').expect(200);
    expect(await bothShow()).toEqual([ALL, ALL]);

    const grant = { issuer: issuer.url, subject: 'cas' };
    await record(`/v1/negotiations/${talks}/grants/revoked`, grant);
    expect(titlesIn(await fetched(all).expect(200))).toEqual([]);
    const lost = await fetched(one).expect(404);
    expect(lost.text).not.toContain(one.key);
    await record(`/v1/negotiations/${talks}/grants`, grant);
    expect(await bothShow()).toEqual([ALL, ALL]);

    // Whoever is refused was authenticated all the same.
    await (await as({ ...cas, roles: [] })).get('/v1/negotiations').expect(403);
    for (const feed of [all, one]) expect((await fetched(feed)).body).toMatchObject(GONE);
    await (await as(cas)).get('/v1/me').expect(200);
    expect(await bothShow()).toEqual([ALL, ALL]);
  });

  it('that has ended is not made anew by a change of it that comes late', async () => {
    const ana = await as(reader('ana'));
    const { id } = await make(reader('ana'));
    const change = (name: string) => ana.put(`/v1/feeds/${id}`, { name }).set('if-match', '*');
    expect((await change('Mine')).body).toMatchObject({ id, name: 'Mine' });
    await ana.delete(`/v1/feeds/${id}`).expect(204);
    expect((await change('Late')).body).toMatchObject({
      status: 412,
      code: 'not-there-yet',
      detail: 'You have no feed with this id. Leave If-Match out to make it.',
    });
    const { items } = (await ana.get('/v1/feeds')).body as { items: Feed[] };
    expect(items.filter((one) => one.id === id)).toEqual([]);
    expect((await ana.put(`/v1/feeds/${id}`, {}).set('if-match', '"0"')).body).toMatchObject({
      status: 400,
      code: 'if-match-malformed',
    });
  });

  it('is neither changed, nor given a key, nor ended under a condition that is not met, or that is none', async () => {
    const hal = await as(reader('hal'));
    const feed = await make(reader('hal'));
    const path = `/v1/feeds/${feed.id}`;
    const acts = (of: string) => [hal.put(of, { name: 'Late' }), hal.put(`${of}/key`), hal.delete(of)];
    expect(await codesUnder(acts(path), { 'if-match': '"zz"' })).toEqual(Array(3).fill('400 if-match-malformed'));
    expect(await codesUnder(acts(path), { 'if-match': '*, "0"' })).toEqual(Array(3).fill('400 if-match-malformed'));
    expect(await codesUnder(acts(path), { 'if-none-match': 'W/"0"' })).toEqual(
      Array(3).fill('400 if-none-match-malformed'),
    );
    for (const more of [{}, { 'if-match': '*' }])
      expect(await codesUnder(acts(path), { 'if-none-match': '*', ...more })).toEqual(
        Array(3).fill('412 there-already'),
      );
    expect((await hal.put(path, {}).set('if-none-match', '*')).body).toMatchObject({
      detail: 'You have a feed with this id already. Leave If-None-Match out to change or end it.',
    });
    await fetched(feed).expect(200);
    const { items } = (await hal.get('/v1/feeds')).body as { items: Feed[] };
    expect(items).toMatchObject([{ id: feed.id }]);
    expect(items[0]).not.toHaveProperty('name');

    const other = `/v1/feeds/${randomUUID()}`;
    for (const header of ['if-match', 'if-none-match'])
      expect(await codesUnder(acts(other).slice(1), { [header]: '*' })).toEqual(Array(2).fill('404 feed-unknown'));
    await hal.put(other, {}).set('if-none-match', '*, *').expect(201);
    // A header that is sent twice comes as a list.
    expect(await codesUnder(acts(other), { 'if-match': '*, *' })).toEqual(['200', '200', '204']);
  });

  it('is refused with what to do next', async () => {
    const ana = await as(reader('ana'));
    const path = `/v1/feeds/${randomUUID()}`;
    for (const negotiationId of [others, randomUUID()])
      expect((await ana.put(path, { negotiationId })).body).toMatchObject({
        status: 404,
        code: 'negotiation-unknown',
        detail: 'No negotiation with this id is recorded.',
      });
    expect((await ana.put(path, { language: 'de' })).body).toMatchObject({ errors: [{ pointer: '/language' }] });
    expect((await ana.put(path, { key: 'mine' })).body).toMatchObject({ errors: [{ code: 'field-unknown' }] });
    expect((await ana.put('/v1/feeds/mine', {})).body).toMatchObject({ status: 400, code: 'id-malformed' });
    expect((await asked.put(path, {})).status).toBe(401);
    const { address } = await make(reader('ana'));
    expect((await fetched({ address: `${address}?asOf=2025-10-28` })).body).toMatchObject({ status: 400 });
    expect((await request(service.url).post(address.slice(PLACE.length))).headers['allow']).toBe('GET, HEAD');
    const { items } = (await ana.get('/v1/feeds')).body as { items: Feed[] };
    const full = await as(reader('gus'));
    for (let n = 0; n < 20; n++) await full.put(`/v1/feeds/${randomUUID()}`, {}).expect(201);
    expect((await full.put(path, {})).body).toMatchObject({ status: 409, code: 'too-many-feeds' });
    for (let n = 0; n < 10; n++) await full.put(path, {});
    expect((await full.put(path, {})).body).toMatchObject({ status: 429, code: 'too-many-changes' });
    expect(((await ana.get('/v1/feeds')).body as { items: Feed[] }).items).toEqual(items);
  });
});

describe('the end of a feed', () => {
  it('is 30 days after the last request of its owner with a token, whatever programs fetch, and it does not come back', async () => {
    const [idle, busy] = [await make(reader('ana')), await make(reader('ben', 'public', []))];
    await moveClocks(service, { timePassed: 29 * DAY_MS });
    for (const feed of [idle, busy]) await fetched(feed).expect(200);
    await (await as(reader('ben', 'public', []))).get('/v1/me').expect(200);
    await moveClocks(service, { timePassed: 31 * DAY_MS });
    expect((await fetched(idle)).body).toMatchObject(GONE);
    await fetched(busy).expect(200);
    // Also over a restart; and whoever comes back makes a new one.
    await end();
    await begin(31 * DAY_MS);
    await fetched(busy).expect(200);
    const ana = await as(reader('ana'));
    expect((await ana.get('/v1/feeds').expect(200)).body).toMatchObject({ items: [] });
    expect((await fetched(idle)).body).toMatchObject(GONE);
    await fetched(await make(reader('ana'))).expect(200);
  });
});

describe('the key of a feed', () => {
  it('is in no log, however its address is written, and in no note', async () => {
    const { key } = await make(reader('ana'));
    const spelled = `%66eed_${key.slice(5)}`;
    for (const path of [
      `/v1/feeds/${key}/calendar.ics`,
      `/v1/feeds/${spelled}/calendar.ics`,
      `/v1/%66eeds/${key}/calendar.ics`,
      `/v1/feeds/${key}/calendar.ics?lang=${key}`,
      `/v1/feeds/${key}/calendar.ics/`,
      `/v1/feeds/${key}/activity.atom`,
      `/v1/feeds/${key}${key}/calendar.ics`,
      `/v1/feeds/${key}`,
      `/feeds/${key}%ff`,
      `http://${key}:x@127.0.0.1/v1/feeds/${key}/calendar.ics`,
      `//v1/feeds/${key}/calendar.ics`,
    ]) {
      const answer = await sendRaw(service.url, { method: 'GET', path });
      expect([path, JSON.stringify(answer).includes(key.slice(5, 40))]).toEqual([path, false]);
    }
    await request(service.url).delete(`/v1/feeds/${key}`).expect(401);
    await end();
    expect(output.length).toBeGreaterThan(10_000);
    expect(output).toContain('"path":"/v1/feeds/:key/calendar.ics"');
    for (const one of keys) expect(output).not.toContain(one.slice(5, 40));
    const notes = readdirSync(dataDir).filter((name) => name.startsWith('notes.db'));
    const kept = notes.map((name) => readFileSync(join(dataDir, name), 'latin1')).join('');
    expect(existsSync(join(dataDir, 'events.db'))).toBe(kept.length > 0);
    for (const text of [...keys.map((one) => one.slice(5, 40)), issuer.url, 'My telephone'])
      expect(kept).not.toContain(text);
  });
});
