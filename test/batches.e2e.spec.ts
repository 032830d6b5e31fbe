import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStore } from '#event-store/event-store.js';
import { isEmbedded } from './support/engine.js';
import { Issuer } from './support/issuer.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

/** Each may do everything, and sees only what this clearance dominates. */
const CLEARED = { ana: 'tres-secret', ben: 'restreint' } as const;
type Who = keyof typeof CLEARED;
type Command = Readonly<{ path: string; body: object; ifMatch?: string }>;
type Result = Readonly<{ status: number; body: ReceiptBody & { code?: string }; replayed?: boolean }>;

const tokens = new Map<Who, string>();
let issuer: Issuer;
let service: InProcess;
let talks: string;

const as = (who: Who) => service.as(tokens.get(who)!);
const record = async (path: string, body: object) => {
  const { status, body: receipt } = await as('ana').post(path, body);
  expect([status, receipt]).toEqual([201, expect.anything()]);
  return receipt as ReceiptBody;
};
const send = async (commands: readonly Command[], who: Who = 'ana', key: string = randomUUID()) => {
  const { status, body } = await as(who).post('/v1/batches', commands).set('idempotency-key', key);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as readonly Result[];
};
/** Of each result the status, and its code or its revision. */
const outcomes = (results: readonly Result[]) =>
  results.map(({ status, body: { code, revision } }) => [status, code ?? revision]);
const inTalks = (plural: string, body: object): Command => ({ path: `/v1/negotiations/${talks}/${plural}`, body });
const party = (id: string, more: object = {}) =>
  inTalks('parties', { id, name: 'Norway', kind: 'state', role: 'observer', ...more });
const describeTalks = (title: string): Command => ({ path: `/v1/negotiations/${talks}/describe`, body: { title } });
const secret = { level: 'secret' };
const mark = (id: string, marking: object, revision: number): Command => ({
  path: `/v1/parties/${id}/mark`,
  body: { marking, reason: 'The talks became delicate.' },
  ifMatch: `"${revision}"`,
});

beforeAll(async () => {
  issuer = await Issuer.start();
  service = await startInProcess(undefined, { ...issuer.settings, ADMINISTRATOR: 'ana', FOUR_EYES: 'off' });
  for (const [who, clearance] of Object.entries(CLEARED) as [Who, string][])
    tokens.set(who, await issuer.token({ subject: who, clearance }));
  talks = (await record('/v1/negotiations', { title: 'Talks' })).id;
  await record(`/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject: 'ben' });
});
afterAll(async () => {
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

describe('the commands of a batch', () => {
  it('are decided on what the ones before them have recorded about the same thing', async () => {
    const id = randomUUID();
    const leave = (ifMatch?: string): Command => ({
      path: `/v1/parties/${id}/leave`,
      body: {},
      ...(ifMatch !== undefined && { ifMatch }),
    });
    const results = await send([leave(), party(id), party(id), leave('"3"'), leave('"0"'), leave('"0"'), leave()]);
    expect(outcomes(results)).toEqual([
      [404, 'party-unknown'],
      [201, 0],
      [422, 'party-already-recorded'],
      [412, 'moved-on'],
      [201, 1],
      [412, 'moved-on'],
      [422, 'party-left-already-recorded'],
    ]);
    const { body } = await as('ana').get(`/v1/negotiations/${talks}/parties`);
    expect((body as { items: { id: string }[] }).items.filter((one) => one.id === id)).toEqual([
      expect.objectContaining({ name: 'Norway', status: 'left' }),
    ]);
  });

  it('find a thing by what it is about, although one before them has opened it', async () => {
    const [partyId, issueId] = [randomUUID(), randomUUID()];
    const position = (text: string, path: string) =>
      inTalks(path, { partyId, issueId, scope: 'public', text, kind: 'demand' });
    const results = await send([
      party(partyId),
      inTalks('issues', { id: issueId, title: 'Licences' }),
      position('The controls are harmful.', 'positions'),
      position('The controls are harmful.', 'positions'),
      inTalks('positions/withdrawn', { partyId, issueId, scope: 'public' }),
    ]);
    expect(outcomes(results)).toEqual([
      [201, 0],
      [201, 0],
      [201, 0],
      [422, 'position-taken-already-recorded'],
      [201, 1],
    ]);
    expect(results[4]!.body.id).toBe(results[2]!.body.id);
  });

  it('are decided on a marking that one before them has set, of a new thing and of one that is on record', async () => {
    const [id, known] = [randomUUID(), randomUUID()];
    await record(party(known).path, party(known).body);
    const statement = (more: object = {}) =>
      inTalks('statements', { partyId: id, kind: 'press-statement', text: 'No comment.', verbatim: true, ...more });
    const speaker = randomUUID();
    const results = await send([
      party(id),
      inTalks('representatives', { id: speaker, name: 'Olof Gill', kind: 'person' }),
      statement({ speakerId: speaker, marking: { level: 'public' } }),
      mark(id, secret, 0),
      statement({ speakerId: speaker, marking: { level: 'public' } }),
      statement({ speakerId: speaker }),
      mark(known, secret, 0),
      statement({ partyId: known, speakerId: speaker, marking: { level: 'public' } }),
    ]);
    expect(outcomes(results)).toEqual([
      [201, 0],
      [201, 0],
      [201, 0],
      [201, 1],
      [422, 'marked-below-reference'],
      [201, 0],
      [201, 1],
      [422, 'marked-below-reference'],
    ]);
    const [before, after] = [results[2]!, results[5]!].map(({ body }) => `/v1/statements/${body.id}`);
    expect([(await as('ben').get(before!)).status, (await as('ben').get(after!)).status]).toEqual([200, 404]);
  });

  it('may do what a grant allows that came before them, and no more once it is revoked', async () => {
    const opened = randomUUID();
    const inOpened = (plural: string, body: object): Command => ({
      path: `/v1/negotiations/${opened}/${plural}`,
      body,
    });
    const ben = { issuer: issuer.url, subject: 'ben' };
    const of = (id: string) => inOpened('parties', { id, name: 'Norway', kind: 'state', role: 'observer' });
    const [one, two] = [randomUUID(), randomUUID()];
    const results = await send(
      [
        of(one),
        { path: '/v1/negotiations', body: { id: opened, title: 'Talks of Ben' } },
        of(one),
        inOpened('grants/revoked', ben),
        of(two),
        inOpened('grants', ben),
        of(two),
      ],
      'ben',
    );
    expect(outcomes(results)).toEqual([
      [404, 'negotiation-unknown'],
      [201, 0],
      [201, 0],
      [201, 0],
      [404, 'negotiation-unknown'],
      [201, 1],
      [201, 0],
    ]);
  });

  it('are recorded once if the batch is sent twice at the same time', async () => {
    const [id, key] = [randomUUID(), randomUUID()];
    const issueId = randomUUID();
    const commands = [
      party(id),
      inTalks('issues', { id: issueId, title: 'Licences' }),
      inTalks('positions', {
        partyId: id,
        issueId,
        scope: 'public',
        text: 'The controls are harmful.',
        kind: 'demand',
      }),
      { path: `/v1/parties/${id}/leave`, body: {} },
    ];
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => send(commands, 'ana', key)));
    expect(outcomes(first!)).toEqual([
      [201, 0],
      [201, 0],
      [201, 0],
      [201, 1],
    ]);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });
});

describe('a command of a batch with a key of its own', () => {
  const keyed = (title: string, idempotencyKey: string) => ({
    path: '/v1/negotiations',
    body: { title },
    idempotencyKey,
  });
  const replays = (results: readonly Result[]) =>
    results.map(({ status, body, replayed }) => [status, body.id, replayed]);

  it('is the same as a request alone with this key', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const alone = await as('ana').post('/v1/negotiations', { title: 'Talks' }).set('idempotency-key', one);
    const commands = [keyed('Talks', one), keyed('Other talks', two)];
    const first = await send(commands);
    expect(first[0]!.body).toEqual(alone.body);
    const other = first[1]!.body.id;
    expect(other).not.toBe(first[0]!.body.id);
    expect(replays(first)).toEqual([
      [201, first[0]!.body.id, true],
      [201, other, false],
    ]);
    expect(replays(await send(commands))).toEqual([
      [201, first[0]!.body.id, true],
      [201, other, true],
    ]);
    const again = await as('ana').post('/v1/negotiations', { title: 'Other talks' }).set('idempotency-key', two);
    expect([again.status, again.headers['idempotency-replayed'], again.body]).toEqual([201, 'true', first[1]!.body]);
  });

  it('is recorded once although the batch has it twice, and refused with another fact', async () => {
    const key = randomUUID();
    const results = await send([keyed('Talks', key), keyed('Talks', key), keyed('Other talks', key)]);
    const { id } = results[0]!.body;
    expect(replays(results.slice(0, 2))).toEqual([
      [201, id, false],
      [201, id, true],
    ]);
    expect(outcomes(results.slice(2))).toEqual([[422, 'idempotency-key-reused']]);
    expect(results[1]!.body).toEqual(results[0]!.body);
  });

  it('is refused with a key that no header could have', async () => {
    expect(outcomes(await send([keyed('Talks', 'ä')]))).toEqual([[400, 'idempotency-key-malformed']]);
    const { status, body } = await as('ana').post('/v1/batches', [{ ...keyed('Talks', 'x'), idempotencyKey: 7 }]);
    expect([status, (body as { code: string }).code]).toEqual([400, 'batch-item-malformed']);
  });
});

describe('a batch that is handled strictly', () => {
  it('stops at the first command that is not recorded', async () => {
    const [first, last] = [randomUUID(), randomUUID()];
    const commands = [party(first), party(first), party(last)];
    const strict = await as('ana').post('/v1/batches', commands).set('prefer', 'return=minimal, handling=strict');
    expect(strict.headers['preference-applied']).toBe('handling=strict');
    expect(outcomes(strict.body as Result[])).toEqual([
      [201, undefined],
      [422, 'party-already-recorded'],
      [424, 'not-tried'],
    ]);
    expect((await as('ana').get(`/v1/parties/${last}`)).status).toBe(404);
    const lenient = await as('ana').post('/v1/batches', commands).set('prefer', 'handling=lenient');
    expect(lenient.headers['preference-applied']).toBeUndefined();
    expect(outcomes(lenient.body as Result[]).map(([status]) => status)).toEqual([422, 422, 201]);
  });
});

describe('commands on one thing beside a batch', () => {
  it('take turns with those of the batch, and all are recorded', async () => {
    const before = await as('ana').post(`/v1/negotiations/${talks}/describe`, { title: 'Talks 0' });
    const revision = (before.body as ReceiptBody).revision;
    const beside = Array.from({ length: 10 }, (_, n) => describeTalks(`Beside ${n}`));
    const batches = ['one', 'two'].map((name) =>
      send(Array.from({ length: 20 }, (_, n) => describeTalks(`Batch ${name} ${n}`))),
    );
    const alone = beside.map(async ({ path, body }): Promise<Result> => {
      const answer = await as('ana').post(path, body);
      return { status: answer.status, body: answer.body as Result['body'] };
    });
    const results = [...(await Promise.all(batches)).flat(), ...(await Promise.all(alone))];
    expect(outcomes(results).toSorted((a, b) => Number(a[1]) - Number(b[1]))).toEqual(
      results.map((_, n) => [201, revision + 1 + n]),
    );
  });

  it('do not stop two batches that record on the same things in opposite order', async () => {
    const ids = Array.from({ length: 30 }, () => randomUUID());
    await send(ids.map((id) => ({ path: '/v1/negotiations', body: { id, title: 'Talks' } })));
    const renamed = (title: string, those: readonly string[]) =>
      send(those.map((id) => ({ path: `/v1/negotiations/${id}/describe`, body: { title } })));
    const [there, back] = await Promise.all([renamed('there', ids), renamed('back', ids.toReversed())]);
    const revisions = [there.map(({ body }) => body.revision), back.toReversed().map(({ body }) => body.revision)];
    expect(ids.map((_, n) => revisions.map((of) => of[n]!).toSorted((a, b) => a - b))).toEqual(ids.map(() => [1, 2]));
  });
});

describe('the facts of a batch', () => {
  it('stand in the log in the order of the batch', async () => {
    const log: string[] = [];
    const after = await service.app.get(EventStore).head();
    const ids = Array.from({ length: isEmbedded ? 600 : 150 }, () => randomUUID());
    const results = await send(ids.map((id) => ({ path: '/v1/negotiations', body: { id, title: 'Talks' } })));
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([201]));
    for await (const { events } of service.app.get(EventStore).readAll({ after }))
      log.push(...events.map(({ stream }) => stream));
    expect(log).toEqual(ids.map((id) => `negotiation-${id}`));
  });
});
