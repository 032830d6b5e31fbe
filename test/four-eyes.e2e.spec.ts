import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import type { Role } from '#domain/role.js';
import { newFolder, rapporteur } from './support/cli.js';
import { EMBEDDED } from './support/engine.js';
import { Issuer } from './support/issuer.js';
import { type Hosted, newDataDir, type ReceiptBody, remove, startHosted } from './support/service.js';

/** Who works on the record, as the issuer knows them. */
const PEOPLE = {
  ana: { roles: ['recorder'], clearance: 'secret' },
  berta: { roles: ['recorder', 'declassifier'], clearance: 'secret' },
  dora: { roles: ['declassifier'], clearance: 'secret' },
  ben: { roles: ['recorder', 'declassifier'], clearance: 'restreint' },
  eve: { roles: ['recorder', 'declassifier'], clearance: 'secret' },
  ada: { roles: ['administrator', 'recorder', 'reader', 'auditor'], clearance: 'secret' },
  adam: { roles: ['administrator', 'reader'], clearance: 'secret' },
} as const satisfies Record<string, { roles: readonly Role[]; clearance: string }>;
type Who = keyof typeof PEOPLE;

const reason = 'The text was published.';
const secret = { level: 'secret' };
const open = { level: 'public' };
const MISSING = '5ba1ad00-0000-4000-8000-00000000dead';

let issuer: Issuer;
let service: Hosted;
let talks: string;
const started: Hosted[] = [];
const startWith = async (env: Record<string, string>, dataDir?: string) => {
  const one = await startHosted(dataDir, { LOG_LEVEL: 'info', ...env });
  started.push(one);
  return one;
};
/** The lines of its log output since the last call. */
const linesOf = async (one: Hosted) => (await one.written()).map((line) => JSON.parse(line) as Record<string, unknown>);
const saidAtStart = async (one: Hosted) => (await linesOf(one)).map(({ level, msg }) => [level, msg]);
const WARNING = 40;
const INFO = 30;

beforeAll(async () => {
  issuer = await Issuer.start();
  service = await startWith({ ...issuer.settings, REFUSAL_LOG_SECONDS: '0' });
  talks = (await record('ada', '/v1/negotiations', { title: 'Talks' })).id;
  for (const subject of ['ana', 'berta', 'dora', 'ben']) await give('ada', subject);
});
afterAll(async () => {
  for (const one of started) await one.close();
  await issuer.stop();
  for (const { dataDir } of started) remove(dataDir);
});

/** Each request is a session of its own. */
const as = async (who: Who) => service.as(await issuer.token({ subject: who, name: who, ...PEOPLE[who] }));
const post = async (who: Who, path: string, body: object, headers: Record<string, string> = { 'if-match': '*' }) =>
  (await as(who)).post(path, body).set(headers);
const taken = (answer: Response) => {
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body as ReceiptBody;
};
const record = async (who: Who, path: string, body: object) => taken(await post(who, path, body));
const grants = () => `/v1/negotiations/${talks}/grants`;
const give = async (who: Who, subject: string) => record(who, grants(), { issuer: issuer.url, subject });
const meeting = async (marking: object = secret) => {
  const { id } = await record('ana', `/v1/negotiations/${talks}/meetings`, { title: 'A meeting', marking });
  return `/v1/meetings/${id}`;
};
const mark = (who: Who, thing: string, marking: object = open, more: object = {}, headers?: Record<string, string>) =>
  post(who, `${thing}/mark`, { marking, reason, ...more }, headers);
const approve = (
  who: Who,
  thing: string,
  marking: object = open,
  more: object = {},
  headers?: Record<string, string>,
) => post(who, `${thing}/approve-marking`, { marking, reason, ...more }, headers);
const withdraw = (who: Who, thing: string) => post(who, `${thing}/withdraw-marking-approval`, { reason: 'A slip.' });
const codeOf = ({ status, body }: Response) => [status, (body as { code: string }).code];
const trailOf = async (who: Who, thing: string) => {
  const path = `/v1/audit/trail?thing=${thing.replace('/v1/meetings/', 'meeting-')}`;
  const { body } = await (await as(who)).get(path).expect(200);
  return (body as { items: { event: { type: string } }[] }).items.map(({ event }) => event.type);
};
/** Since the last call. */
const refusals = async () =>
  (await linesOf(service))
    .filter(({ decision }) => decision === 'refused')
    .map(({ subject, status, code, why }) => ({ subject, status, code, why }));

describe('a secret meeting', () => {
  it('is opened by two people, and both are on the trail', async () => {
    const thing = await meeting();
    const approval = taken(await approve('dora', thing));
    expect(approval.events).toMatchObject([
      { type: 'MarkingApproved', data: { marking: open, reason }, metadata: { recordedBy: { subject: 'dora' } } },
    ]);
    // Nothing is open yet.
    expect((await (await as('ben')).get(thing)).status).toBe(404);
    const marked = taken(await mark('ana', thing, open, {}, { 'if-match': `"${approval.revision}"` }));
    expect(marked.events).toMatchObject([{ type: 'RecordMarked', data: { marking: open, reason } }]);
    await (await as('ben')).get(thing).expect(200);
    expect(await trailOf('ada', thing)).toEqual(['MeetingProposed', 'MarkingApproved', 'RecordMarked']);
  });
  it('is not opened by one person, in one session or in two, whatever their roles are', async () => {
    const thing = await meeting();
    await refusals();
    expect(codeOf(await mark('berta', thing))).toEqual([422, 'approval-missing']);
    taken(await approve('berta', thing));
    expect(codeOf(await mark('berta', thing))).toEqual([422, 'approval-by-oneself']);
    expect(await refusals()).toEqual([
      { subject: 'berta', status: 422, code: 'approval-missing', why: 'this takes two people' },
      { subject: 'berta', status: 422, code: 'approval-by-oneself', why: 'this takes two people' },
    ]);
    expect((await (await as('ben')).get(thing)).status).toBe(404);
    taken(await mark('ana', thing));
  });
  it('is not opened by a batch of one person, nor by a file that they load', async () => {
    const thing = await meeting();
    const [approved, marked] = (
      await post('berta', '/v1/batches', [
        { path: `${thing}/approve-marking`, body: { marking: open, reason }, ifMatch: '*' },
        { path: `${thing}/mark`, body: { marking: open, reason }, ifMatch: '*' },
      ])
    ).body as { status: number; body: { code?: string } }[];
    expect([approved!.status, marked!.status, marked!.body.code]).toEqual([201, 422, 'approval-by-oneself']);

    const file = join(newFolder(), 'talks.yaml');
    const load = async (...entries: string[]) => {
      const first = '{key: talks, record: OpenNegotiation, title: Talks}';
      writeFileSync(
        file,
        ['dossier: talks', 'entries:', ...[first, ...entries].map((entry) => `  - ${entry}`)].join('\n'),
      );
      const person = { subject: 'berta', clearance: 'secret' };
      return rapporteur(['load', file, '--url', service.url], { RAPPORTEUR_TOKEN: await issuer.token(person) });
    };
    const lowering = 'marking: {level: public}, reason: It is known';
    const proposed = '{key: lunch, record: ProposeMeeting, title: Lunch, marking: {level: secret}}';
    const refused = await load(proposed, `{key: opened, record: Mark-meeting, of: lunch, ${lowering}}`);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('approval-missing')]);
    const approving = await load(`{key: approved, record: Approve-meeting, of: lunch, ${lowering}}`);
    expect(approving.code).not.toBe(0);
  });
  it('is raised at once by one person', async () => {
    const thing = await meeting({ level: 'restreint' });
    taken(await mark('ben', thing, { level: 'restreint', originator: 'EU' }));
    taken(await mark('ana', thing, { level: 'secret', originator: 'EU' }));
    expect(codeOf(await approve('dora', thing, { level: 'secret', originator: 'EU', handling: ['LIMITE'] }))).toEqual([
      422,
      'approval-not-needed',
    ]);
  });
  it('needs the consent of its originator from both, and the approval of a declassifier', async () => {
    const thing = await meeting({ ...secret, originator: 'EU' });
    const consent = { consent: 'The Council secretariat, note of 14 January 2026' };
    expect(codeOf(await approve('dora', thing))).toEqual([422, 'consent-missing']);
    expect(codeOf(await mark('ana', thing, open, consent))).toEqual([422, 'approval-missing']);
    taken(await approve('dora', thing, open, consent));
    expect(codeOf(await mark('ana', thing))).toEqual([422, 'consent-missing']);
    expect(taken(await mark('ana', thing, open, consent)).events[0]!.data).toEqual({
      marking: open,
      reason,
      ...consent,
    });
  });
});

describe('an approval', () => {
  it('is for exactly one marking, and is used once', async () => {
    const thing = await meeting();
    taken(await approve('dora', thing));
    const other = await mark('ana', thing, { level: 'restreint' });
    expect([...codeOf(other), (other.body as { detail: string }).detail]).toEqual([
      422,
      'approval-differs',
      'Another marking was approved: {"level":"public"}. Mark the thing exactly so, or have your marking approved.',
    ]);
    taken(await mark('ana', thing));
    taken(await mark('ana', thing, secret));
    expect(codeOf(await mark('ana', thing))).toEqual([422, 'approval-missing']);
  });
  it('opens a meeting once, however many mark it at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const thing = await meeting();
      taken(await approve('dora', thing));
      const answers = await Promise.all((['ana', 'berta', 'ana', 'berta'] as const).map((who) => mark(who, thing)));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422, 422, 422]);
      expect((await trailOf('ada', thing)).filter((type) => type === 'RecordMarked')).toHaveLength(1);
    }
  });
  it('does not cover a fact that is recorded after it, or at the same time as the marking', async () => {
    for (let round = 0; round < 10; round++) {
      const thing = await meeting();
      taken(await approve('dora', thing));
      const [held, marked] = await Promise.all([post('berta', `${thing}/held`, {}), mark('ana', thing)]);
      taken(held);
      const order = await trailOf('ada', thing);
      if (marked.status === 201) expect(order.indexOf('RecordMarked')).toBe(order.indexOf('MarkingApproved') + 1);
      else expect(codeOf(marked)).toEqual([422, 'approval-missing']);
    }
    const thing = await meeting();
    taken(await approve('dora', thing));
    taken(await post('ana', `${thing}/held`, {}));
    expect(codeOf(await mark('ana', thing))).toEqual([422, 'approval-missing']);
  });
  it('is of the revision that its author has read', async () => {
    const thing = await meeting();
    taken(await post('ana', `${thing}/held`, {}));
    expect(codeOf(await approve('dora', thing, open, {}, {}))).toEqual([428, 'if-match-required']);
    expect(codeOf(await approve('dora', thing, open, {}, { 'if-match': '"0"' }))).toEqual([412, 'moved-on']);
    taken(await approve('dora', thing, open, {}, { 'if-match': '"1"' }));
  });
  it('can be withdrawn until it is used, but neither corrected nor voided', async () => {
    const thing = await meeting();
    const { events } = taken(await approve('dora', thing));
    const eventId = events[0]!.id;
    for (const [route, more] of [
      ['correct', { changes: { reason: 'x' } }],
      ['void', {}],
    ] as const)
      expect(codeOf(await post('ana', `${thing}/${route}`, { eventId, reason, ...more }))).toEqual([
        422,
        'approval-not-correctable',
      ]);
    expect(taken(await withdraw('berta', thing)).events).toMatchObject([{ type: 'MarkingApprovalWithdrawn' }]);
    expect(codeOf(await mark('ana', thing))).toEqual([422, 'approval-missing']);
    expect(codeOf(await withdraw('dora', thing))).toEqual([422, 'approval-not-in-force']);
    taken(await approve('dora', thing));
    taken(await mark('ana', thing));
    expect(codeOf(await withdraw('dora', thing))).toEqual([422, 'approval-not-in-force']);
  });
  it('is given once, and a repeated request gets the same receipt', async () => {
    const thing = await meeting();
    const keyed = { 'if-match': '*', 'idempotency-key': 'an-approval' };
    const first = await approve('dora', thing, open, {}, keyed);
    taken(first);
    const again = await approve('dora', thing, open, {}, keyed);
    expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', first.text]);
    expect(codeOf(await approve('dora', thing))).toEqual([422, 'approval-already-given']);
  });
  it('is given by a declassifier only, who reads what they approve, and does not mark', async () => {
    const thing = await meeting();
    for (const route of ['approve-marking', 'withdraw-marking-approval'])
      expect(codeOf(await post('ana', `${thing}/${route}`, { marking: open, reason }))).toEqual([403, 'role-missing']);
    await (await as('dora')).get(thing).expect(200);
    expect(await trailOf('dora', thing)).toEqual(['MeetingProposed']);
    expect(codeOf(await mark('dora', thing))).toEqual([403, 'role-missing']);
  });
  it('cannot be given by somebody who may not see the thing, and hidden looks like missing', async () => {
    const thing = await meeting();
    const missing = `/v1/meetings/${MISSING}`;
    const seen = ({ status, text, headers }: Response) => {
      const { date: _, 'x-request-id': __, ...rest } = headers as Record<string, string>;
      return { status, text: text.replaceAll(thing, missing), rest: { ...rest, 'content-length': '' } };
    };
    // Ben is not cleared, Eve has no grant.
    for (const who of ['ben', 'eve'] as const)
      for (const act of [
        (at: string) => approve(who, at),
        (at: string) => approve(who, at, { level: 'cosmic' }),
        (at: string) => approve(who, at, secret, {}, { 'if-match': '"0"' }),
        (at: string) =>
          approve(who, at, open, {}, { 'if-match': '"7"', 'idempotency-key': `of ${who}`.replace(' ', '-') }),
        (at: string) => withdraw(who, at),
      ]) {
        await refusals();
        const hidden = seen(await act(thing));
        expect(await refusals()).toMatchObject([
          { subject: who, code: who === 'ben' ? 'clearance-missing' : 'grant-missing' },
        ]);
        expect(hidden).toEqual(seen(await act(missing)));
        expect(hidden.status).toBe(404);
      }
  });
});

describe('access to a negotiation', () => {
  it('is granted by another administrator, never to oneself', async () => {
    await refusals();
    const own = await post('adam', grants(), { issuer: issuer.url, subject: 'adam', name: 'Somebody else' });
    expect(codeOf(own)).toEqual([422, 'grant-to-oneself']);
    expect(await refusals()).toEqual([
      { subject: 'adam', status: 422, code: 'grant-to-oneself', why: 'this takes two people' },
    ]);
    const [inBatch] = (
      await post('adam', '/v1/batches', [{ path: grants(), body: { issuer: issuer.url, subject: 'adam' } }])
    ).body as { status: number; body: { code: string } }[];
    expect([inBatch!.status, inBatch!.body.code]).toEqual([422, 'grant-to-oneself']);
    const page = async () => (await (await as('adam')).get(`/v1/negotiations/${talks}`)).status;
    expect(await page()).toBe(404);
    // Another spelling names another person, so it gives Adam nothing.
    for (const spelled of [{ subject: ' adam ' }, { subject: 'Adam' }, { issuer: `${issuer.url}/`, subject: 'adam' }]) {
      await post('adam', grants(), { issuer: issuer.url, ...spelled });
      expect(await page()).toBe(404);
    }
    await give('ada', 'adam');
    expect(await page()).toBe(200);
    // Giving up the own access takes one person, and taking it back another one.
    await record('adam', `${grants()}/revoked`, { issuer: issuer.url, subject: 'adam' });
    expect(await page()).toBe(404);
    expect(codeOf(await post('adam', grants(), { issuer: issuer.url, subject: 'adam' }))).toEqual([
      422,
      'grant-to-oneself',
    ]);
  });
});

describe('FOUR_EYES', () => {
  it('off lets one person lower a marking, and grant access to themselves, and the start warns of that', async () => {
    const alone = await startWith({ ...issuer.settings, FOUR_EYES: 'off' });
    expect(await saidAtStart(alone)).toContainEqual([
      WARNING,
      'FOUR_EYES is off: a recorder can lower a marking alone, and an administrator can grant access to themselves',
    ]);
    const tokenOf = (subject: string) => issuer.token({ subject, clearance: 'secret' });
    const [ana, ada] = [alone.as(await tokenOf('ana')), alone.as(await tokenOf('ada'))];
    const { body } = await ana.post('/v1/negotiations', { title: 'Talks', marking: secret }).expect(201);
    const at = `/v1/negotiations/${(body as ReceiptBody).id}`;
    await ada.post(`${at}/grants`, { issuer: issuer.url, subject: 'ada' }).expect(201);
    await ana.post(`${at}/mark`, { marking: open, reason }).set('if-match', '*').expect(201);
    await alone.close();

    // Such a record stays readable, and from now on takes two people.
    const again = await startWith(issuer.settings, alone.dataDir);
    const later = again.as(await tokenOf('ana'));
    await later.get(at).expect(200);
    await later.post(`${at}/mark`, { marking: secret, reason }).set('if-match', '*').expect(201);
    const refused = await later.post(`${at}/mark`, { marking: open, reason }).set('if-match', '*');
    expect(codeOf(refused)).toEqual([422, 'approval-missing']);
  });
  it('is off without a login, since everybody is one person, and the start says so', async () => {
    const local = await startWith({});
    expect(await saidAtStart(local)).toContainEqual([
      INFO,
      'Without a login everybody is one person, so FOUR_EYES is off: one person can lower a marking',
    ]);
    const { body } = await local.post('/v1/negotiations', { title: 'Talks', marking: secret }).expect(201);
    const at = `/v1/negotiations/${(body as ReceiptBody).id}`;
    await local.post(`${at}/mark`, { marking: open, reason }).set('if-match', '*').expect(201);
  });
  it('warns at the start if no role at the issuer is that of a declassifier', async () => {
    const unled = await startWith({ ...issuer.settings, OIDC_ROLE_NAMES: 'recorder=clerk' });
    expect(await saidAtStart(unled)).toContainEqual([WARNING, expect.stringContaining('Nobody can lower a marking')]);
    const led = await startWith({ ...issuer.settings, OIDC_ROLE_NAMES: 'recorder=clerk, declassifier=registry' });
    expect((await saidAtStart(led)).filter(([level]) => level === WARNING)).toEqual([]);
  });
  it('does not judge again what is imported', async () => {
    const source = await startWith(EMBEDDED);
    const { body } = await source.post('/v1/negotiations', { title: 'Talks', marking: secret }).expect(201);
    const at = `/v1/negotiations/${(body as ReceiptBody).id}`;
    await source.post(`${at}/mark`, { marking: open, reason }).set('if-match', '*').expect(201);
    await source.close();
    const [file, dataDir] = [join(newFolder(), 'record.ndjson'), newDataDir()];
    const ledger = ['--ledger', join(source.dataDir, 'ledger')];
    for (const words of [
      ['export', '--to', file, '--data-dir', source.dataDir],
      ['import', file, '--data-dir', dataDir, ...ledger],
    ])
      expect((await rapporteur(words, EMBEDDED)).code).toBe(0);
    copyFileSync(join(source.dataDir, 'ledger.key'), join(dataDir, 'ledger.key'));
    const imported = await startWith({ ...issuer.settings, ...EMBEDDED }, dataDir);
    const [ada, eve] = ['ada', 'eve'].map(async (subject) => imported.as(await issuer.token({ subject })));
    await (await ada!).post(`${at}/grants`, { issuer: issuer.url, subject: 'eve' }).expect(201);
    // Eve is cleared for what is public.
    await (await eve!).get(at).expect(200);
  });
});
