import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ConsistencyTokens } from '../apps/server/src/http/consistency-token.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

const BOOTED = Date.now() / 1_000 - os.uptime();
const SECRET = 'by-which-its-tokens-are-encrypted-here';
/** No Consistency-Token of an answer depends on it. */
const ORIGIN = 'record.example.org/talks';

let service: InProcess;
let negotiation: ReceiptBody;
let [eu, china, gill, issue]: string[] = [];
beforeAll(async () => {
  service = await startInProcess(undefined, { SHARED_SECRET: SECRET });
  negotiation = (await service.post('/v1/negotiations', { title: 'Talks' })).body as ReceiptBody;
  eu = await record('parties', { name: 'European Unoin', kind: 'regional-organisation', role: 'principal' });
  china = await record('parties', { name: 'China', kind: 'state', role: 'principal' });
  gill = await record('representatives', { name: 'Olof Gill', kind: 'person', partyId: eu });
  issue = await record('issues', { title: 'Export licences' });
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});
afterEach(() => void jest.restoreAllMocks());

const below = (path: string) => `/v1/negotiations/${negotiation.id}/${path}`;
const record = async (kind: string, fact: object) => {
  const answer = await service.post(below(kind), fact);
  expect([kind, answer.status, answer.body.code]).toEqual([kind, 201, undefined]);
  return answer.body.id as string;
};
const said = (text: string, more = {}) =>
  record('statements', { speakerId: gill, kind: 'press-statement', text, verbatim: true, ...more });
/** Corrects or voids the joining of a party. */
const putRight = async (verb: 'correct' | 'void', party: string, fact: object) => {
  const path = `/v1/parties/${party}`;
  const { eventId } = (await service.get(path)).body as { eventId: string };
  const { etag } = (await service.get(path)).headers;
  const answer = await service.post(`${path}/${verb}`, { eventId, reason: 'A slip.', ...fact }).set('if-match', etag!);
  expect([path, answer.status]).toEqual([path, 201]);
};
const etagOf = async (path: string) => (await service.get(path).expect(200)).headers['etag']!;
/** Time passes, also by the uptime of the machine. */
const passUntil = (instant: string) => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(instant));
  jest.spyOn(os, 'uptime').mockReturnValue(Date.parse(instant) / 1_000 - BOOTED);
};
const readAgain = (path: string, etag: string) => service.get(path).set('if-none-match', etag);

describe('a page that was read before', () => {
  it('is not sent again until something changes', async () => {
    const [path, other] = [below('issues'), below('parties')];
    const [etag, otherEtag] = [await etagOf(path), await etagOf(other)];
    const same = await readAgain(path, `"else", W/${etag}`);
    expect([same.status, same.text, same.headers['etag']]).toEqual([304, '', etag]);
    expect((await readAgain(path, '*')).status).toBe(304);
    expect((await readAgain(path, '"else"')).status).toBe(200);
    await record('issues', { title: 'Rare earths' });
    expect((await readAgain(path, etag)).status).toBe(200);
    expect((await readAgain(other, otherEtag)).status).toBe(304);
  });
  it('changes when a party gets another name, wherever that is shown', async () => {
    const statement = await said('harmful', { partyId: eu, issueIds: [issue] });
    const meeting = await record('meetings', { title: 'Round 1', partyIds: [eu] });
    const position = { partyId: eu, issueId: issue, scope: 'public', text: 'No licences', kind: 'demand' };
    const pages = [
      `/v1/negotiations/${negotiation.id}`,
      `/v1/statements/${statement}`,
      `/v1/meetings/${meeting}`,
      `/v1/representatives/${gill}`,
      `/v1/positions/${await record('positions', position)}`,
      ...['parties', 'representatives', 'statements', 'meetings', 'positions'].map(below),
      ...['timeline', 'timeline?type=PartyJoined', 'meetings?limit=1'].map(below),
    ];
    const issueTag = await etagOf(`/v1/issues/${issue}`);
    const etags = await Promise.all(pages.map(etagOf));
    await putRight('correct', eu!, { changes: { name: 'European Union' } });
    for (const [i, path] of pages.entries()) {
      const { status, text } = await readAgain(path, etags[i]!);
      expect([path, status, text.includes('European Union'), text.includes('Unoin')]).toEqual([path, 200, true, false]);
    }
    expect((await readAgain(`/v1/issues/${issue}`, issueTag)).status).toBe(304);
  });
});

describe('a Consistency-Token', () => {
  it('of a write makes the next read include it, every time', async () => {
    for (let n = 0; n < 20; n++) {
      const text = `said ${randomUUID()}`;
      const written = await service.post(below('statements'), {
        speakerId: gill,
        kind: 'interview',
        text,
        verbatim: false,
      });
      const read = await fetch(`${service.url}${below('statements?limit=200')}`, {
        headers: { 'consistency-token': written.headers['consistency-token']! },
      });
      expect([read.status, (await read.text()).includes(text)]).toEqual([200, true]);
      expect(read.headers.get('consistency-token')).toMatch(/^[\w-]{80}$/);
    }
  });
  it('makes a read that has several include all that they name', async () => {
    const tokens = new ConsistencyTokens(SECRET, { logId: negotiation.events[0]!.id }, ORIGIN);
    const read = async (...given: readonly string[]) => {
      const headers = { 'consistency-token': given.join(', ') };
      const answer = await fetch(`${service.url}${below('parties')}`, { headers });
      return [answer.status, ((await answer.json()) as { code?: string }).code];
    };
    const [past, future] = [tokens.issue(0), tokens.issue(1_000_000)];
    expect(await read(past, past)).toEqual([200, undefined]);
    for (const both of [
      [past, future],
      [future, past],
    ])
      expect(await read(...both)).toEqual([503, 'not-yet-projected']);
    for (const wrong of ['nonsense', '']) expect(await read(past, wrong)).toEqual([400, 'consistency-token-malformed']);
  });
  it('of the future gets a 503 soon, and never a stale page', async () => {
    const tokens = new ConsistencyTokens(SECRET, { logId: negotiation.events[0]!.id }, ORIGIN);
    const read = (token: string) => service.get(below('parties')).set('consistency-token', token).retry(0);
    expect((await read(tokens.issue(0))).status).toBe(200);
    const answer = await read(tokens.issue(1_000_000));
    expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'not-yet-projected', '1']);
  });
  it('that is forged or belongs to another log is refused', async () => {
    const read = async (token: string) => {
      const { status, body } = await service.get(below('parties')).set('consistency-token', token);
      return [status, body.code as string];
    };
    const forged = new ConsistencyTokens('s'.repeat(32), { logId: negotiation.events[0]!.id }, ORIGIN).issue(0);
    expect(await read(forged)).toEqual([400, 'consistency-token-malformed']);
    expect(await read('nonsense')).toEqual([400, 'consistency-token-malformed']);
    const foreign = new ConsistencyTokens(SECRET, { logId: randomUUID() }, ORIGIN).issue(0);
    expect(await read(foreign)).toEqual([409, 'consistency-token-of-another-log']);
  });
});

describe('the names in an answer', () => {
  it('are next to the ids, and say if a thing was voided', async () => {
    const japan = await record('parties', { name: 'Japan', kind: 'state', role: 'observer' });
    const statement = await said('to both', { toIds: [china, japan] });
    const named = async () => (await service.get(`/v1/statements/${statement}`)).body.names as Record<string, unknown>;
    expect(await named()).toMatchObject({
      [japan]: { kind: 'party', label: 'Japan' },
      [gill!]: { kind: 'representative', label: 'Olof Gill' },
    });
    await putRight('void', japan, {});
    expect((await named())[japan]).toEqual({ kind: 'party', label: 'Japan', voided: true });
    expect((await named())[china!]).toEqual({ kind: 'party', label: 'China' });
    expect((await service.get(`/v1/parties/${japan}`)).body).toMatchObject({ voided: true, label: 'Japan' });
    expect((await service.get(below('parties'))).text).not.toContain(japan);
  });
});

const LISTS =
  'parties representatives issues timeline commitments meetings proposals positions statements measures disputes';
const THINGS =
  'parties representatives issues commitments meetings minutes proposals positions statements measures disputes';

describe('an address', () => {
  it('of a missing thing is not found, whatever the parameters are', async () => {
    const ask = async (path: string) => {
      const { status, body } = await service.get(path);
      return [path, status, body.code as string];
    };
    for (const list of [...LISTS.split(' '), 'climate', 'meetings/next']) {
      const path = `/v1/negotiations/${randomUUID()}/${list}`;
      expect(await ask(path)).toEqual([path, 404, 'negotiation-unknown']);
      expect((await ask(below(list)))[1]).toBe(200);
    }
    for (const things of ['negotiations', ...THINGS.split(' ')]) {
      const path = `/v1/${things}/${randomUUID()}`;
      expect(await ask(path)).toEqual([path, 404, expect.stringMatching(/^[a-z]+-unknown$/)]);
      expect((await ask(`/v1/${things}/nonsense`)).slice(1)).toEqual([400, 'id-malformed']);
    }
    // An id identifies only a thing of its own kind.
    expect((await ask(`/v1/meetings/${eu}`)).slice(1)).toEqual([404, 'meeting-unknown']);
  });
  it('with an unknown or invalid parameter is malformed', async () => {
    const paths = [...LISTS.split(' '), 'climate', 'meetings/next'].map(below);
    for (const path of [...paths, `/v1/parties/${eu}`, '/v1/negotiations', '/v1/audit/trail']) {
      const { status, body } = await service.get(`${path}?colour=red`);
      expect([path, status, body.errors?.[0].pointer]).toEqual([path, 400, '/colour']);
    }
    for (const [path, pointer] of [
      ['meetings?status=cosy', '/status'],
      ['statements?from=yesterday', '/from'],
      ['parties?limit=many', '/limit'],
      ['measures?for=China', '/for'],
    ] as const)
      expect([path, (await service.get(below(path))).body.errors?.[0].pointer]).toEqual([path, pointer]);
    expect((await service.get(below('parties?limit=1&limit=2'))).body.code).toBe('parameter-repeated');
  });
  it('can be requested with HEAD', async () => {
    const ask = (path: string, headers = {}) => fetch(`${service.url}${path}`, { method: 'HEAD', headers });
    for (const path of [below('parties'), `/v1/parties/${eu}`, `/v1/negotiations/${negotiation.id}`]) {
      const [head, whole] = [await ask(path), await service.get(path).set('accept-encoding', 'gzip')];
      expect([path, head.status, await head.text()]).toEqual([path, 200, '']);
      expect(head.headers.get('etag')).toBe(whole.headers['etag']);
      expect(head.headers.get('content-length')).toBe(whole.headers['content-length']);
      const same = await ask(path, { 'if-none-match': whole.headers['etag']! });
      // RFC 9110, section 8.6: no length at all, and not that of what is not sent.
      expect([same.status, same.headers.get('content-length')]).toEqual([304, null]);
    }
    expect((await ask(`/v1/parties/${randomUUID()}`)).status).toBe(404);
    expect((await ask(below('parties?colour=red'))).status).toBe(400);
  });
});

// The last one: the service does not record once time goes back.
describe('a page that depends on the day', () => {
  it('changes after a day on which its state depends', async () => {
    const pledge = await record('commitments', { byIds: [china], text: 'Licences', due: { on: '2031-05-10' } });
    const measure = await record('measures', {
      actorId: china,
      title: 'Controls',
      instrument: 'export-control',
      provisions: [{ provisionId: '1', text: 'x', entersIntoForce: { on: '2031-05-11' } }],
    });
    await record('meetings', { title: 'Round 2', planned: { on: '2031-05-10' } });
    const pages = [
      `/v1/commitments/${pledge}`,
      `/v1/measures/${measure}`,
      `/v1/negotiations/${negotiation.id}`,
      ...['commitments', 'measures', 'meetings/next'].map(below),
    ];
    passUntil('2031-05-10T01:00:00Z');
    const etags = await Promise.all(pages.map(etagOf));
    passUntil('2031-05-10T23:59:59Z');
    for (const [i, path] of pages.entries())
      expect([path, (await readAgain(path, etags[i]!)).status]).toEqual([path, 304]);
    passUntil('2031-05-11T00:00:00Z');
    for (const [i, path] of pages.entries())
      expect([path, (await readAgain(path, etags[i]!)).status]).toEqual([path, 200]);
    expect((await service.get(`/v1/commitments/${pledge}`)).body.overdue).toBe(true);
    expect((await service.get(`/v1/measures/${measure}`)).body.provisions[0].force.status).toBe('in-force');
    expect((await service.get(below('meetings/next'))).body.meeting).toBeNull();
  });
});
