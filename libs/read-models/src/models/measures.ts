import type Database from 'better-sqlite3';
import type { RecordedEvent } from '#domain/envelope.js';
import { type PartyId, streamOf } from '#domain/ids.js';
import { refuse } from '#domain/decider.js';
import type { Effective } from '#domain/effective.js';
import { FORCE_STATUSES, inForce } from '#domain/in-force.js';
import { INSTRUMENTS, type MeasureEvent, type Provision } from '#domain/measure.js';
import { datesAsEdtf, type Day, span } from '#domain/world-date.js';
import { Account, factOf, historyEntryOf, historyOf } from './attribution.js';
import { type Fact, type Numbered, type ReadModel, type Thing, THING_COLUMNS } from '../projection/read-model.js';
import { type DatesAsEdtf, fieldsIn, fieldsWithout, ofCommands } from '../routes/facts.js';
import type { ValuesOf } from '../routes/parameters.js';
import { inPortions, type Slice } from '../routes/pages.js';
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

const ForceStatus = oneOf('ForceStatus', FORCE_STATUSES);
const Force = named(
  'Force',
  described(
    'The status of a provision on that day. It holds from `since` to `until`, both inclusive, if they are known',
    object({
      status: described(
        '`unknown`: a date is not known, or a fuzzy date may or may not include the day; `not-affected`: the measure does not name the party',
        ForceStatus,
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
type Details = Omit<Measure, 'id' | 'on' | 'forPartyId' | 'provisions'>;
const History = object({ history: historyOf<MeasureEvent>('measure') });
type History = Static<typeof History>['history'];

/**
 * Unilateral measures of a party, and their provisions. The status of a provision on a day is not stored: `facts` has the
 * effective history of the measure, and the queries call `inForce`.
 */
export const measures: ReadModel = {
  name: 'measures',
  version: 3,
  tables: {
    measures: {
      columns: {
        // The ordinal is that of its first event
        ...THING_COLUMNS,
        actorId: 'TEXT',
        instrument: 'TEXT',
        earliest: 'TEXT',
        latest: 'TEXT',
        details: 'TEXT',
        // In the order in which they were announced
        provisions: 'TEXT',
        history: 'TEXT',
        facts: 'TEXT',
      },
      indexes: [['negotiationId', 'earliest', 'latest', 'ordinal']],
    },
  },
  kinds: ['measure'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const facts = events as readonly Numbered<Effective<MeasureEvent>>[];
    const announced = facts.find((event) => event.type === 'MeasureAnnounced');
    if (announced?.type !== 'MeasureAnnounced') return { measures: [] };
    const { provisions: _, ...fact } = factOf(announced);
    const { actorId, instrument } = announced.data;
    const details: Details = { ...fact, figures: figuresOf(events) };
    const history: History = facts.filter((event) => event !== announced).map(historyEntryOf);
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
          details: JSON.stringify(details),
          provisions: JSON.stringify(provisionsOf(events).map(datesAsEdtf)),
          history: JSON.stringify(history),
          facts: JSON.stringify(events.map(bare)),
        },
      ],
    };
  },
};

/** What `inForce` needs: ids and dates, without texts. */
const bare = ({ id, type, data, metadata: { occurredOn, learnedAt, reportOf } }: RecordedEvent<Fact>) => ({
  id,
  type,
  data: withoutTexts(data),
  metadata: { occurredOn, learnedAt, reportOf },
});
const TEXTS: ReadonlySet<string> = new Set([
  'title',
  'reason',
  'requires',
  'affectedText',
  'products',
  'text',
  'figure',
]);
const withoutTexts = (data: Fact['data']) => {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(data)) if (!TEXTS.has(field)) kept[field] = value as unknown;
  if ('provisions' in data) kept['provisions'] = data.provisions.map(({ text: _, ...provision }) => provision);
  return kept;
};

/** The provisions that were announced or added later, without duplicates. */
const provisionsOf = (events: Thing['events']): readonly Provision[] => {
  const provisions = new Map<string, Provision>();
  for (const event of events)
    if (event.type === 'MeasureAnnounced' || event.type === 'MeasureExpanded')
      for (const provision of event.data.provisions)
        if (!provisions.has(provision.provisionId)) provisions.set(provision.provisionId, provision);
  return [...provisions.values()];
};

/** Groups the reported figures by what they are about. */
const figuresOf = (events: Thing['events']): Measure['figures'] => {
  const byAbout = new Map<string, Measure['figures'][number]['reports'][number][]>();
  for (const event of events) {
    if (event.type !== 'FigureReported') continue;
    const { about, ...report } = factOf(event);
    byAbout.set(about, [...(byAbout.get(about) ?? []), report]);
  }
  return [...byAbout].map(([about, reports]) => ({ about, reports }));
};

type MeasureRow = Readonly<{
  ordinal: number;
  id: string;
  earliest: string;
  latest: string;
  details: string;
  history: string;
  facts: string;
  provisions: string;
}>;
/** The day and the party for which the status is given; without a party, for parties that no fact names. */
export type Judged = Readonly<{ on: string; partyId?: string | undefined }>;

const show = ({ id, details, facts, provisions }: MeasureRow, { on, partyId }: Judged): Measure => {
  const events = JSON.parse(facts) as readonly RecordedEvent<MeasureEvent>[];
  return {
    id,
    ...(JSON.parse(details) as Details),
    on,
    ...(partyId === undefined ? {} : { forPartyId: partyId }),
    provisions: (JSON.parse(provisions) as readonly DatesAsEdtf<Provision>[]).map((provision) => {
      const force = inForce(events, provision.provisionId, on as Day, partyId as PartyId | undefined);
      const { since, until, ...answer } = force;
      return {
        ...provision,
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
  status: described('Only provisions with this status on that day', ForceStatus),
};
export type MeasureFilter = ValuesOf<typeof filters>;

/**
 * The measures of a negotiation in chronological order, with the status of each provision. With `status`: only provisions
 * with this status, and only measures that have one.
 */
export const measuresOf = (
  db: Database.Database,
  negotiationId: string,
  { status, instrument, actorId }: MeasureFilter,
  judged: Judged,
  { after, limit }: Slice,
) => {
  const rows = db.prepare<unknown[], MeasureRow>(
    `SELECT * FROM measures
     WHERE negotiationId = @negotiationId
       AND (@instrument IS NULL OR instrument = @instrument)
       AND (@actorId IS NULL OR actorId = @actorId)
       AND (@afterOrdinal IS NULL OR (earliest, latest, ordinal) > (@afterEarliest, @afterLatest, @afterOrdinal))
     ORDER BY earliest, latest, ordinal LIMIT @portion`,
  );
  const read = (last: MeasureRow | undefined, portion: number) => {
    const key = last === undefined ? after : [last.earliest, last.latest, last.ordinal];
    const [afterEarliest = null, afterLatest = null, afterOrdinal = null] = key ?? [];
    const asked = { negotiationId, instrument: instrument ?? null, actorId: actorId ?? null };
    return rows.all({ ...asked, afterEarliest, afterLatest, afterOrdinal, portion });
  };
  const page: (Measure & { key: (string | number)[] })[] = [];
  for (const row of inPortions(read)) {
    if (page.length === limit) break;
    const shown = show(row, judged);
    const provisions = shown.provisions.filter(({ force }) => status === undefined || force.status === status);
    if (status === undefined || provisions.length > 0)
      page.push({ key: [row.earliest, row.latest, row.ordinal], ...shown, provisions });
  }
  return page;
};

/** A measure and its history after the announcement. */
export const measure = (db: Database.Database, id: string, judged: Judged) => {
  const row = db.prepare<unknown[], MeasureRow>('SELECT * FROM measures WHERE stream = ?').get(streamOf('measure', id));
  return row && { ...show(row, judged), history: JSON.parse(row.history) as History };
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
    models: ['measures'],
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
    models: ['measures'],
    item: Measure,
    more: History,
    ask: (views, id, values, { today }) =>
      partyUnknown(views, values.for, thing(views, 'measure', id)!.negotiationId) ??
      measure(views, id, judgedBy(values, today)),
  }),
];
