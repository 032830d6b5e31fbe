import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { codesUnder } from './support/conditions.js';
import { Issuer, type Person } from './support/issuer.js';
import { type Asked, newDataDir, type ReceiptBody, remove, type Running, start } from './support/service.js';
import { type Certificate, newCertificate } from './support/certificate.js';
import { Receiver } from './support/webhook-receiver.js';

const CHIEF: Person = { subject: 'chief', clearance: 'tres-secret', compartments: ['trade'] };
const reader = (subject: string, clearance = 'secret', compartments: readonly string[] = ['trade']): Person => ({
  subject,
  clearance,
  compartments,
  roles: ['reader'],
});
const RESTRICTED = { level: 'restreint', compartments: ['trade'] };
const SECRET = { level: 'secret', compartments: ['trade'] };

let issuer: Issuer;
let certificate: Certificate;
let service: Running;
let talks: string;
let others: string;
const receivers: Receiver[] = [];
const mine: Readonly<{ person: Person; id: string }>[] = [];

const begin = async (dataDir: string) => {
  service = await start(dataDir, {
    ...issuer.settings,
    ADMINISTRATOR: 'chief',
    PUSH_CLEARANCE: 'restreint / trade',
    PUBLIC_URL: 'https://record.example.org',
    WEBHOOK_ALLOW: 'localhost',
    WEBHOOK_RETRY_SECONDS: '1,1',
    NODE_EXTRA_CA_CERTS: certificate.file,
  });
};
const as = async (person: Person): Promise<Asked> => service.as(await issuer.token(person));
const record = async (path: string, body: object, status = 201) =>
  (await (await as(CHIEF)).post(path, body).set('if-match', '*').expect(status)).body as ReceiptBody;
const raise = (marking?: object, of = talks) =>
  record(`/v1/negotiations/${of}/issues`, { title: 'Licences for magnets', ...(marking && { marking }) });
const propose = () => record(`/v1/negotiations/${talks}/meetings`, { title: 'Talks on magnets' });
const receive = async () => {
  const receiver = await Receiver.start(certificate);
  receivers.push(receiver);
  return receiver;
};

type Made = Readonly<{ id: string; secret: string; state: string; failing?: { cause: string; tries: number } }>;
const subscribe = async (person: Person, body: object): Promise<Made> => {
  const id = randomUUID();
  const { body: made } = await (await as(person)).put(`/v1/webhooks/${id}`, body).expect(201);
  mine.push({ person, id });
  return made as Made;
};
const stateOf = async (person: Person, id: string): Promise<Made & { deadLetters: number }> => {
  const { body } = await (await as(person)).get('/v1/webhooks').expect(200);
  return (body as { items: (Made & { deadLetters: number })[] }).items.find((one) => one.id === id)!;
};
const until = async (holds: () => Promise<boolean>) => {
  for (const end = Date.now() + 60_000; !(await holds()); await sleep(50))
    if (Date.now() > end) throw new Error('it does not happen');
};

beforeAll(async () => {
  [issuer, certificate] = [await Issuer.start(), newCertificate()];
  await begin(newDataDir());
  talks = (await record('/v1/negotiations', { title: 'Talks' })).id;
  others = (await record('/v1/negotiations', { title: 'Other talks' })).id;
  for (const subject of ['ana', 'ben', 'cas', 'dora'])
    for (const id of [talks, others]) await record(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject });
});
afterEach(async () => {
  for (const { person, id } of mine.splice(0)) await (await as(person)).delete(`/v1/webhooks/${id}`).expect(204);
  for (const receiver of receivers.splice(0)) await receiver.stop();
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  certificate.remove();
  remove(service.dataDir);
});

describe('a webhook', () => {
  it('sends a notice and a link, signed as Standard Webhooks has it, and nothing of the record', async () => {
    const receiver = await receive();
    const { id, secret, ...told } = await subscribe(reader('ana'), { url: receiver.url, name: 'Desk' });
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(told).toMatchObject({ name: 'Desk', url: receiver.url, corrections: true, state: 'ok', deadLetters: 0 });
    await raise();
    await receiver.until(1);
    const [message] = receiver.verified(secret);
    expect(message).toEqual({
      specversion: '1.0',
      id: receiver.received[0]!.id,
      source: '/v1/notices',
      type: 'rapporteur.negotiation.changed',
      subject: talks,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      datacontenttype: 'application/json',
      consistencytoken: expect.stringMatching(/^[\w-]{112}$/),
      data: { negotiationId: talks, kinds: ['issue'], link: `https://record.example.org/negotiations/${talks}` },
    });
    expect(receiver.received[0]!.headers).toMatchObject({
      'content-type': 'application/cloudevents+json',
      'webhook-id': expect.stringMatching(/^msg_[\w-]{27}$/),
    });
    expect(receiver.received[0]!.body).not.toMatch(/Licences|magnets|Desk/);
    // A read with its token includes the change.
    const { consistencytoken } = JSON.parse(receiver.received[0]!.body) as { consistencytoken: string };
    const ana = await as(reader('ana'));
    await ana.get(`/v1/negotiations/${talks}/issues`).set('consistency-token', consistencytoken).expect(200);
    // With another secret, the earlier one verifies nothing any more.
    const { body } = await ana.put(`/v1/webhooks/${id}/secret`).expect(200);
    await raise();
    await receiver.until(2);
    expect(() => receiver.verified(secret, 1)).toThrow('No matching signature');
    expect(receiver.verified((body as Made).secret, 1)).toHaveLength(1);
    expect((await ana.get('/v1/webhooks')).text).not.toContain('whsec_');
  });

  it('tells nothing above PUSH_CLEARANCE, or above what its owner may see by then', async () => {
    const receiver = await receive();
    const { secret } = await subscribe(reader('ben'), { url: receiver.url });
    const kindsAfter = async (act: () => Promise<unknown>) => {
      const count = receiver.received.length;
      await act();
      await receiver.until(count + 1);
      return receiver.verified(secret, count).map(({ data }) => data.kinds);
    };
    // What is hidden comes first: if it were told, it would be there.
    const hiddenThenOpen = (marking: object) => async () => {
      await record(`/v1/negotiations/${talks}/meetings`, { title: 'Hidden', marking });
      await raise();
    };
    expect(await kindsAfter(hiddenThenOpen(SECRET))).toEqual([['issue']]);
    expect(await kindsAfter(() => raise(RESTRICTED))).toEqual([['issue']]);
    await (await as(reader('ben', 'public', []))).get('/v1/me').expect(200);
    expect(await kindsAfter(hiddenThenOpen(RESTRICTED))).toEqual([['issue']]);
    // Access that is lost is told once, and then nothing.
    const grant = { issuer: issuer.url, subject: 'ben' };
    expect(await kindsAfter(() => record(`/v1/negotiations/${talks}/grants/revoked`, grant))).toEqual([
      ['negotiation'],
    ]);
    const count = receiver.received.length;
    await raise();
    await raise(undefined, others);
    await receiver.until(count + 1);
    expect(receiver.verified(secret, count).map(({ data }) => data.negotiationId)).toEqual([others]);
    await record(`/v1/negotiations/${talks}/grants`, grant);
  });

  it('tells of some kinds, of one negotiation, or without corrections, if that is asked', async () => {
    const [some, one] = [await receive(), await receive()];
    const ana = reader('ana');
    const meetings = await subscribe(ana, { url: some.url, kinds: ['meeting'], corrections: false });
    const ofOthers = await subscribe(ana, { url: one.url, negotiationId: others });
    const issue = await raise();
    const changes = { title: 'Licences for rare earths' };
    await record(`/v1/issues/${issue.id}/correct`, {
      eventId: issue.events[0]!.id,
      changes,
      reason: 'As the note has it.',
    });
    const meeting = await propose();
    await some.until(1);
    await record(`/v1/meetings/${meeting.id}/void`, { eventId: meeting.events[0]!.id, reason: 'A mistake.' });
    await raise(undefined, others);
    await one.until(1);
    await propose();
    await some.until(2);
    expect(some.verified(meetings.secret).map(({ data }) => data.kinds)).toEqual([['meeting'], ['meeting']]);
    expect(one.verified(ofOthers.secret).map(({ data }) => data.negotiationId)).toEqual([others]);
  });

  it('is not delayed by a receiver that hangs', async () => {
    const [slow, quick] = [await receive(), await receive()];
    slow.manner = 'hang';
    for (const { url } of [slow, quick]) await subscribe(reader('cas'), { url });
    await raise();
    await Promise.all([slow.until(1), quick.until(1)]);
    // On a busy machine, a round may take longer than the service waits for an answer.
    let isHanging = false;
    for (let round = 0; round < 10 && !isHanging; round++) {
      const count = quick.received.length;
      await raise();
      await quick.until(count + 1);
      isHanging = slow.waiting === 1;
    }
    expect(isHanging).toBe(true);
  });

  it('ends when its owner says so, and when its receiver wants no more', async () => {
    const receiver = await receive();
    const dora = reader('dora');
    const { id, secret } = await subscribe(dora, { url: receiver.url });
    receiver.manner = 410;
    await raise();
    await until(async () => (await stateOf(dora, id)).state === 'gone');
    expect((await stateOf(dora, id)).failing).toMatchObject({ cause: 'The receiver wants no more (410).' });
    await raise();
    // Its address is changed: what was due comes, in one message.
    receiver.manner = 204;
    await (await as(dora)).put(`/v1/webhooks/${id}`, { url: `${receiver.url}/new` }).expect(200);
    await receiver.until(2);
    await until(async () => (await stateOf(dora, id)).state === 'ok');
    expect(receiver.verified(secret).length).toBeGreaterThanOrEqual(2);
    await (await as(dora)).delete(`/v1/webhooks/${id}`).expect(204);
    mine.splice(0);
    const late = (await as(dora)).put(`/v1/webhooks/${id}`, { url: `${receiver.url}/late` });
    expect((await late.set('if-match', '*')).body).toMatchObject({ status: 412, code: 'not-there-yet' });
    const witness = await receive();
    await subscribe(dora, { url: witness.url });
    const count = receiver.received.length;
    await raise();
    await witness.until(1);
    expect(receiver.received).toHaveLength(count);
  });
});

describe('a condition of a request', () => {
  it('that is not met, or that is none, changes no webhook, renews no secret and ends nothing', async () => {
    const receiver = await receive();
    const dora = await as(reader('dora'));
    const { id, secret } = await subscribe(reader('dora'), { url: receiver.url });
    const path = `/v1/webhooks/${id}`;
    const body = { url: receiver.url, name: 'Late' };
    const acts = (of: string) => [dora.put(of, body), dora.put(`${of}/secret`), dora.delete(of)];
    expect(await codesUnder(acts(path), { 'if-match': '"zz"' })).toEqual(Array(3).fill('400 if-match-malformed'));
    expect(await codesUnder(acts(path), { 'if-none-match': '"0"' })).toEqual(
      Array(3).fill('400 if-none-match-malformed'),
    );
    expect(await codesUnder(acts(path), { 'if-none-match': '*' })).toEqual(Array(3).fill('412 there-already'));
    expect(await stateOf(reader('dora'), id)).not.toHaveProperty('name');
    await raise();
    await receiver.until(1);
    expect(receiver.verified(secret)).toHaveLength(1);

    const other = `/v1/webhooks/${randomUUID()}`;
    for (const header of ['if-match', 'if-none-match'])
      expect(await codesUnder(acts(other).slice(1), { [header]: '*' })).toEqual(Array(2).fill('404 webhook-unknown'));
    await dora.put(other, body).set('if-none-match', '*').expect(201);
    expect(await codesUnder(acts(other), { 'if-match': '*, *' })).toEqual(['200', '200', '204']);
  });
});

describe('a receiver that fails', () => {
  it('gets the same message again, with the same id, and then the next ones in order', async () => {
    const receiver = await receive();
    const ana = reader('ana');
    const { id, secret } = await subscribe(ana, { url: receiver.url });
    receiver.manner = 500;
    await raise();
    await until(async () => {
      const { state, failing } = await stateOf(ana, id);
      return state === 'failing' && failing?.cause === 'The receiver answered with 500.';
    });
    await raise(undefined, others);
    receiver.manner = 204;
    await until(async () => receiver.verified(secret).at(-1)?.data.negotiationId === others);
    const told = receiver.verified(secret);
    const again = told.slice(0, -1);
    expect(again.map(({ data }) => data.negotiationId)).toEqual(again.map(() => talks));
    expect([again.length > 1, new Set(again.map(({ id: one }) => one)).size]).toEqual([true, 1]);
    await until(async () => (await stateOf(ana, id)).state === 'ok');
  });

  it('is sent all that it has missed, once, also over a restart of the service', async () => {
    const receiver = await receive();
    const ana = reader('ana');
    const { id: hook, secret } = await subscribe(ana, { url: receiver.url });
    await raise();
    await receiver.until(1);
    await receiver.goDown();
    await record(
      '/v1/batches',
      [talks, others].map((of) => ({ path: `/v1/negotiations/${of}/issues`, body: { title: 'Quotas' } })),
      200,
    );
    await until(async () => (await stateOf(ana, hook)).state === 'failing');
    await service.close();
    await receiver.comeBack();
    await begin(service.dataDir);
    await receiver.until(3);
    // Whatever comes after them comes last.
    await propose();
    await receiver.until(4);
    const told = receiver.verified(secret, 1);
    const brief = told.map(({ data }) => [data.negotiationId, ...data.kinds].join(' '));
    expect(brief.slice(0, 2).toSorted()).toEqual([`${talks} issue`, `${others} issue`].toSorted());
    expect(brief.slice(2)).toEqual([`${talks} meeting`]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(3);
  });

  it('has dead letters in the end, with their cause, which can be sent again; no redirection is followed', async () => {
    const [receiver, target, other] = [await receive(), await receive(), await receive()];
    const ana = reader('ana');
    const { id } = await subscribe(ana, { url: receiver.url, negotiationId: talks });
    const ofOthers = await subscribe(ana, { url: other.url, negotiationId: others });
    receiver.manner = { redirectTo: target.url };
    other.manner = 503;
    await raise(RESTRICTED);
    await raise(undefined, others);
    const lettersOf = async (hook: string) => (await stateOf(ana, hook)).deadLetters;
    await until(async () => (await lettersOf(id)) + (await lettersOf(ofOthers.id)) === 2);
    expect(receiver.received).toHaveLength(3);
    const letters = '/v1/dead-letters';
    const { body } = await (await as(ana)).get(letters).expect(200);
    const { items, dropped } = body as { items: { id: string; webhookId: string }[]; dropped: number };
    const instant = expect.stringMatching(/^\d{4}-.*Z$/);
    const cause = 'The receiver redirects (307), which is not followed. Change the address.';
    const letter = { id: expect.any(String), tries: 3, since: instant, at: instant };
    const failed = { ...letter, webhookId: ofOthers.id, cause: 'The receiver answered with 503.' };
    expect([items.length, dropped]).toEqual([2, 0]);
    expect(items).toEqual(expect.arrayContaining([{ ...letter, webhookId: id, cause }, failed]));
    const deliveryOf = (hook: string) => `${letters}/${items.find(({ webhookId }) => webhookId === hook)!.id}/delivery`;
    const again = deliveryOf(id);
    expect((await (await as(ana)).put(again).expect(200)).body).toEqual({ result: 'failed', cause });
    // What it is about is above what its owner may see now.
    receiver.manner = 204;
    const count = receiver.received.length;
    const low = await as(reader('ana', 'public', []));
    expect((await low.put(again).expect(200)).body).toEqual({ result: 'nothing-to-tell' });
    expect(receiver.received).toHaveLength(count);
    await (await as(ana)).put(again).expect(404);

    other.manner = 204;
    const sent = await (await as(ana)).put(deliveryOf(ofOthers.id)).expect(200);
    expect(sent.body).toEqual({ result: 'delivered' });
    const ids = other.verified(ofOthers.secret).map((one) => one.id);
    expect([ids.length, new Set(ids).size]).toEqual([4, 1]);
    expect(await lettersOf(ofOthers.id)).toBe(0);
    expect(target.received).toEqual([]);
  });

  it('has a dead letter no more that its owner has dropped, and nobody else can drop it', async () => {
    const receiver = await receive();
    const ana = reader('ana');
    const { id } = await subscribe(ana, { url: receiver.url, negotiationId: others });
    receiver.manner = 503;
    await raise(undefined, others);
    await until(async () => (await stateOf(ana, id)).deadLetters === 1);
    const list = async () =>
      (await (await as(ana)).get('/v1/dead-letters').expect(200)).body as { items: { id: string }[]; dropped: number };
    const letter = `/v1/dead-letters/${(await list()).items[0]!.id}`;
    await (await as(reader('ben'))).delete(letter).expect(404);
    await (await as(ana)).delete(letter).expect(204);
    expect(await list()).toEqual({ items: [], dropped: 0 });
    const tried = receiver.received.length;
    for (const gone of [await (await as(ana)).delete(letter), await (await as(ana)).put(`${letter}/delivery`)])
      expect(gone.body).toMatchObject({ status: 404, code: 'letter-unknown' });
    expect(receiver.received).toHaveLength(tried);
  });
});

describe('the address of a webhook', () => {
  it.each([
    ['https://127.0.0.1/hook', 'url-not-public'],
    ['https://127.1:8443/', 'is-url'],
    ['https://2130706433/', 'is-url'],
    ['https://0x7f000001.example.localhost/', 'url-not-public'],
    ['https://10.1.2.3/', 'url-not-public'],
    ['https://169.254.169.254/latest/meta-data', 'url-not-public'],
    ['https://[::1]/', 'url-not-public'],
    ['https://[::ffff:127.0.0.1]/', 'url-not-public'],
    ['https://[fd00::1]/', 'url-not-public'],
    ['https://hooks.localhost/', 'url-not-public'],
    ['http://hooks.example.org/', 'url-not-https'],
    ['https://ana:secret@hooks.example.org/', 'url-with-more'],
    ['ftp://hooks.example.org/', 'is-url'],
    ['hooks', 'is-url'],
    ['https://[fe80::1%25eth0]/', 'is-url'],
    ['https://[fe80::1%eth0]/', 'is-url'],
  ])('%s is refused', async (url, code) => {
    const { body } = await (await as(reader('ana'))).put(`/v1/webhooks/${randomUUID()}`, { url });
    expect(body).toMatchObject({ status: 400, errors: [{ pointer: '/url', code }] });
  });

  it('is refused to others, with what they may not know, and above the limit', async () => {
    const receiver = await receive();
    const { id } = await subscribe(reader('ana'), { url: receiver.url });
    const eve = await as(reader('eve'));
    expect((await eve.get('/v1/webhooks').expect(200)).body).toMatchObject({ items: [] });
    for (const answer of [
      await eve.put(`/v1/webhooks/${id}/secret`),
      await eve.delete(`/v1/webhooks/${id}`),
      await eve.put(`/v1/dead-letters/${id}/delivery`),
      await eve.delete(`/v1/dead-letters/${id}`),
    ])
      expect(answer.body).toMatchObject({ status: 404, code: expect.stringMatching(/^(?:webhook|letter)-unknown$/) });
    const path = `/v1/webhooks/${randomUUID()}`;
    expect((await eve.put(path, { url: receiver.url, negotiationId: talks })).body).toMatchObject({
      status: 404,
      code: 'negotiation-unknown',
    });
    expect((await eve.put(path, { url: receiver.url, kinds: ['weather'] })).body).toMatchObject({
      errors: [{ pointer: '/kinds' }],
    });
    for (let n = 0; n < 20; n++) await eve.put(`/v1/webhooks/${randomUUID()}`, { url: receiver.url }).expect(201);
    expect((await eve.put(path, { url: receiver.url })).body).toMatchObject({ status: 409, code: 'too-many-webhooks' });
  });
});
