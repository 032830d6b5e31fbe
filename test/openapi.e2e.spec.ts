import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { parse } from 'yaml';
import { BUCKET_SIZES } from '#read-models/models/climate/buckets.js';
import { MEETING_STATUSES } from '#read-models/models/meetings/meeting-plan.js';
import { checkAnswers, checkerOf, jsonGetNames, operationsIn } from './support/answers.js';
import {
  addressOf,
  type Document,
  documentOf,
  examplesOf,
  isByKey,
  readableAddresses,
  type Route,
  routesOf,
  sendExamples,
} from './support/examples.js';
import { recordEveryField } from './support/full-field-record.js';
import { remove, type Running, start } from './support/service.js';

let service: Running;
let document: Document;
beforeAll(async () => {
  service = await start();
  document = await documentOf(service);
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

type Described = {
  components: { schemas: Record<string, { allOf: { properties?: { code: { enum: string[] } } }[] }> };
};
type Filter = Readonly<{ name: string }>;
/** `bench/support/list-questions.mjs` */
type Bench = Readonly<{
  filterValues: (of: object) => Readonly<Record<string, unknown>>;
  questionsIn: (
    document: Document,
    negotiationId: string,
  ) => readonly Readonly<{ address: string; required: readonly string[]; filter?: Filter }>[];
  choicesIn: (document: Document, filter: Filter) => readonly string[] | undefined;
}>;
type Answer = { description: string; content: Record<string, { schema: { $ref: string } }> };

describe('the OpenAPI document', () => {
  it('passes the lint of @redocly/cli', () => lint(document));

  it('has both forms of a batch', () => {
    const { requestBody } = document.paths['/v1/batches']!['post']!;
    expect(Object.keys(requestBody!.content)).toEqual(['application/json', 'application/x-ndjson']);
  });

  it('has no filter of a list that the bench does not ask with a value', async () => {
    const bench = (await import(new URL('../../bench/support/list-questions.mjs', import.meta.url).href)) as Bench;
    const ids = { negotiation: '1', party: '2', representative: '3', issue: '4', meeting: '5' };
    const values = bench.filterValues({ ids, recordedAt: '2025-10-30T00:00:00.000Z' });
    const questions = bench.questionsIn(document, ids.negotiation);
    const asked = questions.flatMap(({ address, filter, required }) =>
      [...required, ...(filter ? [filter.name] : [])].map((name) => ({ address, name, filter })),
    );
    const isGiven = ({ name, filter }: (typeof asked)[number]) =>
      values[name] !== undefined || (filter?.name === name && bench.choicesIn(document, filter) !== undefined);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((one) => !isGiven(one))).toEqual([]);
  });

  it('requires a token on every route that is not public, if there is a login', async () => {
    const closed = await start(undefined, { OIDC_ISSUER: 'https://login.example.org', OIDC_AUDIENCE: 'record' });
    const demanding = await documentOf(closed);
    await closed.close();
    remove(closed.dataDir);
    expect(demanding).toMatchObject({
      security: [{ token: [] }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    });
    for (const { path, operation } of routesOf(demanding)) {
      const isOpen = path.startsWith('/health/') || path === '/v1/config' || isByKey({ path });
      expect([path, operation.security]).toEqual([path, isOpen ? [] : undefined]);
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(isOpen ? [] : ['401', '403', '503']));
    }
    expect(document).toMatchObject({ security: [] });
    expect(JSON.stringify(document)).not.toContain('securitySchemes');
    await lint(demanding);
  });

  it.each(['/openapi.json', '/openapi.yaml'])('is compressed and cached at %s', async (path) => {
    const plain = await service.get(path).set('accept-encoding', 'identity').buffer(true);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const etags = new Set([plain.headers['etag']]);
    for (const coding of ['gzip', 'br']) {
      const zipped = await service.get(path).set('accept-encoding', coding).buffer(true);
      const { etag } = zipped.headers;
      expect([zipped.status, zipped.text]).toEqual([200, plain.text]);
      expect(zipped.headers).toMatchObject({
        'content-encoding': coding,
        'cache-control': 'public, no-cache',
        vary: 'Accept-Encoding',
      });
      etags.add(etag);
      const head = await request(service.url).head(path).set('accept-encoding', coding);
      expect([head.status, head.headers['etag']]).toEqual([200, etag]);
      expect(Number(head.headers['content-length'])).toBe(Number(zipped.headers['content-length']));
      const cached = await service.get(path).set('accept-encoding', coding).set('if-none-match', etag!);
      expect([cached.status, cached.headers['etag'], cached.text]).toEqual([304, etag, '']);
    }
    expect(etags.size).toBe(3);
    expect([...etags].every((etag) => etag?.startsWith('"'))).toBe(true);
  });

  it('is the same in JSON and in YAML', async () => {
    const { text } = await service.get('/openapi.yaml').buffer(true);
    expect(parse(text)).toEqual(document);
  });

  it('is loaded by the page at /docs from its own address', async () => {
    const { text } = await service.get('/docs/swagger-ui-init.js').buffer(true);
    expect(text).toContain('"swaggerUrl": "../openapi.json"');
    expect(text.length).toBeLessThan(10_000);
  });

  it('describes every route and its answers', () => {
    const routes = routesOf(document);
    expect(routes.length).toBeGreaterThan(100);
    for (const { operation } of routes) {
      expect(operation.summary).toBeTruthy();
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
    }
    expect(new Set(routes.map(({ operation }) => operation.operationId)).size).toBe(routes.length);
  });

  it('lists the codes of the problems of each status', async () => {
    const { schemas } = (document as unknown as Described).components;
    const codesOf = (status: number) => schemas[`Problem${status}`]!.allOf[1]!.properties!.code.enum;
    expect(codesOf(412)).toEqual(['moved-on', 'not-there-yet', 'there-already']);
    expect(codesOf(428)).toEqual(['if-match-required']);
    const { body } = await service.get('/v1/parties/00000000-0000-4000-8000-000000000000').expect(404);
    expect(codesOf(404)).toContain((body as { code: string }).code);
    const answers = document.paths['/v1/parties/{id}']!['get']!.responses as Record<string, Answer>;
    expect(answers['404']!.content['application/problem+json']!.schema.$ref).toBe('#/components/schemas/Problem404');
  });

  it('tells the conditions of what has no ETag, and what their 412 means', () => {
    const operationOf = (id: string) =>
      routesOf(document).find(({ operation }) => operation.operationId === id)!.operation;
    const unmet = (id: string) => (operationOf(id).responses as Record<string, Answer>)['412']!.description;
    const conditionsOf = (id: string) =>
      (operationOf(id).parameters ?? []).filter((one) => one.in === 'header').map(({ name }) => name);
    for (const id of ['putFeed', 'putWebhook']) {
      expect(conditionsOf(id)).toEqual(['If-Match', 'If-None-Match']);
      expect(unmet(id)).toBe('If-Match is `*`, and it is not there; or If-None-Match is `*`, and it is there');
    }
    for (const id of ['putFeedKey', 'endFeed', 'putWebhookSecret', 'endWebhook'])
      expect(unmet(id)).toBe('If-None-Match is `*`, but it is there');
    expect(unmet('proposeMeeting')).toBe('The thing has changed since you read it');
  });

  it('has names for clients: commands in camelCase, and no two names of a kind that differ only by case or punctuation', () => {
    const operationIds = routesOf(document).map(({ operation }) => operation.operationId);
    const commands = routesOf(document).filter(({ method }) => method === 'post');
    for (const { operation } of commands) expect(operation.operationId).toMatch(/^[a-z]+(?:[A-Z][a-z]+)+$/);
    for (const names of [operationIds, Object.keys(schemasOf(document))])
      expect(new Set(names.map((name) => name.replaceAll(/\W/g, '').toLowerCase())).size).toBe(names.length);
  });

  it('names every enum of a command', () => {
    const schemas = schemasOf(document);
    const commands = routesOf(document).filter(({ method }) => method === 'post');
    const named = new Set<string>();
    for (const { operation } of commands)
      for (const [, name] of JSON.stringify(operation.requestBody).matchAll(/#\/components\/schemas\/(\w+)/g))
        named.add(name!);
    for (const name of named)
      for (const [, inner] of JSON.stringify(schemas[name]).matchAll(/#\/components\/schemas\/(\w+)/g))
        named.add(inner!);
    const inline = [...named].flatMap((name) =>
      Object.entries(schemas[name]!.properties ?? {}).flatMap(([field, schema]) =>
        'enum' in schema ? [`${name}.${field}`] : [],
      ),
    );
    // The levels are a setting of each service.
    expect(inline).toEqual(['Marking.level']);
    expect(named).toContain('MeetingLevel');
  });

  it.each([
    ['listMeetings', 'status', { enum: [...MEETING_STATUSES] }],
    ['listTimeline', 'order', { enum: ['asc', 'desc'], default: 'asc' }],
    ['getClimate', 'by', { enum: [...BUCKET_SIZES], default: 'month' }],
    ['listMeasures', 'for', { format: 'uuid' }],
    ['listStatements', 'from', { format: 'date' }],
    ['listTrail', 'thing', { pattern: expect.stringContaining('|meeting|') }],
    ['getConsistencyProof', 'from', { pattern: expect.stringContaining('[1-9]') }],
    ['listParties', 'limit', { type: 'integer', minimum: 1, maximum: 200, default: 50 }],
  ])('describes for the query of %s the values of %s', (operationId, name, wanted) => {
    const { operation } = routesOf(document).find((route) => route.operation.operationId === operationId)!;
    expect(resolved(operation.parameters!.find((one) => one.name === name)!.schema)).toMatchObject(wanted);
  });

  it('names every value of a query parameter, and the service names the same ones in its refusals', async () => {
    let choices = 0;
    for (const route of routesOf(document).filter(({ method }) => method === 'get'))
      for (const { name, in: where, schema } of route.operation.parameters ?? []) {
        // One that may be repeated has the values of its items.
        const { items = schema } = resolved(schema) as { items?: object };
        const { enum: values } = resolved(items) as { enum?: string[] };
        if (where !== 'query') continue;
        const address = addressOf({ ...route, operation: { ...route.operation, parameters: inPath(route) } });
        const { body } = await service.get(`${address}?${name}=none-of-them`);
        const { errors = [] } = body as { errors?: { pointer: string; detail: string }[] };
        const detail = errors.find(({ pointer }) => pointer === `/${name}`)?.detail ?? '';
        // The error message shortens a long list.
        const listed = / must be one of (.*?)[.…]?$/.exec(detail)?.[1];
        expect([route.path, name, values?.join(', ').slice(0, listed?.length)]).toEqual([route.path, name, listed]);
        if (values) choices += 1;
      }
    expect(choices).toBeGreaterThan(15);
  });

  it('has no two type names that differ only by case or punctuation, so that a client can be generated', () => {
    const { schemas } = (document as unknown as { components: { schemas: Record<string, object> } }).components;
    const names = [
      ...Object.entries(schemas).flatMap(([name, schema]) => [name, ...typesWithin(name, schema)]),
      ...routesOf(document).flatMap(({ operation: { operationId, parameters = [] } }) =>
        parameters.flatMap(({ name, schema }) => ('enum' in schema ? [`${operationId}.${name}`] : [])),
      ),
    ];
    const byLetters = new Map<string, Set<string>>();
    for (const name of names) {
      const letters = name.replaceAll(/\W/g, '').toLowerCase();
      byLetters.set(letters, (byLetters.get(letters) ?? new Set()).add(name));
    }
    expect([...byLetters.values()].filter((alike) => alike.size > 1)).toEqual([]);
    expect(byLetters.size).toBeGreaterThan(200);
  });

  it('has examples that are accepted unchanged, in the order of the document', async () => {
    for (const route of routesOf(document))
      if (route.method === 'post') expect([route.path, examplesOf(route).length]).not.toEqual([route.path, 0]);
    const sent = await sendExamples(service, document);
    expect(sent.length).toBeGreaterThan(75);
    for (const { address, value, answer } of sent) {
      const isBatch = address === '/v1/batches';
      const wanted = isBatch ? 200 : 201;
      expect([address, answer.status, answer.status === wanted ? '' : answer.text]).toEqual([address, wanted, '']);
      if (isBatch)
        expect((answer.body as { status: number }[]).map(({ status }) => status)).toEqual(
          (value as unknown[]).map(() => 201),
        );
    }
  });

  it('has addresses that respond when they are read with the ids of the examples', async () => {
    for (const address of readableAddresses(document)) {
      const answer = await service.get(address);
      // No witness is configured, so nothing was cosigned.
      expect([address, answer.status]).toEqual([address, address.endsWith('/cosigned') ? 404 : 200]);
      const etag = answer.headers['etag'];
      if (etag !== undefined) expect((await service.get(address).set('if-none-match', etag)).status).toBe(304);
      else
        expect(address).toMatch(
          /^\/(?:health|metrics|v1\/(?:me|config|feeds|webhooks|dead-letters)$|v1\/dates|v1\/notices|v1\/negotiations\/[\w-]+\/read-to-here$|v1\/audit\/(?:checkpoint|ledger|proofs|export))/,
        );
    }
  });

  it('describes the content of every JSON answer, and no answer has more', async () => {
    await recordEveryField(service);
    const checked = await checkAnswers((address) => service.get(address), document, MOMENTS);
    expect(checked.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(operationsIn(checked)).toEqual(jsonGetNames(document));
  });

  it('does not match another answer', async () => {
    const check = checkerOf(document);
    const route = routesOf(document).find(({ path }) => path === '/v1/negotiations/{negotiationId}/meetings')!;
    const { body } = await service.get(addressOf(route));
    const [item, ...others] = (body as { items: { planned?: object; history: object[] }[] }).items;
    const answering = (changes: object) => {
      const answer = JSON.stringify({ ...body, items: [{ ...item, ...changes }, ...others] });
      return check(route.path, JSON.parse(answer));
    };
    expect(answering({})).toEqual([]);
    for (const changes of [
      { title: undefined },
      { status: 'perhaps' },
      { place: null },
      { weather: 'fine' },
      { partyIds: ['the EU'] },
      { planned: { ...item!.planned, weather: 'fine' } },
      { history: [{ ...item!.history[0], weather: 'fine' }] },
      { history: [{ ...item!.history[0], type: 'MeetingImagined' }] },
      { occurredOn: 'last week' },
    ])
      expect([changes, answering(changes)]).not.toEqual([changes, []]);
  });
});

/** The types without a name in a schema: a generator names them by the fields that lead to them. */
const typesWithin = (name: string, schema: object): string[] => {
  const { properties, items, allOf, oneOf } = schema as {
    properties?: Record<string, object>;
    items?: object;
    allOf?: object[];
    oneOf?: object[];
  };
  const isType = (one: object) => ['enum', 'properties', 'allOf', 'oneOf'].some((key) => key in one);
  const inner = [...Object.entries(properties ?? {}), ...(items ? [['item', items] as const] : [])];
  return [
    ...[...(allOf ?? []), ...(oneOf ?? [])].flatMap((part) => typesWithin(name, part)),
    ...inner.flatMap(([field, one]) => [
      ...(isType(one) ? [`${name}.${field}`] : []),
      ...typesWithin(`${name}.${field}`, one),
    ]),
  ];
};
/** A schema in which references are replaced by what they name. */
const resolved = (schema: object): object => {
  const { $ref, ...rest } = schema as { $ref?: string };
  const { schemas } = (document as unknown as { components: { schemas: Record<string, object> } }).components;
  return $ref === undefined ? schema : { ...schemas[$ref.split('/').at(-1)!], ...rest };
};
const inPath = ({ operation }: Route) => (operation.parameters ?? []).filter((one) => one.in === 'path');

const MOMENTS = ['', 'happenedBy=2025-10-27', 'knownAt=2026-01-01'];

const lint = async (api: Document) => {
  const file = join(mkdtempSync(join(tmpdir(), 'rapporteur-openapi-')), 'openapi.json');
  writeFileSync(file, JSON.stringify(api));
  const redocly = join('node_modules', '@redocly', 'cli', 'bin', 'cli.js');
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', NODE_OPTIONS: '' };
  const words = [redocly, 'lint', '--extends=recommended-strict', file];
  const { stderr } = await promisify(execFile)(process.execPath, words, { env });
  expect(stderr).toContain('Your API description is valid');
};

type Schemas = Readonly<Record<string, Readonly<{ properties?: Readonly<Record<string, object>> }>>>;
const schemasOf = (whole: Document) => (whole as unknown as { components: { schemas: Schemas } }).components.schemas;
