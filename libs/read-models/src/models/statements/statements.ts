import type Database from 'better-sqlite3';
import { countedOnce } from '#domain/accounts.js';
import { isRefusal } from '#domain/decider.js';
import { type Kind, streamOf } from '#domain/ids.js';
import { ATTRIBUTIONS, STATEMENT_KINDS, type StatementEvent, type StatementEvents } from '#domain/statement.js';
import { reachesFrom, span } from '#domain/world-date.js';
import { placesOf } from '#domain/world-order.js';
import { Account, factOf } from '../attribution.js';
import { type StoredFact, withFacts } from '../timeline/facts.js';
import { type ReadModel, type Table, type Thing, THING_COLUMNS, type Term } from '../../projection/read-model.js';
import { EVERY, termOf } from '../../projection/terms.js';
import { dataOf, fieldsOf } from '../../routes/facts.js';
import { several, type ValuesOf, words } from '../../routes/parameters.js';
import type { Slice } from '../../routes/pages.js';
import { pageRoute, type QueryRefusal, thingRoute } from '../../routes/read-route.js';
import { all, day, described, flag, idOf, list, named, object, oneOf, type Static, uuid } from '../../routes/schema.js';
import { conditionsFor, isOneOf, lastingTerms, valuesFor, withMinute } from '../listed.js';
import {
  PROVENANCE_COLUMNS,
  PROVENANCE_CONDITIONS,
  type ProvenanceColumns,
  provenanceColumns,
  provenanceFilters,
  provenanceTerms,
  provenanceTermsFor,
} from '../provenance.js';
import { peopleOf } from '../overview/overview.js';
import { type Reference, voidedIn, type Warning, warningsOf, WarningsField } from '../warnings.js';
import { foundOrRefused, soughtIn } from './search.js';
import { type Clause, parseSearch, SEARCH_TERMS } from './search-query.js';
import { countWith, havingOneOf } from '../search/matches.js';
import { searched } from '../search/searched.js';
import { PHRASE_WORDS, TOKENIZER, termsOfAll } from './search-terms.js';

/** A statement on the page of a meeting. */
export const Readout = named(
  'Readout',
  all(
    Account,
    fieldsOf('StatementMade'),
    object({
      id: uuid,
      'withdrawal?': described('How the speaker withdrew it', all(dataOf('StatementWithdrawn'), Account)),
    }),
  ),
);
export type Readout = Static<typeof Readout>;
type StatementFact = StoredFact<StatementEvent>;
const Statement = named('Statement', all(Readout, object({ withdrawn: flag, 'warnings?': WarningsField })));
type Statement = Static<typeof Statement>;
const Thread = object({
  'inReplyTo?': described('The statement that it replies to', Statement),
  replies: described('The replies to it, in chronological order', list(Statement)),
});

const termsOf = (row: TermColumns): readonly Term[] => {
  const { kind, attribution, speakerId, speakingForId, partyId, issueIds, meetingId, ...rest } = row;
  const { firstHand, reliability, ...days } = rest;
  const term = (name: string, value: string | null) => (value === null ? [] : [termOf(name, value)]);
  return [
    EVERY,
    ...term('kind', kind),
    ...term('attribution', attribution),
    ...provenanceTerms({ firstHand, reliability }),
    ...term('speaker', speakerId),
    ...term('speaker', speakingForId),
    ...(partyId === null ? term('voice', speakingForId ?? speakerId) : term('party', partyId)),
    ...(JSON.parse(issueIds ?? '[]') as readonly string[]).flatMap((id) => term('issue', id)),
    ...term('meeting', meetingId),
    ...lastingTerms(days),
  ];
};
type TermColumns = Readonly<
  Record<'kind' | 'attribution' | 'earliest' | 'latest' | 'reachesFrom', string> &
    ProvenanceColumns &
    Record<'speakerId' | 'speakingForId' | 'partyId' | 'issueIds' | 'meetingId', string | null>
>;

const table: Table = {
  columns: {
    // The ordinal is that of its first event
    ...THING_COLUMNS,
    speakerId: 'TEXT?',
    speakingForId: 'TEXT?',
    partyId: 'TEXT?',
    kind: 'TEXT',
    attribution: 'TEXT',
    ...PROVENANCE_COLUMNS,
    meetingId: 'TEXT?',
    inReplyToId: 'TEXT?',
    // A JSON array
    issueIds: 'TEXT?',
    earliest: 'TEXT',
    latest: 'TEXT',
    // See `placesOf`
    minute: 'INTEGER',
    reachesFrom: 'TEXT',
    withdrawn: 'INTEGER',
  },
  indexes: [['meetingId'], ['inReplyToId']],
};

/** Statements, and a full-text index of what was said. */
export const statements: ReadModel = {
  name: 'statements',
  version: 10,
  tables: { statements: table },
  texts: { statement_search: { of: 'statements', tokenizer: TOKENIZER, by: 'days', hasPhrases: true } },
  kinds: ['statement'],
  rows: ({ stream, id, negotiationId, recorded, events }: Thing) => {
    const facts = events as readonly StatementFact[];
    const made = makingOf(facts);
    if (made === undefined) return { statement_search: [], statements: [] };
    const { ordinal } = recorded[0]!;
    const { speakerId, speakingForId, partyId, kind, attribution, text, translation } = made.data;
    const { issueIds, meetingId, inReplyToId } = made.data;
    const quotes = (made.metadata.sources ?? []).flatMap(({ title, quote }) => [title, quote]);
    const texts = [text, translation?.text, ...quotes].filter((one) => one !== undefined);
    const place = placesOf(facts)[facts.indexOf(made)]!;
    const row = {
      ordinal,
      stream,
      id,
      negotiationId,
      speakerId: speakerId ?? null,
      speakingForId: speakingForId ?? null,
      partyId: partyId ?? null,
      kind,
      attribution: attribution ?? 'on-the-record',
      ...provenanceColumns(made),
      meetingId: meetingId ?? null,
      inReplyToId: inReplyToId ?? null,
      issueIds: issueIds?.length ? JSON.stringify(issueIds) : null,
      ...place,
      reachesFrom: reachesFrom(made.metadata),
      withdrawn: withdrawalOf(facts) ? 1 : 0,
    };
    const terms = JSON.stringify(termsOf(row));
    return {
      statement_search: [{ ordinal, negotiationId, ...place, words: termsOfAll(texts), terms }],
      statements: [row],
    };
  },
};

const makingOf = (facts: readonly StatementFact[]) => facts.find((fact) => fact.type === 'StatementMade');
const withdrawalOf = (facts: readonly StatementFact[]) =>
  countedOnce(facts).find((fact) => fact.type === 'StatementWithdrawn');

export type StatementRow = Readonly<{
  ordinal: number;
  stream: string;
  id: string;
  negotiationId: string;
  earliest: string;
  latest: string;
  minute: number;
  inReplyToId: string | null;
  withdrawn: number;
}>;

const toldIn = (facts: readonly StatementFact[]): Omit<Readout, 'id'> => {
  const withdrawal = withdrawalOf(facts);
  return { ...factOf(makingOf(facts)!), ...(withdrawal && { withdrawal: factOf(withdrawal) }) };
};

const show = (db: Database.Database, rows: readonly StatementRow[]): readonly Statement[] => {
  const told = withFacts<StatementEvent, StatementRow>(db, rows).map((row) => {
    const made = makingOf(row.facts)!;
    return { ...row, made, references: referencesIn(made.data) };
  });
  const voided = voidedIn(
    db,
    told.flatMap(({ references }) => references),
  );
  const outside = outsideTheirMeetings(
    db,
    told.flatMap(({ made }) => made.data.meetingId ?? []),
  );
  return told.map(({ id, withdrawn, facts, made, references }) => ({
    id,
    withdrawn: withdrawn === 1,
    ...toldIn(facts),
    ...warningsOf(voided(references), outside(made)),
  }));
};

const referencesIn = (said: StatementEvents['StatementMade']): readonly Reference[] => [
  ...(['speakerId', 'speakingForId'] as const).flatMap((field) => referenceIn('representative', said[field], field)),
  ...referenceIn('party', said.partyId, 'partyId'),
  ...(said.toIds ?? []).flatMap((id, n) => referenceIn('party', id, `toIds/${n}`)),
  ...(said.issueIds ?? []).flatMap((id, n) => referenceIn('issue', id, `issueIds/${n}`)),
  ...referenceIn('meeting', said.meetingId, 'meetingId'),
  ...referenceIn('statement', said.inReplyToId, 'inReplyToId'),
];
const referenceIn = (kind: Kind, id: string | undefined, field: string): readonly Reference[] =>
  id === undefined ? [] : [{ kind, id, field: `/${field}` }];

/** Warns of a statement that has no day in common with its meeting. A readout comes after it. */
export const outsideTheirMeetings = (
  db: Database.Database,
  meetingIds: readonly string[],
): ((made: StatementFact & { type: 'StatementMade' }) => readonly Warning[]) => {
  const held = db
    .prepare<[string], { id: string; reachesFrom: string; latest: string }>(
      `SELECT id, reachesFrom, latest FROM meetings
       WHERE stream IN (SELECT value FROM json_each(?)) AND status = 'held' AND latest IS NOT NULL`,
    )
    .all(JSON.stringify([...new Set(meetingIds)].map((id) => streamOf('meeting', id))));
  const days = new Map(held.map((one) => [one.id, one]));
  return ({ data: { kind, meetingId }, metadata }) => {
    const met = meetingId && days.get(meetingId);
    if (!met || metadata.occurredOn === undefined) return [];
    const isBefore = span(metadata).latest < met.reachesFrom;
    const isAfter = reachesFrom(metadata) > met.latest && kind !== 'readout';
    if (!isBefore && !isAfter) return [];
    const day = met.reachesFrom === met.latest ? met.latest : `${met.reachesFrom} to ${met.latest}`;
    const detail = `It is dated ${metadata.occurredOn.edtf}, ${isBefore ? 'before' : 'after'} its meeting (${day}). Correct the date or the meeting, unless it is about the meeting.`;
    return [{ code: 'outside-its-meeting', field: '/occurredOn', detail }];
  };
};

const filters = {
  q: described(
    `Words, "phrases" and prefixes* that must all occur in the text, its translation or its sources. -word: it must not occur. OR between two: one of them must occur. by:name, for:name and at:name: who said it, or on whose behalf; for which party; at or about which meeting, each by a word, "phrase" or prefix* of its name. OR binds closer than the blank: licences tariffs OR quotas -steel for:China. A phrase has at most ${PHRASE_WORDS} words, or characters of scripts without spaces; a search has at most ${SEARCH_TERMS} words and phrases`,
    words(500),
  ),
  speakerId: described('Who said it, or on whose behalf. If the person is not recorded, the list is empty', uuid),
  partyId: described(
    'The party on whose behalf it was said, or else the party of the speaker. If it is not recorded, the list is empty. It may be repeated',
    several(idOf('party')),
  ),
  issueId: described('Only statements on this issue. If it is not recorded, the list is empty', idOf('issue')),
  kind: described('It may be repeated', several(oneOf('StatementKind', STATEMENT_KINDS))),
  attribution: described(
    'Only statements that may be attributed so. Those that do not say it are on the record',
    oneOf('Attribution', ATTRIBUTIONS),
  ),
  meetingId: described('Only statements at or about this meeting', idOf('meeting')),
  from: described('May have been said on this day or later', day),
  to: described('May have been said on this day or earlier', day),
  ...provenanceFilters,
};
export type StatementFilter = ValuesOf<typeof filters>;
const CONDITIONS = {
  speakerId: '(speakerId = @speakerId OR speakingForId = @speakerId)',
  partyId: `(${isOneOf('partyId', 'partyId')}
    OR (partyId IS NULL AND coalesce(speakingForId, speakerId) IN (SELECT value FROM json_each(@people))))`,
  issueId: 'EXISTS (SELECT 1 FROM json_each(issueIds) WHERE value = @issueId)',
  kind: isOneOf('kind', 'kind'),
  attribution: 'attribution = @attribution',
  meetingId: 'meetingId = @meetingId',
  from: 'latest >= @from',
  to: 'reachesFrom <= @to',
  ...PROVENANCE_CONDITIONS,
} satisfies Record<Exclude<keyof StatementFilter, 'q'>, string>;

/** The terms of which a statement has one, for each filter. `people`: those of the party. */
const termsFor = (filter: StatementFilter, people: readonly string[]): readonly (readonly Term[])[] => {
  const having = (name: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [values.map((value) => termOf(name, value))];
  const { meetingId, speakerId, issueId, partyId, kind, attribution } = filter;
  const parties = having('party', partyId).map((terms) => [...terms, ...having('voice', people).flat()]);
  return [
    ...having('meeting', one(meetingId)),
    ...having('speaker', one(speakerId)),
    ...having('issue', one(issueId)),
    ...parties,
    ...having('kind', kind),
    ...having('attribution', one(attribution)),
    ...provenanceTermsFor(filter),
  ];
};
const one = <T>(value: T | undefined): readonly T[] | undefined => (value === undefined ? undefined : [value]);

/** What is asked for, with the checked clauses of `q`. */
type StatementsAsked = Omit<StatementFilter, 'q'> & Readonly<{ clauses: readonly Clause[] }>;

/** The rows of the statements of some negotiations that are asked for, the newest first. */
export const statementRowsOf = (
  db: Database.Database,
  negotiationIds: readonly string[],
  { clauses, ...filter }: StatementsAsked,
  slice: Slice,
  isDescending = true,
): readonly StatementRow[] => {
  const people = (filter.partyId ?? []).flatMap((id) => peopleOf(db, id));
  const filtered = termsFor(filter, people).map(havingOneOf);
  const sought = soughtIn(db, negotiationIds, clauses);
  return searched<StatementRow>(
    db,
    { name: 'statements', index: 'statement_search', isDescending },
    {
      sought: sought.map((some) => ({ ...some, clauses: [...some.clauses, ...filtered] })),
      period: filter,
      conditions: conditionsFor(CONDITIONS, filter),
      values: valuesFor({ ...filter, people }),
    },
    withMinute(slice),
  );
};

/** The statements of a negotiation, newest first. */
export const statementsOf = (
  db: Database.Database,
  negotiationId: string,
  { q, ...filter }: StatementFilter,
  slice: Slice,
) => {
  const clauses = q === undefined ? [] : parseSearch(q);
  if (isRefusal(clauses)) return [];
  const rows = statementRowsOf(db, [negotiationId], { clauses, ...filter }, slice);
  return show(db, rows).map((shown, n) => {
    const { earliest, latest, minute, ordinal } = rows[n]!;
    return { key: [earliest, latest, minute, ordinal], ...shown };
  });
};

/** How many statements on an issue there are. */
export const countStatementsOn = (db: Database.Database, negotiationId: string, issueId: string): number =>
  countWith(db, 'statement_search', negotiationId, termOf('issue', issueId));

/** A statement, the one it replies to, and the replies to it in chronological order, including withdrawn ones. */
export const statement = (db: Database.Database, id: string) => {
  const find = db.prepare<[string], StatementRow>('SELECT * FROM statements WHERE stream = ?');
  const [row] = find.all(streamOf('statement', id));
  if (row === undefined) return undefined;
  const [original] = row.inReplyToId === null ? [] : show(db, find.all(streamOf('statement', row.inReplyToId)));
  const replies = db
    .prepare<[string], StatementRow>(
      'SELECT * FROM statements WHERE inReplyToId = ? ORDER BY earliest, latest, minute, ordinal',
    )
    .all(id);
  return { ...show(db, [row])[0]!, ...(original && { inReplyTo: original }), replies: show(db, replies) };
};

/** What the sides said after a meeting, in chronological order. */
export const readoutsOf = (db: Database.Database, negotiationId: string, meetingId: string): readonly Readout[] => {
  const rows = db
    .prepare<unknown[], { stream: string; id: string }>(
      `SELECT stream, id, earliest, latest FROM statements
       WHERE +negotiationId = @negotiationId AND kind = 'readout' AND meetingId = @meetingId ORDER BY earliest, latest, id`,
    )
    .all({ negotiationId, meetingId });
  return withFacts<StatementEvent, (typeof rows)[number]>(db, rows).map(({ id, facts }) => ({ id, ...toldIn(facts) }));
};

const refuseSearch = ({ q }: StatementFilter): QueryRefusal | undefined => {
  const search = q === undefined ? [] : parseSearch(q);
  return isRefusal(search) ? { status: 400, pointer: '/q', ...search } : undefined;
};

export const statementRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/statements',
    operationId: 'listStatements',
    summary: 'List and search statements, the newest first',
    tag: 'statements',
    parameters: filters,
    models: ['statements', 'overview', 'meetings', 'timeline'],
    check: refuseSearch,
    item: Statement,
    ask: (views, negotiationId, filter, { slice }) =>
      foundOrRefused(() => statementsOf(views, negotiationId, filter, slice)),
  }),
  thingRoute({
    path: 'statements/:id',
    operationId: 'getStatement',
    summary: 'Get a statement, the one it replies to, and the replies to it',
    tag: 'statements',
    kind: 'statement',
    models: ['statements', 'meetings', 'timeline'],
    item: Statement,
    more: Thread,
    ask: statement,
  }),
];
