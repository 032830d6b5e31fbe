import type Database from 'better-sqlite3';
import { countedOnce } from '#domain/accounts.js';
import { isRefusal } from '#domain/decider.js';
import { type Kind, streamOf } from '#domain/ids.js';
import { STATEMENT_KINDS, type StatementEvent, type StatementEvents } from '#domain/statement.js';
import { reachesFrom, span } from '#domain/world-date.js';
import { Account, factOf } from '../attribution.js';
import { type StoredFact, withFacts } from '../timeline/facts.js';
import { type ReadModel, type Thing, THING_COLUMNS } from '../../projection/read-model.js';
import { dataOf, fieldsOf } from '../../routes/facts.js';
import { type ValuesOf, words } from '../../routes/parameters.js';
import type { Slice } from '../../routes/pages.js';
import { pageRoute, type QueryRefusal, thingRoute } from '../../routes/read-route.js';
import { all, day, described, flag, idOf, list, named, object, oneOf, type Static, uuid } from '../../routes/schema.js';
import { peopleOf } from '../overview/overview.js';
import { type Reference, voidedIn, type Warning, warningsOf, WarningsField } from '../warnings.js';
import { wantedBy } from './search.js';
import { parseSearch } from './search-query.js';
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

/** Statements, and a full-text index of what was said. */
export const statements: ReadModel = {
  name: 'statements',
  version: 7,
  tables: {
    statements: {
      columns: {
        // The ordinal is that of its first event
        ...THING_COLUMNS,
        speakerId: 'TEXT?',
        speakingForId: 'TEXT?',
        partyId: 'TEXT?',
        kind: 'TEXT',
        meetingId: 'TEXT?',
        inReplyToId: 'TEXT?',
        // A JSON array
        issueIds: 'TEXT?',
        earliest: 'TEXT',
        latest: 'TEXT',
        reachesFrom: 'TEXT',
        withdrawn: 'INTEGER',
      },
      indexes: [['negotiationId', 'earliest', 'latest'], ['meetingId'], ['inReplyToId']],
    },
  },
  texts: { statement_search: { of: 'statements', tokenizer: TOKENIZER } },
  kinds: ['statement'],
  rows: ({ stream, id, negotiationId, recorded, events }: Thing) => {
    const facts = events as readonly StatementFact[];
    const made = makingOf(facts);
    if (made === undefined) return { statement_search: [], statements: [] };
    const { ordinal } = recorded[0]!;
    const { speakerId, speakingForId, partyId, kind, text, translation, issueIds, meetingId, inReplyToId } = made.data;
    const quotes = (made.metadata.sources ?? []).flatMap(({ title, quote }) => [title, quote]);
    const texts = [text, translation?.text, ...quotes].filter((one) => one !== undefined);
    return {
      statement_search: [{ ordinal, negotiationId, words: termsOfAll(texts) }],
      statements: [
        {
          ordinal,
          stream,
          id,
          negotiationId,
          speakerId: speakerId ?? null,
          speakingForId: speakingForId ?? null,
          partyId: partyId ?? null,
          kind,
          meetingId: meetingId ?? null,
          inReplyToId: inReplyToId ?? null,
          issueIds: issueIds?.length ? JSON.stringify(issueIds) : null,
          ...span(made.metadata),
          reachesFrom: reachesFrom(made.metadata),
          withdrawn: withdrawalOf(facts) ? 1 : 0,
        },
      ],
    };
  },
};

const makingOf = (facts: readonly StatementFact[]) => facts.find((fact) => fact.type === 'StatementMade');
const withdrawalOf = (facts: readonly StatementFact[]) =>
  countedOnce(facts).find((fact) => fact.type === 'StatementWithdrawn');

type StatementRow = Readonly<{
  ordinal: number;
  stream: string;
  id: string;
  earliest: string;
  latest: string;
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
const outsideTheirMeetings = (
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
    `Words, "phrases" and prefixes* that must all occur in the text, its translation or its sources. -word: it must not occur. OR between two: one of them must occur. by:name, for:name and at:name: who said it, or on whose behalf; for which party; at or about which meeting, each by a word, "phrase" or prefix* of its name. OR binds closer than the blank: licences tariffs OR quotas -steel for:China. A phrase has at most ${PHRASE_WORDS} words, or characters of scripts without spaces`,
    words(500),
  ),
  speakerId: described('Who said it, or on whose behalf. If the person is not recorded, the list is empty', uuid),
  partyId: described(
    'The party on whose behalf it was said, or else the party of the speaker. If it is not recorded, the list is empty',
    idOf('party'),
  ),
  issueId: described('Only statements on this issue. If it is not recorded, the list is empty', idOf('issue')),
  kind: oneOf('StatementKind', STATEMENT_KINDS),
  meetingId: described('Only statements at or about this meeting', idOf('meeting')),
  from: described('May have been said on this day or later', day),
  to: described('May have been said on this day or earlier', day),
};
export type StatementFilter = ValuesOf<typeof filters>;
const CONDITIONS = {
  speakerId: '(speakerId = @speakerId OR speakingForId = @speakerId)',
  partyId: `(partyId = @partyId
    OR (partyId IS NULL AND coalesce(speakingForId, speakerId) IN (SELECT value FROM json_each(@people))))`,
  issueId: 'EXISTS (SELECT 1 FROM json_each(issueIds) WHERE value = @issueId)',
  kind: 'kind = @kind',
  meetingId: 'meetingId = @meetingId',
  from: 'latest >= @from',
  to: 'reachesFrom <= @to',
} satisfies Record<Exclude<keyof StatementFilter, 'q'>, string>;
const MATCHES = 'ordinal IN (SELECT rowid FROM statement_search WHERE statement_search MATCH @terms)';

/** The statements of a negotiation, newest first. */
export const statementsOf = (
  db: Database.Database,
  negotiationId: string,
  filter: StatementFilter,
  { after, limit }: Slice,
) => {
  const { q, ...columns } = filter;
  const clauses = q === undefined ? [] : parseSearch(q);
  if (isRefusal(clauses)) return [];
  const { terms, where: wanted, values } = wantedBy(db, negotiationId, clauses);
  const found = terms && foundBy(db, terms);
  const asked = (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).filter(
    (field) => columns[field] !== undefined,
  );
  const [afterEarliest, afterLatest, afterOrdinal] = after ?? [];
  const where = [
    // With a plus, SQLite does not look for an index for it: few statements are found, or belong to a meeting.
    `${found || filter.meetingId ? '+' : ''}negotiationId = @negotiationId`,
    ...asked.map((field) => CONDITIONS[field]),
    ...(terms && !found ? [MATCHES] : []),
    ...wanted,
    ...(after ? ['(earliest, latest, ordinal) < (@afterEarliest, @afterLatest, @afterOrdinal)'] : []),
  ];
  const rows = db
    .prepare<unknown[], StatementRow>(
      `SELECT statements.* FROM ${found ? FOUND : 'statements'} WHERE ${where.join(' AND ')}
       ORDER BY earliest DESC, latest DESC, ordinal DESC LIMIT @limit`,
    )
    .all({
      ...columns,
      ...values,
      terms,
      found,
      people: filter.partyId && JSON.stringify(peopleOf(db, filter.partyId)),
      negotiationId,
      afterEarliest,
      afterLatest,
      afterOrdinal,
      limit,
    });
  return show(db, rows).map((shown, n) => {
    const { earliest, latest, ordinal } = rows[n]!;
    return { key: [earliest, latest, ordinal], ...shown };
  });
};

const FOUND = 'json_each(@found) AS match CROSS JOIN statements ON statements.ordinal = match.value';

/**
 * The ordinals of the statements with these terms, as a JSON array; undefined if there are many. A few are sorted at once. Of many,
 * a page is full soon when the statements are read in order.
 */
const foundBy = (db: Database.Database, terms: string): string | undefined => {
  const ordinals = db
    .prepare<[string, number], number>('SELECT rowid FROM statement_search WHERE statement_search MATCH ? LIMIT ?')
    .pluck()
    .all(terms, FEW + 1);
  return ordinals.length > FEW ? undefined : JSON.stringify(ordinals);
};
const FEW = 1_000;

/** A statement, the one it replies to, and the replies to it in chronological order, including withdrawn ones. */
export const statement = (db: Database.Database, id: string) => {
  const find = db.prepare<[string], StatementRow>('SELECT * FROM statements WHERE stream = ?');
  const [row] = find.all(streamOf('statement', id));
  if (row === undefined) return undefined;
  const [original] = row.inReplyToId === null ? [] : show(db, find.all(streamOf('statement', row.inReplyToId)));
  const replies = db
    .prepare<[string], StatementRow>(
      'SELECT * FROM statements WHERE inReplyToId = ? ORDER BY earliest, latest, ordinal',
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
  return isRefusal(search) ? { status: 400, ...search } : undefined;
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
    ask: (views, negotiationId, filter, { slice }) => statementsOf(views, negotiationId, filter, slice),
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
