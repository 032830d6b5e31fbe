import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { newCertificate } from './support/certificate.js';
import { Receiver } from './support/webhook-receiver.js';
import { newDataDir, type ReceiptBody, remove, type Running, start } from './support/service.js';

let service: Running;
let talks: string;
let path: string;
let file: string;

const tokenNow = async () =>
  (await service.get(`/v1/negotiations/${talks}/board`).expect(200)).headers['consistency-token']!;
const raise = (title: string) => service.post(`/v1/negotiations/${talks}/issues`, { title }).expect(201);
const changesSince = (token: string) => service.get(`/v1/negotiations/${talks}/changes?since=${token}`);
const UNAVAILABLE = {
  status: 503,
  code: 'notes-unavailable',
  detail: expect.stringMatching(/^Up to where you have read can be neither read nor kept now\. All else works/),
};

beforeAll(async () => {
  service = await start();
  const { body } = await service.post('/v1/negotiations', { title: 'Talks' }).expect(201);
  talks = (body as ReceiptBody).id;
  path = `/v1/negotiations/${talks}/read-to-here`;
  file = join(service.dataDir, 'notes.db');
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

describe('the notes beside the embedded log', () => {
  it('are not made by who asks for a place', async () => {
    expect((await service.get(path).expect(200)).body).toEqual({ negotiationId: talks });
    expect(existsSync(file)).toBe(false);
  });

  it('say that they cannot be used, and the record can be read meanwhile', async () => {
    const token = await tokenNow();
    mkdirSync(file);
    for (const answer of [await service.get(path), await service.put(path, { token })]) {
      expect(answer.body).toMatchObject(UNAVAILABLE);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.text).not.toContain(service.dataDir);
    }
    await changesSince(token).expect(200);
    rmdirSync(file);
    expect((await service.put(path, { token }).expect(200)).body).toMatchObject({ token });
  });

  it('do not keep the service waiting while another program has them', async () => {
    const { body } = await service.get(path).expect(200);
    await raise('Quotas');
    const token = await tokenNow();
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    expect((await service.put(path, { token })).body).toMatchObject(UNAVAILABLE);
    expect((await service.get(path).expect(200)).body).toEqual(body);
    other.close();
    expect((await service.put(path, { token }).expect(200)).body).toMatchObject({ token });
  });

  it('hold no place if somebody else has written them', async () => {
    const other = new Database(file);
    other.exec("UPDATE notes SET text = 'a shopping list'");
    other.close();
    expect((await service.get(path).expect(200)).body).toEqual({ negotiationId: talks });
  });
});

describe('the place', () => {
  it('is no id of a notice', async () => {
    const { text } = await service.get('/v1/notices').expect(200);
    const id = /^id: ?(.+)$/m.exec(text)![1]!;
    const code = 'consistency-token-of-notice';
    const detail = 'This is the id of a notice. Send the Consistency-Token of an answer.';
    expect((await service.put(path, { token: id })).body).toMatchObject({
      status: 400,
      code,
      detail,
      errors: [{ pointer: '/token', code, detail }],
    });
  });

  it('can be moved 30 times in a minute', async () => {
    const first = await tokenNow();
    await raise('Licences');
    const tokens = [first, await tokenNow()];
    let moves = 0;
    let answer = await service.put(path, { token: first });
    while (answer.status === 200 && moves < 40) answer = await service.put(path, { token: tokens[++moves % 2]! });
    expect(moves).toBeLessThanOrEqual(30);
    expect(answer.body).toMatchObject({ status: 429, code: 'too-many-places' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await service.get(path).expect(200);
  });

  it('of a log that was restored is refused and forgotten, also once that has grown again; webhooks are told', async () => {
    const certificate = newCertificate();
    const receiver = await Receiver.start(certificate);
    const env = { WEBHOOK_ALLOW: 'localhost', NODE_EXTRA_CA_CERTS: certificate.file };
    await service.close();
    const copy = newDataDir();
    cpSync(service.dataDir, copy, { recursive: true });
    service = await start(service.dataDir, env);
    const hook = await service.put(`/v1/webhooks/${randomUUID()}`, { url: receiver.url }).expect(201);
    for (const title of ['Tariffs', 'Ports', 'Grain', 'Steel']) await raise(title);
    const token = await tokenNow();
    expect((await service.put(path, { token }).expect(200)).body).toMatchObject({ token });
    await receiver.until(1);
    await service.close();
    const before = receiver.received.length;
    for (const name of readdirSync(service.dataDir).filter((one) => one.startsWith('notes.db')))
      cpSync(join(service.dataDir, name), join(copy, name));
    remove(service.dataDir);

    service = await start(copy, env);
    await receiver.until(before + 1);
    const [told] = receiver.verified((hook.body as { secret: string }).secret, before);
    expect(told).toMatchObject({ type: 'rapporteur.notices.reset', data: { link: '/' } });
    await receiver.stop();
    certificate.remove();
    const code = 'consistency-token-of-later-state';
    expect((await service.get(path).expect(200)).body).toEqual({ negotiationId: talks });
    expect((await service.put(path, { token })).body).toMatchObject({ status: 409, code, errors: [{ code }] });
    for (const title of ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']) await raise(title);
    expect((await service.get(path).expect(200)).body).toEqual({ negotiationId: talks });
    await service.put(path, { token: await tokenNow() }).expect(200);
  });
});
