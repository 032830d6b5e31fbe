import { examplesOf, isPreconditioned, type Route, routesOf } from '../../test/support/examples.js';
import { EXAMPLE_ID, idIn, TALKS } from './pair.js';
import type { Answer, Asking, World } from './world.js';

/**
 * Routes that need the right to the ledger, or that report on the process: docs/SECURITY.md says what they reveal of
 * hidden things.
 */
const EXEMPT = /^\/(?:health|metrics)|^\/v1\/audit\/(?:checkpoint|ledger|proofs|export)/;
const MOST_PAGES = 60;
const AT_ONCE = 4;
/** Of so many dry runs, at most one is asked for. */
const TRIED_IN = 4;
/** Who asks the same, before or after the reader: somebody who sees more, as much, or less. */
const OTHERS: readonly Readonly<{ who: Asking; comes: 'before' | 'after' }>[] = [
  { who: 'chief', comes: 'before' },
  { who: 'bea', comes: 'after' },
  { who: 'ada', comes: 'before' },
  { who: 'ada', comes: 'after' },
];

/**
 * `oneIn`: of so many pages and refusals, one is asked for, in rotation by the run. `run`: whose negotiation is read. `hidden`: the streams that are hidden in either world. `moment`: an instant in
 * between.
 */
export type Reading = Readonly<{ run: number; hidden: readonly string[]; moment: string; oneIn: number }>;

/**
 * Every answer to a limited reader, by its request: each GET route, now and in the past, page by page, and each page
 * again by its ETag; the first page for others too; its headers only; and refusals.
 */
export const readAll = async (world: World, reading: Reading): Promise<ReadonlyMap<string, Answer>> => {
  const answers = new Map<string, Answer>();
  let turn = reading.run;
  const readPages = async ({ address, accept }: Asked) => {
    let next: string | undefined;
    for (let page = 1; page === 1 || next !== undefined; page++) {
      if (page > MOST_PAGES) throw new Error(`${address} has no end`);
      const after = next === undefined ? '' : `${address.includes('?') ? '&' : '?'}after=${next}`;
      const asked = `${accept} ${address} page ${page}`;
      // In rotation: whoever comes first makes what is kept.
      const other = page === 1 ? OTHERS[turn++ % OTHERS.length] : undefined;
      const readAs = async (who: Asking) => {
        const { answer } = await world.read(address, accept, who);
        if (who !== 'chief') answers.set(`${asked} for ${who}`, answer);
      };
      if (other?.comes === 'before') await readAs(other.who);
      const read = await world.read(`${address}${after}`, accept);
      answers.set(asked, read.answer);
      if (read.etag !== undefined)
        answers.set(`${asked} again`, await world.readAgain(`${address}${after}`, accept, read.etag));
      if (other?.comes === 'after') await readAs(other.who);
      if (page === 1 && !address.includes('?'))
        answers.set(`HEAD ${asked}`, await world.readHead(address, accept, read.etag));
      ({ next } = read);
    }
  };
  const isInTurn = (_: unknown, n: number) => n % reading.oneIn === reading.run % reading.oneIn;
  const all = [...asked(world, reading)].filter(isInTurn);
  for (let i = 0; i < all.length; i += AT_ONCE) await Promise.all(all.slice(i, i + AT_ONCE).map(readPages));
  const refused = [...refusals(world, reading)].filter(isInTurn);
  const refuse = async ({ address, body }: Refusal, headers?: Readonly<Record<string, string>>, time = 1) =>
    answers.set(
      `POST ${address} ${JSON.stringify([body, headers])} time ${time}`,
      await world.refused(address, body, headers),
    );
  for (const one of refused) await refuse(one);
  const isTriedInTurn = (_: unknown, n: number) =>
    isInTurn(_, Math.floor(n / TRIED_IN)) && n % TRIED_IN === reading.run % TRIED_IN;
  for (const { address, body } of [...trials(world, reading)].filter(isTriedInTurn))
    answers.set(`dry run of ${address} ${JSON.stringify(body)}`, await world.tried(address, body));
  const [any, preconditioned] = [
    inTurn(refused, reading.run),
    inTurn(
      refused.filter(({ route }) => isPreconditioned(route)),
      reading.run,
    ),
  ];
  if (preconditioned) await refuse(preconditioned, { 'if-match': '"0"' });
  if (any) {
    for (const time of [1, 2])
      await refuse(any, { 'if-match': '*', 'idempotency-key': `"refused ${reading.run}"` }, time);
    const parts = [any, preconditioned ?? any, refused[0]!].map(({ address, body }) => ({
      path: address,
      body,
      ifMatch: '*',
    }));
    await refuse({ address: '/v1/batches', body: parts }, {});
  }
  return answers;
};

const inTurn = <T>(all: readonly T[], turn: number): T | undefined => all[turn % all.length];

/** The facts that the reader may record, with a key, each sent twice. */
export const recordTwice = async (world: World, run: number, at: string): Promise<ReadonlyMap<string, Answer>> => {
  const address = `/v1/negotiations/${idIn(run, 'shared', TALKS)}/issues`;
  const body = { id: idIn(run, 'shared', 'what the reader records'), title: 'Licences' };
  const record = () => world.recordAsReader(address, body, { 'idempotency-key': `"taken ${run}"` }, at);
  return new Map([
    ['recorded', await record()],
    ['recorded again', await record()],
  ]);
};

const JSON_TYPE = 'application/json';
type Asked = Readonly<{ address: string; accept: string }>;
type Refusal = Readonly<{ address: string; body: object; route?: Route }>;

/** The media types in which a route answers. */
const formsOf = ({ operation }: Route): readonly string[] =>
  Object.keys((operation.responses['200'] as { content?: Record<string, object> } | undefined)?.content ?? {});

function* asked(world: World, { run, hidden, moment }: Reading): Generator<Asked> {
  const own = (text: string) => text.replaceAll(EXAMPLE_ID, (id) => idIn(run, 'shared', id));
  const talks = own(TALKS);
  const coordinates = [`asOf=${moment}`, `knownAt=${moment}`, 'happenedBy=2025-10-28'];
  let turn = run;
  for (const route of routesOf(world.document)) {
    const { path, method, operation } = route;
    // Notices have no end: `readNotices` reads them.
    if (method !== 'get' || EXEMPT.test(path) || path === '/v1/notices') continue;
    const parameters = new Set(operation.parameters?.map(({ name }) => name));
    const isPaged = parameters.has('limit');
    for (const address of addresses(route, own, hidden)) {
      const query = (text: string) => `${address}?${path.includes('/audit/') ? `negotiationId=${talks}&` : ''}${text}`;
      if (path === '/v1/audit/diff') {
        for (const since of [`fromAsOf=${moment}`, 'fromHappenedBy=2025-10-24'])
          for (const accept of [JSON_TYPE, 'text/plain']) yield { address: query(since), accept };
        continue;
      }
      if (path.endsWith('/changes')) {
        for (const since of [`since=${moment}`, 'since=2025-10-24&axis=happenedBy', `since=2025-10-24&asOf=${moment}`])
          for (const accept of [JSON_TYPE, 'text/plain']) yield { address: query(since), accept };
        continue;
      }
      const [first = JSON_TYPE, ...others] = formsOf(route);
      yield { address, accept: first };
      // In rotation: each form is made of the same answer.
      if (others.length > 0) yield { address, accept: others[turn % others.length]! };
      if (isPaged) yield { address: query('limit=3'), accept: JSON_TYPE };
      if (path === '/v1/audit/trail') yield { address: query('limit=200'), accept: 'text/plain' };
      // In rotation, because a past moment costs more than everything else.
      if (parameters.has('asOf')) yield { address: query(coordinates[turn++ % 3]!), accept: first };
      if (parameters.has('q'))
        for (const q of SEARCHES) yield { address: query(`q=${encodeURIComponent(q)}`), accept: JSON_TYPE };
      if (path.endsWith('/proposals')) yield { address: query('status=accepted'), accept: JSON_TYPE };
    }
  }
  for (const stream of hidden) {
    yield { address: `/v1/audit/trail?thing=${stream}`, accept: JSON_TYPE };
    yield { address: `/v1/audit/diff?thing=${stream}&fromAsOf=${moment}`, accept: JSON_TYPE };
  }
}

/** What must occur, what must not, and names, of which some are hidden. */
const SEARCHES = ['controls', '-controls', 'controls OR talks -by:a*', 'for:E* OR at:T*', '-for:C*'];

/**
 * A route with the ids of this run. For a page of a thing, also each hidden thing of its kind, and one that does not
 * exist.
 */
const addresses = (
  { path, operation }: Route,
  own: (text: string) => string,
  hidden: readonly string[],
): readonly string[] => {
  const ids = /\{(\w+)\}/.exec(path);
  if (ids === null) return [path];
  const example = String(operation.parameters!.find(({ name }) => name === ids[1])!.schema.example);
  const plural = /^\/v1\/(\w+)\//.exec(path)![1]!;
  const others = hidden.filter((stream) => isOf(plural, stream)).map((stream) => stream.slice(stream.indexOf('-') + 1));
  return [...new Set([own(example), ...others, own('5ba1ad00-0000-4000-8000-00000000dead')])].map((id) =>
    path.replace(ids[0], id),
  );
};

const isOf = (plural: string, stream: string): boolean => {
  const kind = stream.slice(0, stream.indexOf('-'));
  return [kind, `${kind}s`, kind.replace(/y$/, 'ies')].includes(plural);
};

/** Every command, about what is shared: what it would record, what may be the same, and what would be shown otherwise. */
function* trials({ document }: World, { run }: Reading): Generator<Refusal> {
  const own = (text: string) => text.replaceAll(EXAMPLE_ID, (id) => idIn(run, 'shared', id));
  for (const route of routesOf(document)) {
    if (route.method !== 'post' || route.path === '/v1/batches') continue;
    const address = own(
      route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        String(route.operation.parameters!.find((parameter) => parameter.name === name)!.schema.example),
      ),
    );
    for (const body of examplesOf(route)) {
      const told = JSON.parse(own(JSON.stringify(body))) as Record<string, unknown>;
      // The service would make another id each time.
      if ('id' in told) told['id'] = idIn(run, 'shared', `tried ${route.path}`);
      yield { address, body: told };
    }
  }
}

/** The commands that a recorder with that clearance is refused: all that are about a hidden thing, or name one. */
function* refusals({ document }: World, { run, hidden }: Reading): Generator<Required<Refusal>> {
  const ids = new Set(hidden.map((stream) => stream.slice(stream.indexOf('-') + 1)));
  for (const route of routesOf(document)) {
    if (route.method !== 'post' || route.path === '/v1/batches') continue;
    const [body] = examplesOf(route);
    if (body === undefined) continue;
    for (const space of ['shared', 0] as const) {
      const address = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        String(route.operation.parameters!.find((parameter) => parameter.name === name)!.schema.example),
      );
      const inSpace = (text: string) =>
        text.replaceAll(EXAMPLE_ID, (id) =>
          ids.has(idIn(run, space, id)) ? idIn(run, space, id) : idIn(run, 'shared', id),
        );
      const told = { ...(JSON.parse(inSpace(JSON.stringify(body))) as Record<string, unknown>) };
      // A recorder who chooses an id learns whether a hidden thing has it: docs/SECURITY.md says so.
      if ('id' in told) told['id'] = idIn(run, 'shared', `fresh ${route.path}`);
      const path = inSpace(address);
      if ([...ids].some((id) => path.includes(id) || JSON.stringify(told).includes(id)))
        yield { address: path, body: told, route };
    }
  }
}
