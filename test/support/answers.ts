import { type AnySchema, type ErrorObject, Ajv2020 } from 'ajv/dist/2020.js';
import type { Kind } from '#domain/ids.js';
import { NotEdtf, parseEdtf } from '#edtf/parse-edtf.js';
import { NUMBER_FORMATS, TEXT_FORMATS } from '#formats/formats.js';
import { PLURALS } from '#domain/plurals.js';
import { type Document, type Route, routesOf } from './examples.js';

type Schema = Readonly<Record<string, unknown>>;
type Answered = Readonly<{ status: number; body: unknown }>;
type Body = { items?: { id: string }[]; names?: Record<string, { kind: Kind }>; next?: string };
type Ask = (address: string) => Promise<Answered>;
/** `wrong`: where an answer differs from the document; empty if it does not. */
export type Checked = Readonly<{ operationId: string; address: string; status: number; wrong: readonly string[] }>;

/**
 * Checks that an answer has exactly the content that the document describes at a path.
 * @returns what is wrong, or nothing
 */
export const checkerOf = (document: Document) => {
  const ajv = new Ajv2020({ allErrors: true, strict: false, formats: FORMATS });
  const { schemas } = (document as unknown as { components: { schemas: Record<string, Schema> } }).components;
  const $defs = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema, 'part')]));
  ajv.addSchema({ $id: 'document', $defs });
  const checks = new Map(
    jsonGets(document).map((route) => [route.path, ajv.compile(closed(schemaOf(route)!, 'whole') as AnySchema)]),
  );
  return (path: string, body: unknown): readonly string[] => {
    const check = checks.get(path)!;
    return check(body) ? [] : check.errors!.map(textOf);
  };
};

const textOf = ({ instancePath, message, params }: ErrorObject) =>
  `${instancePath} ${message} ${JSON.stringify(params)}`;

const schemaOf = ({ operation }: Route): Schema | undefined =>
  (operation.responses['200'] as { content?: Record<string, { schema: Schema }> } | undefined)?.content?.[
    'application/json'
  ]?.schema;

const jsonGets = (document: Document): readonly Route[] =>
  routesOf(document).filter((route) => route.method === 'get' && schemaOf(route) !== undefined);

/**
 * The schema with `additionalProperties: false` for every object. A part of another schema leaves that to the whole.
 */
const closed = (schema: Schema, as: 'whole' | 'part'): Schema => {
  const { $ref, allOf, oneOf, properties, items, additionalProperties, ...rest } = schema as Schema & {
    $ref?: string;
    allOf?: Schema[];
    oneOf?: Schema[];
    properties?: Record<string, Schema>;
    items?: Schema;
    additionalProperties?: Schema | boolean;
  };
  const names = $ref !== undefined || allOf !== undefined || properties !== undefined;
  return {
    ...rest,
    ...($ref !== undefined && { $ref: $ref.replace('#/components/schemas/', 'document#/$defs/') }),
    ...(allOf && { allOf: allOf.map((part) => closed(part, 'part')) }),
    ...(oneOf && { oneOf: oneOf.map((one) => closed(one, names || as === 'part' ? 'part' : 'whole')) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one, 'whole')])),
    }),
    ...(items && { items: closed(items, 'whole') }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? closed(additionalProperties, 'whole') : additionalProperties,
    }),
    ...(names && as === 'whole' && { unevaluatedProperties: false }),
  };
};

const isEdtf = (text: string) => {
  try {
    return parseEdtf(text) !== undefined;
  } catch (error) {
    if (error instanceof NotEdtf) return false;
    throw error;
  }
};
const FORMATS = {
  ...Object.fromEntries(
    Object.entries(TEXT_FORMATS).map(([name, forms]) => [
      name,
      { type: 'string' as const, validate: (text: string) => forms.every(({ is }) => is(text)) },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(NUMBER_FORMATS).map(([name, forms]) => [
      name,
      { type: 'number' as const, validate: (value: number) => forms.every(({ is }) => is(value)) },
    ]),
  ),
  edtf: isEdtf,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

/** Parameters without which these addresses do not respond, or with which they return more. */
const QUERIES: Readonly<Record<string, readonly ((negotiationId: string, partyIds: readonly string[]) => string)[]>> = {
  listChanges: [
    (id) => `negotiationId=${id}&fromHappenedBy=2025-10-24`,
    (id) => `negotiationId=${id}&fromKnownAt=2025-10-24`,
    (id) => `negotiationId=${id}&fromHappenedBy=2025-11-10`,
  ],
  listMoves: [
    () => 'since=2025-10-24',
    () => 'since=2025-10-24&axis=happenedBy',
    () => 'since=2025-10-24&axis=knownAt',
  ],
  getInclusionProof: [() => 'index=0', () => 'index=1&size=5'],
  getConsistencyProof: [() => 'from=1', () => 'from=1&to=3'],
  listTrail: [() => '', () => 'limit=200', (id) => `negotiationId=${id}&limit=200`],
  readDate: [
    () => 'said=next%20Tuesday&from=2025-10-27',
    () => 'said=after%20October&from=2025-10-27',
    () => 'said=never&from=2025-10-27',
  ],
  listMeetings: [() => '', () => 'history=none', (_, [one, other]) => `partyId=${one}&partyId=${other}`],
  listPositions: [() => '', () => 'history=none'],
  search: [() => 'q=-nothing', () => 'q=the&order=asc'],
  listNames: [() => '', () => 'q=chine', () => 'q=minister'],
  getClimate: [() => '', () => 'by=day', () => 'by=week&from=2025-01-01&to=2026-12-31'],
  listMeasures: [() => '', () => 'on=2025-10-05&limit=2', (_, [partyId]) => `for=${partyId}`],
  getMeasure: [() => '', (_, partyIds) => `for=${partyIds.at(-1)}`],
};

/**
 * Reads every page of every list, and everything on it, as of each moment (`asOf=2025-10-28`; empty for now). A thing
 * may not exist yet at that moment. Errors are reported next to the answer.
 */
export const checkAnswers = async (
  ask: Ask,
  document: Document,
  moments: readonly string[],
): Promise<readonly Checked[]> => {
  const check = checkerOf(document);
  const checked: Checked[] = [];
  const ids = new Map<string, Set<string>>();
  const read = async (route: Route, address: string, moment: string): Promise<void> => {
    const asked = `${address}${address.includes('?') ? '&' : '?'}${moment}`.replace(/[?&]$/, '');
    const { status, body } = await ask(asked);
    const { operationId } = route.operation;
    checked.push({ operationId, address: asked, status, wrong: status === 200 ? check(route.path, body) : [] });
    if (status !== 200) return;
    const { items, names = {}, next } = body as Body;
    for (const [, id] of JSON.stringify(body).matchAll(/"eventId":"([^"]+)"/g)) add(ids, 'events', id!);
    if (route.path === '/v1/negotiations') for (const { id } of items!) add(ids, 'negotiations', id);
    // The trail names all things, including voided ones.
    for (const [id, { kind }] of Object.entries(names)) add(ids, PLURALS[kind], id);
    if (next !== undefined) await read(route, withCursor(address, next), moment);
  };

  const routes = jsonGets(document);
  const ofThings = (route: Route) => route.path.includes('{id}');
  const inOrder = [...routes.filter((route) => !ofThings(route)), ...routes.filter(ofThings)];
  const readAll = async (route: Route, moment: string): Promise<void> => {
    for (const negotiationId of route.path === '/v1/negotiations' ? [''] : (ids.get('negotiations') ?? [])) {
      const plural = route.path.split('/')[2]!;
      const things = ofThings(route) ? (ids.get(plural) ?? []) : [''];
      for (const id of things)
        for (const query of QUERIES[route.operation.operationId] ?? [() => '']) {
          const path = route.path.replace('{negotiationId}', negotiationId).replace('{id}', id);
          const asked = `${path}?${query(negotiationId, [...(ids.get('parties') ?? [])])}`;
          await read(route, asked.replace(/\?$/, ''), moment);
        }
      // A thing is requested only by its own id.
      if (ofThings(route) || !`${route.path}${String(QUERIES[route.operation.operationId])}`.includes('negotiationId'))
        break;
    }
  };
  const takesMoment = ({ operation }: Route) => operation.parameters?.some(({ name }) => name === 'asOf') ?? false;
  // One moment after the other: each change of the moment would replay the log.
  for (const moment of moments)
    for (const route of inOrder) if (moment === '' || takesMoment(route)) await readAll(route, moment);
  return checked;
};

const add = (ids: Map<string, Set<string>>, plural: string, id: string) =>
  ids.set(plural, (ids.get(plural) ?? new Set()).add(id));
const withCursor = (address: string, next: string) => {
  const [path, query = ''] = address.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('after', next);
  return `${path}?${parameters.toString()}`;
};

/** The operations whose answers were checked. */
export const operationsIn = (checked: readonly Checked[]): ReadonlySet<string> =>
  new Set(checked.filter(({ status }) => status === 200).map(({ operationId }) => operationId));
export const jsonGetNames = (document: Document): ReadonlySet<string> =>
  new Set(jsonGets(document).map(({ operation }) => operation.operationId));
