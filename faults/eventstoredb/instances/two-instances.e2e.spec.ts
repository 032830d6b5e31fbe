import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settingsFor } from '../../../test/support/engine.js';
import { Issuer } from '../../../test/support/issuer.js';
import { type Process, startProcess, stop } from '../../../test/support/process.js';
import { NO_TIMER, type ReceiptBody } from '../../../test/support/service.js';
import { TestServer } from '../server/test-server.js';
import { type Certificate, newCertificate } from '../../../test/support/certificate.js';
import { Receiver } from '../../../test/support/webhook-receiver.js';

type Instances = readonly [Process, Process];
/** Two services as processes on one log, and a function that stops them. */
const startTwo = async (more: Record<string, string> = {}) => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-two-'));
  const server = await TestServer.start();
  const env = { ...settingsFor(server.connectionString), ...more };
  const start = (name: string) => startProcess({ dataDir: join(root, name), env: { ...NO_TIMER, ...env } });
  const both: Instances = [await start('one'), await start('other')];
  const end = async () => {
    await Promise.all(both.map((service) => stop(service)));
    await server.stop();
    rmSync(root, { recursive: true });
  };
  return { both, end };
};

type Asked = Readonly<{ path: string; body?: object; headers?: Record<string, string>; as?: string }>;
const askOnce = async ({ url }: Process, { path, body, headers = {}, as }: Asked) => {
  const answer = await fetch(`${url}${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(as !== undefined && { authorization: `Bearer ${as}` }),
      ...headers,
    },
  });
  const text = await answer.text();
  const isJson = /json$|json;/.test(answer.headers.get('content-type') ?? '');
  const told = (
    isJson && !answer.headers.get('content-type')!.includes('ndjson') ? JSON.parse(text) : {}
  ) as ReceiptBody;
  return { status: answer.status, text, body: told, token: answer.headers.get('consistency-token') ?? '' };
};
/** On a busy machine the views of a clearance take a while, and the answer is to retry. */
const ask = async (service: Process, asked: Asked) => {
  let answer = await askOnce(service, asked);
  for (let tries = 1; answer.status === 503 && tries < 100; tries++) {
    await sleep(100);
    answer = await askOnce(service, asked);
  }
  return answer;
};
type Answer = Awaited<ReturnType<typeof ask>>;
const taken = (answer: Answer): Answer => {
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer;
};
/** One way, and then the other. */
const bothWays = ([one, other]: Instances): readonly Instances[] => [
  [one, other],
  [other, one],
];
const ROUNDS = 5;

describe('two instances on an empty log, without login', () => {
  let two: Awaited<ReturnType<typeof startTwo>>;
  let certificate: Certificate;
  let receiver: Receiver;
  beforeAll(async () => {
    certificate = newCertificate();
    receiver = await Receiver.start(certificate);
    two = await startTwo({ WEBHOOK_ALLOW: 'localhost', NODE_EXTRA_CA_CERTS: certificate.file });
  });
  afterAll(async () => {
    await two.end();
    await receiver.stop();
    certificate.remove();
  });

  const open = async (service: Process, headers: Record<string, string> = {}) =>
    taken(await ask(service, { path: '/v1/negotiations', body: { title: 'Talks' }, headers }));
  const readWith = ({ body, token }: Answer) => ({
    path: `/v1/negotiations/${body.id}`,
    headers: { 'consistency-token': token },
  });

  it('know up to where somebody has read, whoever was told', async () => {
    for (const [told, other] of bothWays(two.both)) {
      const { body, token } = await open(told);
      const address = `/v1/negotiations/${body.id}/read-to-here`;
      const kept = await fetch(`${told.url}${address}`, {
        method: 'PUT',
        body: JSON.stringify({ token }),
        headers: { 'content-type': 'application/json' },
      });
      expect([kept.status, await kept.json()]).toEqual([200, expect.objectContaining({ token })]);
      const found = await ask(other, { path: address, headers: { 'consistency-token': token } });
      expect([found.status, found.body]).toEqual([200, expect.objectContaining({ token })]);
    }
  });

  it('know each other’s feeds, lose none that are made at once, and end them together', async () => {
    const send = async (service: Process, method: string, path: string) => {
      const { status, text } = await fetch(service.url + path, {
        method,
        ...(method === 'PUT' && { body: '{}', headers: { 'content-type': 'application/json' } }),
      }).then(async (answer) => ({ status: answer.status, text: await answer.text() }));
      return { status, body: status === 201 ? (JSON.parse(text) as { id: string; address: string }) : undefined };
    };
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, n) => send(two.both[n % 2]!, 'PUT', `/v1/feeds/${randomUUID()}`)),
    );
    const feeds = made.map(({ body }) => body!);
    for (const service of two.both)
      for (const { address } of feeds) expect((await send(service, 'GET', address)).status).toBe(200);
    for (const [n, [one, other]] of [...bothWays(two.both)].entries()) {
      const { id, address } = feeds[n]!;
      expect((await send(one, 'DELETE', `/v1/feeds/${id}`)).status).toBe(204);
      expect((await send(other, 'GET', address)).status).toBe(404);
    }
  });

  it('send each message of a webhook once, though both know it', async () => {
    const subscribe = async (service: Process, kind: string) =>
      fetch(`${service.url}/v1/webhooks/${randomUUID()}`, {
        method: 'PUT',
        body: JSON.stringify({ url: receiver.url, kinds: [kind] }),
        headers: { 'content-type': 'application/json' },
      }).then(({ status }) => status);
    const [one, other] = two.both;
    // Whoever makes one looks for all.
    expect([await subscribe(one, 'negotiation'), await subscribe(other, 'measure')]).toEqual([201, 201]);
    for (let n = 1; n <= 4; n++) {
      await open(two.both[n % 2]!);
      await receiver.until(n);
    }
    const ids = receiver.received.map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([4, 4]);
  });

  it('accept each other’s tokens from the first event on', async () => {
    const [one, other] = two.both;
    expect(await ask(other, readWith(await open(one)))).toMatchObject({ status: 200, body: { revision: 0 } });
    expect(await ask(one, readWith(await open(other)))).toMatchObject({ status: 200, body: { revision: 0 } });
  });

  it('record once, with the same answer, if both get a request with the same key at once; both tokens include it', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const headers = { 'idempotency-key': randomUUID() };
      const [first, second] = await Promise.all(two.both.map((service) => open(service, headers)));
      expect(first!.text).toBe(second!.text);
      for (const answer of [first!, second!])
        for (const service of two.both)
          expect(await ask(service, readWith(answer))).toMatchObject({ status: 200, body: { revision: 0 } });
      const told = {
        path: `/v1/negotiations/${first!.body.id}/describe`,
        body: { title: 'More' },
        headers: { 'idempotency-key': randomUUID() },
      };
      const again = await Promise.all(two.both.map((service) => ask(service, told)));
      expect(new Set(again.map(({ text }) => text)).size).toBe(1);
      for (const answer of again)
        for (const service of two.both)
          expect(await ask(service, readWith(taken(answer)))).toMatchObject({ status: 200, body: { revision: 1 } });
    }
  });

  it('record a batch once if both get it at once with one key', async () => {
    const talks = (await open(two.both[0])).body.id;
    const path = `/v1/negotiations/${talks}/issues`;
    const batch = Array.from({ length: 10 }, (_, n) => ({ path, body: { title: `Issue ${n}` } }));
    const sent = { path: '/v1/batches', body: batch, headers: { 'idempotency-key': randomUUID() } };
    const [first, second] = await Promise.all(two.both.map((service) => ask(service, sent)));
    expect(first!.text).toBe(second!.text);
    const last = await open(two.both[1]);
    for (const service of two.both) {
      const page = await ask(service, { path, headers: { 'consistency-token': last.token } });
      expect((page.body as unknown as { items: unknown[] }).items).toHaveLength(10);
    }
  });

  it('let one of two clients with the same revision succeed, and tell the other to read again', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { id } = (await open(two.both[round % 2]!)).body;
      const told = { path: `/v1/negotiations/${id}/describe`, body: { title: 'Mine' }, headers: { 'if-match': '"0"' } };
      const answers = await Promise.all(two.both.map((service) => ask(service, told)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 412]));
    }
  });

  it('refuse a key that was used on the other instance for something else', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    for (const [one, other] of bothWays(two.both)) {
      const { id } = (await open(one)).body;
      await ask(one, { path: `/v1/negotiations/${id}/describe`, body: { title: 'More' }, headers });
      const reused = await ask(other, { path: '/v1/negotiations', body: { title: 'Others' }, headers });
      expect([reused.status, reused.body]).toEqual([422, expect.objectContaining({ code: 'idempotency-key-reused' })]);
    }
  });

  it('prove, sign and export at once what the other has recorded', async () => {
    for (const [one, other] of bothWays(two.both)) {
      const eventId = (await open(one)).body.events[0]!.id;
      const proof = await ask(other, { path: `/v1/audit/proofs/inclusion?eventId=${eventId}` });
      expect([proof.status, proof.body]).toEqual([200, expect.objectContaining({ proof: expect.anything() })]);
      const files = await Promise.all(two.both.map((service) => ask(service, { path: '/v1/audit/export' })));
      expect(files[0]!.text).toContain(eventId);
      expect(files[0]!.text).toBe(files[1]!.text);
      const notes = await Promise.all(two.both.map((service) => ask(service, { path: '/v1/audit/checkpoint' })));
      expect(notes[0]!.text).toBe(notes[1]!.text);
    }
  });

  it('show on the trail what the other has recorded, with the same ordinals', async () => {
    for (const [one, other] of bothWays(two.both)) {
      const { body, token } = await open(one);
      const asked = { path: '/v1/audit/trail?limit=200', headers: { 'consistency-token': token } };
      const trail = await ask(other, asked);
      expect(trail.text).toContain(body.events[0]!.id);
      expect(trail.text).toBe((await ask(one, asked)).text);
    }
  });
});

describe('two instances with a login', () => {
  /** The token says the clearance. */
  const CLEARED = {
    chief: { clearance: 'tres-secret', compartments: ['trade'] },
    dora: { clearance: 'tres-secret', compartments: ['trade'] },
    ben: { clearance: 'restreint' },
  } as const;
  type Who = keyof typeof CLEARED;
  const logins = new Map<Who, string>();
  let issuer: Issuer;
  let two: Awaited<ReturnType<typeof startTwo>>;
  let talks: string;

  const by = (who: Who, service: Process, path: string, body?: object, headers?: Record<string, string>) =>
    ask(service, { path, as: logins.get(who)!, ...(body && { body }), ...(headers && { headers }) });
  const record = async (service: Process, path: string, body: object, headers?: Record<string, string>) =>
    taken(await by('chief', service, path, body, headers)).body;

  const ANY = { 'if-match': '*' };
  const approve = async (service: Process, thing: string) => {
    const approved = { marking: { level: 'public' }, reason: 'It is known.' };
    expect((await by('dora', service, `${thing}/approve-marking`, approved, ANY)).status).toBe(201);
  };

  beforeAll(async () => {
    issuer = await Issuer.start();
    two = await startTwo({ ...issuer.settings, ADMINISTRATOR: 'chief' });
    for (const [subject, cleared] of Object.entries(CLEARED) as [Who, (typeof CLEARED)[Who]][])
      logins.set(subject, await issuer.token({ subject, ...cleared }));
    talks = (await record(two.both[0], '/v1/negotiations', { title: 'Talks' })).id;
    await record(two.both[0], `/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject: 'dora' });
  });
  afterAll(async () => {
    await two.end();
    await issuer.stop();
  });

  it('apply a grant that the other has recorded at once, and its revocation', async () => {
    const [page, grants] = [`/v1/negotiations/${talks}`, `/v1/negotiations/${talks}/grants`];
    const person = { issuer: issuer.url, subject: 'ben' };
    const tell = (service: Process) => by('ben', service, `${page}/issues`, { title: 'Licences' });
    for (let round = 0; round < ROUNDS; round++)
      for (const [one, other] of bothWays(two.both)) {
        await record(one, grants, person);
        expect((await by('ben', other, page)).status).toBe(200);
        expect((await tell(other)).status).toBe(201);
        await record(one, `${grants}/revoked`, person);
        expect((await tell(other)).status).toBe(404);
        expect((await by('ben', other, page)).status).toBe(404);
      }
  });

  it('apply a marking that the other has recorded at once', async () => {
    await record(two.both[0], `/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject: 'ben' });
    const meetings = `/v1/negotiations/${talks}/meetings`;
    for (let round = 0; round < ROUNDS; round++)
      for (const [one, other] of bothWays(two.both)) {
        const opened = taken(await by('chief', one, meetings, { title: 'A meeting' }));
        const { id } = opened.body;
        const mark = (level: string) =>
          record(one, `/v1/meetings/${id}/mark`, { marking: { level }, reason: 'It is so.' }, { 'if-match': '*' });
        const page = `/v1/meetings/${id}`;
        const refer = () => by('ben', other, meetings, { title: 'Before it', preparesForId: id });
        const seen = await by('ben', other, page, undefined, { 'consistency-token': opened.token });
        expect(seen.status).toBe(200);
        expect((await refer()).status).toBe(201);
        await mark('secret');
        expect((await refer()).body).toMatchObject({ status: 422, code: 'meeting-unknown' });
        expect((await by('ben', other, page)).status).toBe(404);
        expect((await by('ben', other, `${meetings}?limit=200`)).text).not.toContain(`"id":"${id}"`);
        await approve(one, page);
        await mark('public');
        expect((await by('ben', other, page)).status).toBe(200);
      }
  });

  it('use the approval of a lower marking once, if both mark at the same time', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [one, other] = two.both;
      const secret = { title: 'A meeting', marking: { level: 'secret' } };
      const { id } = await record(one, `/v1/negotiations/${talks}/meetings`, secret);
      await approve(round % 2 === 0 ? one : other, `/v1/meetings/${id}`);
      const mark = (service: Process) =>
        by('chief', service, `/v1/meetings/${id}/mark`, { marking: { level: 'public' }, reason: 'So.' }, ANY);
      const answers = await Promise.all([mark(one), mark(other)]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422]);
      const trail = await by('chief', one, `/v1/audit/trail?thing=meeting-${id}`);
      expect(trail.text.match(/"type":"RecordMarked"/g)).toHaveLength(1);
    }
  });
});
