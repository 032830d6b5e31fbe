import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { type Document, sendExamples } from './support/examples.js';
import { type Process, startProcess, stop } from './support/process.js';
import { remove, type Running } from './support/service.js';

const MARK = 'Zaunkönig';
const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-quiet-'));
let service: Process;
beforeAll(async () => {
  service = await startProcess({ dataDir, env: { LOG_LEVEL: 'trace' } });
});
afterAll(async () => {
  await stop(service).catch(() => {}); // if all went well, it has already ended
  remove(dataDir);
});

/** Every text of an example also contains the marker. */
const marked = (value: unknown): unknown => {
  if (typeof value === 'string') return `${value} ${MARK}`;
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, marked(one)]));
};
/** Words of a clerk that the record accepts. */
const markedWords = (value: unknown): unknown => {
  if (typeof value === 'string') return value.includes(' ') ? `${value} ${MARK}` : value;
  if (Array.isArray(value)) return value.map(markedWords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, markedWords(one)]));
};

describe('the log output, at the lowest level', () => {
  it('contains no word of what was recorded, requested or sent along', async () => {
    const percent = encodeURIComponent(MARK);
    const secret = 'tok-4711-secret';
    const along = {
      authorization: `Bearer ${secret}`,
      cookie: secret,
      'idempotency-key': `"${secret}"`,
      'user-agent': secret,
      'x-request-id': secret,
      'x-forwarded-for': secret,
    };
    let token = '';
    const post = (path: string, body?: object) =>
      request(service.url)
        .post(path)
        .send(body)
        .on('response', ({ headers }: { headers: Record<string, string> }) => {
          token = headers['consistency-token'] ?? token;
        });
    const get = (path: string) => request(service.url).get(path).set('consistency-token', token);
    const asked = { get, post } as unknown as Running;
    const document = (await request(service.url).get('/openapi.json')).body as Document;

    const taken = await sendExamples(
      { ...asked, post: (path, body) => post(path, markedWords(body) as object) },
      document,
    );
    expect(taken.filter(({ answer }) => answer.status === 201).length).toBeGreaterThan(60);
    await sendExamples({ ...asked, post: (path, body) => post(path, marked(body) as object) }, document);
    const refused = await post('/v1/negotiations', { [MARK]: MARK }).set(along);
    expect(refused.status).toBe(400);
    await post('/v1/negotiations', { title: MARK }).set(along);
    for (const header of ['if-match', 'consistency-token', 'prefer', 'accept', 'origin', 'content-type'])
      await request(service.url)
        .post('/v1/negotiations')
        .set({ 'content-type': 'application/json', [header]: secret })
        .send(JSON.stringify({ title: MARK }));
    for (const path of ['/v1/negotiations', '/v1/audit/trail', '/v1/audit/diff', '/nothing'])
      for (const name of ['q', 'after', 'asOf', 'from', percent]) await get(`${path}?${name}=${percent}`).set(along);
    await get('/v1/negotiations').set('host', `${secret}.example.org`);

    const { output, code } = await stop(service);
    expect(code).toBe(0);
    expect(output).toContain('/v1/negotiations');
    const telling = [MARK, percent, secret].flatMap((word) => output.split('\n').filter((line) => line.includes(word)));
    expect(telling).toEqual([]);
    for (const line of output.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });
});
