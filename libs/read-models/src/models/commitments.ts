import type Database from 'better-sqlite3';
import { COMMITMENT_STATUSES, type CommitmentEvent, type CommitmentStatus } from '#domain/commitment.js';
import { assessCommitment } from '#domain/assess-commitment.js';
import { streamOf } from '#domain/ids.js';
import { span } from '#domain/world-date.js';
import { countedOnce } from '#domain/accounts.js';
import { Account, factOf, historyEntryOf, historyOf } from './attribution.js';
import { type StoredFact, withFacts } from './timeline/facts.js';
import { conditionsFor, countListed, hasOneOf, type List, listed, valuesFor } from './listed.js';
import { history, listedHistory, showing } from './history.js';
import { q, refuseTextSearch, textSearch } from './search/list-search.js';
import { type ReadModel, type Row, type Table, THING_COLUMNS, type Term } from '../projection/read-model.js';
import { dayNumber, EVERY, termOf } from '../projection/terms.js';
import { fieldsOf } from '../routes/facts.js';
import { several, type ValuesOf } from '../routes/parameters.js';
import type { Key, Slice } from '../routes/pages.js';
import { pageRoute, thingRoute } from '../routes/read-route.js';
import { all, described, flag, idOf, idsOf, list, named, object, oneOf, type Static, uuid } from '../routes/schema.js';

const History = historyOf<CommitmentEvent>('commitment');
export const CommitmentStatusName = oneOf('CommitmentStatus', COMMITMENT_STATUSES);
export const Commitment = named(
  'Commitment',
  all(
    Account,
    fieldsOf('CommitmentMade'),
    object({
      id: uuid,
      status: described(
        '`fulfilled` and `released`: confirmed by every side whose word is required',
        CommitmentStatusName,
      ),
      overdue: described('Open or disputed, and past the last day on which it can be due', flag),
      saidFulfilledBy: idsOf('party'),
      disputedBy: idsOf('party'),
      releasedBy: idsOf('party'),
      outstanding: described('The sides that have not said that it is fulfilled, its makers first', list(uuid)),
    }),
    listedHistory(History),
  ),
);
export type Commitment = Static<typeof Commitment>;
export type CommitmentFact = StoredFact<CommitmentEvent>;

const termsOf = (row: Row): readonly Term[] => {
  const { status, partyIds } = row as TermColumns;
  return [
    EVERY,
    termOf('status', status),
    ...(JSON.parse(partyIds) as readonly string[]).map((id) => termOf('party', id)),
  ];
};
type TermColumns = Readonly<Record<'status' | 'partyIds', string>>;

const table: Table = {
  columns: {
    // The ordinal is that of its first event
    ...THING_COLUMNS,
    status: 'TEXT',
    // 1 if it is open or disputed
    isOpen: 'INTEGER',
    // The last day on which it can be due; 9999-12-31 if none is known
    due: 'TEXT',
    earliest: 'TEXT',
    latest: 'TEXT',
    // Of its makers and receivers: a JSON array
    partyIds: 'TEXT',
  },
  terms: {
    by: ['isOpen', 'due', 'earliest', 'id'],
    days: ['due', 'earliest'],
    from: ['status', 'partyIds'],
    of: termsOf,
  },
};

/** Commitments: who made them to whom, their status, and what each side says about it. */
export const commitments: ReadModel = {
  name: 'commitments',
  version: 4,
  tables: { commitments: table },
  kinds: ['commitment'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const facts = events as readonly CommitmentFact[];
    const made = makingOf(facts);
    if (made === undefined) return { commitments: [] };
    const { status } = assessCommitment(countedOnce(facts));
    const { byIds, toIds = [], due } = made.data;
    const { ordinal } = recorded[0]!;
    return {
      commitments: [
        {
          ordinal,
          stream,
          id,
          negotiationId,
          status,
          isOpen: status === 'open' || status === 'disputed' ? 1 : 0,
          due: due?.on?.latest ?? NEVER,
          ...span(made.metadata),
          partyIds: JSON.stringify([...new Set([...byIds, ...toIds])]),
        },
      ],
    };
  },
};

const makingOf = (facts: readonly CommitmentFact[]) => facts.find((fact) => fact.type === 'CommitmentMade');

/** What was last said of it; of several accounts, the original one. */
const lastWordIn = (facts: readonly CommitmentFact[]) => countedOnce(facts).findLast(isWord);

const isWord = (fact: CommitmentFact): fact is Exclude<CommitmentFact, { type: 'CommitmentMade' }> =>
  fact.type !== 'CommitmentMade';

const NEVER = '9999-12-31';

type CommitmentRow = Readonly<{
  ordinal: number;
  stream: string;
  negotiationId: string;
  id: string;
  status: CommitmentStatus;
  isOpen: number;
  due: string;
  earliest: string;
}>;
type WithFacts = CommitmentRow & Readonly<{ facts: readonly CommitmentFact[] }>;
const filters = {
  status: CommitmentStatusName,
  partyId: described('Only commitments that this party made or received. It may be repeated', several(idOf('party'))),
  q,
};
type Filter = ValuesOf<typeof filters>;

const isOverdue = ({ isOpen, due }: CommitmentRow, today: string): boolean => isOpen === 1 && due < today;

const show = (row: WithFacts, today: string): Commitment => {
  const { id, facts } = row;
  const made = makingOf(facts)!;
  const { status, ...sides } = assessCommitment(countedOnce(facts));
  const history = facts.filter((fact) => fact !== made).map(historyEntryOf);
  return { id, status, overdue: isOverdue(row, today), ...factOf(made), ...sides, history };
};

const CONDITIONS = {
  status: 'status = @status',
  partyId: hasOneOf('partyIds', 'partyId'),
} satisfies Record<Exclude<keyof Filter, 'q'>, string>;

/** By what usually leaves out most. */
const termsFor = ({ status, partyId }: Filter): readonly Term[] => {
  if (partyId !== undefined) return partyId.map((id) => termOf('party', id));
  return [status === undefined ? EVERY : termOf('status', status)];
};

const LIST: List = { name: 'commitments', table };

/** What a list consists of. */
const PARTS = {
  overdue: 'isOpen = 1 AND due < @today',
  pending: 'isOpen = 1 AND due >= @today',
  closed: 'isOpen = 0',
} as const;
/** The same of rows, where a day is a text. */
const PART_OF_ROWS = {
  overdue: 'isOpen = 1 AND due < @day',
  pending: 'isOpen = 1 AND due >= @day',
  closed: 'isOpen = 0',
} as const;

/** The commitments of a negotiation as of `today`: the overdue ones first, then by due day, those without a day last. */
export const commitmentsOf = (
  db: Database.Database,
  negotiationId: string,
  { q, ...filter }: Filter,
  today: string,
  { after, limit }: Slice,
) => {
  const [section = OVERDUE, ...afterKey] = after ?? [];
  const search = textSearch(db, negotiationId, 'commitment', q);
  const rowsIn = (part: keyof typeof PARTS, after: Key, most: number) => {
    const asked = {
      negotiationId,
      parts: termsFor(filter).map((term) => ({ term, within: PARTS[part] })),
      conditions: [...conditionsFor(CONDITIONS, filter), PART_OF_ROWS[part]],
      bounds: { today: dayNumber(today) },
      values: { ...valuesFor(filter), day: today },
      search,
    };
    const isOpen = part === 'closed' ? 0 : 1;
    return listed<CommitmentRow>(db, LIST, asked, {
      after: after.length === 0 ? undefined : [isOpen, ...after],
      limit: most,
    });
  };
  const overdue = section === OVERDUE ? rowsIn('overdue', afterKey, limit) : [];
  const left = limit - overdue.length;
  const afterRest = section === OVERDUE ? [] : afterKey;
  const rest = left === 0 ? [] : [...rowsIn('pending', afterRest, left), ...rowsIn('closed', afterRest, left)];
  const page = [...overdue, ...rest.toSorted(byDueDay).slice(0, left)];
  return withFacts<CommitmentEvent, CommitmentRow>(db, page).map((row) => ({
    key: [isOverdue(row, today) ? OVERDUE : 0, row.due, row.earliest, row.id],
    ...show(row, today),
  }));
};
/** In a key, before the rest. */
const OVERDUE = -1;

const byDueDay = (a: CommitmentRow, b: CommitmentRow): number => {
  const [one, other] = [a, b].map(({ due, earliest, id }) => `${due} ${earliest} ${id}`) as [string, string];
  return one < other ? -1 : Number(one > other);
};

/** The commitments of a negotiation that are open or disputed, those that are due first; and how many there are. */
export const openCommitmentsOf = (db: Database.Database, negotiationId: string, today: string, limit: number) => {
  const asked = { negotiationId, parts: [{ term: EVERY, within: 'isOpen = 1' }], conditions: [], values: {} } as const;
  const rows = listed<CommitmentRow>(db, LIST, asked, { after: undefined, limit });
  return {
    all: countListed(db, LIST, asked),
    found: withFacts<CommitmentEvent, CommitmentRow>(db, rows).map((row) => ({
      id: row.id,
      status: row.status,
      overdue: isOverdue(row, today),
      made: makingOf(row.facts)!,
      lastWord: lastWordIn(row.facts),
    })),
  };
};

export const commitment = (db: Database.Database, id: string, today: string): Commitment | undefined => {
  const rows = db
    .prepare<[string], CommitmentRow>('SELECT * FROM commitments WHERE stream = ?')
    .all(streamOf('commitment', id));
  const [row] = withFacts<CommitmentEvent, CommitmentRow>(db, rows);
  return row && show(row, today);
};

export const commitmentRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/commitments',
    operationId: 'listCommitments',
    summary: 'List commitments, overdue ones first',
    tag: 'commitments',
    parameters: { ...filters, history },
    models: ['commitments', 'timeline'],
    check: refuseTextSearch,
    item: Commitment,
    ask: (views, negotiationId, { history, ...filter }, { today, slice }) =>
      showing(history, commitmentsOf(views, negotiationId, filter, today, slice)),
  }),
  thingRoute({
    path: 'commitments/:id',
    operationId: 'getCommitment',
    summary: 'Get a commitment, its status, and its history',
    tag: 'commitments',
    kind: 'commitment',
    models: ['commitments', 'timeline'],
    item: Commitment,
    more: object({ history: History }),
    ask: (views, id, _, { today }) => commitment(views, id, today),
  }),
];
