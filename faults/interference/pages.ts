import { type Document, examplesOf, isByKey, type Route, routesOf } from '../../test/support/examples.js';
import { type Filter, filtersOf } from './filters.js';
import { EXAMPLE_ID, idIn, TALKS } from './pair.js';
import { FEED_SCOPES } from './world.js';

/**
 * Routes that need the right to the ledger, or that report on the process: docs/SECURITY.md says what they reveal of
 * hidden things.
 */
const EXEMPT = /^\/(?:health|metrics)|^\/v1\/audit\/(?:checkpoint|ledger|proofs|export)/;
const JSON_TYPE = 'application/json';
/** What must occur, what must not, and names, of which some are hidden. */
const SEARCHES = ['controls', '-controls', 'controls OR talks -by:a*', 'for:E* OR at:T*', '-for:C*'];
/** An id that nothing has. */
export const UNKNOWN = '5ba1ad00-0000-4000-8000-00000000dead';

/**
 * One request. `name`: the same in each pair, although ids, moments and values differ. `filter`: it is asked with values of it, and
 * once without.
 */
export type Page = Readonly<{ name: string; route: string; address: string; accept: string; filter?: Filter }>;

/**
 * `run`: whose negotiation is read. `turn`: the number of the pair, for what is asked in rotation. `visible`: the streams that the reader
 * may see. `hidden`: those that are hidden in either world. `moment`: an instant in between.
 */
export type Subject = Readonly<{
  run: number;
  turn: number;
  visible: readonly string[];
  hidden: readonly string[];
  moment: string;
}>;

/** Whether a route is read. Notices have no end: `noticesSince` reads them. */
export const isRead = ({ path, method }: Route): boolean =>
  method === 'get' && !EXEMPT.test(path) && path !== '/v1/notices';

/** The pages of what is shared, and of what never was. They are as many in each pair. */
export function* pagesOf(document: Document, subject: Subject): Generator<Page> {
  for (const route of routesOf(document).filter(isRead)) {
    const pages = isByKey(route) ? feedPagesOf(route) : sharedPagesOf(route, document, subject);
    for (const page of pages) yield { ...page, name: `${route.path} ${page.name}`, route: route.path };
  }
}

/** The pages of hidden things, and what the trail tells of them. */
export function* hiddenPagesOf(document: Document, subject: Subject): Generator<Page> {
  for (const route of routesOf(document).filter(isRead)) {
    const { path } = route;
    if (!path.includes('{id}') && !path.includes('{negotiationId}')) continue;
    for (const stream of subject.hidden.filter((one) => isOf(pluralOf(path), one))) {
      for (const page of variantsOf(route, document, path.replace(/\{\w+\}/, idOf(stream)), subject))
        yield { ...page, name: `${path} hidden, ${page.name}`, route: path };
    }
  }
  for (const stream of subject.hidden) {
    const page = { name: 'about something hidden', accept: JSON_TYPE };
    const trail = '/v1/audit/trail';
    yield { ...page, route: trail, address: `${trail}?thing=${stream}` };
    const diff = '/v1/audit/diff';
    yield { ...page, route: diff, address: `${diff}?thing=${stream}&fromAsOf=${subject.moment}` };
    yield { ...page, route: '/v1/events/{id}', address: `/v1/events/${firstEventOf(stream)}` };
  }
}

type Variant = Omit<Page, 'route'>;

/** A program that has a key fetches a feed of everything or of these talks; another has a key that was never given out. */
function* feedPagesOf(route: Route): Generator<Variant> {
  const [accept = JSON_TYPE] = formsOf(route);
  for (const scope of FEED_SCOPES)
    yield { name: `of ${scope}`, address: route.path.replace('{key}', `{${scope}}`), accept };
  const example = String(route.operation.parameters!.find(({ name }) => name === 'key')!.schema.example);
  yield { name: 'by an unknown key', address: route.path.replace('{key}', example), accept };
}

function* sharedPagesOf(route: Route, document: Document, subject: Subject): Generator<Variant> {
  const { path } = route;
  const ids = /\{\w+\}/.exec(path);
  if (ids === null) return yield* variantsOf(route, document, path, subject);
  const things = { shared: sharedIdOf(route, subject), unknown: UNKNOWN };
  for (const [which, id] of Object.entries(things))
    for (const page of variantsOf(route, document, path.replace(ids[0], id), subject, which === 'shared'))
      yield { ...page, name: `${which}, ${page.name}` };
}

/** In rotation, the id of a thing that the reader may see; if there is none, that of the example. */
const sharedIdOf = ({ path, operation }: Route, { run, turn, visible }: Subject): string => {
  const isOfEvent = path.startsWith('/v1/events/');
  const streams = path.includes('{id}') ? visible.filter((stream) => isOfEvent || isOf(pluralOf(path), stream)) : [];
  const stream = streams[turn % streams.length];
  if (stream !== undefined) return isOfEvent ? firstEventOf(stream) : idOf(stream);
  const { schema } = operation.parameters!.find(({ in: where }) => where === 'path')!;
  return idIn(run, 'shared', String(schema.example));
};

/** `isFiltered`: a page of nothing need not be filtered. */
function* variantsOf(
  route: Route,
  document: Document,
  address: string,
  { run, turn, moment }: Subject,
  isFiltered = true,
): Generator<Variant> {
  const { path, operation } = route;
  const parameters = new Set(operation.parameters?.map(({ name }) => name));
  const talks = path.includes('/audit/') ? [`negotiationId=${idIn(run, 'shared', TALKS)}`] : [];
  const withQuery = (...query: readonly string[]) => (query.length === 0 ? address : `${address}?${query.join('&')}`);
  const required = requiredOf(route);
  if (path === '/v1/audit/diff' || path.endsWith('/changes')) {
    for (const [n, since] of sincesOf(path, moment).entries())
      for (const accept of [JSON_TYPE, 'text/plain'])
        yield { name: `since ${n} as ${accept}`, address: withQuery(...talks, since), accept };
    return;
  }
  const [first = JSON_TYPE, ...others] = formsOf(route);
  yield { name: 'now', address: withQuery(...required), accept: first };
  // In rotation: each form is made of the same answer.
  if (others.length > 0)
    yield { name: 'in another form', address: withQuery(...required), accept: others[turn % others.length]! };
  if (parameters.has('limit'))
    yield { name: 'in short pages', address: withQuery(...talks, ...required, 'limit=3'), accept: JSON_TYPE };
  if (path === '/v1/audit/trail')
    yield { name: 'as text', address: withQuery(...talks, 'limit=200'), accept: 'text/plain' };
  // In rotation, because a past moment costs more than everything else.
  const moments = [`asOf=${moment}`, `knownAt=${moment}`, 'happenedBy=2025-10-28'];
  if (parameters.has('asOf'))
    yield { name: 'in the past', address: withQuery(...talks, ...required, moments[turn % 3]!), accept: first };
  if (parameters.has('q'))
    for (const q of SEARCHES)
      yield { name: `that has ${q}`, address: withQuery(`q=${encodeURIComponent(q)}`), accept: JSON_TYPE };
  if (!isFiltered) return;
  for (const filter of filtersOf(route, document))
    yield { name: `filtered by ${filter.name}`, address: withQuery(...talks, ...required), accept: first, filter };
}

/** What a route cannot do without, from the examples of the document. */
const requiredOf = ({ operation }: Route): readonly string[] =>
  (operation.parameters ?? [])
    .filter(({ in: where, required }) => where === 'query' && required === true)
    .map(({ name, examples }) => `${name}=${encodeURIComponent(Object.values(examples!)[0]!.value)}`);

const sincesOf = (path: string, moment: string): readonly string[] =>
  path === '/v1/audit/diff'
    ? [`fromAsOf=${moment}`, 'fromHappenedBy=2025-10-24']
    : [`since=${moment}`, 'since=2025-10-24&axis=happenedBy', `since=2025-10-24&asOf=${moment}`];

/** The media types in which a route answers. */
const formsOf = ({ operation }: Route): readonly string[] =>
  Object.keys((operation.responses['200'] as { content?: Record<string, object> } | undefined)?.content ?? {});

const pluralOf = (path: string): string => /^\/v1\/(\w+)\//.exec(path)![1]!;
const idOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
const isOf = (plural: string, stream: string): boolean => {
  const kind = stream.slice(0, stream.indexOf('-'));
  return [kind, `${kind}s`, kind.replace(/y$/, 'ies')].includes(plural);
};

/** A world fills in the id, which the service chose. */
const firstEventOf = (stream: string): string => `{event ${stream}@0}`;

/** The ids of the document's examples that a filter may name. Without a kind, of all things. */
export const idsOfKind = (document: Document, kind?: string): readonly string[] =>
  routesOf(document)
    .filter(
      ({ path, method }) => method === 'post' && (kind === undefined || isOf(path.split('/').at(-1)!, `${kind}-`)),
    )
    .flatMap(examplesOf)
    .map((body) => String((body as { id?: unknown }).id))
    .filter((id) => id.match(EXAMPLE_ID) !== null);
