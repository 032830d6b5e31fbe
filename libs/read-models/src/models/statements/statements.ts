import type Database from 'better-sqlite3';
import { countedOnce } from '#domain/accounts.js';
import { refuse } from '#domain/decider.js';
import { streamOf } from '#domain/ids.js';
import { STATEMENT_KINDS, type StatementEvent } from '#domain/statement.js';
import { reachesFrom, span } from '#domain/world-date.js';
import { Account, factOf } from '../attribution.js';
import { type StoredFact, withFacts } from '../timeline/facts.js';
import { markingsShownIn } from '../../projection/lens.js';
import {
  type ReadModel,
  type Row,
  type Table,
  type Thing,
  THING_COLUMNS,
  type Term,
} from '../../projection/read-model.js';
import { scopeOf } from '../../projection/scoped-terms.js';
import { EVERY, termOf } from '../../projection/terms.js';
import { dataOf, fieldsOf } from '../../routes/facts.js';
import { type ValuesOf, words } from '../../routes/parameters.js';
import type { Slice } from '../../routes/pages.js';
import { pageRoute, type QueryRefusal, thingRoute } from '../../routes/read-route.js';
import { all, day, described, flag, idOf, list, named, object, oneOf, type Static, uuid } from '../../routes/schema.js';
import { type Asked, conditionsFor, type List, listed, partsIn, periodTerms } from '../listed.js';
import { peopleOf } from '../overview/overview.js';
import { ftsQuery, hasLongPhrase, PHRASE_WORDS, TOKENIZER, termsOfAll } from './search-terms.js';

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
const Statement = named('Statement', all(Readout, object({ withdrawn: flag })));
type Statement = Static<typeof Statement>;
const Thread = object({
  'inReplyTo?': described('The statement that it replies to', Statement),
  replies: described('The replies to it, in chronological order', list(Statement)),
});

const termsOf = (row: Row): readonly Term[] => {
  const { kind, speakerId, speakingForId, partyId, issueIds, meetingId, ...days } = row as TermColumns;
  const term = (name: string, value: string | null) => (value === null ? [] : [termOf(name, value)]);
  return [
    EVERY,
    ...term('kind', kind),
    ...term('speaker', speakerId),
    ...term('speaker', speakingForId),
    ...(partyId === null ? term('voice', speakingForId ?? speakerId) : term('party', partyId)),
    ...(JSON.parse(issueIds ?? '[]') as readonly string[]).flatMap((id) => term('issue', id)),
    ...term('meeting', meetingId),
    ...periodTerms(days),
  ];
};
type TermColumns = Readonly<
  Record<'kind' | 'earliest' | 'latest' | 'reachesFrom', string> &
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
    meetingId: 'TEXT?',
    inReplyToId: 'TEXT?',
    // A JSON array
    issueIds: 'TEXT?',
    earliest: 'TEXT',
    latest: 'TEXT',
    reachesFrom: 'TEXT',
    withdrawn: 'INTEGER',
  },
  indexes: [['meetingId'], ['inReplyToId']],
  terms: {
    by: ['earliest', 'latest', 'ordinal'],
    days: ['earliest', 'latest'],
    from: [
      'kind',
      'speakerId',
      'speakingForId',
      'partyId',
      'issueIds',
      'meetingId',
      'earliest',
      'latest',
      'reachesFrom',
    ],
    of: termsOf,
  },
};

/** Statements, and a full-text index of what was said. */
export const statements: ReadModel = {
  name: 'statements',
  version: 7,
  tables: { statements: table },
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

const show = (db: Database.Database, rows: readonly StatementRow[]): readonly Statement[] =>
  withFacts<StatementEvent, StatementRow>(db, rows).map(({ id, withdrawn, facts }) => ({
    id,
    withdrawn: withdrawn === 1,
    ...toldIn(facts),
  }));

const filters = {
  q: described(
    `Words, "phrases" and prefixes* that must all occur in the text, its translation or its sources. A phrase has at most ${PHRASE_WORDS} words, or characters of scripts without spaces`,
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

/** By what usually leaves out most. `people`: those of the party. */
const partsOf = (filter: StatementFilter, people: readonly string[]): Pick<Asked, 'parts' | 'bounds'> => {
  const part = (name: string, value: string) => ({ term: termOf(name, value) });
  const { meetingId, speakerId, issueId, partyId, kind } = filter;
  if (meetingId !== undefined) return { parts: [part('meeting', meetingId)] };
  if (speakerId !== undefined) return { parts: [part('speaker', speakerId)] };
  if (issueId !== undefined) return { parts: [part('issue', issueId)] };
  if (partyId !== undefined) return { parts: [part('party', partyId), ...people.map((id) => part('voice', id))] };
  return kind === undefined ? partsIn(filter, 'earliest') : { parts: [part('kind', kind)] };
};

const NEWEST_FIRST: List = { name: 'statements', table, isDescending: true };

/** The statements of a negotiation, newest first. */
export const statementsOf = (db: Database.Database, negotiationId: string, filter: StatementFilter, slice: Slice) => {
  const words = filter.q === undefined ? undefined : ftsQuery(filter.q, scopesIn(db, negotiationId));
  const found = words === undefined ? undefined : foundBy(db, words);
  const people = filter.partyId === undefined ? [] : peopleOf(db, filter.partyId);
  const conditions = conditionsFor(CONDITIONS, filter);
  const values = { ...filter, people: JSON.stringify(people), negotiationId };
  const rows =
    found === undefined || found.length > FEW
      ? listed<StatementRow>(
          db,
          NEWEST_FIRST,
          {
            negotiationId,
            ...partsOf(filter, people),
            conditions,
            values,
            ordinals: found && new Set(found),
          },
          slice,
        )
      : sorted(db, found, conditions, values, slice);
  return show(db, rows).map((shown, n) => {
    const { earliest, latest, ordinal } = rows[n]!;
    return { key: [earliest, latest, ordinal], ...shown };
  });
};

/** Those of the statements with these ordinals that meet the conditions. */
const sorted = (
  db: Database.Database,
  found: readonly number[],
  conditions: readonly string[],
  values: Readonly<Record<string, string | undefined>>,
  { after, limit }: Slice,
): readonly StatementRow[] => {
  const [afterEarliest, afterLatest, afterOrdinal] = after ?? [];
  const where = [
    // With a plus, SQLite does not look for an index for it.
    '+negotiationId = @negotiationId',
    ...conditions,
    ...(after ? ['(earliest, latest, ordinal) < (@afterEarliest, @afterLatest, @afterOrdinal)'] : []),
  ];
  return db
    .prepare<unknown[], StatementRow>(
      `SELECT statements.* FROM json_each(@found) AS match CROSS JOIN statements ON statements.ordinal = match.value
       WHERE ${where.join(' AND ')} ORDER BY earliest DESC, latest DESC, ordinal DESC LIMIT @limit`,
    )
    .all({ ...values, found: JSON.stringify(found), afterEarliest, afterLatest, afterOrdinal, limit });
};

/**
 * The ordinals of the statements with these terms. A few are sorted at once. Of many, a page is full soon when the statements are read in
 * order.
 */
const foundBy = (db: Database.Database, words: string): readonly number[] =>
  db.prepare<[string], number>('SELECT rowid FROM statement_search WHERE statement_search MATCH ?').pluck().all(words);
const FEW = 1_000;

/** What the terms of the visible statements of a negotiation begin with. */
const scopesIn = (db: Database.Database, negotiationId: string): readonly string[] =>
  markingsShownIn(db)?.map((marking) => scopeOf(marking, negotiationId)) ?? [''];

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
  if (q === undefined) return undefined;
  if (ftsQuery(q) === undefined)
    return {
      status: 400,
      ...refuse('search-without-words', '"q" contains no word. Use words, "phrases" or prefixes*.'),
    };
  if (hasLongPhrase(q))
    return {
      status: 400,
      ...refuse(
        'search-phrase-too-long',
        `"q" contains a phrase of more than ${PHRASE_WORDS} words, or of more characters in a script without spaces. Use a part of the phrase.`,
      ),
    };
  return undefined;
};

export const statementRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/statements',
    operationId: 'listStatements',
    summary: 'List and search statements, the newest first',
    tag: 'statements',
    parameters: filters,
    models: ['statements', 'overview', 'timeline'],
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
    models: ['statements', 'timeline'],
    item: Statement,
    more: Thread,
    ask: statement,
  }),
];
