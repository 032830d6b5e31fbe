import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

type Parameter = { name: string; in: string; schema: { example?: unknown } };
type Operation = {
  summary?: string;
  operationId: string;
  parameters?: Parameter[];
  requestBody?: {
    content: Record<string, { examples?: Record<string, { value: Record<string, unknown> | unknown[] }> }>;
  };
  responses: Record<string, unknown>;
};
type Document = { paths: Record<string, Record<string, Operation>> };

let service: Running;
let document: Document;
beforeAll(async () => {
  service = await start();
  document = (await service.get('/openapi.json')).body as Document;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});
const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the OpenAPI document', () => {
  it('passes the lint of @redocly/cli', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'rapporteur-openapi-')), 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    const redocly = join('node_modules', '@redocly', 'cli', 'bin', 'cli.js');
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', NODE_OPTIONS: '' };
    const { stderr } = await promisify(execFile)(
      process.execPath,
      [redocly, 'lint', '--extends=recommended-strict', file],
      { env },
    );
    expect(stderr).toContain('Your API description is valid');
  }, 60_000);

  it('says of every route what it does and what it answers', () => {
    expect(operations().length).toBeGreaterThan(100);
    for (const { operation } of operations()) {
      expect(operation.summary).toBeTruthy();
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
    }
    expect(new Set(operations().map(({ operation }) => operation.operationId)).size).toBe(operations().length);
  });

  it('has examples that are accepted as they stand, in the order of the document', async () => {
    const lastEvent = new Map<string, string>();
    let sent = 0;
    for (const { path, method, operation } of operations()) {
      if (method !== 'post') continue;
      const examples = Object.values(operation.requestBody!.content['application/json']!.examples ?? {});
      expect([path, examples.length]).not.toEqual([path, 0]);
      const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        String(operation.parameters!.find((parameter) => parameter.name === name)!.schema.example),
      );
      for (const { value } of examples) {
        const headers: Record<string, string> = {};
        let body: object = value;
        // The id of an event is the service's to give, so it is filled in: the last one of the thing.
        if (/\/(?:correct|void)$/.test(address)) {
          const thing = address.replace(/\/\w+$/, '');
          headers['if-match'] = (await service.get(thing)).headers['etag']!;
          body = { ...(value as object), eventId: lastEvent.get(thing) };
        }
        const answer = await service.post(address, body).set(headers);
        expect([address, answer.status, answer.status === 201 || answer.status === 200 ? '' : answer.text]).toEqual([
          address,
          path === '/v1/batches' ? 200 : 201,
          '',
        ]);
        sent++;
        if (answer.status === 201)
          lastEvent.set(answer.headers['location']!, (answer.body as ReceiptBody).events.at(-1)!.id);
        else
          expect((answer.body as { status: number }[]).map(({ status }) => status)).toEqual(
            (value as unknown[]).map(() => 201),
          );
      }
    }
    expect(sent).toBeGreaterThan(75);
  }, 30_000);

  it('has addresses that answer when they are read with the ids of the examples', async () => {
    for (const { path, method, operation } of operations()) {
      if (method !== 'get') continue;
      const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        String(operation.parameters!.find((parameter) => parameter.name === name)!.schema.example),
      );
      const answer = await service.get(address);
      expect([address, answer.status]).toEqual([address, 200]);
      const etag = answer.headers['etag'];
      if (address.startsWith('/v1/')) expect((await service.get(address).set('if-none-match', etag!)).status).toBe(304);
    }
  });
});
