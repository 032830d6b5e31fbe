import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request, { type Response } from 'supertest';
import { ConsistencyTokens } from '../apps/server/src/http/consistency-token.js';
import { LogFollower } from '../apps/server/src/log/log-follower.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { Issuer, type Person } from './support/issuer.js';
import { type Listening, NoticeReader, Refused } from './support/notices.js';
import { type ReceiptBody, remove, type Running, start, unshared } from './support/service.js';
import { get, SocketClient } from './support/socket-client.js';

/** Each may do everything that their roles allow, and sees only what this clearance dominates. */
const PEOPLE = {
  chief: { clearance: 'tres-secret', compartments: ['trade'] },
  dora: { clearance: 'tres-secret', compartments: ['trade'], roles: ['declassifier'] },
  ana: { clearance: 'secret', roles: ['reader'] },
  ben: { clearance: 'restreint', roles: ['reader'] },
  eve: { clearance: 'restreint', roles: ['reader'] },
} satisfies Record<string, Omit<Person, 'subject'>>;
type Who = keyof typeof PEOPLE;
const SECRET = 'by-which-its-tokens-are-encrypted-here';
const MISSING = '5ba1ad00-0000-4000-8000-00000000dead';

let issuer: Issuer;
let service: Running;
const tokens = new Map<Who, string>();
const readers: NoticeReader[] = [];
/** Is open from the first test to the last, longer than an idle connection would live. */
let lasting: NoticeReader;

const settings = () => ({
  ...issuer.settings,
  ADMINISTRATOR: 'chief',
  SHARED_SECRET: SECRET,
  REQUEST_TIMEOUT_SECONDS: '1',
});
beforeAll(async () => {
  issuer = await Issuer.start();
  service = await start(undefined, settings());
  for (const [subject, more] of Object.entries(PEOPLE) as [Who, Omit<Person, 'subject'>][])
    tokens.set(subject, await issuer.token({ subject, ...more }));
  lasting = await listen('chief');
});
afterAll(async () => {
  for (const reader of readers) reader.cut();
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

const listen = async (who: Who, more: Partial<Listening> = {}): Promise<NoticeReader> => {
  const reader = await NoticeReader.open({ url: service.url, token: tokens.get(who)!, ...more });
  readers.push(reader);
  return reader.until(({ events }) => events.length > 0);
};
const post = (who: Who, path: string, body: object) =>
  service.as(tokens.get(who)!).post(path, body).set('if-match', '*');
const taken = (answer: Response): ReceiptBody => {
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body as ReceiptBody;
};
const record = async (path: string, body: object, who: Who = 'chief') => taken(await post(who, path, body)).id;
const open = (title: string, more: object = {}) => record('/v1/negotiations', { title, ...more });
const admit = async (negotiation: string, ...people: readonly Who[]) => {
  for (const subject of people) await record(`/v1/negotiations/${negotiation}/grants`, { issuer: issuer.url, subject });
};
const revoke = (negotiation: string, subject: Who) =>
  record(`/v1/negotiations/${negotiation}/grants/revoked`, { issuer: issuer.url, subject });
const meeting = (negotiation: string, more: object = {}) =>
  record(`/v1/negotiations/${negotiation}/meetings`, { title: 'A meeting', ...more });
const issue = (negotiation: string) => record(`/v1/negotiations/${negotiation}/issues`, { title: 'Licences' });
const reason = 'The talks became delicate.';
const raise = (path: string) => record(`${path}/mark`, { marking: { level: 'secret' }, reason });
const lower = async (path: string) => {
  await record(`${path}/approve-marking`, { marking: { level: 'public' }, reason }, 'dora');
  await record(`${path}/mark`, { marking: { level: 'public' }, reason });
};
/** A notice of this negotiation with these kinds is the last one that has come. */
const last = (negotiation: string, kind: string) => (reader: NoticeReader) =>
  reader.told.at(-1) === `${negotiation}: ${kind}`;
/** What came until everybody had been told of a new issue, each notice once: so it is seen that nothing else came. */
const toldUntilNow = async (negotiation: string, ...whose: readonly NoticeReader[]) => {
  await issue(negotiation);
  for (const reader of whose) await reader.until(last(negotiation, 'issue'));
  return whose.map(({ told }) =>
    told.filter((text) => text.startsWith(negotiation)).map((text) => text.split(': ')[1]),
  );
};

describe('a notice', () => {
  it('is a CloudEvent that says which negotiation has changed, in which kinds of things, and when', async () => {
    const negotiation = await open('Rare earths');
    await admit(negotiation, 'ben');
    const ben = await listen('ben');
    const { events } = taken(await post('chief', `/v1/negotiations/${negotiation}/meetings`, { title: 'Brussels' }));
    await ben.until(last(negotiation, 'meeting'));
    const message = ben.messages.at(-1)!;
    expect(ben.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.parse(message.data)).toEqual({
      specversion: '1.0',
      id: message.id,
      source: '/v1/notices',
      type: 'rapporteur.negotiation.changed',
      subject: negotiation,
      time: events[0]!.metadata['recordedAt'],
      datacontenttype: 'application/json',
      data: { negotiationId: negotiation, kinds: ['meeting'] },
    });
  });
  it('has an id with which a read includes the change', async () => {
    const negotiation = await open('Rare earths');
    const chief = await listen('chief');
    const id = await meeting(negotiation);
    await chief.until(last(negotiation, 'meeting'));
    const read = request(service.url)
      .get(`/v1/meetings/${id}`)
      .set('authorization', `Bearer ${tokens.get('chief')}`)
      .set('consistency-token', chief.lastId!);
    expect((await read).status).toBe(200);
  });
  it('has an id that tells nothing: all are of one length, and no two are equal', async () => {
    const ids = readers.flatMap(({ notices }) => notices.map(({ id }) => id));
    expect(new Set(ids.map(({ length }) => length))).toEqual(new Set([112]));
    expect(ids.every((id) => /^[\w-]+$/.test(id))).toBe(true);
  });
  it('comes only of the negotiation that the reader asked for', async () => {
    const [one, other] = [await open('One'), await open('Another')];
    const chief = await listen('chief', { negotiationId: one });
    await meeting(other);
    await meeting(one);
    await chief.until(last(one, 'meeting'));
    expect(chief.told).toEqual([`${one}: meeting`]);
  });
});

describe('what comes into sight or goes out of it', () => {
  it('by a marking of a thing is told to those who see it or saw it, and to nobody else', async () => {
    const negotiation = await open('Delicate talks');
    await admit(negotiation, 'ana', 'ben', 'dora');
    const id = await meeting(negotiation);
    const [ana, ben] = [await listen('ana'), await listen('ben')];
    await raise(`/v1/meetings/${id}`);
    await ana.until(last(negotiation, 'meeting'));
    await ben.until(last(negotiation, 'meeting'));
    await record(`/v1/meetings/${id}/held`, {});
    await meeting(negotiation, { marking: { level: 'secret' } });
    expect(await toldUntilNow(negotiation, ben)).toEqual([['meeting', 'issue']]);
    await ana.until(({ told }) => told.at(-1)!.includes('issue'));
    await lower(`/v1/meetings/${id}`);
    await ben.until(last(negotiation, 'meeting'));
  });
  it('by a marking of a negotiation is told once, and nothing in it until it is back', async () => {
    const negotiation = await open('Delicate talks');
    const other = await open('Open talks');
    for (const one of [negotiation, other]) await admit(one, 'ana', 'ben', 'dora');
    const [ana, ben] = [await listen('ana'), await listen('ben')];
    await raise(`/v1/negotiations/${negotiation}`);
    await ben.until(last(negotiation, 'negotiation'));
    await meeting(negotiation);
    await ana.until(last(negotiation, 'meeting'));
    expect(await toldUntilNow(other, ben)).toEqual([['issue']]);
    expect(ben.told).toEqual([`${negotiation}: negotiation`, `${other}: issue`]);
    await lower(`/v1/negotiations/${negotiation}`);
    await ben.until(last(negotiation, 'negotiation'));
  });
  it('by a grant is told to whom it is given, and by a revocation, which ends their stream', async () => {
    const [negotiation, other] = [await open('Talks'), await open('Other talks')];
    await admit(other, 'eve', 'ben');
    const [eve, ben] = [await listen('eve'), await listen('ben')];
    await admit(negotiation, 'eve');
    await eve.until(last(negotiation, 'negotiation'));
    await meeting(negotiation);
    await eve.until(last(negotiation, 'meeting'));
    await revoke(negotiation, 'eve');
    await eve.until(({ hasEnded }) => hasEnded);
    expect([eve.told.at(-1), eve.last('end')]).toEqual([
      `${negotiation}: negotiation`,
      { reason: 'access-revoked', detail: expect.stringContaining('Connect again') },
    ]);
    const again = await listen('eve', { after: eve.lastId });
    await meeting(negotiation);
    expect(await toldUntilNow(other, again, ben)).toEqual([['issue'], ['issue']]);
    expect(again.told).toEqual([`${other}: issue`]);
    expect(ben.told.filter((told) => told.startsWith(negotiation))).toEqual([]);
  });
  it('while the reader is away is told when they are back', async () => {
    const [kept, lost, gained] = [await open('Kept'), await open('Lost'), await open('Gained')];
    for (const one of [kept, lost]) await admit(one, 'ben');
    const raised = await meeting(kept);
    const away = await listen('ben');
    away.cut();
    await raise(`/v1/meetings/${raised}`);
    await meeting(lost);
    await revoke(lost, 'ben');
    await meeting(lost);
    await meeting(gained);
    await admit(gained, 'ben');
    const back = await listen('ben', { after: away.lastId });
    const expected = [`${kept}: meeting`, `${lost}: negotiation`, `${gained}: meeting, negotiation`].toSorted();
    await back.until(({ told }) => told.length === expected.length);
    expect(back.told).toEqual(expected);
  });
});

describe('a reader who was cut', () => {
  it('goes on after the last message that they had, also in the middle of what came together', async () => {
    const talks = [await open('One'), await open('Two'), await open('Three')].toSorted();
    const before = (await listen('chief')).lastId;
    const lines = talks.map((id) => ({ path: `/v1/negotiations/${id}/issues`, body: { title: 'Licences' } }));
    await service.as(tokens.get('chief')!).post('/v1/batches', lines).expect(200);
    const first = await listen('chief', { after: before });
    await first.until(({ notices }) => notices.length === talks.length);
    expect(first.told).toEqual(talks.map((id) => `${id}: issue`));
    await meeting(talks[0]!);
    await first.until(({ notices }) => notices.length === talks.length + 1);
    const whole = first.told;
    for (const [n, { id }] of first.notices.entries()) {
      const rest = await listen('chief', { after: id });
      await rest.until(({ told }) => told.length >= whole.length - n - 1);
      expect([rest.last('opened'), rest.told]).toEqual([{ resumed: true }, whole.slice(n + 1)]);
      rest.cut();
    }
  });
  it('goes on after the Consistency-Token of what they have read', async () => {
    const negotiation = await open('Talks');
    const read = await service.as(tokens.get('chief')!).get(`/v1/negotiations/${negotiation}`).expect(200);
    await meeting(negotiation);
    const reader = await listen('chief', { after: read.headers['consistency-token']! });
    await reader.until(last(negotiation, 'meeting'));
    expect(reader.told).toEqual([`${negotiation}: meeting`]);
  });
  it('goes on over a restart of the service, whose stop ends the stream', async () => {
    const negotiation = await open('Talks');
    const reader = await listen('chief');
    await meeting(negotiation);
    await reader.until(last(negotiation, 'meeting'));
    await service.close();
    await reader.until(({ hasEnded }) => hasEnded);
    expect(reader.last('end')).toEqual({ reason: 'stopping', detail: expect.stringContaining('Connect again') });
    service = await start(service.dataDir, settings());
    await issue(negotiation);
    const again = await listen('chief', { after: reader.lastId });
    await again.until(({ notices }) => notices.length > 0);
    expect([again.last('opened'), again.told]).toEqual([{ resumed: true }, [`${negotiation}: issue`]]);
    lasting = await listen('chief');
  });
  it('is told to read again if the id is of another log, another secret, or a later state', async () => {
    const log = { logId: '5ba1ad00-0000-4000-8000-0000000000aa' };
    const known = taken(await post('chief', '/v1/negotiations', { title: 'Talks' }));
    const foreign = new ConsistencyTokens(SECRET, log, 'test.example').issue(0);
    const forged = new ConsistencyTokens('s'.repeat(32), log, 'test.example').issue(0);
    for (const [after, why] of [
      [foreign, 'consistency-token-of-another-log'],
      [forged, 'consistency-token-malformed'],
      ['17', 'consistency-token-malformed'],
    ]) {
      const reader = await listen('chief', { after: after! });
      expect([reader.events, reader.last('reset')]).toEqual([
        ['reset'],
        { reason: why, detail: expect.stringContaining('Read again') },
      ]);
      await meeting(known.id);
      await reader.until(last(known.id, 'meeting'));
      reader.cut();
    }
  });
});

describe('a stream', () => {
  it('ends when the token expires', async () => {
    const token = await issuer.token({ subject: 'chief', ...PEOPLE.chief, lifetime: 2 });
    const reader = await listen('chief', { token });
    await reader.until(({ hasEnded }) => hasEnded, 5_000);
    expect(reader.last('end')).toEqual({ reason: 'token-expired', detail: expect.stringContaining('Get a new one') });
  });
  it('is refused without a token, without a role for reading, and in another form', async () => {
    const administrator = await issuer.token({ subject: 'adam', roles: ['administrator'] });
    const refused = async (more: Partial<Listening>) => {
      const answer = await NoticeReader.open({ url: service.url, ...more }).catch((error: unknown) => error);
      return answer instanceof Refused ? [answer.status, answer.problem['code']] : answer;
    };
    expect(await refused({})).toEqual([401, 'login-required']);
    expect(await refused({ token: administrator })).toEqual([403, 'role-missing']);
    const answer = await service.as(tokens.get('chief')!).get('/v1/notices').set('accept', 'application/json');
    expect(answer.status).toBe(406);
  });
  it('of a negotiation that is hidden, or not granted, is refused like one of a negotiation that is not recorded', async () => {
    const hidden = await open('Hidden', { marking: { level: 'secret' } });
    const other = await open('Not granted');
    await admit(hidden, 'ben');
    for (const negotiationId of [hidden, other, MISSING]) {
      const answer = await NoticeReader.open({ url: service.url, token: tokens.get('ben')!, negotiationId }).catch(
        (error: unknown) => error as Refused,
      );
      expect(answer).toMatchObject({
        status: 404,
        problem: { code: 'negotiation-unknown', detail: 'No negotiation with this id is recorded.' },
      });
    }
  });
  it('has a HEAD with the same headers, which ends', async () => {
    const head = await request(service.url)
      .head('/v1/notices')
      .set('authorization', `Bearer ${tokens.get('chief')}`);
    expect([head.status, head.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });
  it('lives longer than an idle connection, by a comment every 15 seconds', async () => {
    await lasting.until(({ comments }) => comments > 0);
    const negotiation = await open('Talks');
    await lasting.until(last(negotiation, 'negotiation'));
    expect(lasting.hasEnded).toBe(false);
  });
});

describe('as many streams as there may be', () => {
  let limited: Running;
  beforeAll(async () => {
    limited = await start(undefined, {
      ...settings(),
      MAX_CONNECTIONS: '6',
      MAX_CONNECTIONS_PER_ADDRESS: '6',
      MAX_NOTICE_STREAMS: '3',
      MAX_NOTICE_STREAMS_PER_CALLER: '2',
    });
  });
  afterAll(async () => {
    await limited.close();
    remove(limited.dataDir);
  });

  it('are told what to do about the next one, and leave connections for requests', async () => {
    const at = (who: Who) => NoticeReader.open({ url: limited.url, token: tokens.get(who)! });
    const refusal = async (who: Who) => {
      const answer = await at(who).catch((error: unknown) => error as Refused);
      return [(answer as Refused).status, (answer as Refused).problem['code'], answer.headers['retry-after']];
    };
    const open = [await at('ben'), await at('ben')];
    expect(await refusal('ben')).toEqual([429, 'too-many-streams-of-caller', '5']);
    open.push(await at('ana'));
    expect(await refusal('eve')).toEqual([503, 'too-many-streams', '10']);
    await limited.as(tokens.get('eve')!).get('/v1/negotiations').expect(200);
    open[0]!.cut();
    for (let eve: unknown = undefined; !(eve instanceof NoticeReader);) eve = await at('eve').catch(() => undefined);
    const { text } = await limited.as(tokens.get('chief')!).get('/metrics').expect(200);
    expect(text).toContain('rapporteur_notice_streams 3');
    expect(text).toContain('rapporteur_notice_streams_ended_total{reason="closed"} 1');
  });
});

describe('a client that is gone before its stream is opened', () => {
  let inProcess: InProcess;
  beforeAll(async () => {
    inProcess = unshared(await startInProcess(undefined, settings()));
  });
  afterAll(async () => {
    await inProcess.close();
    remove(inProcess.dataDir);
  });
  const streams = async () => {
    const { text } = await inProcess.as(tokens.get('chief')!).get('/metrics').expect(200);
    return /^rapporteur_notice_streams (\d+)$/m.exec(text)![1];
  };

  it('holds no place, unlike one that stays, until that is gone as well', async () => {
    const { app, url } = inProcess;
    const server: Server = app.getHttpServer();
    const connections = promisify(server.getConnections.bind(server));
    const look = Promise.withResolvers<void>();
    const looking = jest.spyOn(app.get(LogFollower), 'upToDate').mockReturnValue(look.promise);
    const gone = await SocketClient.connect({ url });
    gone.send(get('/v1/notices', `Host: localhost\r\nAuthorization: Bearer ${tokens.get('chief')}\r\n`));
    while (looking.mock.calls.length === 0) await sleep(1);
    gone.socket.destroy();
    while ((await connections()) > 0) await sleep(1);
    look.resolve();
    // The request of the one that is gone has come to its end before this one has.
    const staying = await NoticeReader.open({ url, token: tokens.get('chief')! });
    looking.mockRestore();
    expect(await streams()).toBe('1');
    staying.cut();
    while ((await streams()) !== '0') await sleep(1);
  });
});
