import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { letInByName } from './support/as.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

let service: InProcess;
let talks: string;
const record = async (path: string, body: object) =>
  (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
const page = () => `/v1/negotiations/${talks}/meetings`;
/** The answer in a coding; supertest decompresses it. */
const ask = (address: string, coding: string, who = 'chief') =>
  service.get(address).set({ 'accept-encoding': coding, 'x-caller': who });
beforeAll(async () => {
  letInByName();
  service = await startInProcess();
  const comment = 'The controls are lawful, and in line with international practice. '.repeat(20);
  talks = (await record('/v1/negotiations', { title: 'Talks', description: comment })).id;
  for (let n = 1; n <= 12; n += 1) await record(page(), { title: `Meeting ${n}`, comment });
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

describe('an answer in which nothing is marked', () => {
  it.each(['br', 'gzip'])('is compressed as its reader accepts it: %s', async (coding) => {
    const plain = await ask(page(), 'identity').expect(200);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers['vary']).toBe('Accept, Accept-Encoding');
    const short = await ask(page(), coding).expect(200);
    expect([short.headers['content-encoding'], short.body]).toEqual([coding, plain.body]);
    expect(Number(short.headers['content-length'])).toBeLessThan(plain.text.length / 4);
    expect(short.headers['etag']).not.toBe(plain.headers['etag']);
  });
  it('has an ETag for each coding, which is recognized and names the revision', async () => {
    const { headers } = await ask(page(), 'gzip').expect(200);
    const again = await ask(page(), 'gzip').set('if-none-match', headers['etag']!);
    expect([again.status, again.headers['etag'], again.text]).toEqual([304, headers['etag'], '']);
    expect((await ask(page(), 'identity').set('if-none-match', headers['etag']!)).status).toBe(200);
    const meeting = await record(`/v1/negotiations/${talks}/meetings`, { title: 'Talks', comment: 'x'.repeat(2_000) });
    const tag = (await ask(`/v1/meetings/${meeting.id}`, 'gzip').expect(200)).headers['etag']!;
    expect(tag).toMatch(/^"0\..*-gzip"$/);
    const cancel = service.post(`/v1/meetings/${meeting.id}/cancel`, { reason: 'No agreement.' });
    expect((await cancel.set('if-match', tag)).status).toBe(201);
  });
  it('is not compressed if it is short', async () => {
    const { headers } = await ask(`/v1/negotiations/${talks}/issues`, 'gzip').expect(200);
    expect([headers['content-encoding'], headers['vary']]).toEqual([undefined, 'Accept']);
  });
  it('is compressed as text, too, whatever else it varies by', async () => {
    const { headers } = await ask('/v1/audit/trail', 'gzip').set('accept', 'text/plain').expect(200);
    expect([headers['content-encoding'], headers['vary']]).toEqual(['gzip', 'Accept, Accept-Encoding']);
  });
});

describe('an answer in which something is marked', () => {
  it('is not compressed, so that its length tells nothing of what stands beside it', async () => {
    await record(page(), { title: 'In confidence', marking: { level: 'secret' } });
    const chief = await ask(page(), 'gzip').expect(200);
    expect([chief.headers['content-encoding'], chief.headers['marking']]).toEqual([undefined, 'level="secret"']);
    const ben = await ask(page(), 'gzip', 'ben').expect(200);
    expect([ben.headers['content-encoding'], ben.headers['marking']]).toEqual(['gzip', 'level="public"']);
  });
});
