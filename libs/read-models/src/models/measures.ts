import type Database from 'better-sqlite3';
import { type PartyId, streamOf } from '#domain/ids.js';
import { refuse } from '#domain/decider.js';
import { FORCE_STATUSES, inForce } from '#domain/in-force.js';
import { INSTRUMENTS, type MeasureEvent, type Provision } from '#domain/measure.js';
import { datesAsEdtf, type Day, span } from '#domain/world-date.js';
import { Account, factOf, historyEntryOf, historyOf } from './attribution.js';
import { type StoredFact, withFacts } from './timeline/facts.js';
import { conditionsFor, countListed, type List, listed } from './listed.js';
import { q, refuseTextSearch, textSearch } from './search/list-search.js';
import { type ReadModel, type Row, type Table, THING_COLUMNS, type Term } from '../projection/read-model.js';
import { EVERY, termOf } from '../projection/terms.js';
import { type DatesAsEdtf, fieldsIn, fieldsWithout, ofCommands } from '../routes/facts.js';
import type { ValuesOf } from '../routes/parameters.js';
import { type FoundSoFar, inPortions, type Keyed, LookingBudget, type Slice } from '../routes/pages.js';
import { pageRoute, type QueryRefusal, thingRoute } from '../routes/read-route.js';
import {
  all,
  day,
  described,
  edtf,
  idOf,
  idsOf,
  list,
  named,
  object,
  oneOf,
  type Static,
  text,
  uuid,
} from '../routes/schema.js';
import { thing } from './things.js';

export const ForceStatusName = oneOf('ForceStatus', FORCE_STATUSES);
const Force = named(
  'Force',
  described(
    'The status of a provision on that day. It holds from `since` to `until`, both inclusive, if they are known',
    object({
      status: described(
        '`unknown`: a date is not known, or a fuzzy date may or may not include the day; `not-affected`: the measure does not name the party',
        ForceStatusName,
      ),
      'since?': edtf,
      'until?': edtf,
      'instrument?': described('The instrument that stopped it, like "MOFCOM No. 70"', text),
      because: described('The reason, as a sentence', text),
      eventIds: described('The events that this is based on', idsOf('event')),
      'exceptPartyIds?': described(
        'The parties with another status, if `for` was not given: ask again with `for`',
        idsOf('party'),
      ),
    }),
  ),
);
const Measure = named(
  'Measure',
  all(
    Account,
    fieldsWithout('MeasureAnnounced', 'provisions'),
    object({
      id: uuid,
      on: described('The day for which the status of the provisions is given', day),
      'forPartyId?': described('The party for which it is given', idOf('party')),
      provisions: described(
        'Those announced, and those added later',
        list(all(ofCommands<DatesAsEdtf<Provision>>('Provision'), object({ force: Force }))),
      ),
      figures: described(
        'What was counted, and each report of it',
        list(
          all(
            fieldsIn('FigureReported', 'about'),
            object({ reports: list(all(Account, fieldsWithout('FigureReported', 'about'))) }),
          ),
        ),
      ),
    }),
  ),
);
type Measure = Static<typeof Measure>;
export type MeasureFact = StoredFact<MeasureEvent>;
const History = object({ history: historyOf<MeasureEvent>('measure') });
type History = Static<typeof History>['history'];

const termsOf = (row: Row): readonly Term[] => {
  const { actorId, instrument } = row as TermColumns;
  return [EVERY, termOf('actor', actorId), termOf('instrument', instrument)];
};
type TermColumns = Readonly<Record<'actorId' | 'instrument', string>>;

const table: Table = {
  columns: {
    // The ordinal is that of its first event
    ...THING_COLUMNS,
    actorId: 'TEXT',
    instrument: 'TEXT',
    earliest: 'TEXT',
    latest: 'TEXT',
  },
  terms: {
    by: ['earliest', 'latest', 'ordinal'],
    days: ['earliest', 'latest'],
    from: ['actorId', 'instrument'],
    of: termsOf,
  },
};

/** Unilateral measures of a party, and their provisions. The status of a provision on a day is not stored: the queries call `inForce`. */
export const measures: ReadModel = {
  name: 'measures',
  version: 4,
  tables: { measures: table },
  kinds: ['measure'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const announced = announcementIn(events as readonly MeasureFact[]);
    if (announced === undefined) return { measures: [] };
    const { actorId, instrument } = announced.data;
    return {
      measures: [
        {
          stream,
          ordinal: recorded[0]!.ordinal,
          id,
          negotiationId,
          actorId,
          instrument,
          ...span(announced.metadata),
        },
      ],
    };
  },
};

export const announcementIn = (facts: readonly MeasureFact[]) => facts.find((fact) => fact.type === 'MeasureAnnounced');

/** The provisions that were announced or added later, without duplicates. */
export const provisionsOf = (facts: readonly MeasureFact[]): readonly Provision[] => {
  const provisions = new Map<string, Provision>();
  for (const fact of facts)
    if (fact.type === 'MeasureAnnounced' || fact.type === 'MeasureExpanded')
      for (const provision of fact.data.provisions)
        if (!provisions.has(provision.provisionId)) provisions.set(provision.provisionId, provision);
  return [...provisions.values()];
};

/** Groups the reported figures by what they are about. */
export const figuresOf = (facts: readonly MeasureFact[]): Measure['figures'] => {
  const byAbout = new Map<string, Measure['figures'][number]['reports'][number][]>();
  for (const fact of facts) {
    if (fact.type !== 'FigureReported') continue;
    const { about, ...report } = factOf(fact);
    byAbout.set(about, [...(byAbout.get(about) ?? []), report]);
  }
  return [...byAbout].map(([about, reports]) => ({ about, reports }));
};

type MeasureRow = Readonly<{
  ordinal: number;
  stream: string;
  negotiationId: string;
  id: string;
  earliest: string;
  latest: string;
}>;
type WithFacts = MeasureRow & Readonly<{ facts: readonly MeasureFact[] }>;
/** The day and the party for which the status is given; without a party, for parties that no fact names. */
export type Judged = Readonly<{ on: string; partyId?: string | undefined }>;

const show = ({ id, facts }: WithFacts, { on, partyId }: Judged): Measure => {
  const { provisions: _, ...announced } = factOf(announcementIn(facts)!);
  return {
    id,
    ...announced,
    figures: figuresOf(facts),
    on,
    ...(partyId === undefined ? {} : { forPartyId: partyId }),
    provisions: provisionsOf(facts).map((provision) => {
      const force = inForce(facts, provision.provisionId, on as Day, partyId as PartyId | undefined);
      const { since, until, ...answer } = force;
      return {
        ...(datesAsEdtf(provision) as DatesAsEdtf<Provision>),
        force: { ...answer, ...(since && { since: since.edtf }), ...(until && { until: until.edtf }) },
      };
    }),
  };
};

const judging = {
  on: described('The day for which the status of the provisions is given. Default: today', day),
  for: described(
    'The party for which it is given. Default: any party that no fact names. A party that is not recorded in the negotiation is refused (404), since "not affected" would be wrong',
    idOf('party'),
  ),
};
const filters = {
  ...judging,
  instrument: oneOf('Instrument', INSTRUMENTS),
  actorId: described('Only measures of this party', idOf('party')),
  q,
  status: described(
    'Only provisions with this status on that day. It is computed, so a page looks at 1,000 measures at most. It may have fewer items than `limit`, or none, and still have `next`',
    ForceStatusName,
  ),
};
export type MeasureFilter = ValuesOf<typeof filters>;

const CONDITIONS = { actorId: 'actorId = @actorId', instrument: 'instrument = @instrument' };
export const LIST: List = { name: 'measures', table, hasDaysOfTexts: true };

/**
 * The measures of a negotiation in chronological order, with the status of each provision. With `status`: only provisions
 * with this status, and only measures that have one. The status is computed, so every measure is looked at.
 */
export const measuresOf = (
  db: Database.Database,
  negotiationId: string,
  { status, instrument, actorId, q }: MeasureFilter,
  judged: Judged,
  { after, limit, looking = new LookingBudget() }: Slice,
): FoundSoFar<Measure> => {
  const term =
    actorId !== undefined
      ? termOf('actor', actorId)
      : instrument !== undefined
        ? termOf('instrument', instrument)
        : EVERY;
  const asked = {
    negotiationId,
    parts: [{ term }],
    conditions: conditionsFor(CONDITIONS, { actorId, instrument }),
    values: { actorId, instrument },
    search: textSearch(db, negotiationId, 'measure', q),
  };
  const read = (last: MeasureRow | undefined, portion: number) => {
    const key = last === undefined ? after : [last.earliest, last.latest, last.ordinal];
    return withFacts<MeasureEvent, MeasureRow>(db, listed<MeasureRow>(db, LIST, asked, { after: key, limit: portion }));
  };
  const found: Keyed<Measure>[] = [];
  for (const row of inPortions(read)) {
    if (found.length === limit) break;
    const key = [row.earliest, row.latest, row.ordinal];
    const shown = show(row, judged);
    const provisions = shown.provisions.filter(({ force }) => status === undefined || force.status === status);
    if (status === undefined || provisions.length > 0) found.push({ key, ...shown, provisions });
    if (looking.endsWith()) return { found, resume: key };
  }
  return { found, resume: undefined };
};

/** The latest measures of a negotiation with their facts, and how many there are. */
export const latestMeasuresOf = (db: Database.Database, negotiationId: string, limit: number) => {
  const asked = { negotiationId, parts: [{ term: EVERY }], conditions: [], values: {} } as const;
  const rows = listed<MeasureRow>(db, { ...LIST, isDescending: true }, asked, { after: undefined, limit });
  return { all: countListed(db, LIST, asked), found: withFacts<MeasureEvent, MeasureRow>(db, rows) };
};

/** The facts of measures, by their ids. */
export const factsOfMeasures = (
  db: Database.Database,
  ids: readonly string[],
): ReadonlyMap<string, readonly MeasureFact[]> => {
  const rows = db.prepare<[string], MeasureRow>(
    'SELECT * FROM measures WHERE stream IN (SELECT value FROM json_each(?))',
  );
  const found = rows.all(JSON.stringify(ids.map((id) => streamOf('measure', id))));
  return new Map(withFacts<MeasureEvent, MeasureRow>(db, found).map(({ id, facts }) => [id, facts]));
};

/** A measure and its history after the announcement. */
export const measure = (db: Database.Database, id: string, judged: Judged) => {
  const rows = db.prepare<[string], MeasureRow>('SELECT * FROM measures WHERE stream = ?');
  const [row] = withFacts<MeasureEvent, MeasureRow>(db, rows.all(streamOf('measure', id)));
  if (row === undefined) return undefined;
  const announced = announcementIn(row.facts);
  const history: History = row.facts.filter((fact) => fact !== announced).map(historyEntryOf);
  return { ...show(row, judged), history };
};

const judgedBy = ({ on, for: partyId }: ValuesOf<typeof judging>, today: string): Judged => ({
  on: on ?? today,
  partyId,
});

/** An unknown party would be "not affected" by anything: a wrong answer to a typo in an id. */
const partyUnknown = (
  views: Database.Database,
  id: string | undefined,
  negotiationId: string,
): QueryRefusal | undefined => {
  if (id === undefined || thing(views, 'party', id)?.negotiationId === negotiationId) return undefined;
  const because = `No party ${id} was recorded in this negotiation at the requested moment.`;
  return { status: 404, ...refuse('party-unknown', because), pointer: '/for' };
};

export const measureRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/measures',
    operationId: 'listMeasures',
    summary: 'List measures, and whether each provision is in force on a day, for whom, and why',
    tag: 'measures',
    parameters: filters,
    models: ['measures', 'timeline'],
    check: refuseTextSearch,
    item: Measure,
    ask: (views, negotiationId, filter, { today, slice }) =>
      partyUnknown(views, filter.for, negotiationId) ??
      measuresOf(views, negotiationId, filter, judgedBy(filter, today), slice),
  }),
  thingRoute({
    path: 'measures/:id',
    operationId: 'getMeasure',
    summary: 'Get a measure, the status of its provisions, and its history',
    tag: 'measures',
    parameters: judging,
    kind: 'measure',
    models: ['measures', 'timeline'],
    item: Measure,
    more: History,
    ask: (views, id, values, { today }) =>
      partyUnknown(views, values.for, thing(views, 'measure', id)!.negotiationId) ??
      measure(views, id, judgedBy(values, today)),
  }),
];
