import type Database from 'better-sqlite3';
import type { RecordedEvent } from '#domain/envelope.js';
import { type PartyId, streamOf } from '#domain/ids.js';
import { inForce } from '#domain/in-force.js';
import type { MeasureEvent, Provision } from '#domain/measure.js';
import { datesAsEdtf, type Day, span } from '#domain/world-date.js';
import { factOf } from './attribution.js';
import type { Fact, ReadModel, Thing } from '../projection/read-model.js';

/**
 * What a party does on its own, and the provisions it is made of. How a provision stands on a day is no row: `facts`
 * keeps the measure's effective history, and the queries ask `inForce`.
 */
export const measures: ReadModel = {
  name: 'measures',
  version: 2,
  schema: `
    CREATE TABLE measures (
      ordinal       INTEGER PRIMARY KEY, -- of its first event
      stream        TEXT NOT NULL,
      id            TEXT    NOT NULL,
      negotiationId TEXT    NOT NULL,
      actorId       TEXT    NOT NULL,
      instrument    TEXT    NOT NULL,
      earliest      TEXT    NOT NULL,
      latest        TEXT    NOT NULL,
      details       TEXT    NOT NULL,
      history       TEXT    NOT NULL,
      facts         TEXT    NOT NULL
    ) STRICT;
    CREATE INDEX measures_stream ON measures (stream);
    CREATE INDEX measures_negotiation ON measures (negotiationId, earliest, latest, ordinal);
    CREATE TABLE provisions (
      stream      TEXT    NOT NULL,
      place       INTEGER NOT NULL, -- in the order in which they were announced
      provisionId TEXT    NOT NULL,
      details     TEXT    NOT NULL,
      PRIMARY KEY (stream, place)
    ) STRICT, WITHOUT ROWID;`,
  tables: {
    measures: [
      'stream',
      'ordinal',
      'id',
      'negotiationId',
      'actorId',
      'instrument',
      'earliest',
      'latest',
      'details',
      'history',
      'facts',
    ],
    provisions: ['stream', 'place', 'provisionId', 'details'],
  },
  kinds: ['measure'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const announced = events.find((event) => event.type === 'MeasureAnnounced');
    if (announced?.type !== 'MeasureAnnounced') return { measures: [], provisions: [] };
    const { provisions: _, ...fact } = factOf(announced);
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
          details: JSON.stringify({ ...fact, figures: figuresOf(events) }),
          history: JSON.stringify(
            events.filter((event) => event !== announced).map((event) => ({ type: event.type, ...factOf(event) })),
          ),
          facts: JSON.stringify(events.map(bare)),
        },
      ],
      provisions: provisionsOf(events).map((provision, place) => ({
        stream,
        place,
        provisionId: provision.provisionId,
        details: JSON.stringify(datesAsEdtf(provision)),
      })),
    };
  },
};

/** What `inForce` goes by: ids and dates, none of the texts. */
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

/** As announced, and as added later; each once. */
const provisionsOf = (events: Thing['events']): readonly Provision[] => {
  const provisions = new Map<string, Provision>();
  for (const event of events)
    if (event.type === 'MeasureAnnounced' || event.type === 'MeasureExpanded')
      for (const provision of event.data.provisions)
        if (!provisions.has(provision.provisionId)) provisions.set(provision.provisionId, provision);
  return [...provisions.values()];
};

/** Figures about one thing stand side by side, whoever reported them. */
const figuresOf = (events: Thing['events']) => {
  const byAbout = new Map<string, object[]>();
  for (const event of events) {
    if (event.type !== 'FigureReported') continue;
    const { about, ...report } = factOf(event);
    const key = about as string;
    byAbout.set(key, [...(byAbout.get(key) ?? []), report]);
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
  /** A JSON array of the provisions' details, in their order. */
  provisions: string;
}>;
/** The day and the party by which force is judged; without a party, for those whom no fact singles out. */
export type Judged = Readonly<{ on: string; partyId?: string | undefined }>;
export type MeasureFilter = Readonly<{
  instrument?: string | undefined;
  actorId?: string | undefined;
  status?: string | undefined;
}>;

const ROWS = `
  SELECT measures.*, (
    SELECT json_group_array(json(details)) FROM (
      SELECT details FROM provisions WHERE provisions.stream = measures.stream ORDER BY place
    )
  ) AS provisions
  FROM measures`;

const show = ({ id, details, facts, provisions }: MeasureRow, { on, partyId }: Judged) => {
  const events = JSON.parse(facts) as readonly RecordedEvent<MeasureEvent>[];
  return {
    id,
    ...(JSON.parse(details) as object),
    on,
    ...(partyId === undefined ? {} : { forPartyId: partyId }),
    provisions: (JSON.parse(provisions) as readonly Provision[]).map((provision) => {
      const force = inForce(events, provision.provisionId, on as Day, partyId as PartyId | undefined);
      const { since, until, ...answer } = force;
      return {
        ...provision,
        force: { ...answer, ...(since && { since: since.edtf }), ...(until && { until: until.edtf }) },
      };
    }),
  };
};

/**
 * The measures of a negotiation in the world's order, and how each provision of them stands. With `status`: the
 * measures that have such a provision, and of their provisions such alone.
 */
export const measuresOf = (
  db: Database.Database,
  negotiationId: string,
  { status, instrument, actorId }: MeasureFilter,
  judged: Judged,
  { after, limit }: Readonly<{ after: readonly (string | number)[] | undefined; limit: number }>,
) => {
  const [afterEarliest = null, afterLatest = null, afterOrdinal = null] = after ?? [];
  const rows = db
    .prepare<unknown[], MeasureRow>(
      `${ROWS}
       WHERE negotiationId = @negotiationId
         AND (@instrument IS NULL OR instrument = @instrument)
         AND (@actorId IS NULL OR actorId = @actorId)
         AND (@afterOrdinal IS NULL OR (earliest, latest, ordinal) > (@afterEarliest, @afterLatest, @afterOrdinal))
       ORDER BY earliest, latest, ordinal`,
    )
    .iterate({
      negotiationId,
      instrument: instrument ?? null,
      actorId: actorId ?? null,
      afterEarliest,
      afterLatest,
      afterOrdinal,
    });
  const page: (ReturnType<typeof show> & { key: (string | number)[] })[] = [];
  for (const row of rows) {
    if (page.length === limit) break;
    const shown = show(row, judged);
    const provisions = shown.provisions.filter(({ force }) => status === undefined || force.status === status);
    if (status === undefined || provisions.length > 0)
      page.push({ key: [row.earliest, row.latest, row.ordinal], ...shown, provisions });
  }
  return page;
};

/** A measure with all that was told of it after its announcement. */
export const measure = (db: Database.Database, id: string, judged: Judged) => {
  const row = db.prepare<unknown[], MeasureRow>(`${ROWS} WHERE stream = ?`).get(streamOf('measure', id));
  return row && { ...show(row, judged), history: JSON.parse(row.history) as readonly object[] };
};
