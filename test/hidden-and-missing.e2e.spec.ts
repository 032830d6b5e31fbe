import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EventStore } from '#event-store/event-store.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { Issuer } from './support/issuer.js';
import { type ReceiptBody, remove } from './support/service.js';

const SECRET = { marking: { level: 'secret' } };
const STATEMENT = { kind: 'private-remark', attribution: 'background', text: 'Round 2 will fail.', verbatim: false };
/** How many things of a sort are asked about: each by one address alone, so that it is asked for the first time. */
const EACH = 3;

let issuer: Issuer;
let service: InProcess;
let reads: jest.SpiedFunction<EventStore['readStream']>;
const tokens: Record<string, string> = {};
let talks: string;
let known: string;
const hidden: Record<'raised' | 'within' | 'secret' | 'foreign', string[]> = {
  raised: [],
  within: [],
  secret: [],
  foreign: [],
};

const record = async (path: string, body: object) =>
  ((await service.as(tokens['chief']!).post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody).id;
const open = async (isGranted: boolean) => {
  const id = await record('/v1/negotiations', { title: 'Talks' });
  if (isGranted) await record(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject: 'ben' });
  return id;
};
const meeting = (negotiation: string, more: object = {}) =>
  record(`/v1/negotiations/${negotiation}/meetings`, { title: 'A meeting', ...more });

beforeAll(async () => {
  issuer = await Issuer.start();
  const settings = { ...issuer.settings, ADMINISTRATOR: 'chief' };
  tokens['chief'] = await issuer.token({ subject: 'chief', clearance: 'tres-secret' });
  tokens['ben'] = await issuer.token({
    subject: 'ben',
    clearance: 'restreint',
    roles: ['recorder', 'reader', 'auditor'],
  });
  service = await startInProcess(undefined, settings);
  talks = await open(true);
  known = await meeting(talks);
  for (let n = 0; n < EACH; n++) {
    const secret = await open(true);
    hidden.raised.push(await meeting(talks, SECRET));
    hidden.within.push(await meeting(secret));
    hidden.secret.push(secret);
    await record(`/v1/negotiations/${secret}/mark`, { ...SECRET, reason: 'The talks became delicate.' });
    hidden.foreign.push(await open(false));
  }
  const { dataDir } = service;
  await service.close();
  // Nothing of it is in memory.
  service = await startInProcess(dataDir, settings);
  reads = jest.spyOn(service.app.get(EventStore), 'readStream');
});
afterAll(async () => {
  reads.mockRestore();
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

type Answer = Readonly<{ status: number; code: string; reads: number }>;
const asked = async (method: 'get' | 'post', path: string, body?: object): Promise<Answer> => {
  reads.mockClear();
  const { status, body: told } = await service.as(tokens['ben']!)[method](path, body);
  return { status, code: (told as { code: string }).code, reads: reads.mock.calls.length };
};
const ofMeetings = ['raised', 'within'] as const;
const ofNegotiations = ['secret', 'foreign'] as const;
type Sort = (typeof ofMeetings | typeof ofNegotiations)[number];

describe('the log is read as often for what is hidden as for what is not on record', () => {
  it.each<[ask: string, status: number, sorts: readonly Sort[], ask: (id: string) => Promise<Answer>]>([
    ['a page', 404, ofMeetings, (id) => asked('get', `/v1/meetings/${id}`)],
    ['a fact about it', 404, ofMeetings, (id) => asked('post', `/v1/meetings/${id}/minutes`, { text: 'Minutes' })],
    [
      'a fact that refers to it',
      422,
      ['raised'],
      (id) => asked('post', `/v1/negotiations/${talks}/statements`, { ...STATEMENT, meetingId: id }),
    ],
    ['a page of a negotiation', 404, ofNegotiations, (id) => asked('get', `/v1/negotiations/${id}`)],
    ['notices', 404, ofNegotiations, (id) => asked('get', `/v1/notices?negotiationId=${id}`)],
    ['the audit file', 404, ofNegotiations, (id) => asked('get', `/v1/audit/export?negotiationId=${id}`)],
  ])('%s: %i, the first time and later', async (_, status, sorts, ask) => {
    // What else such a request needs is in memory after the first one.
    await ask(randomUUID());
    const missing = randomUUID();
    const expected = [await ask(missing), await ask(missing), await ask(missing)];
    expect(expected[0]).toMatchObject({ status });
    for (const sort of sorts) {
      const id = hidden[sort].pop()!;
      expect([sort, await ask(id), await ask(id), await ask(id)]).toEqual([sort, ...expected]);
    }
  });
  it('and not at all for a page that the reader has had before', async () => {
    expect(await asked('get', `/v1/meetings/${known}`)).toMatchObject({ status: 200 });
    expect(await asked('get', `/v1/meetings/${known}`)).toMatchObject({ status: 200, reads: 0 });
  });
});
