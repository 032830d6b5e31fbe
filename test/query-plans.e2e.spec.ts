import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { addressOf, type Document, documentOf, type Route, routesOf, sendExamples } from './support/examples.js';
import { compartments, letInByName } from './support/as.js';
import { type InProcess, startInProcess } from './support/in-process.js';

type Prepare = (this: Database.Database, sql: string) => Database.Statement;
type Step = Readonly<{ detail: string }>;
/** The queries of each connection, since its lens decides how a query is planned. */
const queries = new Map<Database.Database, Set<string>>();
const scans: string[] = [];
/** How many queries merged the rows of several markings. */
let merged = 0;
/** Whether whoever asks has grants for some negotiations, and is not admitted to all. */
let hasGrants = false;

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

/** All rows of a table, or all of a marking; or a copy of them, which is made before any is asked for. */
const isScan = (detail: string): boolean =>
  (/^SCAN\b/.test(detail) && !SHORT.test(detail)) ||
  /^SEARCH .*\(marking=\?\)$/.test(detail) ||
  /^MATERIALIZE\b|\bAUTOMATIC\b/.test(detail);
/** Rows of a marking that no id bounds: they may be those of every negotiation, also without a grant. */
const isOfAny = (detail: string): boolean => {
  const [, conditions] = /^SEARCH .* INDEX marked_\w+ \((.*)\)$/.exec(detail) ?? [];
  return conditions !== undefined && !/\b(?:id|\w+Id|stream|ordinal)=\?/.test(conditions);
};
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
/** Who has a grant for the negotiation of the examples, and may see few markings, more, and more than a view has arms. */
const GRANTED = ['gita', 'greta', 'gustav'];
/** How many arms the views of a connection have; undefined if the rows of all markings are in one. */
const armsIn = (db: Database.Database): number | undefined => {
  const sql = db.prepare<[], string>("SELECT sql FROM sqlite_temp_schema WHERE name = 'negotiations'").pluck().get();
  return sql?.includes('WHERE marking IN (SELECT') ? undefined : sql?.split('UNION ALL').length;
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
      const known = queries.get(this) ?? new Set();
      if (!known.has(sql) && /^\s*(?:SELECT|WITH)/i.test(sql)) {
        queries.set(this, known.add(sql));
        const plan = explain(this, prepare, sql);
        if (plan.some(({ detail }) => detail === 'MERGE (UNION ALL)')) merged += 1;
        for (const { detail } of isFirstPage(sql, plan) ? [] : plan)
          if ((isScan(detail) || (hasGrants && isOfAny(detail))) && !isMadeHere(detail, plan))
            scans.push(`${detail}: ${sql.replaceAll(/\s+/g, ' ')}`);
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

  const routesWithMoments = () =>
    routesOf(document).filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'asOf'));
  /** Asks for a page without filters, with each of them, with all of them, in each kind of search, and as CSV. */
  const ask = async (route: Route, who: string, moment: string, statuses: readonly number[]): Promise<void> => {
    const [address] = addressOf(route).split('?') as [string];
    const filters = filtersOf(route).filter((filter) => !neededBy(route).startsWith(filter.split('=')[0]!));
    for (const query of ['', ...filters, ...searchesOf(route), filters.join('&')]) {
      const needed = query.startsWith('q=') ? '' : neededBy(route);
      const asked = withQuery(address, needed, query, moment);
      const { status } = await service.get(asked).set('x-caller', who);
      expect([asked, statuses.includes(status) ? 'as expected' : status]).toEqual([asked, 'as expected']);
    }
    // Each of its rows is marked by itself.
    await service.get(withQuery(address, neededBy(route), moment)).set({ 'x-caller': who, accept: 'text/csv' });
  };
  const now = () => '';
  const past = () => `asOf=${new Date().toISOString()}`;

  it.each([
    ['now', 'chief', now],
    ['of a past moment', 'chief', past],
    ['now, by a reader with a clearance', 'ana', now],
    ['of a past moment, by a reader with a clearance', 'ana', past],
  ])('find their rows by an index, and read no table from one end to the other: %s', async (_, who, moment) => {
    const routes = routesWithMoments();
    expect(routes.length).toBeGreaterThan(25);
    for (const route of routes) await ask(route, who, moment(), who === 'chief' ? [200] : [200, 404]);
    expect(new Set([...queries.values()].flatMap((some) => [...some])).size).toBeGreaterThan(40);
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
    expect([...queries.values()].some((some) => [...some].some((sql) => sql.includes('FROM same_names')))).toBe(true);
    expect(scans).toEqual([]);
  });

  describe('of several negotiations, by readers with grants', () => {
    beforeAll(async () => {
      const id = idIn('/v1/negotiations/{id}');
      for (const subject of GRANTED) await record(`/v1/negotiations/${id}/grants`, { issuer: 'local', subject });
      await markWithoutGrant();
      await service.close();
      service = await startInProcess(dataDir, {});
      queries.clear();
      scans.splice(0);
      hasGrants = true;
    });
    afterAll(() => {
      hasGrants = false;
    });

    const record = async (address: string, body: object) => {
      const { status, body: receipt } = await service.post(address, body);
      expect([address, status]).toEqual([address, 201]);
      return receipt as Readonly<{ id: string }>;
    };
    /** Markings that occur only where nobody has a grant: of those that a reader may see, each is an arm of their lens. */
    const markWithoutGrant = async () => {
      const { id } = await record('/v1/negotiations', { title: 'Talks without a grant' });
      for (const compartment of compartments(20))
        await record(`/v1/negotiations/${id}/parties`, {
          name: `A party for ${compartment}`,
          kind: 'state',
          role: 'principal',
          marking: { level: 'public', compartments: [compartment] },
        });
    };

    it.each([
      ['now, with 4 arms', 'gita', now, 4],
      ['now, with 16 arms', 'greta', now, 16],
      ['now, with one arm for all markings', 'gustav', now, undefined],
      ['of a past moment', 'gita', past, undefined],
    ])('find their rows by the ids that the grants are for: %s', async (_, who, moment, arms) => {
      const routes = [
        ...routesWithMoments(),
        ...routesOf(document).filter(({ path }) => ['/v1/calendar.ics', '/v1/activity.atom'].includes(path)),
      ].filter(({ path, method }) => method === 'get' && !path.includes('{'));
      expect(routes.length).toBeGreaterThan(6);
      for (const route of routes) await ask(route, who, moment(), [200]);
      const planned = [...queries].flatMap(([db, some]) =>
        [...some].some((sql) => sql.includes('negotiations.negotiationId = asked')) ? [armsIn(db)] : [],
      );
      expect(planned).toContain(arms);
      expect(scans).toEqual([]);
    });
  });
});
