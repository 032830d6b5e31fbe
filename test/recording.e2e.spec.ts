import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { remove, type Running, start } from './support/service.js';

let service: Running;
let negotiationId: string;
let speakerId: string;
beforeAll(async () => {
  service = await start();
  negotiationId = (await service.post('/v1/negotiations', { title: 'Talks' })).body.id as string;
  speakerId = (
    await service.post(`/v1/negotiations/${negotiationId}/representatives`, { name: 'Olof Gill', kind: 'person' })
  ).body.id as string;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const statement = (text: string) => ({ speakerId, kind: 'press-statement', text, verbatim: true });
const statements = () => `/v1/negotiations/${negotiationId}/statements`;
/** Midnight may change the day by one, which makes no difference here. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const key = () => `"${randomUUID()}"`;

describe('a clerk records a fact', () => {
  it('and learns its address, its data, its recorder and its revision', async () => {
    const answer = await service.post(statements(), {
      ...statement('unjustified and harmful'),
      occurredOn: '2025-10-0X',
      occurredText: 'early October',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({
      location: `/v1/statements/${answer.body.id}`,
      etag: '"0"',
      'consistency-token': expect.stringMatching(/^[\w-]{80}$/),
    });
    expect(answer.body).toMatchObject({
      kind: 'statement',
      negotiationId,
      revision: 0,
      events: [
        {
          type: 'StatementMade',
          data: { speakerId, text: 'unjustified and harmful', verbatim: true },
          metadata: {
            occurredOn: '2025-10-0X',
            occurredText: 'early October',
            recordedBy: { issuer: 'local', subject: 'Ana', name: 'Ana' },
            schemaVersion: 1,
          },
        },
      ],
    });
    const read = await service.get(answer.headers['location']!);
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({ id: answer.body.id, text: 'unjustified and harmful', occurredOn: '2025-10-0X' });
  });
  it('and gets no body if the client prefers that', async () => {
    const answer = await service.post(statements(), statement('short')).set('prefer', 'return=minimal');
    expect([answer.status, answer.text, answer.headers['preference-applied']]).toEqual([201, '', 'return=minimal']);
  });
  it('and gets no body with any spelling of that preference, but gets it with any other preference', async () => {
    const sent = async (prefer: string) => {
      const { text, headers } = await service.post(statements(), statement('short')).set('prefer', prefer);
      return [text === '', headers['preference-applied']];
    };
    for (const prefer of [
      'Return=minimal',
      'return="minimal"',
      'return = minimal',
      'respond-async, return=minimal; x=1',
      'return=minimal, return=representation',
    ])
      expect(await sent(prefer)).toEqual([true, 'return=minimal']);
    for (const prefer of [
      'return=representation',
      'return=representation, return=minimal',
      'return=minimalist',
      'return="minimal',
      'return',
      'no-return=minimal',
    ])
      expect(await sent(prefer)).toEqual([false, undefined]);
  });
  it('with an id of the clerk’s own, which is accepted once', async () => {
    const id = randomUUID();
    const fact = { id, name: 'Chinese authorities', kind: 'body' };
    expect((await service.post(`/v1/negotiations/${negotiationId}/representatives`, fact)).body.id).toBe(id);
    const again = await service.post(`/v1/negotiations/${negotiationId}/representatives`, fact);
    expect([again.status, again.body.code]).toEqual([422, 'representative-already-recorded']);
  });
  it('that was learned before it is recorded, and not after', async () => {
    const past = await service.post(statements(), { ...statement('late'), learnedAt: '2025-10-27T10:00:00+01:00' });
    expect(past.body.events[0].metadata.learnedAt).toBe('2025-10-27T09:00:00.000Z');
    const future = await service.post(statements(), { ...statement('early'), learnedAt: '2999-01-01T00:00:00Z' });
    expect([future.status, future.body.code]).toEqual([422, 'learned-in-the-future']);
  });
  it('that was learned after it happened, and that is already published', async () => {
    const told = { ...statement('leaked'), occurredOn: '2025-05-10' };
    const before = await service.post(statements(), { ...told, learnedAt: '2020-01-01T00:00:00Z' });
    expect(before.body).toMatchObject({
      status: 422,
      code: 'learned-before-it-happened',
      detail: expect.stringMatching(
        /^learnedAt is 2020-01-01T00:00:00.000Z, but occurredOn is 2025-05-10\. Correct one/,
      ),
      errors: [{ pointer: '/learnedAt', code: 'learned-before-it-happened' }],
    });
    const unheard = { ...told, sources: [{ title: 'A wire' }, { publishedOn: '2999' }] };
    expect((await service.post(statements(), unheard)).body).toMatchObject({
      status: 422,
      code: 'published-in-the-future',
      errors: [{ pointer: '/sources/1/publishedOn', code: 'published-in-the-future' }],
    });
    const known = { ...told, learnedAt: '2025-05-09T20:00:00Z', sources: [{ publishedOn: '2025-05-09' }] };
    expect((await service.post(statements(), known)).status).toBe(201);
  });
  it('that has happened, and none that a typo puts into the future', async () => {
    const meeting = await service.post(`/v1/negotiations/${negotiationId}/meetings`, {
      title: 'Round 2',
      planned: { on: '2052-10-30' },
      occurredOn: '2025-10-27',
    });
    expect(meeting.status).toBe(201);
    const held = `/v1/meetings/${meeting.body.id}/held`;
    const ahead = await service.post(held, { occurredOn: '2052-10-30' });
    expect(ahead.body).toMatchObject({
      status: 422,
      code: 'occurred-in-the-future',
      detail: expect.stringMatching(
        /^occurredOn is 2052-10-30, but the current day of the service is 20..-..-..\. Correct the date\./,
      ),
      errors: [{ pointer: '/occurredOn', code: 'occurred-in-the-future' }],
    });
    for (const fact of [{ start: '2052-10-30T09:30' }, { occurredOn: inDays(3) }, { occurredOn: '2052-10/..' }])
      expect((await service.post(held, fact)).body).toMatchObject({ status: 422, code: 'occurred-in-the-future' });
    expect((await service.post(held, { occurredOn: inDays(1) })).status).toBe(201);
    expect((await service.post(statements(), { ...statement('by 2052'), occurredOn: '../2052' })).status).toBe(201);
  });
});

describe('a reference', () => {
  it('must be on record, and the error points to what is not', async () => {
    const answer = await service.post(statements(), {
      ...statement('x'),
      partyId: randomUUID(),
      issueIds: [randomUUID()],
    });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'party-unknown',
      instance: statements(),
      errors: [
        { pointer: '/partyId', code: 'party-unknown' },
        { pointer: '/issueIds/0', code: 'issue-unknown' },
      ],
    });
  });
  it('must belong to the same negotiation', async () => {
    const other = (await service.post('/v1/negotiations', { title: 'Other talks' })).body.id as string;
    const answer = await service.post(`/v1/negotiations/${other}/statements`, statement('x'));
    expect([answer.status, answer.body.code]).toEqual([422, 'representative-unknown']);
  });
  it('can be an event: another account of the same fact', async () => {
    const first = await service.post(statements(), statement('once'));
    const eventId = first.body.events[0].id as string;
    expect(
      (await service.post(statements(), { ...statement('once, as another paper has it'), reportOf: eventId })).status,
    ).toBe(201);
    const wrong = await service.post(statements(), { ...statement('x'), reportOf: randomUUID() });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'event-unknown']);
  });
  it('must also be known if it is in the address', async () => {
    expect((await service.post(`/v1/negotiations/${randomUUID()}/statements`, statement('x'))).body).toMatchObject({
      status: 404,
      code: 'negotiation-unknown',
    });
    expect((await service.post(`/v1/meetings/${randomUUID()}/held`, {})).body).toMatchObject({
      status: 404,
      code: 'meeting-unknown',
    });
    expect((await service.post(`/v1/meetings/nonsense/held`, {})).body).toMatchObject({
      status: 400,
      code: 'id-malformed',
    });
  });
});

describe('a request that is sent again with its Idempotency-Key', () => {
  it('is recorded once and gets the same answer, also for a thing whose id the service chose', async () => {
    const idempotencyKey = key();
    const send = () => service.post(statements(), statement('on bad Wi-Fi')).set('idempotency-key', idempotencyKey);
    const [first, second] = [await send(), await send()];
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect([second.headers['location'], second.headers['etag']]).toEqual([
      first.headers['location'],
      first.headers['etag'],
    ]);
  });
  it('is recorded once if it is sent five times at once', async () => {
    const idempotencyKey = key();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        service.post(statements(), statement('all at once')).set('idempotency-key', idempotencyKey),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });
  it('is recognized after a restart', async () => {
    const idempotencyKey = key();
    const first = await service
      .post(statements(), statement('before the restart'))
      .set('idempotency-key', idempotencyKey);
    await service.close();
    service = await start(service.dataDir);
    const second = await service
      .post(statements(), statement('before the restart'))
      .set('idempotency-key', idempotencyKey);
    expect(second.body).toEqual(first.body);
  });
  it('is refused with another body, or for another thing', async () => {
    const idempotencyKey = key();
    await service.post(statements(), statement('one')).set('idempotency-key', idempotencyKey);
    const otherBody = await service.post(statements(), statement('two')).set('idempotency-key', idempotencyKey);
    expect([otherBody.status, otherBody.body.code]).toEqual([422, 'idempotency-key-reused']);
    const otherThing = await service
      .post(`/v1/negotiations/${negotiationId}/activate`, {})
      .set('idempotency-key', idempotencyKey);
    expect([otherThing.status, otherThing.body.code]).toEqual([422, 'idempotency-key-reused']);
  });
  it('is decided again after a refusal', async () => {
    const idempotencyKey = key();
    const id = randomUUID();
    const fact = { ...statement('waiting for its party'), partyId: id };
    const send = () => service.post(statements(), fact).set('idempotency-key', idempotencyKey);
    expect((await send()).status).toBe(422);
    await service.post(`/v1/negotiations/${negotiationId}/parties`, {
      id,
      name: 'EU',
      kind: 'regional-organisation',
      role: 'principal',
    });
    expect((await send()).status).toBe(201);
  });
  it.each(['""', 'two words', '"half', `"${'k'.repeat(256)}"`])('requires a valid key: %s', async (wrong) => {
    const answer = await service.post(statements(), statement('x')).set('idempotency-key', wrong);
    expect([answer.status, answer.body.code]).toEqual([400, 'idempotency-key-malformed']);
  });
});

describe('two clerks who record at the same time', () => {
  it('both succeed on one thing', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        service.post(`/v1/negotiations/${negotiationId}/describe`, { subject: `Version ${n}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    const revisions = answers.map(({ body }) => body.revision as number).sort((a, b) => a - b);
    expect(new Set(revisions).size).toBe(20);
  });
  it('can ask for an error if the other one was faster', async () => {
    const { headers } = await service.post(`/v1/negotiations/${negotiationId}/describe`, { subject: 'Seen' });
    const stale = headers['etag']!;
    expect(
      (await service.post(`/v1/negotiations/${negotiationId}/describe`, { subject: 'Mine' }).set('if-match', stale))
        .status,
    ).toBe(201);
    const late = await service
      .post(`/v1/negotiations/${negotiationId}/describe`, { subject: 'Theirs' })
      .set('if-match', stale);
    expect([late.status, late.body.code]).toEqual([412, 'moved-on']);
    expect(
      (await service.post(`/v1/negotiations/${negotiationId}/describe`, { subject: 'x' }).set('if-match', 'nonsense'))
        .body.code,
    ).toBe('if-match-malformed');
  });
});

describe('a batch', () => {
  const party = (id: string, name: string) => ({
    path: `/v1/negotiations/${negotiationId}/parties`,
    body: { id, name, kind: 'state', role: 'observer' },
  });

  it('is recorded in order, with an answer for each command; a command that depends on a refused one is refused too', async () => {
    const [known, unknown] = [randomUUID(), randomUUID()];
    const answer = await service.post('/v1/batches', [
      party(known, 'Norway'),
      { path: statements(), body: { ...statement('from Norway'), partyId: known } },
      {
        path: `/v1/negotiations/${negotiationId}/parties`,
        body: { id: unknown, name: 'Atlantis', kind: 'island', role: 'observer' },
      },
      { path: statements(), body: { ...statement('from Atlantis'), partyId: unknown } },
      { path: `/v1/parties/${known}/leave`, body: { occurredOn: '2052-10-27' } },
      { path: `/v1/parties/${known}/leave`, body: {} },
    ]);
    expect(answer.status).toBe(200);
    const results = answer.body as { status: number; body: { code?: string } }[];
    expect(results.map(({ status, body }) => [status, body.code])).toEqual([
      [201, undefined],
      [201, undefined],
      [400, 'fields-invalid'],
      [422, 'party-unknown'],
      [422, 'occurred-in-the-future'],
      [201, undefined],
    ]);
  });
  it('is recorded once if it is sent twice, and its commands are new ones in another batch', async () => {
    const idempotencyKey = key();
    const body = [
      { path: statements(), body: statement('in a batch') },
      { path: statements(), body: statement('in a batch') },
    ];
    const [first, second] = [
      await service.post('/v1/batches', body).set('idempotency-key', idempotencyKey),
      await service.post('/v1/batches', body).set('idempotency-key', idempotencyKey),
    ];
    expect(second.body).toEqual(first.body);
    const [one, two] = first.body as { body: { id: string } }[];
    expect(one!.body.id).not.toBe(two!.body.id);
  });
  it('returns a Consistency-Token that covers everything it recorded', async () => {
    const [late, idempotencyKey] = [randomUUID(), key()];
    const body = [
      { path: statements(), body: { ...statement('from who comes late'), partyId: late } },
      { path: statements(), body: statement('of the same batch') },
    ];
    const send = async () => {
      const { headers, body: results } = await service.post('/v1/batches', body).set('idempotency-key', idempotencyKey);
      const seen = await service.get(`${statements()}?asOf=${headers['consistency-token']}&limit=200`);
      const { items } = seen.body as { items: { id: string }[] };
      return (results as { status: number; body: { id: string } }[]).map(({ status, body: { id } }) => ({
        status,
        isSeen: items.some((item) => item.id === id),
      }));
    };
    expect(await send()).toEqual([
      { status: 422, isSeen: false },
      { status: 201, isSeen: true },
    ]);
    // In the repeated batch, the first command is recorded after the second.
    await service.post(`/v1/negotiations/${negotiationId}/parties`, party(late, 'Chile').body);
    expect(await send()).toEqual([
      { status: 201, isSeen: true },
      { status: 201, isSeen: true },
    ]);
  });
  it('returns no Consistency-Token if nothing was recorded', async () => {
    const { status, headers } = await service.post('/v1/batches', [{ path: statements(), body: {} }]);
    expect([status, headers['consistency-token']]).toEqual([200, undefined]);
  });
  it('returns the address of each thing, also with a minimal answer', async () => {
    const [id, twin] = [randomUUID(), randomUUID()];
    const minimal = await service.post('/v1/batches', [party(id, 'Peru')]).set('prefer', 'return=minimal');
    expect(minimal.body).toEqual([{ status: 201, body: {}, location: `/v1/parties/${id}` }]);
    const other = randomUUID();
    const quoted = await service.post('/v1/batches', [party(other, 'Cuba')]).set('prefer', 'Return="minimal"');
    expect(quoted.body).toEqual([{ status: 201, body: {}, location: `/v1/parties/${other}` }]);
    const { body } = await service.post('/v1/batches', [party(twin, 'Chad'), { path: statements(), body: {} }]);
    expect(body).toEqual([
      expect.objectContaining({ location: `/v1/parties/${twin}` }),
      { status: 400, body: expect.objectContaining({ code: 'fields-invalid' }) },
    ]);
  });
  it('can be sent as lines', async () => {
    const lines = [party(randomUUID(), 'Iceland'), party(randomUUID(), 'Japan')]
      .map((item) => JSON.stringify(item))
      .join('\n');
    const answer = await service.post('/v1/batches').set('content-type', 'application/x-ndjson').send(`${lines}\n`);
    expect((answer.body as { status: number }[]).map(({ status }) => status)).toEqual([201, 201]);
    const broken = await service

      .post('/v1/batches')
      .set('content-type', 'application/x-ndjson')
      .send(`${lines}\n{"half`);
    expect([broken.status, broken.body.code]).toEqual([400, 'line-malformed']);
  });
  it('points to a command by its place in the batch, also among empty lines, and names the line in words', async () => {
    const good = JSON.stringify(party(randomUUID(), 'Togo'));
    const send = async (last: string) => {
      const lines = `\n${good}\n\n${last}\n`;
      const { status, body } = await service
        .post('/v1/batches')
        .set('content-type', 'application/x-ndjson')
        .send(lines);
      return { status, body };
    };
    expect(await send('  {x}')).toMatchObject({
      status: 400,
      body: {
        code: 'line-malformed',
        errors: [{ pointer: '/1' }],
        detail: "Line 4 is not valid JSON: Expected property name or '}' at column 4. Nothing was recorded.",
      },
    });
    expect(await send('{"path": "/metrics", "body": {}}')).toMatchObject({
      status: 400,
      body: { code: 'batch-item-malformed', errors: [{ pointer: '/1' }] },
    });
  });
  it('is refused as a whole if it is malformed', async () => {
    for (const [body, status, code] of [
      [{}, 400, 'batch-not-an-array'],
      [[{ path: '/metrics', body: {} }], 400, 'batch-item-malformed'],
      [[{ path: '/v1/batches', body: {} }], 400, 'batch-item-malformed'],
      [[{ path: statements(), body: {}, extra: 1 }], 400, 'batch-item-malformed'],
      [Array.from({ length: 1001 }, () => party(randomUUID(), 'x')), 413, 'batch-too-long'],
    ] as const) {
      const answer = await service.post('/v1/batches', body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
  });
});
