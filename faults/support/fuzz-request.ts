import { below, type Random } from '#ledger/audit/testing/sample.js';
import { type Document, examplesOf, type Route, routesOf } from '../../test/support/examples.js';
import { DOCX } from '../../test/support/docx.js';
import type { Asked } from '../../test/support/raw.js';

type Schema = Readonly<{
  $ref?: string;
  type?: string;
  format?: string;
  enum?: readonly unknown[];
  example?: unknown;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
}>;
type Parameter = Readonly<{ name: string; in: string; required?: boolean; schema: Schema }>;
type Content = Readonly<Record<string, Readonly<{ schema: Schema }>>>;
type Components = Readonly<{ components: Readonly<{ schemas: Readonly<Record<string, Schema>> }> }>;

export type FuzzedRequest = Asked & Readonly<{ route: Route }>;

/** The latest values of each kind that the service returned: only with them do requests pass the first checks. */
export class Given {
  private readonly values = new Map<string, string[]>();

  add(kind: string, value: unknown): void {
    if (typeof value !== 'string') return;
    const known = this.values.get(kind) ?? [];
    if (known.length >= 50) known.shift();
    this.values.set(kind, [...known, value]);
  }

  of(kind: string): readonly string[] {
    return this.values.get(kind) ?? [];
  }
}

const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\n',
  '\u200B\u2060',
  '\u202Egnirts',
  '\uFEFF',
  '\uD800',
  'e\u0301\u0323'.repeat(40),
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '稀土',
  'İıſK',
  "'; DROP TABLE events; --",
  '%s%n${7*7}{{7*7}}',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '1e999',
  '-0',
  '2025-02-30',
  '2025-10-27T25:61:61Z',
  '-9999-12-31',
  '+292278994-08-17T07:12:55.807Z',
  '5ba1ad00-0000-4000-8000-00000000dead',
  '5BA1AD00-0000-4000-8000-000000000001',
  'x'.repeat(501),
  'x'.repeat(20_001),
] as const;
const ODD_VALUES = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  {},
  [[]],
  [{}],
  [null],
  { length: 1 },
  { toString: 'x' },
  { $ref: '#' },
] as const;
const ODD_HEADERS = [
  '',
  ' ',
  '*',
  '"0"',
  '"',
  'W/"0"',
  '"0", "1"',
  '"x".y',
  'é',
  'return=minimal',
  'x'.repeat(300),
] as const;
const ODD_TYPES = [
  'application/json; charset=utf-16',
  'application/x-ndjson',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/json;',
  '',
] as const;

/** Requests generated from an OpenAPI document: valid ones, and the same with an error in them. */
export class FuzzedRequests {
  private readonly routes: readonly Route[];

  constructor(
    private readonly document: Document,
    private readonly random: Random,
    private readonly given: Given,
  ) {
    this.routes = routesOf(document);
  }

  next(): FuzzedRequest {
    const route = this.one(this.routes);
    const parameters = (route.operation.parameters ?? []) as readonly Parameter[];
    const method = route.method.toUpperCase();
    const takesBody = route.operation.requestBody !== undefined;
    return {
      route,
      method,
      path: this.pathOf(route, parameters),
      headers: { ...this.headersOf(parameters), ...(takesBody && this.mediaType()) },
      ...(takesBody && { body: this.bodyOf(route) }),
    };
  }

  private one<T>(values: readonly T[]): T {
    return values[below(this.random, values.length)]!;
  }
  private chance(share: number): boolean {
    return this.random() < share;
  }

  private pathOf({ path }: Route, parameters: readonly Parameter[]): string {
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const { schema } = parameters.find((parameter) => parameter.name === name)!;
      const roll = this.random();
      if (roll < 0.75) return percent(String(schema.example));
      if (roll < 0.9) return percent(this.id());
      if (roll < 0.95) return this.one(['%ff', '%00', '%', '%zz', '..', '.']);
      return percent(this.one(ODD_TEXTS).slice(0, 200));
    });
    const asked = parameters.filter(
      (parameter) => parameter.in === 'query' && this.chance(parameter.required ? 0.9 : 0.12),
    );
    const pairs = asked.map(({ name, schema }) => [name, this.parameter(name, schema)] as const);
    if (this.chance(0.03)) pairs.push(['colour', 'red']);
    if (pairs.length > 0 && this.chance(0.03)) pairs.push(pairs[0]!);
    return pairs.length === 0
      ? address
      : `${address}?${pairs.map(([name, value]) => `${name}=${percent(value)}`).join('&')}`;
  }

  private parameter(name: string, schema: Schema): string {
    if (this.chance(0.15)) return this.one(ODD_TEXTS).slice(0, 1_100);
    if (name === 'after' || /asof$/i.test(name)) {
      const values = this.given.of(name === 'after' ? 'cursor' : 'token');
      if (values.length > 0 && this.chance(0.7)) return this.one(values);
    }
    if (/asof|knownat/i.test(name))
      return this.one(['2025-10-27', '2025-10-27T12:00:00+02:00', new Date().toISOString()]);
    const value = this.valueOf(schema, 0);
    // A request that exceeds the limits of the HTTP parser never reaches a route.
    return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 1_100);
  }

  private headersOf(parameters: readonly Parameter[]): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const { name, required } of parameters.filter((parameter) => parameter.in === 'header')) {
      if (!this.chance(required ? 0.9 : 0.2)) continue;
      const values = this.given.of(HEADERS[name.toLowerCase()] ?? '');
      headers[name.toLowerCase()] = values.length > 0 && this.chance(0.7) ? this.one(values) : this.one(ODD_HEADERS);
    }
    if (this.chance(0.05))
      headers['accept'] = this.one(['text/plain', 'text/html', DOCX, '*/*;q=0', 'x', 'application/json;q=2', '']);
    return headers;
  }

  private mediaType(): Record<string, string> {
    return { 'content-type': this.chance(0.05) ? this.one(ODD_TYPES) : 'application/json' };
  }

  private bodyOf(route: Route): string | Buffer {
    const examples = examplesOf(route);
    const fromExample = examples.length > 0 && this.chance(0.7);
    const { schema } = (route.operation.requestBody!.content as unknown as Content)['application/json']!;
    let body: unknown = fromExample ? structuredClone(this.one(examples)) : this.valueOf(schema, 0);
    if (/\/(?:correct|void)$/.test(route.path) && isObject(body) && this.given.of('event').length > 0)
      body['eventId'] = this.one(this.given.of('event'));
    // So that an example that is on record already can be recorded again.
    if (isObject(body) && 'id' in body && this.chance(0.5)) delete body['id'];
    for (let changes = this.one([0, 0, 0, 1, 1, 2, 4]); changes > 0; changes--) body = this.changed(body);
    const text = JSON.stringify(body);
    const roll = this.random();
    if (roll < 0.9) return text;
    if (roll < 0.93) return text.slice(0, below(this.random, text.length));
    if (roll < 0.95)
      return Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0xc0]), Buffer.from('}')]);
    if (roll < 0.97) return text.replace('{', '{"__proto__":{"a":1},');
    if (roll < 0.98) return `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
    return this.one(['', 'null', '[]', '""', '7', `\uFEFF${text}`, `${text}\n${text}`]);
  }

  /** A value that matches the schema, as far as the schema says. */
  private valueOf(schema: Schema, depth: number): unknown {
    if (schema.$ref !== undefined) return this.valueOf(this.schemaAt(schema.$ref), depth);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices !== undefined) return this.valueOf(this.one(choices), depth);
    if (schema.allOf !== undefined) return this.valueOf(schema.allOf[0]!, depth);
    if (schema.enum !== undefined) return this.one(schema.enum);
    if (schema.type === 'array')
      return Array.from({ length: below(this.random, 3) }, () => this.valueOf(schema.items ?? {}, depth + 1));
    if (schema.type === 'object' || schema.properties !== undefined) {
      const entries = Object.entries(schema.properties ?? {}).filter(
        ([name]) => schema.required?.includes(name) === true || (depth < 4 && this.chance(0.3)),
      );
      return Object.fromEntries(entries.map(([name, part]) => [name, this.valueOf(part, depth + 1)]));
    }
    if (schema.type === 'boolean') return this.chance(0.5);
    if (schema.type === 'integer' || schema.type === 'number')
      return (
        (schema.minimum ?? 0) + below(this.random, Math.min(1_000, (schema.maximum ?? 100) - (schema.minimum ?? 0) + 1))
      );
    if (schema.example !== undefined && this.chance(0.5)) return schema.example;
    return this.textOf(schema.format);
  }

  private textOf(format: string | undefined): string {
    switch (format) {
      case 'uuid':
        return this.id();
      case 'date':
        return this.one(['2025-10-27', '2024-02-29', '1648-10-24', '9999-12-31']);
      case 'date-time':
        return this.one(['2025-10-27T09:30:00Z', '2025-10-27T09:30:00.123456+05:45', '1969-12-31T23:59:60Z']);
      case 'edtf':
        return this.one(['2025-10-0X', '2025-04/..', '2025', '../2025-10', '2025-23', '2025~', 'Y170000002']);
      default:
        return this.one([
          'Talks',
          'meeting',
          '“unjustified and harmful”',
          'en',
          '111',
          'EU',
          'Europe/Brussels',
          ...ODD_TEXTS,
        ]);
    }
  }

  private id(): string {
    const known = this.given.of('id');
    return known.length > 0 && this.chance(0.8) ? this.one(known) : '5ba1ad00-0000-4000-8000-00000000dead';
  }

  private schemaAt(ref: string): Schema {
    return (this.document as unknown as Components).components.schemas[ref.split('/').at(-1)!]!;
  }

  /** The same value with one error at a random place. */
  private changed(body: unknown): unknown {
    const places = placesIn(body);
    if (places.length === 0) return this.odd();
    const [container, key] = this.one(places);
    const roll = this.random();
    if (roll < 0.5) put(container, key, this.odd());
    else if (roll < 0.65) remove(container, key);
    else if (roll < 0.75) put(container, key, [container[key as never]]);
    else if (roll < 0.8) put(container, key, { [key]: container[key as never] });
    else if (roll < 0.85)
      put(
        container,
        key,
        Array.from({ length: 201 }, () => container[key as never] as unknown),
      );
    else if (isObject(container))
      put(container, this.one(['colour', 'id', 'toString', '0', '', 'é', 'type']), this.odd());
    return body;
  }

  private odd(): unknown {
    return this.chance(0.5) ? this.one(ODD_TEXTS) : structuredClone(this.one(ODD_VALUES));
  }
}

const HEADERS: Readonly<Record<string, string>> = {
  'if-match': 'etag',
  'if-none-match': 'etag',
  'consistency-token': 'token',
};

/** Encodes every byte, so that nothing in it has a meaning in the address. */
const percent = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`))
    .join('');
const isPlain = (byte: number) => /[\w.-]/.test(String.fromCharCode(byte)) && byte < 0x80;

type Container = Record<string, unknown> | unknown[];
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const placesIn = (value: unknown): (readonly [Container, string])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, part]) => [[value as Container, key] as const, ...placesIn(part)]);
const put = (container: Container, key: string, value: unknown) =>
  Object.defineProperty(container, key, { value, enumerable: true, writable: true, configurable: true });
const remove = (container: Container, key: string) => {
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else delete container[key];
};
