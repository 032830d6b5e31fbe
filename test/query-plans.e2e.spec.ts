import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { addressOf, type Document, documentOf, type Route, routesOf, sendExamples } from './support/examples.js';
import { type InProcess, startInProcess } from './support/in-process.js';

type Prepare = (this: Database.Database, sql: string) => Database.Statement;
type Step = Readonly<{ detail: string }>;
const queries = new Set<string>();
const scans: string[] = [];

/** Lists in the query itself, one row for each model, and the one row of a diff with its two moments. */
const SHORT =
  /^SCAN (?:json_each (?:EXISTS )?VIRTUAL|\w+ VIRTUAL TABLE|CONSTANT ROW|models\b|moments\b|related\b|\(subquery)/;
/** The first rows in the order of the table or of an index. */
const isFirstPage = (sql: string, plan: readonly Step[]): boolean =>
  /\bLIMIT\b/.test(sql) && !/\bWHERE (?!TRUE\b)/.test(sql) && plan.length === 1;

const explain = (db: Database.Database, prepare: Prepare, sql: string): readonly Step[] => {
  const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 'x']);
  const values = names.length > 0 ? [Object.fromEntries(names)] : Array.from(sql.matchAll(/\?/g), () => 'x');
  return prepare.call(db, `EXPLAIN QUERY PLAN ${sql}`).all(...values) as readonly Step[];
};

type Resolved = Readonly<{
  enum?: readonly string[];
  type?: string;
  format?: string;
  example?: unknown;
  $ref?: string;
  allOf?: readonly Resolved[];
}>;

const withQuery = (address: string, ...queries: readonly string[]): string => {
  const query = queries.filter((one) => one !== '').join('&');
  return query === '' ? address : `${address}?${query}`;
};

describe('the queries behind every page that can be read', () => {
  const prepare = Reflect.get(Database.prototype, 'prepare') as Prepare;
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-plans-'));
  let service: InProcess;
  let document: Document;

  beforeAll(async () => {
    service = await startInProcess(dataDir, {});
    document = await documentOf(service);
    await sendExamples(service, document);
    // Whoever keeps a connection may keep the function that prepares, too.
    await service.close();
    Database.prototype.prepare = function (this: Database.Database, sql: string) {
      if (!queries.has(sql) && /^\s*(?:SELECT|WITH)/i.test(sql)) {
        queries.add(sql);
        const plan = explain(this, prepare, sql);
        for (const { detail } of isFirstPage(sql, plan) ? [] : plan)
          if (detail.startsWith('SCAN') && !SHORT.test(detail)) scans.push(`${detail}: ${sql.replaceAll(/\s+/g, ' ')}`);
      }
      return prepare.call(this, sql);
    } as typeof Database.prototype.prepare;
    service = await startInProcess(dataDir, {});
    // A start reads the whole log.
    queries.clear();
    scans.splice(0);
  });
  afterAll(async () => {
    Database.prototype.prepare = prepare as typeof Database.prototype.prepare;
    await service.close();
    rmSync(dataDir, { recursive: true });
  });

  const resolved = (schema: Resolved): Resolved => {
    if (schema.allOf?.[0] !== undefined) return resolved(schema.allOf[0]);
    if (schema.$ref === undefined) return schema;
    const { components } = document as unknown as { components: { schemas: Record<string, Resolved> } };
    return resolved(components.schemas[schema.$ref.split('/').at(-1)!]!);
  };
  /** The id in the example of a path. */
  const idIn = (wanted: string): string =>
    addressOf(routesOf(document).find(({ path, method }) => path === wanted && method === 'get')!)
      .split(/[/?]/)
      .at(3)!;
  const valueOf = (name: string, schema: Resolved): string => {
    const { enum: values, format, type, example } = resolved(schema);
    if (typeof example === 'string') return example;
    if (values !== undefined) return values[0]!;
    if (type === 'integer') return '5';
    if (format === 'date-time') return '2025-10-27T00:00:00Z';
    if (format === 'uuid') return idIn('/v1/parties/{id}');
    return name === 'q' ? 'talks' : '2025-10-27';
  };
  /** What a page cannot do without. */
  const neededBy = ({ path }: Route): string =>
    path === '/v1/audit/diff' ? `negotiationId=${idIn('/v1/negotiations/{id}')}&fromKnownAt=2025-10-01` : '';
  const ELSEWHERE = new Set(['asOf', 'knownAt', 'happenedBy', 'after', 'fromAsOf', 'fromKnownAt', 'fromHappenedBy']);
  const filtersOf = ({ operation: { parameters = [] } }: Route): readonly string[] =>
    parameters
      .filter(({ name, in: where }) => where === 'query' && !ELSEWHERE.has(name))
      .map(({ name, schema }) => `${name}=${encodeURIComponent(valueOf(name, schema as Resolved))}`);

  it.each([
    ['now', () => ''],
    ['of a past moment', () => `asOf=${new Date().toISOString()}`],
  ])('find their rows by an index, and read no table from one end to the other: %s', async (_, moment) => {
    const routes = routesOf(document).filter(({ operation }) =>
      operation.parameters?.some(({ name }) => name === 'asOf'),
    );
    expect(routes.length).toBeGreaterThan(25);
    for (const route of routes) {
      const [address] = addressOf(route).split('?') as [string];
      const filters = filtersOf(route).filter((filter) => !neededBy(route).startsWith(filter.split('=')[0]!));
      for (const query of ['', ...filters, filters.join('&')]) {
        const asked = withQuery(address, neededBy(route), query, moment());
        expect([asked, (await service.get(asked)).status]).toEqual([asked, 200]);
      }
    }
    expect(queries.size).toBeGreaterThan(40);
    expect(scans).toEqual([]);
  });
});
