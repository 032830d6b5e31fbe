import type Database from 'better-sqlite3';
import type { Metadata } from '#domain/envelope.js';
import { WORLD_KINDS } from '#domain/ids.js';
import { reachesFrom, span } from '#domain/world-date.js';
import { actorsAndTargets } from './actors-and-targets.js';
import { BUCKET_SIZES, type Bucket, bucketOf } from './buckets.js';
import { CAMEO, type CameoCode } from './cameo.js';
import type { ReadModel, Row } from '../../projection/read-model.js';
import { FactTypeName, WorldKindName } from '../../routes/enums.js';
import { type ValuesOf, withDefault } from '../../routes/parameters.js';
import { negotiationRoute } from '../../routes/read-route.js';
import {
  all,
  day,
  described,
  edtf,
  idOf,
  list,
  named,
  number,
  object,
  oneOf,
  onlyTrue,
  type Static,
  text,
  uuid,
  whole,
} from '../../routes/schema.js';
import { peopleOf } from '../overview/overview.js';
import { Names } from '../resolve-labels.js';
import { openingOf } from '../timeline/timeline.js';

const SCALE = 'On the Goldstein scale: from -10, conflict, to 10, cooperation';
const Size = oneOf('BucketSize', BUCKET_SIZES);
const Figures = named(
  'ClimateFigures',
  described(
    SCALE,
    object({ count: described('The number of facts', whole), sum: number, mean: number, min: number, max: number }),
  ),
);
const ClimateFact = named(
  'ClimateFact',
  object({
    eventId: idOf('event'),
    type: FactTypeName,
    kind: WorldKindName,
    id: described('The thing that the fact is about', uuid),
    'occurredOn?': edtf,
  }),
);
type ClimateFact = Static<typeof ClimateFact>;
const CodedFact = named(
  'CodedFact',
  all(
    ClimateFact,
    object({
      code: described('A CAMEO code', text),
      name: described('The meaning of the code', text),
      goldstein: described(SCALE, number),
      'fuzzy?': described('It may have happened after this bucket', onlyTrue),
    }),
  ),
);
type CodedFact = Static<typeof CodedFact>;
const Climate = named(
  'Climate',
  object({
    by: Size,
    'actorId?': idOf('party'),
    'targetPartyId?': idOf('party'),
    'from?': day,
    'to?': day,
    'total?': described('For all buckets, also those that are left out; absent if no fact has a code', Figures),
    buckets: described(
      'One per day, week (from Monday) or month; buckets without a coded fact are left out',
      list(
        all(
          Figures,
          object({
            from: described('Its first day', day),
            to: described('Its last day', day),
            'facts?': described('Those that are counted; absent with `facts=none`', list(CodedFact)),
          }),
        ),
      ),
    ),
    'nextFrom?': described('The first day of the next bucket, for `from`; absent if there is none', day),
    unknownCodes: described(
      'Codes that have no value on the scale. They are not counted',
      list(object({ code: text, 'facts?': described('Absent with `facts=none`', list(ClimateFact)) })),
    ),
    names: Names,
  }),
);

/**
 * Cooperation and conflict over time: the facts with a CAMEO code, and which events report the same fact. `climate_reports`
 * includes voided events, so that two accounts of a voided event are still recognized as one fact.
 */
export const climate: ReadModel = {
  name: 'climate',
  version: 3,
  tables: {
    climate: {
      columns: {
        stream: 'TEXT',
        ordinal: 'INTEGER',
        code: 'TEXT',
        eventId: 'TEXT',
        negotiationId: 'TEXT',
        kind: 'TEXT',
        id: 'TEXT',
        type: 'TEXT',
        earliest: 'TEXT',
        latest: 'TEXT',
        reachesFrom: 'TEXT',
        occurredOn: 'TEXT?',
        // JSON arrays
        actors: 'TEXT',
        targets: 'TEXT',
      },
      key: ['stream', 'ordinal', 'code'],
      indexes: [['negotiationId', 'earliest', 'latest', 'ordinal']],
    },
    climate_reports: {
      columns: {
        stream: 'TEXT',
        eventId: 'TEXT',
        negotiationId: 'TEXT',
        reportOf: 'TEXT',
      },
      key: ['stream', 'eventId'],
      indexes: [['negotiationId', 'eventId', 'reportOf']],
    },
  },
  kinds: WORLD_KINDS,
  rows: (thing) => {
    const { stream, kind, id, negotiationId, recorded, events } = thing;
    if (!events.some(tellsOfClimate) && !recorded.some(tellsOfClimate)) return NOTHING;
    const opening = openingOf(thing)?.data;
    const counting = new Map(events.map((event) => [event.id, event]));
    return {
      climate: events.flatMap(({ ordinal, id: eventId, type, data, metadata }) => {
        const { actors, targets } = actorsAndTargets(data, opening);
        return codesOf(metadata).map((code) => ({
          stream,
          ordinal,
          code,
          eventId,
          negotiationId,
          kind,
          id,
          type,
          ...span(metadata),
          reachesFrom: reachesFrom(metadata),
          occurredOn: metadata.occurredOn?.edtf ?? null,
          actors: JSON.stringify(actors),
          targets: JSON.stringify(targets),
        }));
      }),
      climate_reports: recorded.flatMap(({ id: eventId, metadata }) => {
        const { reportOf } = counting.get(eventId)?.metadata ?? metadata;
        return reportOf === undefined ? [] : [{ stream, eventId, negotiationId, reportOf }];
      }),
    };
  },
};

const tellsOfClimate = ({ metadata: { codes, reportOf } }: Readonly<{ metadata: Metadata }>) =>
  codes !== undefined || reportOf !== undefined;
const NOTHING: Readonly<Record<string, readonly Row[]>> = { climate: [], climate_reports: [] };

const codesOf = ({ codes = [] }: Metadata): readonly string[] => [
  ...new Set(codes.filter(({ scheme }) => scheme === 'CAMEO').map(({ code }) => code)),
];

type CodeRow = Readonly<{
  code: string;
  eventId: string;
  kind: ClimateFact['kind'];
  id: string;
  type: ClimateFact['type'];
  earliest: string;
  latest: string;
  reachesFrom: string;
  occurredOn: string | null;
  actors: string;
  targets: string;
}>;
const parameters = {
  by: withDefault(described('The length of the buckets', Size), 'month'),
  actorId: described(
    'Only what this party did, or somebody for it. A code has no actors, so they are those of the fact: who made a statement, announced a measure, made a pledge, or met',
    idOf('party'),
  ),
  targetPartyId: described(
    'Only what was done to this party: whom a statement or a pledge was addressed to, whom a measure affects, who met',
    idOf('party'),
  ),
  from: described('Only facts whose earliest possible day is this day or later', day),
  to: described('Only facts whose earliest possible day is this day or earlier', day),
  buckets: described<number>('At most so many buckets, the earliest of them. By default all', {
    type: 'integer',
    minimum: 1,
    maximum: 1_000,
  }),
  facts: withDefault(
    described('none: the figures alone, without the facts behind them', oneOf('ShownFacts', ['all', 'none'])),
    'all',
  ),
};
export type ClimateFilter = ValuesOf<typeof parameters>;

/**
 * The climate of a negotiation by day, week or month, without periods that have no coded fact. Each fact counts once, by the
 * account that is not a report of another, or else by the first account. An account with two codes counts as two acts. Codes
 * that are not in the table have no value on the scale, and are listed separately.
 */
export const climateOf = (
  db: Database.Database,
  negotiationId: string,
  { by, actorId, targetPartyId, from, to, buckets: most = Infinity, facts: shown }: ClimateFilter,
): Omit<Static<typeof Climate>, 'names'> => {
  const rows = db
    .prepare<[string], CodeRow>(
      `SELECT ordinal, code, eventId, kind, id, type, earliest, latest, reachesFrom, occurredOn, actors, targets FROM climate
       WHERE negotiationId = ? ORDER BY earliest, latest, ordinal, code`,
    )
    .all(negotiationId);
  const counts = countingAccounts(db, negotiationId, rows);
  const [isActor, isTarget] = [actsFor(db, actorId), actsFor(db, targetPartyId)];

  const buckets = new Map<string, { bucket: Bucket; facts: CodedFact[] }>();
  const unknown = new Map<string, ClimateFact[]>();
  for (const row of rows) {
    if ((from !== undefined && row.earliest < from) || (to !== undefined && row.earliest > to)) continue;
    if (!isActor(row.actors) || !isTarget(row.targets)) continue;
    const cameo = CAMEO.get(row.code);
    const bucket = bucketOf(row.earliest, by);
    if (cameo === undefined) unknown.set(row.code, [...(unknown.get(row.code) ?? []), where(row)]);
    else if (counts(row)) {
      const { facts } = buckets.get(bucket.from) ?? { facts: [] as CodedFact[] };
      facts.push(valued(row, cameo, bucket));
      buckets.set(bucket.from, { bucket, facts });
    }
  }
  const periods = [...buckets.values()].map(({ bucket, facts }) => ({ ...bucket, ...figuresOf(facts), facts }));
  return {
    by,
    ...(actorId !== undefined && { actorId }),
    ...(targetPartyId !== undefined && { targetPartyId }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(periods.length > 0 && { total: figuresOf(periods.flatMap(({ facts }) => facts)) }),
    buckets: periods.slice(0, most).map((period) => asAsked(shown, period)),
    ...(periods.length > most && { nextFrom: periods[most]!.from }),
    unknownCodes: [...unknown].map(([code, facts]) => asAsked(shown, { code, facts })),
  };
};

/** Whether one of these ids, a JSON array, is a party or somebody of it; all are if no party is asked for. */
const actsFor = (db: Database.Database, partyId: string | undefined): ((ids: string) => boolean) => {
  if (partyId === undefined) return () => true;
  const asked = new Set([partyId, ...peopleOf(db, partyId)]);
  return (ids) => (JSON.parse(ids) as readonly string[]).some((id) => asked.has(id));
};

/** With its facts, or without. */
const asAsked = <T extends Readonly<{ facts: unknown }>>(
  shown: ClimateFilter['facts'],
  one: T,
): T | Omit<T, 'facts'> => {
  if (shown === 'all') return one;
  const { facts: _, ...figures } = one;
  return figures;
};

const where = ({ eventId, kind, id, type, occurredOn }: CodeRow): ClimateFact => ({
  eventId,
  type,
  kind,
  id,
  ...(occurredOn !== null && { occurredOn }),
});
const valued = (row: CodeRow, { name, goldstein }: CameoCode, bucket: Bucket): CodedFact => ({
  ...where(row),
  code: row.code,
  name,
  goldstein,
  ...((row.latest > bucket.to || row.reachesFrom < bucket.from) && { fuzzy: true }),
});

/** Sums are rounded to tenths, means to hundredths. */
const figuresOf = (facts: readonly CodedFact[]) => {
  let [sum, min, max] = [0, Infinity, -Infinity];
  for (const { goldstein } of facts) {
    sum += goldstein;
    min = Math.min(min, goldstein);
    max = Math.max(max, goldstein);
  }
  return { count: facts.length, sum: rounded(sum, 10), mean: rounded(sum / facts.length, 100), min, max };
};
const rounded = (value: number, parts: number) => Math.round(value * parts) / parts || 0;

/** Whether a fact is counted by this account. Reports may refer to each other in chains and cycles. */
const countingAccounts = (
  db: Database.Database,
  negotiationId: string,
  rows: readonly CodeRow[],
): ((row: CodeRow) => boolean) => {
  const reports = db
    .prepare<[string], { eventId: string; reportOf: string }>(
      'SELECT eventId, reportOf FROM climate_reports WHERE negotiationId = ?',
    )
    .all(negotiationId);
  const another = new Set(reports.map(({ eventId }) => eventId));
  const parents = new Map<string, string>();
  const factOf = (eventId: string): string => {
    let fact = eventId;
    for (let parent = parents.get(fact); parent !== undefined; parent = parents.get(fact)) fact = parent;
    if (fact !== eventId) parents.set(eventId, fact);
    return fact;
  };
  for (const { eventId, reportOf } of reports) {
    const [fact, named] = [factOf(eventId), factOf(reportOf)];
    if (fact !== named) parents.set(fact, named);
  }

  const chosen = new Map<string, string>();
  for (const { eventId, code } of rows) {
    if (!CAMEO.has(code)) continue;
    const fact = factOf(eventId);
    const sofar = chosen.get(fact);
    if (sofar === undefined || (another.has(sofar) && !another.has(eventId))) chosen.set(fact, eventId);
  }
  return ({ eventId }) => chosen.get(factOf(eventId)) === eventId;
};

export const climateRoutes = [
  negotiationRoute({
    path: 'negotiations/:negotiationId/climate',
    operationId: 'getClimate',
    summary: 'Get cooperation and conflict over time: CAMEO codes on the Goldstein scale, each fact counted once',
    tag: 'climate',
    parameters,
    models: ['climate', 'overview'],
    answer: Climate,
    ask: climateOf,
  }),
];
