import type { Response } from 'supertest';
import type { Asked, ReceiptBody } from './service.js';

type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  schema: { example?: unknown };
  examples?: Record<string, { value: string }>;
};
export type Operation = {
  summary?: string;
  operationId: string;
  parameters?: Parameter[];
  requestBody?: {
    content: Record<string, { examples?: Record<string, { value: Record<string, unknown> | unknown[] }> }>;
  };
  responses: Record<string, unknown>;
  security?: object[];
};
export type Document = { paths: Record<string, Record<string, Operation>> };
export type Route = Readonly<{ path: string; method: string; operation: Operation }>;
/** The result of an example that was sent. `value` is the example of the document. */
export type Sent = Readonly<{ route: Route; address: string; value: object; answer: Response }>;

export const documentOf = async ({ get }: Pick<Asked, 'get'>): Promise<Document> =>
  (await get('/openapi.json')).body as Document;

export const routesOf = ({ paths }: Document): readonly Route[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

export const examplesOf = ({ operation }: Route): readonly object[] =>
  Object.values(operation.requestBody?.content['application/json']?.examples ?? {}).map(({ value }) => value);

/** The address of a route, with the ids of its examples, and with the parameters that an example fills in. */
export const addressOf = ({ path, operation: { parameters = [] } }: Route): string => {
  const filled = parameters.flatMap(({ name, in: where, examples }) =>
    where === 'query' && examples ? [`${name}=${Object.values(examples)[0]!.value}`] : [],
  );
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(parameters.find((parameter) => parameter.name === name)!.schema.example),
  );
  return filled.length === 0 ? address : `${address}?${filled.join('&')}`;
};

export const isPreconditioned = ({ operation: { parameters = [] } }: Route): boolean =>
  parameters.some(({ name, required }) => name === 'If-Match' && required === true);

/** The service makes the ids of positions and of events: from now on the document has the id of this one. */
const nameThe = (plural: 'positions' | 'events', document: Document, id: string): void => {
  for (const { path, operation } of routesOf(document))
    if (path.startsWith(`/v1/${plural}/{id}`))
      operation.parameters!.find(({ name }) => name === 'id')!.schema.example = id;
};

/** Sends every example of the document, in its order. Waits for `between` after each. */
export const sendExamples = async (
  { get, post }: Pick<Asked, 'get' | 'post'>,
  document: Document,
  between: () => Promise<unknown> = async () => {},
): Promise<readonly Sent[]> => {
  /** Of each thing: its ETag, and its last event. */
  const latest = new Map<string, Readonly<{ etag: string | undefined; event: string }>>();
  const sent: Sent[] = [];
  for (const route of routesOf(document)) {
    if (route.method !== 'post') continue;
    const address = addressOf(route);
    for (const value of examplesOf(route)) {
      const headers: Record<string, string> = {};
      let body = value;
      // The service chooses the ids of events, so the id of the last event of the thing is filled in.
      if (isPreconditioned(route)) {
        const thing = address.replace(/\/[\w-]+$/, '');
        headers['if-match'] = latest.get(thing)?.etag ?? (await get(thing)).headers['etag']!;
        if (/\/(?:correct|void)$/.test(address)) body = { ...value, eventId: latest.get(thing)?.event };
      }
      const answer = await post(address, body).set(headers);
      sent.push({ route, address, value, answer });
      const { kind, id } = answer.body as Partial<ReceiptBody>;
      if (kind === 'position' && id !== undefined) nameThe('positions', document, id);
      if (kind === 'meeting') nameThe('events', document, (answer.body as ReceiptBody).events[0]!.id);
      if (answer.status === 201)
        latest.set(answer.headers['location']!, {
          etag: answer.headers['etag'],
          event: (answer.body as ReceiptBody).events.at(-1)!.id,
        });
      await between();
    }
  }
  return sent;
};

/** Every address that the views answer, now or as of a moment. */
export const viewAddresses = (document: Document): readonly string[] =>
  routesOf(document)
    .filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'asOf'))
    .map(addressOf);

/** Whether it answers who has the key in its address, which no example has. */
export const isByKey = ({ path }: Pick<Route, 'path'>): boolean => path.includes('{key}');

/** Every address that can be read, with the ids of the examples. */
export const readableAddresses = (document: Document): readonly string[] =>
  routesOf(document)
    .filter((route) => route.method === 'get' && !isByKey(route))
    .map(addressOf);
