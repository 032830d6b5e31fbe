import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let service: Running;
let negotiationId: string;
beforeAll(async () => {
  service = await start();
  negotiationId = (await service.post('/v1/negotiations', { title: 'Talks' })).body.id as string;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const BOM = '\uFEFF';
const send = (path: string, type: string, body: string) =>
  request(service.url).post(path).set('content-type', type).send(body);
const party = (name: string) => ({
  path: `/v1/negotiations/${negotiationId}/parties`,
  body: { id: randomUUID(), name, kind: 'state', role: 'observer' },
});
const statuses = (body: unknown) => (body as { status: number }[]).map(({ status }) => status);

describe('extra characters from an editor or a spreadsheet', () => {
  it('are ignored: a byte order mark before a fact', async () => {
    const answer = await send('/v1/negotiations', 'application/json', `${BOM}${JSON.stringify({ title: 'Talks' })}`);
    expect(answer.status).toBe(201);
  });
  it('are ignored: byte order marks, both kinds of line endings and empty lines in a batch', async () => {
    const [a, b, c] = ['Norway', 'Iceland', 'Japan'].map((name) => JSON.stringify(party(name)));
    const lines = `${BOM}${a}\r\n\r\n  ${b}\n${BOM}${c}\r\n\n`;
    const answer = await send('/v1/batches', 'application/x-ndjson', lines);
    expect([answer.status, statuses(answer.body)]).toEqual([200, [201, 201, 201]]);
  });
  it('are ignored: 9,000 empty lines after a batch', async () => {
    const lines = `${JSON.stringify(party('Ghana'))}${'\r\n'.repeat(9_000)}`;
    const answer = await send('/v1/batches', 'application/x-ndjson', lines);
    expect([answer.status, statuses(answer.body)]).toEqual([200, [201]]);
  });
  it('are kept inside a text', async () => {
    const title = `${BOM}Talks${BOM}`;
    const answer = await send('/v1/negotiations', 'application/json', JSON.stringify({ title }));
    expect((answer.body as ReceiptBody).events[0]!.data['title']).toBe(title);
  });
  it('do not split one line into two commands', async () => {
    const line = JSON.stringify(party('Chile'));
    const answer = await send('/v1/batches', 'application/x-ndjson', `${BOM}${line}${BOM}${line}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'line-malformed']);
  });
});

describe('a question mark at the end of an address', () => {
  it('adds no parameter', async () => {
    expect((await service.post('/v1/negotiations?', { title: 'Talks' })).status).toBe(201);
  });
  it('is rejected for a command of a batch in the same way as for a single request', async () => {
    const { path, body } = party('Peru');
    const answer = await service.post('/v1/batches', [{ path: `${path}?preview=true`, body }, party('Peru')]);
    expect(statuses(answer.body)).toEqual([400, 201]);
    expect((answer.body as object[])[0]).toMatchObject({ body: { errors: [{ pointer: '/preview' }] } });
  });
});

describe('If-Match', () => {
  it('can list several pages of one revision', async () => {
    const path = `/v1/negotiations/${negotiationId}`;
    const { headers } = await service.get(path);
    const [revision] = headers['etag']!.slice(1).split('.');
    const describe = (etags: string) =>
      service.post(`${path}/describe`, { subject: etags.slice(0, 400) }).set('if-match', etags);
    expect((await describe(`"${revision}.abc" ,${headers['etag']},"${revision}"`)).status).toBe(201);
    const late = await describe(`"${revision}.abc", ${headers['etag']}`);
    expect([late.status, late.body.code]).toEqual([412, 'moved-on']);
  });
});

describe('the measures for a party', () => {
  const measures = (query: string) => service.get(`/v1/negotiations/${negotiationId}/measures?${query}`);
  const recorded = async (kind: string, fact: object) =>
    (await service.post(`/v1/negotiations/${negotiationId}/${kind}`, fact).expect(201)).body.id as string;

  it('are listed for a party on record, and refused for an unknown party or one of another negotiation', async () => {
    const [eu, china] = await Promise.all(
      ['European Union', 'China'].map((name) => recorded('parties', { name, kind: 'state', role: 'principal' })),
    );
    const id = await recorded('measures', {
      actorId: china,
      title: 'Licences',
      instrument: 'export-control',
      affectedPartyIds: [eu],
      provisions: [{ provisionId: '1', text: 'Licences', entersIntoForce: { on: '2025-10-09' } }],
    });
    const other = (await service.post('/v1/negotiations', { title: 'Other talks' })).body.id as string;
    const stranger = (
      await service.post(`/v1/negotiations/${other}/parties`, { name: 'Chad', kind: 'state', role: 'observer' })
    ).body.id as string;

    expect((await measures(`for=${eu!.toUpperCase()}`)).body).toMatchObject({ items: [{ id }] });
    expect((await service.get(`/v1/measures/${id}?for=${eu}`)).status).toBe(200);
    for (const unknown of [stranger, randomUUID()])
      for (const answer of [await measures(`for=${unknown}`), await service.get(`/v1/measures/${id}?for=${unknown}`)])
        expect(answer.body).toMatchObject({
          status: 404,
          code: 'party-unknown',
          errors: [{ pointer: '/for', code: 'party-unknown' }],
        });
  });
});
