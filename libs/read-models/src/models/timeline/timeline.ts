import type Database from 'better-sqlite3';
import { isCorrection } from '#domain/correction.js';
import { deciders } from '#domain/deciders.js';
import { isRefusal } from '#domain/decider.js';
import type { Effective } from '#domain/effective.js';
import { type Kind, thingOf, WORLD_KINDS } from '#domain/ids.js';
import { datesAsEdtf, reachesFrom } from '#domain/world-date.js';
import { LANGUAGES } from '#messages/languages.js';
import { type Place, placesOf } from '#domain/world-order.js';
import { BriefAccount, briefAccountOf, typesOf } from '../attribution.js';
import type { Fact, LoggedEvent, Numbered, ReadModel, Row, Table, Thing, Term } from '../../projection/read-model.js';
import { EVERY, termOf } from '../../projection/terms.js';
import { FactTypeName, WorldKindName } from '../../routes/enums.js';
import { dataOf, type DatesAsEdtf } from '../../routes/facts.js';
import { several, type ValuesOf, withDefault, words } from '../../routes/parameters.js';
import { type FoundSoFar, inPortions, type Key, type Keyed, LookingBudget, type Slice } from '../../routes/pages.js';
import { pageRoute, type QueryRefusal } from '../../routes/read-route.js';
import {
  all,
  day,
  described,
  either,
  idOf,
  is,
  named,
  object,
  oneOf,
  onlyFalse,
  type Schema,
  type Static,
  uuid,
  whole,
} from '../../routes/schema.js';
import {
  conditionsFor,
  hasOneOf,
  type List,
  daysUpTo,
  listed,
  type Part,
  partsIn,
  periodTerms,
  valuesFor,
  withMinute,
} from '../listed.js';
import {
  PROVENANCE_COLUMNS,
  PROVENANCE_CONDITIONS,
  type ProvenanceColumns,
  provenanceColumns,
  provenanceFilters,
  provenanceTerms,
  provenanceTermsFor,
} from '../provenance.js';
import { roleOf } from '../resolve-labels.js';
import { SEARCH_TERMS } from '../statements/search-query.js';
import { talliesIn } from '../tallies-in.js';
import { factIn, factsAt, factText } from './facts.js';
import { hasAll, soughtBy, timelineSearch } from './timeline-search.js';
import { titleField, withTitles } from './title.js';
import { labelsFor, titleOf } from './unnamed-title.js';

/** The kind, type and data of a fact. */
type AnyFact = {
  [Type in Fact['type']]: Readonly<{
    kind: Kind;
    type: Type;
    fact: DatesAsEdtf<Extract<Fact, { type: Type }>['data']>;
  }>;
}[Fact['type']];
const AnyFact = either(
  ...WORLD_KINDS.flatMap((kind) =>
    typesOf(kind).map((type) => object({ kind: is(kind), type: is(type), fact: dataOf(type) })),
  ),
) as Schema<AnyFact>;
export const TimelineItem = named(
  'TimelineItem',
  all(
    BriefAccount,
    object({
      thingId: described('The thing that the fact is about', uuid),
      title: titleField('What happened, in one line'),
      'dated?': described(
        'False if it is not known when it happened; otherwise absent. Such an item stands where it was learned, and in no period',
        onlyFalse,
      ),
      'earliest?': described('The first day on which it can have happened', day),
      'latest?': described(
        'The last day on which it can have happened. Items are sorted by both, and those of the same days by the hour; without one, as of noon',
        day,
      ),
    }),
    AnyFact,
  ),
);
export type TimelineItem = Static<typeof TimelineItem>;

const termsOf = (row: Row): readonly Term[] => {
  const { type, mentions, firstHand, reliability, ...days } = row as TermColumns;
  const ids = JSON.parse(mentions) as readonly string[] | null;
  if (ids === null) return [];
  return [
    EVERY,
    termOf('type', type),
    ...ids.map((id) => mentionOf(id)),
    ...provenanceTerms({ firstHand, reliability }),
    ...periodTerms(days),
  ];
};
type TermColumns = Readonly<Record<'type' | 'mentions' | 'earliest' | 'latest' | 'reachesFrom', string>> &
  ProvenanceColumns;
const mentionOf = (id: string): Term => termOf('mention', id);

const table: Table = {
  columns: {
    ordinal: 'INTEGER',
    stream: 'TEXT',
    negotiationId: 'TEXT',
    type: 'TEXT',
    earliest: 'TEXT',
    latest: 'TEXT',
    minute: 'INTEGER',
    reachesFrom: 'TEXT',
    dated: 'INTEGER',
    opening: 'INTEGER?',
    mentions: 'TEXT',
    correctedOrdinal: 'INTEGER?',
    correctedAt: 'TEXT?',
    ...PROVENANCE_COLUMNS,
    fact: 'TEXT',
  },
  terms: {
    by: ['earliest', 'latest', 'minute', 'ordinal'],
    days: ['earliest', 'latest'],
    from: ['type', 'mentions', 'firstHand', 'reliability', 'earliest', 'latest', 'reachesFrom'],
    of: termsOf,
  },
};

/**
 * Every fact in effect, in chronological order. Other read models compute from `fact` what they show of a thing (`facts.ts`).
 * `opening` is the ordinal of the fact that opened its thing. `minute` orders the facts of one day (`world-order.ts`). `mentions` has the ids of the parties and issues in the fact and in that
 * opening; it is null of a fact that only provides a name, which no list finds. `correctedOrdinal` and `correctedAt` are of the last correction in effect. `dated` is 0 if the fact has no date, and is sorted by the day on which it was learned.
 */
export const timeline: ReadModel = {
  name: 'timeline',
  version: 8,
  tables: { timeline: table },
  kinds: WORLD_KINDS,
  rows: (thing) => {
    const opening = openingOf(thing);
    const openingIds = idsIn(opening?.data);
    const places = placesOf(thing.events);
    const corrections = new Map<string, LoggedEvent>(
      thing.recorded.filter((event) => isCorrection(event)).map((event) => [event.id, event]),
    );
    const correction = ({ correctedBy }: Numbered<Effective<Fact>>) => corrections.get(correctedBy.at(-1) ?? '');
    return {
      timeline: thing.events.map((event, n) => rowOf(event, places[n]!, thing, opening, openingIds, correction(event))),
    };
  },
};

/** The fact that opened a thing. */
export const openingOf = ({ kind, events }: Pick<Thing, 'kind' | 'events'>) => {
  const { opening, records } = deciders[kind];
  return opening === undefined ? undefined : events.find(({ type }) => type === records[opening]);
};

const rowOf = (
  event: Numbered<Effective<Fact>>,
  place: Place,
  thing: Thing,
  opening: Numbered<Effective<Fact>> | undefined,
  openingIds: readonly string[],
  correction: LoggedEvent | undefined,
) => {
  const { ordinal, stream, type, data, metadata } = event;
  const own = thing.kind === 'party' || thing.kind === 'issue' ? [thing.id] : [];
  const mentions = new Set([...own, ...(event === opening ? [] : idsIn(data)), ...openingIds]);
  return {
    stream,
    ordinal,
    negotiationId: thing.negotiationId,
    type,
    ...place,
    reachesFrom: reachesFrom(metadata),
    dated: metadata.occurredOn === undefined ? 0 : 1,
    opening: opening?.ordinal ?? null,
    mentions: JSON.stringify(event.onlyNames ? null : [...mentions]),
    correctedOrdinal: correction?.ordinal ?? null,
    correctedAt: correction?.metadata.recordedAt ?? null,
    ...provenanceColumns(event),
    fact: factText(event),
  };
};

/** The ids of parties and issues in a value: in fields that say so, and in `{kind, id}`. */
const idsIn = (value: unknown, field = '', found: string[] = []): string[] => {
  if (typeof value === 'string') {
    // Whoever is only told by a name, like `reportedBy`, is no thing.
    if (isMentioned(roleOf(field).kind) && !field.endsWith('By')) found.push(value);
  } else if (Array.isArray(value)) for (const one of value) idsIn(one, field, found);
  else if (typeof value === 'object' && value !== null) {
    const { kind, id } = value as Readonly<Record<string, unknown>>;
    if (isMentioned(kind) && typeof id === 'string') found.push(id);
    for (const name in value) idsIn((value as Readonly<Record<string, unknown>>)[name], name, found);
  }
  return found;
};
const isMentioned = (kind: unknown): boolean => kind === 'party' || kind === 'issue';

type TimelineRow = Readonly<{
  ordinal: number;
  stream: string;
  negotiationId: string;
  type: Fact['type'];
  earliest: string;
  latest: string;
  minute: number;
  dated: number;
  opening: number | null;
  fact: string;
}>;

const show = (db: Database.Database, rows: readonly TimelineRow[]): readonly TimelineItem[] => {
  const facts = rows.map(factIn);
  const here = new Map(facts.map((fact) => [fact.ordinal, fact]));
  const elsewhere = rows.flatMap(({ opening }) => (opening === null || here.has(opening) ? [] : opening));
  const openings = new Map([...here, ...factsAt(db, [...new Set(elsewhere)])]);
  const titles = rows.map(({ stream, opening }, n) =>
    titleOf(facts[n]!, { self: stream, opening: opening === null ? undefined : openings.get(opening) }),
  );
  const labels = labelsFor(db, titles);
  return rows.map(({ type, stream, earliest, latest, dated }, n) => {
    const { kind, id } = thingOf(stream);
    const place = {
      thingId: id,
      title: titles[n]!.named(labels),
      ...(dated === 1 ? { earliest, latest } : { dated: false }),
    };
    const fact = datesAsEdtf(facts[n]!.data);
    return { type, kind, ...place, ...briefAccountOf(facts[n]!), fact } as TimelineItem;
  });
};

const filters = {
  from: described('May have happened on this day or later. Without facts that have no date', day),
  to: described('May have happened on this day or earlier. Without facts that have no date', day),
  kind: described('Only facts about things of this kind. It may be repeated', several(WorldKindName)),
  type: FactTypeName,
  partyId: described(
    'Only facts that mention this party, or about a thing that was opened with it. If it is not recorded, the list is empty. It may be repeated',
    several(idOf('party')),
  ),
  issueId: described(
    'Only facts that mention this issue, or about a thing that was opened with it. If it is not recorded, the list is empty',
    idOf('issue'),
  ),
  ...provenanceFilters,
};
type Filter = ValuesOf<typeof filters>;
const CONDITIONS = {
  from: 'latest >= @from AND dated = 1',
  to: 'reachesFrom <= @to AND dated = 1',
  kind: 'type IN (SELECT value FROM json_each(@types))',
  type: 'type = @type',
  partyId: hasOneOf('mentions', 'partyId'),
  issueId: 'EXISTS (SELECT 1 FROM json_each(mentions) WHERE value = @issueId)',
  ...PROVENANCE_CONDITIONS,
} satisfies Record<keyof Filter, string>;

/** By what usually leaves out most. */
const partsOf = (filter: Filter): readonly Part[] => {
  const mentioned = filter.issueId === undefined ? filter.partyId : [filter.issueId];
  if (mentioned !== undefined) return mentioned.map((id) => ({ term: mentionOf(id) }));
  // A kind of thing is asked for by the types of its facts.
  const types = filter.type === undefined ? filter.kind?.flatMap(typesOf) : [filter.type];
  if (types) return types.map((type) => ({ term: termOf('type', type) }));
  const [terms] = provenanceTermsFor(filter);
  return terms?.map((term) => ({ term })) ?? partsIn(filter);
};

const order = withDefault(described('asc: the earliest first', oneOf('SortOrder', ['asc', 'desc'])), 'asc');
const LIST: List = { name: 'timeline', table };
const LATEST_FIRST: List = { ...LIST, isDescending: true };

type Wanted = Filter & Readonly<{ order?: 'asc' | 'desc' | undefined }>;
const rowsOf = (
  db: Database.Database,
  negotiationId: string,
  { order = 'asc', ...filter }: Wanted,
  slice: Slice,
): readonly TimelineRow[] => {
  const asked = {
    negotiationId,
    parts: partsOf(filter),
    conditions: conditionsFor(CONDITIONS, filter),
    values: valuesFor({ ...filter, types: filter.kind?.flatMap(typesOf) }),
  };
  return listed<TimelineRow>(db, order === 'asc' ? LIST : LATEST_FIRST, asked, withMinute(slice));
};
const keyOf = ({ earliest, latest, minute, ordinal }: TimelineRow): Key => [earliest, latest, minute, ordinal];
const showKeyed = (db: Database.Database, rows: readonly TimelineRow[]): readonly Keyed<TimelineItem>[] =>
  show(db, rows).map((item, n) => ({ key: keyOf(rows[n]!), ...item }));

/** The facts of a negotiation, in chronological order. */
export const timelineOf = (db: Database.Database, negotiationId: string, wanted: Wanted, slice: Slice) =>
  showKeyed(db, rowsOf(db, negotiationId, wanted, slice));

/** The facts that have what is searched for, in the order of the timeline. What a fact says is in no index, so they are looked at one by one. */
export const searchTimeline = (
  db: Database.Database,
  negotiationId: string,
  { q, ...asked }: Wanted & Readonly<{ q: string }>,
  { after, limit, looking = new LookingBudget() }: Slice,
): FoundSoFar<TimelineItem> => {
  const clauses = timelineSearch(q);
  if (isRefusal(clauses)) return { found: [], resume: undefined };
  const sought = soughtBy(clauses);
  const read = (last: TimelineRow | undefined, portion: number) =>
    rowsOf(db, negotiationId, asked, { after: last ? keyOf(last) : after, limit: portion });
  const found: Keyed<TimelineItem>[] = [];
  for (const rows of together(inPortions(read)))
    for (const [n, item] of showKeyed(db, rows).entries()) {
      if (hasAll(item, sought)) found.push(item);
      if (looking.endsWith(rows[n]!.fact)) return { found, resume: item.key };
      if (found.length === limit) return { found, resume: undefined };
    }
  return { found, resume: undefined };
};

/** Rows that are shown together: of large facts a few, so that not many more are parsed than the page looks at. */
function* together(rows: Iterable<TimelineRow>): Generator<readonly TimelineRow[], void, void> {
  let some: TimelineRow[] = [];
  let characters = 0;
  for (const row of rows) {
    some.push(row);
    characters += row.fact.length;
    if (some.length < MOST_TOGETHER && characters < CHARACTERS_TOGETHER) continue;
    yield some;
    [some, characters] = [[], 0];
  }
  if (some.length > 0) yield some;
}
const MOST_TOGETHER = 64;
const CHARACTERS_TOGETHER = 64 * 1024;

/** The last facts up to a day, of those that have a date, the latest first. `types`: only facts of these types. */
export const lastEvents = (
  db: Database.Database,
  negotiationId: string,
  today: string,
  limit: number,
  types?: readonly Fact['type'][],
): readonly TimelineItem[] => {
  const terms = types?.map((type) => termOf('type', type)) ?? [EVERY];
  const asked = {
    negotiationId,
    parts: terms.map((term) => ({ term, days: daysUpTo(today) })),
    conditions: ['dated = 1', ...(types === undefined ? [] : [CONDITIONS.kind])],
    values: { types: types && JSON.stringify(types) },
  };
  return show(db, listed<TimelineRow>(db, LATEST_FIRST, asked, { after: undefined, limit }));
};
export const lastEvent = (db: Database.Database, negotiationId: string, today: string): TimelineItem | undefined =>
  lastEvents(db, negotiationId, today, 1)[0];

const COUNTED = WORLD_KINDS.filter((kind) => kind !== 'negotiation');
export const Counts = described(
  'The number of things of each kind',
  object(Object.fromEntries(COUNTED.map((kind) => [kind, whole]))),
) as Schema<Counts>;
type Counts = Readonly<Record<Exclude<(typeof WORLD_KINDS)[number], 'negotiation'>, number>>;

/** The number of things of each kind in a negotiation, without voided ones. */
export const countsOf = (db: Database.Database, negotiationId: string): Counts => {
  const counts = new Map<string, number>();
  for (const { name, count } of talliesIn(db, 'things', negotiationId))
    counts.set(name, (counts.get(name) ?? 0) + count);
  return Object.fromEntries(COUNTED.map((kind) => [kind, counts.get(kind) ?? 0])) as Counts;
};

const q = described(
  `Words, "phrases" and prefixes* that must all occur in the line of a fact in English, in its texts, or in the names of its sources. -word: it must not occur. OR between two: one of them must occur. A page may have fewer facts than \`limit\`, and still a next one. At most ${SEARCH_TERMS} words and phrases`,
  words(500),
);
const refuseSearch = ({ q }: Readonly<{ q?: string | undefined }>): QueryRefusal | undefined => {
  const search = q === undefined ? [] : timelineSearch(q);
  return isRefusal(search) ? { status: 400, pointer: '/q', ...search } : undefined;
};

export const timelineRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/timeline',
    operationId: 'listTimeline',
    summary: 'List and search everything that happened, in chronological order',
    tag: 'timeline',
    parameters: { q, ...filters, order },
    models: ['timeline'],
    check: refuseSearch,
    item: TimelineItem,
    sentences: { languages: LANGUAGES, write: withTitles },
    ask: (views, negotiationId, { q, ...filter }, { slice }) =>
      q === undefined
        ? timelineOf(views, negotiationId, filter, slice)
        : searchTimeline(views, negotiationId, { ...filter, q }, slice),
  }),
];
