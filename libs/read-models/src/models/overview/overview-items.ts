import type Database from 'better-sqlite3';
import { streamOf, thingOf } from '#domain/ids.js';
import type { IssueEvent } from '#domain/issue.js';
import { type NegotiationEvent, OUTCOMES } from '#domain/negotiation.js';
import { PARTY_ROLES, type PartyEvent } from '#domain/party.js';
import { REPRESENTATIVE_KINDS, type RepresentativeEvent } from '#domain/representative.js';
import type { Fact } from '../../projection/read-model.js';
import { circumstance, fieldsOf, fieldsWithout } from '../../routes/facts.js';
import { several, type ValuesOf } from '../../routes/parameters.js';
import { inPortions, type Slice } from '../../routes/pages.js';
import { pageRoute, thingRoute } from '../../routes/read-route.js';
import { all, described, idOf, named, object, oneOf, type Static, text, uuid } from '../../routes/schema.js';
import { Account, briefAccountOf, factOf, historyOf } from '../attribution.js';
import { isOneOf, type List, listed } from '../listed.js';
import { q, refuseTextSearch, textSearch } from '../search/list-search.js';
import { EVERY, termOf } from '../../projection/terms.js';
import { type StoredFact, withFacts } from '../timeline/facts.js';
import {
  becomes,
  ISSUE_STATUSES,
  lastTurn,
  NEGOTIATION_STATUSES,
  openingOf,
  overview,
  PARTY_STATUSES,
  REPRESENTATIVE_STATUSES,
} from './overview.js';

export const Since = named(
  'Since',
  described(
    'The fact since which this holds',
    object({
      eventId: idOf('event'),
      'occurredOn?': circumstance('occurredOn'),
      'occurredTime?': circumstance('occurredTime'),
      'occurredText?': circumstance('occurredText'),
    }),
  ),
);
const statusAfter = 'The status that follows from this fact';

export const NegotiationStatus = oneOf('NegotiationStatus', NEGOTIATION_STATUSES);
export const Negotiation = named(
  'Negotiation',
  all(
    Account,
    fieldsOf('NegotiationOpened'),
    object({
      id: uuid,
      status: NegotiationStatus,
      'since?': Since,
      'outcome?': described('If the negotiation is concluded', oneOf('NegotiationOutcome', OUTCOMES)),
      'summary?': described('What was concluded', text),
    }),
  ),
);
const NegotiationTurn = object({ 'status?': described(statusAfter, NegotiationStatus) });
export const NegotiationHistory = object({
  history: historyOf<NegotiationEvent, Static<typeof NegotiationTurn>>('negotiation', NegotiationTurn),
});

export const PartyStatus = oneOf('PartyStatus', PARTY_STATUSES);
export const PartyRole = oneOf('PartyRole', PARTY_ROLES);
export const Party = named(
  'Party',
  all(
    Account,
    fieldsWithout('PartyJoined', 'role'),
    object({ id: uuid, status: PartyStatus, role: PartyRole, 'since?': Since }),
  ),
);
const PartyTurn = object({ 'status?': described(statusAfter, PartyStatus) });
const PartyHistory = object({ history: historyOf<PartyEvent, Static<typeof PartyTurn>>('party', PartyTurn) });

const RepresentativeStatus = oneOf('RepresentativeStatus', REPRESENTATIVE_STATUSES);
const RepresentativeKind = oneOf('RepresentativeKind', REPRESENTATIVE_KINDS);
export const Representative = named(
  'Representative',
  all(
    Account,
    fieldsWithout('RepresentativeNamed', 'kind'),
    object({ id: uuid, status: RepresentativeStatus, kind: RepresentativeKind, 'since?': Since }),
  ),
);
const RepresentativeTurn = object({ 'status?': described(statusAfter, RepresentativeStatus) });
const RepresentativeHistory = object({
  history: historyOf<RepresentativeEvent, Static<typeof RepresentativeTurn>>('representative', RepresentativeTurn),
});

export const IssueStatus = oneOf('IssueStatus', ISSUE_STATUSES);
export const Issue = named(
  'Issue',
  all(Account, fieldsOf('IssueRaised'), object({ id: uuid, status: IssueStatus, 'since?': Since })),
);
const IssueTurn = object({ 'status?': described(statusAfter, IssueStatus) });
const IssueHistory = object({ history: historyOf<IssueEvent, Static<typeof IssueTurn>>('issue', IssueTurn) });

type Items = Readonly<{
  negotiations: Static<typeof Negotiation>;
  parties: Static<typeof Party>;
  representatives: Static<typeof Representative>;
  issues: Static<typeof Issue>;
}>;
type Histories = Readonly<{
  negotiations: Static<typeof NegotiationHistory>;
  parties: Static<typeof PartyHistory>;
  representatives: Static<typeof RepresentativeHistory>;
  issues: Static<typeof IssueHistory>;
}>;
type Table = keyof Items;
const KIND_IN = {
  negotiations: 'negotiation',
  parties: 'party',
  representatives: 'representative',
  issues: 'issue',
} as const;

type OverviewRow = Readonly<{
  stream: string;
  negotiationId: string;
  id: string;
  status: string;
  earliest: string;
  latest: string;
  ordinal: number;
}>;
type WithFacts = OverviewRow & Readonly<{ facts: readonly StoredFact[] }>;

const show = <T extends Table>({ id, status, facts }: WithFacts) => {
  const turn = lastTurn(facts);
  return {
    id,
    status,
    ...factOf(openingOf(facts)!),
    ...descriptionIn(facts),
    ...since(turn),
    ...endingIn(turn),
  } as Items[T];
};

/** The latest description of a negotiation, field by field. */
const descriptionIn = (facts: readonly StoredFact[]): object =>
  Object.assign({}, ...facts.flatMap(({ type, data }) => (type === 'NegotiationDescribed' ? [data] : [])));

/** The outcome of a negotiation, if that is where it stands. */
const endingIn = (turn: StoredFact | undefined): object => (turn?.type === 'NegotiationConcluded' ? turn.data : {});

/** Since when the thing has this status. */
const since = (turn: StoredFact | undefined) => {
  if (turn === undefined) return {};
  const { eventId, occurredOn, occurredTime, occurredText } = briefAccountOf(turn);
  return {
    since: {
      eventId,
      ...(occurredOn === undefined ? {} : { occurredOn }),
      ...(occurredTime === undefined ? {} : { occurredTime }),
      ...(occurredText === undefined ? {} : { occurredText }),
    },
  };
};

/** All facts after the opening. */
const historyIn = (facts: readonly StoredFact[]) => {
  const opening = openingOf(facts);
  return facts
    .filter((fact) => fact !== opening)
    .map((fact) => {
      const status = becomes(fact.type);
      return { type: fact.type, ...(status !== null && { status }), ...factOf(fact) };
    });
};

const itemsIn = <T extends Table>(db: Database.Database, rows: readonly OverviewRow[]) =>
  withFacts<Fact, OverviewRow>(db, rows).map((row) => ({
    key: [row.earliest, row.latest, row.ordinal],
    ...show<T>(row),
  }));

const listOf = (name: Exclude<Table, 'negotiations'>): List => ({
  name,
  table: overview.tables[name]!,
  hasDaysOfTexts: true,
});
export const OVERVIEW_LISTS: readonly List[] = (['parties', 'representatives', 'issues'] as const).map(listOf);

/** Things of a negotiation, in chronological order. `filter`: values of columns of their table, what usually leaves out most first. */
const pageOf = <T extends Exclude<Table, 'negotiations'>>(
  db: Database.Database,
  name: T,
  negotiationId: string,
  filter: Readonly<Record<string, string | readonly string[] | undefined>>,
  q: string | undefined,
  slice: Slice,
) => {
  const filters = Object.entries(filter).flatMap(([column, value]) =>
    value === undefined ? [] : [{ column, values: typeof value === 'string' ? [value] : value }],
  );
  const [first] = filters;
  const asked = {
    negotiationId,
    parts:
      first === undefined ? [{ term: EVERY }] : first.values.map((value) => ({ term: termOf(first.column, value) })),
    conditions: filters.map(({ column }) => isOneOf(column, column)),
    values: Object.fromEntries(filters.map(({ column, values }) => [column, JSON.stringify(values)])),
    search: textSearch(db, negotiationId, KIND_IN[name], q),
  };
  return itemsIn<T>(db, listed<OverviewRow>(db, listOf(name), asked, slice));
};

export const negotiationFilters = { status: NegotiationStatus, q };
/** Negotiations in chronological order. `among`: only these. */
export const negotiationsOf = (
  db: Database.Database,
  { status, q }: ValuesOf<typeof negotiationFilters>,
  { after, limit }: Slice,
  of?: readonly string[],
) => {
  const among = q === undefined ? of : negotiationsFound(db, q, of);
  const where = [
    // With a plus, SQLite finds no rows by it: it would read all of that status for each of those that are named.
    ...(status === undefined ? [] : [among === undefined ? 'status = ?' : '+status = ?']),
    ...(after ? ['(earliest, latest, ordinal) > (?, ?, ?)'] : []),
  ].join(' AND ');
  const rows = db
    .prepare<unknown[], OverviewRow>(
      `SELECT negotiations.* FROM ${fromNegotiations(among)} WHERE ${where || 'TRUE'} ORDER BY earliest, latest, ordinal LIMIT ?`,
    )
    .all(...(among ? [JSON.stringify(among)] : []), ...(status === undefined ? [] : [status]), ...(after ?? []), limit);
  return itemsIn<'negotiations'>(db, rows);
};

/** Only those that are named are read, and then sorted. */
const fromNegotiations = (among: readonly string[] | undefined): string =>
  among === undefined
    ? 'negotiations'
    : `(SELECT value AS asked FROM json_each(?)) CROSS JOIN negotiations ON negotiations.negotiationId = asked`;

/** The ids of the negotiations in whose own texts something is found. `among`: only of these. */
const negotiationsFound = (db: Database.Database, q: string, among?: readonly string[]): readonly string[] => {
  const ids = negotiationIdsOf(db, among);
  const { streams, keeps = (rows) => rows } = textSearch(db, ids, 'negotiation', q);
  if (streams !== undefined) return streams.map((stream) => thingOf(stream).id);
  return keeps(ids.map((id) => ({ stream: streamOf('negotiation', id), negotiationId: id }))).map(
    ({ negotiationId }) => negotiationId,
  );
};

/** The ids of all negotiations, in chronological order. `among`: only of these. */
export const negotiationIdsOf = (db: Database.Database, among?: readonly string[]): readonly string[] => {
  if (among === undefined) {
    const read = (last: OverviewRow | undefined, limit: number) => negotiationsAfter(db, last, limit);
    return [...inPortions(read)].map(({ id }) => id);
  }
  return db
    .prepare<[string], Pick<OverviewRow, 'id'>>(
      // What it is sorted by is selected, or SQLite would first read the negotiations that are not named, too.
      `SELECT id, earliest, latest, ordinal FROM ${fromNegotiations(among)} ORDER BY earliest, latest, ordinal`,
    )
    .all(JSON.stringify(among))
    .map(({ id }) => id);
};
const negotiationsAfter = (db: Database.Database, last: OverviewRow | undefined, limit: number) =>
  db
    .prepare<unknown[], OverviewRow>(
      `SELECT * FROM negotiations WHERE ${last ? '(earliest, latest, ordinal) > (@earliest, @latest, @ordinal)' : 'TRUE'}
       ORDER BY earliest, latest, ordinal LIMIT @limit`,
    )
    .all({ ...last, limit });

const partyFilters = { status: PartyStatus, role: PartyRole, q };
export const partiesOf = (
  db: Database.Database,
  negotiationId: string,
  { status, role, q }: ValuesOf<typeof partyFilters>,
  slice: Slice,
) => pageOf(db, 'parties', negotiationId, { role, status }, q, slice);

const representativeFilters = {
  status: RepresentativeStatus,
  kind: described('It may be repeated', several(RepresentativeKind)),
  partyId: described('Only those of this party. It may be repeated', several(idOf('party'))),
  q,
};
export const representativesOf = (
  db: Database.Database,
  negotiationId: string,
  { status, kind, partyId, q }: ValuesOf<typeof representativeFilters>,
  slice: Slice,
) => pageOf(db, 'representatives', negotiationId, { partyId, status, kind }, q, slice);

const issueFilters = {
  status: IssueStatus,
  raisedById: described('Only those that this party raised', idOf('party')),
  q,
};
export const issuesOf = (
  db: Database.Database,
  negotiationId: string,
  { status, raisedById, q }: ValuesOf<typeof issueFilters>,
  slice: Slice,
) => pageOf(db, 'issues', negotiationId, { raisedById, status }, q, slice);

/** One thing and its history, in chronological order. */
export const itemOf = <T extends Table>(
  db: Database.Database,
  table: T,
  id: string,
): (Items[T] & Histories[T]) | undefined => {
  const rows = db.prepare<[string], OverviewRow>(`SELECT * FROM ${table} WHERE stream = ?`);
  const [row] = withFacts<Fact, OverviewRow>(db, rows.all(streamOf(KIND_IN[table], id)));
  return row && { ...show<T>(row), ...({ history: historyIn(row.facts) } as unknown as Histories[T]) };
};

const common = { tag: 'overview', models: ['overview', 'timeline'] };
export const itemRoutes = [
  pageRoute({
    ...common,
    path: 'negotiations/:negotiationId/parties',
    operationId: 'listParties',
    summary: 'List the parties of a negotiation, including those that left',
    parameters: partyFilters,
    check: refuseTextSearch,
    item: Party,
    ask: (views, negotiationId, filter, { slice }) => partiesOf(views, negotiationId, filter, slice),
  }),
  pageRoute({
    ...common,
    path: 'negotiations/:negotiationId/representatives',
    operationId: 'listRepresentatives',
    summary: 'List the people and bodies of a negotiation, with party and post',
    parameters: representativeFilters,
    check: refuseTextSearch,
    item: Representative,
    ask: (views, negotiationId, filter, { slice }) => representativesOf(views, negotiationId, filter, slice),
  }),
  pageRoute({
    ...common,
    path: 'negotiations/:negotiationId/issues',
    operationId: 'listIssues',
    summary: 'List the issues of a negotiation, and whether they are settled',
    parameters: issueFilters,
    check: refuseTextSearch,
    item: Issue,
    ask: (views, negotiationId, filter, { slice }) => issuesOf(views, negotiationId, filter, slice),
  }),
  thingRoute({
    ...common,
    path: 'parties/:id',
    operationId: 'getParty',
    summary: 'Get a party and its history',
    kind: 'party',
    item: Party,
    more: PartyHistory,
    ask: (views, id) => itemOf(views, 'parties', id),
  }),
  thingRoute({
    ...common,
    path: 'representatives/:id',
    operationId: 'getRepresentative',
    summary: 'Get a person or body and its history',
    kind: 'representative',
    item: Representative,
    more: RepresentativeHistory,
    ask: (views, id) => itemOf(views, 'representatives', id),
  }),
  thingRoute({
    ...common,
    path: 'issues/:id',
    operationId: 'getIssue',
    summary: 'Get an issue and its history',
    kind: 'issue',
    item: Issue,
    more: IssueHistory,
    ask: (views, id) => itemOf(views, 'issues', id),
  }),
];
