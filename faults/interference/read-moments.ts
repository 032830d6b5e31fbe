import { type Document, routesOf } from '../../test/support/examples.js';
import { EXAMPLE_ID, idIn, type MomentOf, TALKS } from './pair.js';
import type { Answer, Asking, World } from './world.js';

/** Pages that are asked about each moment, in rotation. */
const PAGES_A_MOMENT = 2;
/** In turns: what was made for one may be given to another. What the recorder sees is not compared. */
const TURNS: readonly Asking[] = ['ben', 'chief', 'ada', 'ben', 'bea'];

/** `turn`: the number of the pair. `at`: the instant of a place in the record. `oneIn`: if other pairs ask for the rest, one page is asked about each moment. */
type Past = Readonly<{
  run: number;
  turn: number;
  moments: readonly MomentOf[];
  at: (place: number) => string;
  oneIn: number;
}>;

/**
 * Pages of moments on every axis, in any order: all of them at once, then one after the other by several readers in turns, then the
 * first one again; and what differs between each moment and the next.
 */
export const readMoments = async (world: World, past: Past): Promise<ReadonlyMap<string, Answer>> => {
  const answers = new Map<string, Answer>();
  const addresses = pagesWithPast(world.document, past.run);
  const pages = past.oneIn === 1 ? PAGES_A_MOMENT : 1;
  const asked = past.moments.map((moment, n) => {
    const query = queryOf(moment, past.at);
    return Array.from({ length: pages }, (_, m) => {
      const address = addresses[(past.turn * 5 + n * pages + m) % addresses.length]!;
      return `${address}?${query}`;
    });
  });
  const read = async (address: string, who: Asking, when: string) => {
    const { answer } = await world.read(address, JSON_TYPE, who);
    if (who !== 'chief') answers.set(`${address} for ${who}, ${when}`, answer);
  };
  await Promise.all(asked.map(([address]) => read(address!, 'ben', 'all at once')));
  for (const [n, addresses] of asked.entries())
    for (const address of addresses)
      for (const [turn, who] of TURNS.entries()) await read(address, who, `moment ${n}, turn ${turn}`);
  for (const address of asked[0] ?? []) await read(address, 'ben', 'at last');
  for (const address of differences(past)) await read(address, 'ben', 'compared');
  return answers;
};

const JSON_TYPE = 'application/json';

/** Every page that can be read as of a past moment, with the ids of this run. */
export const pagesWithPast = (document: Document, run: number): readonly string[] =>
  routesOf(document)
    .filter(
      ({ path, operation }) =>
        !/\/audit\/|\/changes$/.test(path) && operation.parameters?.some(({ name }) => name === 'asOf'),
    )
    .map(({ path, operation }) =>
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        String(operation.parameters!.find((parameter) => parameter.name === name)!.schema.example).replaceAll(
          EXAMPLE_ID,
          (id) => idIn(run, 'shared', id),
        ),
      ),
    );

/** @returns such as `asOf=2025-10-27T09:00:00.000Z&happenedBy=2025-10-27` */
export const queryOf = ({ asOf, knownAt, happenedBy }: MomentOf, at: Past['at']): string =>
  [
    ...(asOf === undefined ? [] : [`asOf=${at(asOf)}`]),
    ...(knownAt === undefined ? [] : [`knownAt=${at(knownAt)}`]),
    ...(happenedBy === undefined ? [] : [`happenedBy=${happenedBy}`]),
  ].join('&');

function* differences({ run, moments, at }: Past): Generator<string> {
  const negotiation = `negotiationId=${idIn(run, 'shared', TALKS)}`;
  for (const [n, moment] of moments.slice(0, -1).entries()) {
    const from = queryOf(moment, at).replaceAll(
      /(asOf|knownAt|happenedBy)=/g,
      (axis) => `from${axis[0]!.toUpperCase()}${axis.slice(1)}`,
    );
    const next = queryOf(moments[n + 1]!, at);
    yield `/v1/audit/diff?${negotiation}&${from}&${next}`;
    const { asOf, happenedBy } = moment;
    const since = asOf !== undefined ? `${at(asOf)}&axis=asOf` : `${happenedBy ?? '2025-10-20'}&axis=happenedBy`;
    yield `/v1/negotiations/${idIn(run, 'shared', TALKS)}/changes?since=${since}&${next}`;
  }
}
