import { type Document, type Route, routesOf } from '../support/examples.js';
import { type Answer, cursorIn, NOW, type Question } from './answered.js';
import { DAYS } from './recording.js';

const [JSON_TYPE, TEXT_TYPE] = ['application/json', 'text/plain'];

/** A negotiation, and by kind the things in it whose own pages are read. */
export type Talks = Readonly<{ id: string; things: Readonly<Record<string, readonly string[]>> }>;
/** `query`: the parameters that name the moment, empty for now. */
export type Moment = Readonly<{ name: string; query: string }>;

/** Queries of a route besides the plain one. */
const QUERIES: Readonly<Record<string, (talks: Talks) => readonly string[]>> = {
  negotiations: () => ['status=active'],
  parties: () => ['role=principal'],
  representatives: ({ things }) => [`partyId=${things['party']![0]}`],
  issues: () => ['status=settled'],
  timeline: ({ things }) => ['order=desc&limit=20', 'kind=meeting', `partyId=${things['party']![0]}`],
  meetings: () => ['from=2025-06-01&to=2025-12-31', 'status=held'],
  statements: () => ['q=harm*', 'kind=readout'],
  positions: () => ['scope=public'],
  measures: ({ things }) => [`on=2025-10-27&for=${things['party']!.at(-1)}`, 'status=suspended'],
  measure: ({ things }) => [`for=${things['party']![0]}`],
  commitments: () => ['status=open'],
  proposals: ({ things }) => [`partyId=${things['party']![0]}`],
  climate: () => ['by=day&from=2025-09-01&to=2025-10-31', 'by=week'],
};

const OF_THE_LEDGER = [
  'ledger',
  'checkpoint',
  'checkpoint/cosigned',
  'proofs/inclusion?index=7',
  'proofs/inclusion?index=100&size=500',
  'proofs/tlog-proof?index=3',
  'proofs/consistency?from=1',
  'proofs/consistency?from=500&to=1000',
];

/** A question without its moment. */
type Asked = Readonly<{ path: string; query: string; accept: string }>;

/** `whole`: negotiations of which every page is read. `others`: of these only two pages, and only now. */
export type Reading = Readonly<{ whole: readonly Talks[]; others: readonly string[]; moments: readonly Moment[] }>;
type Ask = (question: Question) => Promise<Answer>;

/**
 * Every GET route at every moment. To keep it short, only the first negotiation is read at all moments and the rest at every
 * second one, and each moment has a third of the further queries. `ask` gives the cursors of the second pages.
 */
export const questionsOf = async (
  document: Document,
  { whole, others, moments }: Reading,
  ask: Ask,
): Promise<readonly Question[]> => {
  const routes = routesOf(document).filter(({ method, path }) => method === 'get' && path.startsWith('/v1/'));
  const ofMoments = routes.filter(({ operation }) => takes(operation, 'asOf'));
  const questions: Question[] = [];
  for (const [m, moment] of moments.entries())
    for (const [n, talks] of whole.entries())
      for (const route of ofMoments) {
        const isOfAll = route.path === '/v1/negotiations';
        if (n > 0 && (isOfAll || m % 2 === 1)) continue;
        const inTurn = besides(route, talks).filter((_, i) => (i + m) % 3 === 0);
        for (const asked of [...plain(route, talks), ...inTurn]) {
          const question = questionOf(asked, moment);
          questions.push(question);
          if (/limit=\d/.test(asked.query)) questions.push(...(await secondPage(question, ask)));
        }
      }
  const ofNow = [
    ...[...OF_THE_LEDGER, `export?negotiationId=${whole[0]!.id}`].map((path) => `/v1/audit/${path}`),
    // The timelines of all negotiations have a sentence for every type of event.
    ...others.flatMap((id) => [`/v1/negotiations/${id}`, `/v1/negotiations/${id}/timeline?limit=200`]),
  ];
  for (const address of ofNow) questions.push({ moment: NOW, address, accept: '*/*' });
  return questions;
};

const takes = ({ parameters = [] }: Route['operation'], name: string) => parameters.some((one) => one.name === name);

/** The route without a query of its own, for every thing of its kind. */
const plain = (route: Route, talks: Talks): readonly Asked[] => {
  const { path, operation } = route;
  if (operation.operationId === 'diff') return [];
  if (operation.operationId === 'trail')
    return [{ path, query: `negotiationId=${talks.id}&limit=40`, accept: JSON_TYPE }];
  return pathsOf(route, talks).map((one) => ({ path: one, query: '', accept: JSON_TYPE }));
};

const besides = (route: Route, talks: Talks): readonly Asked[] => {
  const { path, operation } = route;
  const { operationId } = operation;
  const thing = `thing=meeting-${talks.things['meeting']![0]}`;
  if (operationId === 'diff')
    return [
      ...[`fromAsOf=${DAYS[3]}`, 'fromKnownAt=2025-09-01', 'fromHappenedBy=2025-10-24'].map((since) => ({
        path,
        query: `negotiationId=${talks.id}&${since}&limit=20`,
        accept: JSON_TYPE,
      })),
      { path, query: `negotiationId=${talks.id}&fromHappenedBy=2025-10-24`, accept: TEXT_TYPE },
      { path, query: `${thing}&fromAsOf=${DAYS[1]}`, accept: JSON_TYPE },
    ];
  if (operationId === 'trail')
    return [
      { path, query: thing, accept: TEXT_TYPE },
      { path, query: `negotiationId=${talks.id}&type=RecordCorrected`, accept: JSON_TYPE },
      { path, query: `negotiationId=${talks.id}&happenedFrom=2025-10-01&happenedTo=2025-10-31`, accept: JSON_TYPE },
    ];
  const queries = [...(QUERIES[operationId]?.(talks) ?? []), ...(takes(operation, 'limit') ? ['limit=2'] : [])];
  return pathsOf(route, talks).flatMap((one) => queries.map((query) => ({ path: one, query, accept: JSON_TYPE })));
};

/** Where the path ends with a thing, the operation id is its kind. */
const pathsOf = ({ path, operation }: Route, { id, things }: Talks): readonly string[] =>
  path.endsWith('{id}')
    ? (operation.operationId === 'negotiation' ? [id] : (things[operation.operationId] ?? [])).map((one) =>
        path.replace('{id}', one),
      )
    : [path.replace('{negotiationId}', id)];

const questionOf = ({ path, query, accept }: Asked, { name, query: moment }: Moment): Question => {
  const whole = [query, moment].filter((part) => part !== '').join('&');
  return { moment: name, address: whole === '' ? path : `${path}?${whole}`, accept };
};

const secondPage = async (first: Question, ask: Ask): Promise<readonly Question[]> => {
  const cursor = cursorIn(await ask(first));
  return cursor === undefined ? [] : [{ ...first, address: `${first.address}&after=${cursor}` }];
};
