import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { addressOf, type Document, documentOf, type Route, routesOf, sendExamples } from './support/examples.js';
import { letInByName } from './support/as.js';
import { type InProcess, startInProcess } from './support/in-process.js';

type Prepare = (this: Database.Database, sql: string) => Database.Statement;
type Step = Readonly<{ detail: string }>;
const queries = new Set<string>();
const scans: string[] = [];
/** How many queries merged the rows of several markings. */
let merged = 0;

/** Lists in the query itself, one row for each model or marking, and the one row of a diff with its two moments. */
const SHORT =
  /^SCAN (?:json_each (?:EXISTS )?VIRTUAL|\w+ VIRTUAL TABLE|CONSTANT ROW|models\b|moments\b|main\.labels\b|main\.markings\b|temp\.lens\b|sqlite_temp_schema\b|related\b|\(subquery)/;
/** The first rows in the order of the table or of an index: nothing is left out, and nothing is sorted. */
const isFirstPage = (sql: string, plan: readonly Step[]): boolean =>
  /\bLIMIT\b/.test(sql) &&
  !/\bWHERE (?!TRUE\b)/.test(sql) &&
  !plan.some(({ detail }) => detail.startsWith('USE TEMP B-TREE'));

const explain = (db: Database.Database, prepare: Prepare, sql: string): readonly Step[] => {
  const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 'x']);
  const values = names.length > 0 ? [Object.fromEntries(names)] : Array.from(sql.matchAll(/\?/g), () => 'x');
  return prepare.call(db, `EXPLAIN QUERY PLAN ${sql}`).all(...values) as readonly Step[];
};

/** All rows of a table, or all of a marking. */
const isScan = (detail: string): boolean =>
  (/^SCAN\b/.test(detail) && !SHORT.test(detail)) || /^SEARCH .*\(marking=\?\)$/.test(detail);
/** The rows of a view, which another step of the plan has found. */
const isMadeHere = (detail: string, plan: readonly Step[]): boolean => {
  const [, name] = detail.split(' ');
  return plan.some((step) => step.detail === `CO-ROUTINE ${name}`);
};

type Resolved = Readonly<{
  enum?: readonly string[];
  type?: string;
  format?: string;
  example?: unknown;
  $ref?: string;
  items?: Resolved;
  allOf?: readonly Resolved[];
}>;

const withQuery = (address: string, ...queries: readonly string[]): string => {
  const query = queries.filter((one) => one !== '').join('&');
  return query === '' ? address : `${address}?${query}`;
};

/** Four markings that Ana may see, in the order of the log, and one that she may not. */
const LEVELS = ['public', 'restreint', undefined, 'confidentiel', 'tres-secret'];
const markDifferently = async (service: InProcess): Promise<void> => {
  const { items } = (await service.get('/v1/audit/trail?limit=200')).body as {
    items: { event: { stream: string; revision: number } }[];
  };
  const things = items
    .filter(({ event }) => event.revision === 0 && !/^(?:negotiation|grant|ledger)-/.test(event.stream))
    .map(({ event }) => event.stream);
  expect(things.length).toBeGreaterThan(2 * LEVELS.length);
  for (const [n, thing] of things.entries()) {
    const level = LEVELS[n % LEVELS.length];
    if (level === undefined) continue;
    const body = { marking: { level }, reason: 'So that they differ.', consent: 'By phone.' };
    const marked = await service.post(`${pathOf(thing)}/mark`, body).set('if-match', '*');
    // An example may have this marking already.
    expect(marked.status === 201 || (marked.body as { code: string }).code).toBe(
      marked.status === 201 || 'nothing-changes',
    );
  }
};
const PLURALS: Readonly<Record<string, string>> = { party: 'parties', minutes: 'minutes' };
const pathOf = (stream: string) => {
  const [kind, id] = [stream.split('-', 1)[0]!, stream.slice(stream.indexOf('-') + 1)];
  return `/v1/${PLURALS[kind] ?? `${kind}s`}/${id}`;
};

describe('the queries behind every page that can be read', () => {
  const prepare = Reflect.get(Database.prototype, 'prepare') as Prepare;
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-plans-'));
  let service: InProcess;
  let document: Document;

  beforeAll(async () => {
    letInByName();
    service = await startInProcess(dataDir, {});
    document = await documentOf(service);
    await sendExamples(service, document);
    await markDifferently(service);
    // Whoever keeps a connection may keep the function that prepares, too.
    await service.close();
    Database.prototype.prepare = function (this: Database.Database, sql: string) {
      if (!queries.has(sql) && /^\s*(?:SELECT|WITH)/i.test(sql)) {
        queries.add(sql);
        const plan = explain(this, prepare, sql);
        if (plan.some(({ detail }) => detail === 'MERGE (UNION ALL)')) merged += 1;
        for (const { detail } of isFirstPage(sql, plan) ? [] : plan)
          if (isScan(detail) && !isMadeHere(detail, plan)) scans.push(`${detail}: ${sql.replaceAll(/\s+/g, ' ')}`);
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
    const { enum: values, format, type, example, items } = resolved(schema);
    if (items !== undefined) return valueOf(name, items);
    if (typeof example === 'string') return example;
    if (values !== undefined) return values[0]!;
    if (type === 'integer') return '5';
    if (format === 'date-time') return '2025-10-27T00:00:00Z';
    if (format === 'uuid') return idIn('/v1/parties/{id}');
    return name === 'q' ? 'talks' : '2025-10-27';
  };
  /** What a page cannot do without. */
  const neededBy = ({ path }: Route): string => {
    if (path.endsWith('/changes')) return 'since=2025-10-01';
    if (path.endsWith('/search')) return 'q=talks';
    return path === '/v1/audit/diff' ? `negotiationId=${idIn('/v1/negotiations/{id}')}&fromKnownAt=2025-10-01` : '';
  };
  const ELSEWHERE = new Set(['asOf', 'knownAt', 'happenedBy', 'after', 'fromAsOf', 'fromKnownAt', 'fromHappenedBy']);
  /** One of each kind of search, with and without words that must occur. */
  const SEARCHES = ['-talks', 'talks -tariffs', 'talks OR tariffs', 'by:a* for:e* at:b*', 'by:a* OR talks -for:e*'];
  const searchesOf = ({ path, operation: { parameters = [] } }: Route): readonly string[] => {
    if (!parameters.some(({ name }) => name === 'q')) return [];
    // Only statements are searched by the names of who said them.
    const searches = /\/(?:statements|search)$/.test(path) ? SEARCHES : SEARCHES.filter((q) => !q.includes(':'));
    return searches.map((q) => `q=${encodeURIComponent(q)}`);
  };
  const filtersOf = ({ operation: { parameters = [] } }: Route): readonly string[] =>
    parameters
      .filter(({ name, in: where }) => where === 'query' && !ELSEWHERE.has(name))
      .map(({ name, schema }) => `${name}=${encodeURIComponent(valueOf(name, schema as Resolved))}`);

  it.each([
    ['now', 'chief', () => ''],
    ['of a past moment', 'chief', () => `asOf=${new Date().toISOString()}`],
    ['now, by a reader with a clearance', 'ana', () => ''],
    ['of a past moment, by a reader with a clearance', 'ana', () => `asOf=${new Date().toISOString()}`],
  ])('find their rows by an index, and read no table from one end to the other: %s', async (_, who, moment) => {
    const routes = routesOf(document).filter(({ operation }) =>
      operation.parameters?.some(({ name }) => name === 'asOf'),
    );
    expect(routes.length).toBeGreaterThan(25);
    for (const route of routes) {
      const [address] = addressOf(route).split('?') as [string];
      const filters = filtersOf(route).filter((filter) => !neededBy(route).startsWith(filter.split('=')[0]!));
      for (const query of ['', ...filters, ...searchesOf(route), filters.join('&')]) {
        const needed = query.startsWith('q=') ? '' : neededBy(route);
        const asked = withQuery(address, needed, query, moment());
        const { status } = await service.get(asked).set('x-caller', who);
        expect([asked, who === 'chief' ? status : status === 200 || status === 404]).toEqual([
          asked,
          who === 'chief' ? 200 : true,
        ]);
      }
      // Each of its rows is marked by itself.
      await service.get(withQuery(address, neededBy(route), moment())).set({ 'x-caller': who, accept: 'text/csv' });
    }
    expect(queries.size).toBeGreaterThan(40);
    expect(merged).toBeGreaterThan(10);
    expect(scans).toEqual([]);
  });
  it.each(['chief', 'ana'])('find what has the same name by an index, in dry runs of %s', async (who) => {
    queries.clear();
    const negotiation = `/v1/negotiations/${idIn('/v1/negotiations/{id}')}`;
    const bodies = {
      parties: { name: 'Ruritania', kind: 'state', role: 'principal' },
      representatives: { name: 'Rudolf Rassendyll', kind: 'person' },
      issues: { title: 'The succession' },
    };
    for (const [list, body] of Object.entries(bodies)) {
      const path = `${negotiation}/${list}?dryRun=true`;
      const { status } = await service.post(path, { ...body, occurredOn: '2025-10-01' }).set('x-caller', who);
      expect([path, status]).toEqual([path, 200]);
    }
    expect([...queries].some((sql) => sql.includes('FROM same_names'))).toBe(true);
    expect(scans).toEqual([]);
  });
});
