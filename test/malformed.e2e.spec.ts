import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Asked, faultOfProblem, sendRaw } from './support/raw.js';
import { remove, type Running, start } from './support/service.js';

let service: Running;
let talks: string;
beforeAll(async () => {
  service = await start();
  talks = (await service.post('/v1/negotiations', { title: 'Talks' })).body.id as string;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const send = (asked: Asked) => sendRaw(service.url, asked);

const isProblem = (answer: Answer) => {
  expect(faultOfProblem(answer)).toBeUndefined();
  return (JSON.parse(answer.body) as { code: string }).code;
};

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const json = { 'content-type': 'application/json' };
const fact = (fields: object) => JSON.stringify({ title: 'Talks', ...fields });

describe('a malformed request', () => {
  it.each<[what: string, asked: Asked, status: number, code: string]>([
    ['no JSON at all', { body: 'Talks on tariffs' }, 400, 'request-malformed'],
    ['half a JSON object', { body: '{"title": "Ta' }, 400, 'request-malformed'],
    ['an empty body', { body: '' }, 400, 'request-malformed'],
    ['an array', { body: '[]' }, 400, 'body-not-an-object'],
    ['null', { body: 'null' }, 400, 'body-not-an-object'],
    ['a text', { body: '"Talks"' }, 400, 'body-not-an-object'],
    ['no required field', { body: '{}' }, 400, 'fields-invalid'],
    ['an unknown field', { body: fact({ colour: 'red' }) }, 400, 'fields-invalid'],
    ['a number in place of a text', { body: fact({ title: 7 }) }, 400, 'fields-invalid'],
    ['null in place of a text', { body: fact({ subject: null }) }, 400, 'fields-invalid'],
    ['blanks in place of a text', { body: fact({ title: ' \n ' }) }, 400, 'fields-invalid'],
    ['a date that the calendar does not have', { body: fact({ occurredOn: '2025-02-29' }) }, 400, 'fields-invalid'],
    [
      'an object in place of a date',
      { body: fact({ occurredOn: { edtf: '2025', earliest: null, latest: null, begunBy: null } }) },
      400,
      'fields-invalid',
    ],
    ['numbers in a list of objects', { body: fact({ sources: [1, 2] }) }, 400, 'fields-invalid'],
    ['an object in place of a list', { body: fact({ sources: {} }) }, 400, 'fields-invalid'],
    ['a list in a list', { body: fact({ sources: [[{ title: 'x' }]] }) }, 400, 'fields-invalid'],
    [
      'an unknown field deep inside',
      { body: fact({ sources: [{ title: 'x', colour: 'red' }] }) },
      400,
      'fields-invalid',
    ],
    [
      '201 sources',
      { body: fact({ sources: Array.from({ length: 201 }, () => ({ title: 'x' })) }) },
      400,
      'fields-invalid',
    ],
    ['an invalid id', { body: fact({ id: '1' }) }, 400, 'fields-invalid'],
    ['33 levels', { body: deep(33) }, 400, 'body-too-deep'],
    ['4,000 levels', { body: deep(4_000) }, 400, 'body-too-deep'],
    ['a prototype', { body: '{"title": "x", "__proto__": {"admin": true}}' }, 400, 'request-malformed'],
    [
      'a constructor',
      { body: '{"title": "x", "constructor": {"prototype": {"admin": true}}}' },
      400,
      'request-malformed',
    ],
    ['9 MiB', { body: fact({ description: 'x'.repeat(9 * 1024 * 1024) }) }, 413, 'request-too-large'],
    [
      'bytes that are not UTF-8',
      { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
      400,
      'not-utf-8',
    ],
    [
      'another charset',
      { headers: { 'content-type': 'application/json; charset=iso-8859-1' }, body: '{"title": "x"}' },
      415,
      'charset-unsupported',
    ],
    [
      'a compressed body',
      { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(fact({})) },
      415,
      'content-coding-unsupported',
    ],
    [
      'a body of two codings',
      { headers: { ...json, 'content-encoding': 'identity, br' }, body: fact({}) },
      415,
      'content-coding-unsupported',
    ],
    ['a slash too many', { method: 'GET', path: '/v1/negotiations/' }, 404, 'route-unknown'],
    [
      'a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'title=Talks' },
      415,
      'media-type-unsupported',
    ],
    ['XML', { headers: { 'content-type': 'application/xml' }, body: '<title/>' }, 415, 'media-type-unsupported'],
    [
      'plain text',
      { headers: { 'content-type': 'text/plain' }, body: '{"title": "Talks"}' },
      415,
      'media-type-unsupported',
    ],
    [
      'NDJSON outside of a batch',
      { headers: { 'content-type': 'application/x-ndjson' }, body: fact({}) },
      415,
      'media-type-unsupported',
    ],
    ['no media type', { headers: {}, body: '{"title": "Talks"}' }, 415, 'media-type-unsupported'],
    ['an unknown address', { method: 'GET', path: '/v2/negotiations' }, 404, 'route-unknown'],
    [
      'a method that the address does not support',
      { method: 'DELETE', path: '/v1/negotiations', headers: {} },
      405,
      'method-not-allowed',
    ],
    ['PUT', { method: 'PUT', path: '/v1/negotiations', body: '{}' }, 405, 'method-not-allowed'],
    ['an address of broken UTF-8', { method: 'GET', path: '/v1/meetings/%ff' }, 400, 'request-malformed'],
    ['a parameter of broken UTF-8', { method: 'GET', path: '/v1/negotiations?status=%e9' }, 400, 'request-malformed'],
    ['an invalid id in the address', { method: 'GET', path: '/v1/meetings/1' }, 400, 'id-malformed'],
    ['a parameter twice', { method: 'GET', path: '/v1/negotiations?limit=1&limit=2' }, 400, 'parameter-repeated'],
    ['an unknown parameter', { method: 'GET', path: '/v1/negotiations?colour=red' }, 400, 'fields-invalid'],
    ['a limit of zero', { method: 'GET', path: '/v1/negotiations?limit=0' }, 400, 'fields-invalid'],
    ['a limit in words', { method: 'GET', path: '/v1/negotiations?limit=many' }, 400, 'fields-invalid'],
    ['a fraction as a limit', { method: 'GET', path: '/v1/negotiations?limit=1.5' }, 400, 'fields-invalid'],
    ['a parameter next to a fact', { path: '/v1/negotiations?preview=true', body: fact({}) }, 400, 'fields-invalid'],
    ['a parameter next to a batch', { path: '/v1/batches?atomic=true', body: '[]' }, 400, 'fields-invalid'],
    [
      'a parameter twice next to a fact',
      { path: '/v1/negotiations?a=1&a=2', body: fact({}) },
      400,
      'parameter-repeated',
    ],
    ['an unknown address with a parameter', { path: '/v1/talks?a=1', body: fact({}) }, 404, 'route-unknown'],
    [
      'a thing of an unknown kind on the trail',
      { method: 'GET', path: '/v1/audit/trail?thing=treaty-5ba1ad00-0000-4000-8000-000000000041' },
      400,
      'fields-invalid',
    ],
    ['UTF-16', { body: Buffer.from(`\uFEFF${fact({})}`, 'utf16le') }, 400, 'not-utf-8'],
    ['an empty source', { body: fact({ sources: [{}] }) }, 400, 'fields-invalid'],
    [
      'a source at an address with a zone',
      { body: fact({ sources: [{ url: 'https://[fe80::1%25eth0]/' }] }) },
      400,
      'fields-invalid',
    ],
    ['an invisible title', { body: fact({ title: '\u200B\u2060' }) }, 400, 'fields-invalid'],
    [
      'If-Match with two revisions',
      { headers: { ...json, 'if-match': '"0.abc", "1.def"' }, body: fact({}) },
      400,
      'if-match-ambiguous',
    ],
    [
      'If-Match with half a list',
      { headers: { ...json, 'if-match': '"0.abc", ' }, body: fact({}) },
      400,
      'if-match-malformed',
    ],
    ['a forged cursor', { method: 'GET', path: '/v1/negotiations?after=AAAA' }, 400, 'cursor-malformed'],
    [
      'a forged token',
      { method: 'GET', path: '/v1/negotiations', headers: { 'consistency-token': 'AAAA' } },
      400,
      'consistency-token-malformed',
    ],
  ])('%s', async (_what, asked, status, code) => {
    const answer = await send(asked);
    expect([answer.status, isProblem(answer)]).toEqual([status, code]);
  });
  it('says how to send a body instead of with a Content-Encoding, and takes one that has none in effect', async () => {
    const refused = await send({ headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(fact({})) });
    expect(refused.headers['accept-encoding']).toBe('identity');
    expect((JSON.parse(refused.body) as { detail: string }).detail).toContain('without Content-Encoding');
    expect((await send({ headers: { ...json, 'content-encoding': 'identity' }, body: fact({}) })).status).toBe(201);
  });
  it('says which methods an address supports', async () => {
    const { body, headers } = await send({ method: 'PUT', path: '/v1/negotiations', body: '{}' });
    expect((JSON.parse(body) as { detail: string }).detail).toBe('PUT is not supported here. Use GET, HEAD or POST.');
    expect(headers['allow']).toBe('GET, HEAD, POST');
  });
  it('says what an id in the path has to be', async () => {
    const answer = await send({ method: 'GET', path: '/v1/negotiations/first', headers: {} });
    const { detail } = JSON.parse(answer.body) as { detail: string };
    expect(detail).toMatch(/^"first" in the path is not a UUID\. Use an id from an answer, like [\da-f-]{36}\.$/);
  });
  it.each([
    ['{"title": Talks}', /Unexpected token 'T'/],
    ['{"title": "Talks",}', /position 18/],
    ['{"title": "Ta', /Unterminated string/],
    ['{"title": "x", "__proto__": {}}', /"__proto__"/],
    ['', /it is empty/],
  ])('reports the place where the JSON breaks: %s', async (body, where) => {
    const answer = await send({ body });
    expect((JSON.parse(answer.body) as { detail: string }).detail).toMatch(where);
  });
  it('reports each wrong field, and what to write instead', async () => {
    const answer = await send({
      body: fact({ occurredOn: '2025-W43', sources: [{ title: 'x', reliability: 'G9' }], codes: [{}] }),
    });
    const { errors } = JSON.parse(answer.body) as { errors: { pointer: string; detail: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/codes/0/code',
      '/codes/0/scheme',
      '/codes/0/version',
      '/occurredOn',
      '/sources/0/reliability',
    ]);
    expect(errors.find(({ pointer }) => pointer === '/occurredOn')!.detail).toContain('2025-10-20/2025-10-26');
  });
  it('reports the valid limits, and unknown parameters', async () => {
    const detailOf = async (asked: Asked) => (JSON.parse((await send(asked)).body) as { detail: string }).detail;
    const limit = await detailOf({ method: 'GET', path: '/v1/negotiations?limit=1.5' });
    expect(limit).toBe('limit must be a whole number from 1 to 200.');
    expect(await detailOf({ path: '/v1/negotiations?preview=true', body: fact({}) })).toContain('/preview');
  });
  it.each([
    ['negotiations/:id/timeline', 'from', 'to', '2025-10-28', '2025-10-27'],
    ['negotiations/:id/statements', 'from', 'to', '2025-10-28', '2025-10-27'],
    ['negotiations/:id/meetings', 'from', 'to', '2025-10-28', '2025-10-27'],
    ['negotiations/:id/climate', 'from', 'to', '2025-10-28', '2025-10-27'],
    ['audit/trail', 'happenedFrom', 'happenedTo', '2025-10-28', '2025-10-27'],
    ['audit/trail', 'recordedFrom', 'recordedTo', '2025-10-27T10:00:00Z', '2025-10-27T11:30:00+02:00'],
    ['audit/trail', 'learnedFrom', 'learnedTo', '2025-10-27T10:00:00Z', '2025-10-27T09:59:59Z'],
  ])('is a period of /v1/%s whose %s is after its %s, but not a single day', async (path, from, to, late, early) => {
    const ask = async (query: Record<string, string>) =>
      send({ method: 'GET', path: `/v1/${path.replace(':id', talks)}?${new URLSearchParams(query).toString()}` });
    const answer = await ask({ [from]: late, [to]: early });
    expect([answer.status, isProblem(answer)]).toEqual([400, 'fields-invalid']);
    const { detail, errors } = JSON.parse(answer.body) as {
      detail: string;
      errors: { pointer: string; code: string }[];
    };
    expect(errors).toMatchObject([{ pointer: `/${to}`, code: 'ends-after-it-begins' }]);
    expect(detail).toContain(`before ${from}`);
    expect((await ask({ [from]: early, [to]: late })).status).toBe(200);
    expect((await ask({ [from]: late, [to]: late })).status).toBe(200);
    expect(JSON.parse((await ask({ [from]: 'soon', [to]: early })).body)).toMatchObject({
      errors: [{ pointer: `/${from}` }],
    });
  });
  it('gets the list of allowed methods', async () => {
    expect((await send({ method: 'DELETE', path: `/v1/negotiations/${talks}`, headers: {} })).headers['allow']).toBe(
      'GET, HEAD',
    );
  });
  it('changes no prototype', () => {
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
