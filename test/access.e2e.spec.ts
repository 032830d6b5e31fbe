import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response, Test } from 'supertest';
import { type Role, ROLES } from '#domain/role.js';
import { includesOneWith, rolesAllowed } from '../apps/server/src/access/route-policy.js';
import { ACCESS_FOLDER } from '#ledger/access/access-chain.js';
import {
  addressOf,
  type Document,
  documentOf,
  examplesOf,
  isByKey,
  type Route,
  routesOf,
  sendExamples,
} from './support/examples.js';
import { checkerOf } from './support/answers.js';
import { forgeriesOf } from './support/forgeries.js';
import { Issuer } from './support/issuer.js';
import { sendRaw } from './support/raw.js';
import { printed, rapporteur } from './support/cli.js';
import { type Asked, type Hosted, newDataDir, remove, type Running, start, startHosted } from './support/service.js';

let issuer: Issuer;
let service: Hosted;
/** Has a token of the same issuer, and nothing on record. */
let empty: Running;
let document: Document;
let negotiation: string;
const tokens = new Map<string, string>();
const tokenOf = async (subject: string, ...roles: readonly Role[]) => {
  const key = [subject, ...roles].join();
  const known = tokens.get(key) ?? (await issuer.token({ subject, name: subject, roles, clearance: 'tres-secret' }));
  tokens.set(key, known);
  return known;
};
const as = async (subject: string, ...roles: readonly Role[]): Promise<Asked> =>
  service.as(await tokenOf(subject, ...roles));
const grants = () => `/v1/negotiations/${negotiation}/grants`;
const give = async (subject: string) =>
  (await as('ada', 'administrator')).post(grants(), { issuer: issuer.url, subject }).expect(201);
const revoke = async (subject: string) =>
  (await as('ada', 'administrator')).post(`${grants()}/revoked`, { issuer: issuer.url, subject }).expect(201);

beforeAll(async () => {
  issuer = await Issuer.start();
  service = await startHosted(undefined, {
    ...issuer.settings,
    REFUSAL_LOG_SECONDS: '0',
    ADMINISTRATOR: 'ada',
    LOG_LEVEL: 'warn',
  });
  empty = await start(undefined, issuer.settings);
  document = await documentOf(service);
  const sent = await sendExamples(await as('ana', ...ROLES), document);
  const opened = sent.find(({ route }) => route.path === '/v1/negotiations')!;
  negotiation = (opened.answer.body as { id: string }).id;
});
afterAll(async () => {
  await service.close();
  await empty.close();
  await issuer.stop();
  for (const { dataDir } of [service, empty]) remove(dataDir);
});

const FEEDS = ['/v1/feeds/{key}/calendar.ics', '/v1/feeds/{key}/activity.atom'];
const rolesFor = ({ method, path }: Route) => rolesAllowed(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'));
/** Without a token, or with a key in place of one. */
const isOpen = (route: Route) => ['everybody', 'by-key'].includes(String(rolesFor(route)));
const ask = (asked: Asked, route: Route): Test => {
  const [address, example] = [addressOf(route), examplesOf(route)[0]];
  if (route.method === 'get') return asked.get(address);
  if (route.method === 'delete') return asked.delete(address);
  return route.method === 'put' ? asked.put(address, example) : asked.post(address, example).set('if-match', '"0"');
};
/** Everything by which a caller can tell two answers apart, without the tokens that say how far each service is. */
const seen = ({ status, headers, text }: Response) => {
  const { date: _, 'consistency-token': __, ...rest } = headers as Record<string, string>;
  return { status, headers: rest, text: text && withoutPlace(text) };
};
/** A stream begins with the place of the reader, and with when to connect again, which is drawn. */
const withoutPlace = (text: string) => text.replaceAll(/^(retry|id): \S+$/gm, '$1');
/** A cursor is valid only for the caller who got it. */
const whole = ({ text }: Response) => withoutPlace(text.replaceAll(/"next":"[^"]+"/g, ''));
/** The refusals that some work adds to the decision log. */
const decisionsIn = async (work: () => Promise<unknown>) => {
  await service.written();
  await work();
  const found = (await service.written()).map((line) => JSON.parse(line) as Record<string, unknown>);
  return found.filter(({ decision }) => decision === 'refused');
};

/** The whole answer to an invalid token, whatever is wrong with it. */
const REFUSED_TOKEN = {
  type: 'urn:rapporteur:problem:token-refused',
  title: 'Authentication required',
  status: 401,
  detail: 'The token is not valid. Get a new one from the issuer.',
  code: 'token-refused',
};
const writes = ({ method }: Route) => method !== 'get';
/** The status of an answer; for a batch, the status of each part. */
const statusesOf = ({ path }: Route, { status, body }: Response): readonly number[] =>
  path === '/v1/batches' && status === 200 ? (body as { status: number }[]).map((part) => part.status) : [status];
/** The status of each refusal that some work adds to the decision log. */
const refusedIn = async (work: () => Promise<unknown>) => (await decisionsIn(work)).map(({ status }) => status);
/** Routes for which a role is enough, without a grant: docs/SECURITY.md says what they reveal. */
const needsNoGrant = ({ path, method }: Route, roles: readonly Role[]) =>
  /^\/(?:metrics|health|v1\/me$|v1\/config$)|^\/v1\/audit\/(?:checkpoint|ledger|export|proofs)/.test(path) ||
  (path.includes('/grants') && roles.includes('administrator')) ||
  (path === '/v1/negotiations' && method === 'post');
const mayUse = (route: Route, roles: readonly Role[]) => includesOneWith(rolesFor(route), roles);

describe('every route of the document', () => {
  it('is in the table of roles, and is not public by default', () => {
    const unguarded = routesOf(document).filter((route) => rolesFor(route).length === 0);
    expect(unguarded).toEqual([]);
    const open = routesOf(document).filter(isOpen);
    expect(open.map(({ path }) => path)).toEqual(['/v1/config', ...FEEDS, '/health/live', '/health/ready']);
  });

  it('rejects callers without a token, unless it is public', async () => {
    for (const route of routesOf(document)) {
      const { status } = await ask(service, route);
      const wanted = isOpen(route) ? 200 : 401;
      // It has no feed.
      expect([route.path, status]).toEqual([route.path, FEEDS.includes(route.path) ? 404 : wanted]);
    }
  });

  it.each([
    'is expired',
    'is of a foreign issuer',
    'is for somebody else',
    'has no signature',
    'has another signature',
    'is signed with the public key as a secret',
  ])(
    'rejects a token that %s with the same answer as any other, and logs the refusal',
    async (forgery) => {
      const forged = service.as((await forgeriesOf(issuer))[forgery]!);
      const routes = routesOf(document).filter((route) => !isOpen(route));
      const decisions = await decisionsIn(async () => {
        for (const route of routes) {
          const { instance: _, ...told } = (await ask(forged, route)).body as Record<string, unknown>;
          expect([route.path, told]).toEqual([route.path, REFUSED_TOKEN]);
        }
      });
      expect(decisions.map(({ method, route }) => [method, route])).toEqual(
        routes.map(({ method, path }) => [method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1')]),
      );
    },
    60_000,
  );

  it.each([{ roles: [] }, ...ROLES.map((role) => ({ roles: [role] }))] as { roles: Role[] }[])(
    'rejects callers whose roles are not in its row, and logs the refusal: $roles',
    async ({ roles }) => {
      const asked = await as('ana', ...roles);
      for (const route of routesOf(document).filter((one) => !isByKey(one))) {
        let answer: Response | undefined;
        const written = await refusedIn(async () => (answer = await ask(asked, route)));
        const refused = { status: 403, code: 'role-missing' };
        const statuses = statusesOf(route, answer!);
        if (!mayUse(route, roles))
          expect([route.path, answer!.body]).toEqual([route.path, expect.objectContaining(refused)]);
        else expect([route.path, [401, 403].includes(answer!.status)]).toEqual([route.path, false]);
        // Nobody has the subscriptions of the examples, and somebody may try the ids of others.
        const isLogged = (status: number) =>
          status === 403 || (status === 404 && /^\/v1\/(?:feeds|webhooks|dead-letters)\//.test(route.path));
        expect([route.path, written]).toEqual([route.path, statuses.filter(isLogged)]);
      }
    },
    60_000,
  );

  it.each([...ROLES.map((role) => ({ roles: [role], atLeast: 1 })), { roles: ROLES, atLeast: 100 }])(
    'answers callers without a grant as if nothing were on record, to the byte, and logs each refusal: $roles',
    async ({ roles, atLeast }) => {
      const routes = routesOf(document).filter(
        (route) => !isByKey(route) && mayUse(route, roles) && !needsNoGrant(route, roles),
      );
      expect(routes.length).toBeGreaterThanOrEqual(atLeast);
      const [here, nowhere] = [await as('eve', ...roles), empty.as(await tokenOf('eve', ...roles))];
      for (const route of routes) {
        let answer: Response | undefined;
        const written = await refusedIn(async () => (answer = await ask(here, route)));
        expect([route.path, seen(answer!)]).toEqual([route.path, seen(await ask(nowhere, route))]);
        const refused = statusesOf(route, answer!).filter((status) => status >= 400);
        expect([route.path, written]).toEqual([route.path, refused]);
      }
    },
    60_000,
  );

  it('gives callers with a grant the same answers as the person who opened the negotiation', async () => {
    await give('berta');
    const [berta, ana] = [await as('berta', ...ROLES), await as('ana', ...ROLES)];
    for (const route of routesOf(document).filter(
      (one) => !writes(one) && !isByKey(one) && !/^\/metrics|^\/health|^\/v1\/me$/.test(one.path),
    ))
      expect([route.path, whole(await ask(berta, route))]).toEqual([route.path, whole(await ask(ana, route))]);
  });
});

describe('a grant', () => {
  it('takes effect on recording at once, and so does its revocation', async () => {
    const carl = await as('carl', 'recorder');
    const record = () => carl.post(`/v1/negotiations/${negotiation}/issues`, { title: 'Licences' });
    const statuses = [(await record()).status];
    for (const act of [give, revoke, give]) {
      await act('carl');
      statuses.push((await record()).status);
    }
    expect(statuses).toEqual([404, 201, 404, 201]);
  });
  it('is shown to administrators and auditors, with the person who gave it', async () => {
    await give('dora');
    const { body } = await (await as('ada', 'administrator')).get(grants()).expect(200);
    expect((body as { items: object[] }).items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ subject: 'ana', status: 'opened' }),
        expect.objectContaining({
          subject: 'dora',
          status: 'given',
          recordedBy: { issuer: issuer.url, subject: 'ada', name: 'ada' },
        }),
      ]),
    );
    await (await as('ana', 'recorder')).get(grants()).expect(403);
  });
  it('cannot be given twice, corrected or voided', async () => {
    await give('emil');
    const ada = await as('ada', 'administrator');
    const { body } = await ada.post(grants(), { issuer: issuer.url, subject: 'emil' }).expect(422);
    expect(body).toMatchObject({ code: 'grant-already-given' });
    await (await as('ana', 'recorder')).post(`/v1/grants/${negotiation}/void`, {}).expect(404);
  });
  it('accepts no date of its own', async () => {
    const ada = await as('ada', 'administrator');
    const { status } = await ada.post(grants(), { issuer: issuer.url, subject: 'fritz', occurredOn: '2025-01-01' });
    expect(status).toBe(400);
  });
  it('applies only to its own negotiation', async () => {
    await give('gerda');
    const gerda = await as('gerda', 'reader', 'recorder');
    const { body } = await gerda.post('/v1/negotiations', { title: 'Other talks' }).expect(201);
    const ana = await as('ana', 'reader', 'auditor');
    await ana.get(`/v1/negotiations/${(body as { id: string }).id}`).expect(404);
    const { body: listed } = await ana.get('/v1/negotiations').expect(200);
    expect((listed as { items: { title: string }[] }).items.map(({ title }) => title)).not.toContain('Other talks');
    const { body: trail } = await ana.get('/v1/audit/trail?limit=200').expect(200);
    expect(JSON.stringify(trail)).not.toContain('Other talks');
  });
  it('does not reveal things of another negotiation if their ids are used in this one', async () => {
    const mallory = await as('mallory', ...ROLES);
    const { body } = await mallory.post('/v1/negotiations', { title: 'Talks of Eve' }).expect(201);
    const own = (body as { id: string }).id;
    const record = async (kind: string, fact: object) =>
      ((await mallory.post(`/v1/negotiations/${own}/${kind}`, fact).expect(201)).body as { id: string }).id;
    const actorId = await record('parties', { name: 'Eve', kind: 'non-state', role: 'principal' });
    const foreign = ['5ba1ad00-0000-4000-8000-000000000011', negotiation];
    const measure = await record('measures', {
      title: 'A measure',
      instrument: 'export-control',
      actorId,
      provisions: foreign.map((provisionId) => ({ provisionId, text: 'A provision' })),
    });
    for (const path of [
      `measures/${measure}`,
      `negotiations/${own}/measures`,
      'audit/trail',
      `audit/trail?thing=measure-${measure}`,
    ]) {
      const { body: page } = await mallory.get(`/v1/${path}`).expect(200);
      const { names } = page as { names: Record<string, { label: string }> };
      expect([path, foreign.filter((id) => id in names)]).toEqual([path, []]);
      expect(Object.values(names).map(({ label }) => label)).toContain('Eve');
    }
  });
  it('is required to learn that an id belongs to another thing', async () => {
    const mallory = await as('mallory', ...ROLES);
    const { body } = await mallory.post('/v1/negotiations', { title: 'Talks of Eve' }).expect(201);
    const own = (body as { id: string }).id;
    const party = { name: 'Eve', kind: 'non-state', role: 'principal' };
    const at = (id: string, path = `/v1/negotiations/${own}/parties`) => mallory.post(path, { id, ...party });
    const theirs = '5ba1ad00-0000-4000-8000-000000000011';
    const unused = '5ba1ad00-0000-4000-8000-00000000eeee';
    const codeOf = async (asked: Test) => ((await asked).body as { code: string }).code;
    expect(await codeOf(at(theirs).set('if-match', '"7"'))).toBe(await codeOf(at(unused).set('if-match', '"7"')));
    expect(await codeOf(at(theirs))).toBe('id-taken');
    expect(await codeOf(mallory.post('/v1/negotiations', { id: negotiation, title: 'Mine' }))).toBe('id-taken');
  });
  it('is not required for administrators to list who has access, and they learn nothing else', async () => {
    const seen = (await (await as('ada', 'administrator')).get(grants()).expect(200)).body as object;
    expect(seen).toMatchObject({ names: {} });
    expect((await (await as('eve', 'auditor')).get(grants())).status).toBe(404);
  });
  it('can be revoked from the person who opened the negotiation', async () => {
    const hans = await as('hans', 'recorder', 'reader');
    const { body } = await hans.post('/v1/negotiations', { title: 'Talks of Hans' }).expect(201);
    const { id } = body as { id: string };
    await hans.get(`/v1/negotiations/${id}`).expect(200);
    const ada = await as('ada', 'administrator');
    await ada.post(`/v1/negotiations/${id}/grants/revoked`, { issuer: issuer.url, subject: 'hans' }).expect(201);
    expect((await hans.get(`/v1/negotiations/${id}`)).status).toBe(404);
    expect((await hans.post(`/v1/negotiations/${id}/activate`, {})).status).toBe(404);
  });
  it('survives a restart', async () => {
    const { dataDir } = await start(undefined, issuer.settings).then(async (one) => {
      const ida = one.as(await tokenOf('ida', 'recorder', 'administrator'));
      const { body } = await ida.post('/v1/negotiations', { id: negotiation, title: 'Talks' }).expect(201);
      const path = `/v1/negotiations/${(body as { id: string }).id}/grants`;
      await ida.post(path, { issuer: issuer.url, subject: 'jan' }).expect(201);
      await ida.post(`${path}/revoked`, { issuer: issuer.url, subject: 'ida' }).expect(201);
      await one.close();
      return one;
    });
    const again = await start(dataDir, issuer.settings);
    try {
      const statusFor = async (subject: string) =>
        (await again.as(await tokenOf(subject, 'reader')).get(`/v1/negotiations/${negotiation}`)).status;
      expect([await statusFor('jan'), await statusFor('ida')]).toEqual([200, 404]);
    } finally {
      await again.close();
      remove(dataDir);
    }
  });
});

describe('a list of all negotiations in the past', () => {
  it('has what the caller may read, however little memory is left for it', async () => {
    const small = await start(undefined, { ...issuer.settings, REPLAY_MEMORY_MB: '1' });
    try {
      const [ana, eve] = [small.as(await tokenOf('ana', ...ROLES)), small.as(await tokenOf('eve', ...ROLES))];
      const long = { path: '/v1/negotiations', body: { title: 'Long talks', description: '稀'.repeat(20_000) } };
      const batch = Array.from({ length: 20 }, () => long);
      const { body } = await ana.post('/v1/batches', batch).expect(200);
      await eve.post('/v1/negotiations', { title: 'Short talks' }).expect(201);
      const then = (who: Asked) => who.get(`/v1/negotiations?asOf=${new Date().toISOString()}`);
      expect(((await then(ana).expect(200)).body as { items: object[] }).items).toHaveLength(20);
      expect((await then(eve).expect(200)).body).toMatchObject({ items: [{ title: 'Short talks' }] });
      const [{ location }] = body as [{ location: string }];
      for (let n = 0; n < 30; n += 1)
        await ana
          .post(`${location}/describe`, { description: `${n}${'稀'.repeat(19_000)}` })
          .set('if-match', '*')
          .expect(201);
      const compared = await ana.get(`/v1/audit/diff?negotiationId=${location.split('/').at(-1)}&fromAsOf=2020-01-01`);
      expect([compared.status, JSON.stringify(compared.body).length > 19_000]).toEqual([200, true]);
    } finally {
      await small.close();
      remove(small.dataDir);
    }
  });
});

describe('the audit', () => {
  it('withholds events of negotiations without a grant from an export', async () => {
    const eve = await as('eve', 'auditor');
    const { text } = await eve.get('/v1/audit/export').buffer().expect(200);
    expect(text).not.toContain('European Union');
    expect(JSON.parse(text.trim().split('\n').at(-1)!)).toMatchObject({ end: { events: 0 } });
    await eve.get(`/v1/audit/export?negotiationId=${negotiation}`).expect(404);
    const whole = await (
      await as('ana', 'auditor')
    )
      .get(`/v1/audit/export?negotiationId=${negotiation}`)
      .buffer()
      .expect(200);
    expect(whole.text).toContain('European Union');
  });
  it('proves an entry to callers who may not see the event', async () => {
    const [eve, ana] = [await as('eve', 'auditor'), await as('ana', 'auditor')];
    const shown = (await ana.get('/v1/audit/proofs/inclusion?index=0').expect(200)).body as {
      event: { id: string };
      entry: string;
    };
    const hidden = (await eve.get('/v1/audit/proofs/inclusion?index=0').expect(200)).body as object;
    expect(hidden).toMatchObject({ entry: shown.entry, withheld: true });
    expect(hidden).not.toHaveProperty('salt');
    const check = checkerOf(document);
    for (const proof of [shown, hidden]) expect(check('/v1/audit/proofs/inclusion', proof)).toEqual([]);
    await eve.get(`/v1/audit/proofs/inclusion?eventId=${shown.event.id}`).expect(404);
    await ana.get(`/v1/audit/proofs/inclusion?eventId=${shown.event.id}`).expect(200);
  });
});

describe('the access log of the audit', () => {
  it('has each reader and address, without a password in the address', async () => {
    const authorization = `Bearer ${await tokenOf('ana', 'auditor')}`;
    const path = `http://ana:s3cret@${new URL(service.url).host}/v1/audit/trail?limit=7`;
    const { status } = await sendRaw(service.url, { method: 'GET', path, headers: { authorization } });
    expect(status).toBe(200);
    const folder = join(service.dataDir, ACCESS_FOLDER);
    const written = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(written.join('')).toContain('"address":"/v1/audit/trail?limit=7"');
    expect(written.join('')).not.toContain('s3cret');
  });
  it('is verified by the command line, which names the first line that was altered', async () => {
    const ana = await as('ana', 'auditor');
    for (const limit of [1, 2, 3]) await ana.get(`/v1/audit/trail?limit=${limit}`).expect(200);
    const dataDir = newDataDir();
    const folder = join(dataDir, ACCESS_FOLDER);
    cpSync(join(service.dataDir, ACCESS_FOLDER), folder, { recursive: true });
    const verify = (...words: string[]) => rapporteur(['verify', dataDir, '--access', ...words]);
    const whole = await verify();
    expect([whole.code, whole.out]).toEqual([0, expect.stringContaining(`${folder} holds.`)]);
    expect(printed(await verify('--json'))).toMatchObject({ holds: true, torn: [], unchained: 0 });
    const [name] = readdirSync(folder);
    const file = join(folder, name!);
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, lines.toSpliced(1, 1).join('\n'));
    const { code, err } = await verify();
    expect([code, err]).toEqual([1, expect.stringContaining(`${name} line 2: lines-missing`)]);
    const keyed = await verify('--key', 'any');
    expect([keyed.code, keyed.err]).toEqual([2, expect.stringContaining('Verify the log on its own')]);
    remove(folder);
    const none = await verify();
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('There is no access log in')]);
    remove(dataDir);
  });
});

describe('the amount of data on record', () => {
  it('is shown only to administrators', async () => {
    expect((await service.get('/health/ready')).body).toEqual({ status: 'ok' });
    expect((await (await as('ana', 'recorder')).get('/health/ready')).body).toEqual({ status: 'ok' });
    expect((await (await as('ada')).get('/health/ready')).body).toHaveProperty('log.events');
  });
});

describe('the decision log', () => {
  it('has the caller, the route and the reason of each refusal, if the caller is known', async () => {
    const eve = await as('eve', 'reader', 'recorder');
    const [read, written, role] = await decisionsIn(async () => {
      await eve.get(`/v1/negotiations/${negotiation}`);
      await eve.post(`/v1/negotiations/${negotiation}/issues`, { title: 'Licences' });
      await eve.get('/v1/audit/trail');
    });
    const who = { issuer: issuer.url, subject: 'eve', from: '127.0.0.1' };
    const why = 'no grant for this negotiation';
    expect(read).toMatchObject({ ...who, method: 'GET', route: '/v1/negotiations/:id', status: 404, why });
    expect(written).toMatchObject({ ...who, method: 'POST', status: 404, code: 'grant-missing', why });
    expect(role).toMatchObject({
      ...who,
      route: '/v1/audit/trail',
      status: 403,
      why: 'needs one of: auditor, declassifier',
    });
  });
  it('has the error of a token, but not the token', async () => {
    const expired = await issuer.sign({ ...issuer.claims(), exp: 1, iat: 0 });
    const found = await decisionsIn(() => service.as(expired).get('/v1/negotiations').expect(401));
    expect(found).toMatchObject([{ status: 401, route: '/v1/negotiations' }]);
    expect(found[0]!['why']).toMatch(/exp/);
    expect(JSON.stringify(found)).not.toContain(expired.split('.')[2]);
  });
  it('says of a token without a bound on its life what is wrong with it', async () => {
    const { iat, ...timeless } = issuer.claims();
    for (const [claims, why] of [
      [
        { ...timeless, iat, exp: iat + 86_401 },
        'it is valid for 86401 s, longer than OIDC_TOKEN_MAX_AGE_SECONDS (86400)',
      ],
      [timeless, expect.stringMatching(/iat.*missing/)],
    ] as const) {
      const token = await issuer.sign(claims);
      expect(await decisionsIn(() => service.as(token).get('/v1/negotiations').expect(401))).toMatchObject([{ why }]);
    }
    const day = await issuer.sign({ ...timeless, iat, exp: iat + 86_400 });
    await service.as(day).get('/v1/negotiations').expect(200);
  });
  it('has a line for every refused part of a batch', async () => {
    const eve = await as('eve', 'recorder');
    const part = { path: `/v1/negotiations/${negotiation}/issues`, body: { title: 'Licences' } };
    const found = await decisionsIn(async () => {
      const { body } = await eve.post('/v1/batches', [part, part]).expect(200);
      expect((body as { status: number }[]).map(({ status }) => status)).toEqual([404, 404]);
    });
    expect(found).toHaveLength(2);
  });
  it('has the address of the batch for each of its parts', async () => {
    const part = { path: `/v1/negotiations/${negotiation}/issues`, body: { title: 'Licences' } };
    const authorization = `Bearer ${await tokenOf('eve', 'recorder')}`;
    const found = await decisionsIn(async () => {
      const { status } = await sendRaw(service.url, {
        path: '/v1/batches',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify([part]),
        localAddress: '127.0.0.9',
      });
      expect(status).toBe(200);
    });
    expect(found).toMatchObject([{ from: '127.0.0.9', status: 404, subject: 'eve' }]);
  });
  it('has no line for requests that are allowed', async () => {
    const ana = await as('ana', 'reader');
    expect(await decisionsIn(() => ana.get(`/v1/negotiations/${negotiation}`).expect(200))).toEqual([]);
  });
});
