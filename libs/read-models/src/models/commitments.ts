import type Database from 'better-sqlite3';
import { COMMITMENT_STATUSES, type CommitmentEvent, type CommitmentStatus } from '#domain/commitment.js';
import { assessCommitment } from '#domain/assess-commitment.js';
import { streamOf } from '#domain/ids.js';
import { span } from '#domain/world-date.js';
import type { Effective } from '#domain/effective.js';
import { countedOnce } from '#domain/accounts.js';
import { Account, factOf, historyEntryOf, historyOf } from './attribution.js';
import type { Numbered, ReadModel } from '../projection/read-model.js';
import { fieldsOf } from '../routes/facts.js';
import type { ValuesOf } from '../routes/parameters.js';
import type { Slice } from '../routes/pages.js';
import { pageRoute, thingRoute } from '../routes/read-route.js';
import { all, described, flag, idOf, idsOf, list, named, object, oneOf, type Static, uuid } from '../routes/schema.js';

const Status = oneOf('CommitmentStatus', COMMITMENT_STATUSES);
export const Commitment = named(
  'Commitment',
  all(
    Account,
    fieldsOf('CommitmentMade'),
    object({
      id: uuid,
      status: described('`fulfilled` and `released`: confirmed by every side whose word is required', Status),
      overdue: described('Open or disputed, and past the last day on which it can be due', flag),
      saidFulfilledBy: idsOf('party'),
      disputedBy: idsOf('party'),
      releasedBy: idsOf('party'),
      outstanding: described('The sides that have not said that it is fulfilled, its makers first', list(uuid)),
      history: historyOf<CommitmentEvent>('commitment'),
    }),
  ),
);
export type Commitment = Static<typeof Commitment>;
type Details = Omit<Commitment, 'id' | 'status' | 'overdue'>;

/** Commitments: who made them to whom, their status, and what each side says about it. */
export const commitments: ReadModel = {
  name: 'commitments',
  version: 2,
  schema: `
    CREATE TABLE commitments (
      ordinal       INTEGER PRIMARY KEY, -- of its first event
      stream        TEXT NOT NULL,
      id            TEXT NOT NULL,
      negotiationId TEXT NOT NULL,
      status        TEXT NOT NULL,
      due           TEXT, -- the last day on which it can be due
      earliest      TEXT NOT NULL,
      latest        TEXT NOT NULL,
      details       TEXT NOT NULL
    ) STRICT;
    CREATE INDEX commitments_stream ON commitments (stream);
    CREATE INDEX commitments_negotiation ON commitments (negotiationId);`,
  tables: {
    commitments: ['ordinal', 'stream', 'id', 'negotiationId', 'status', 'due', 'earliest', 'latest', 'details'],
  },
  kinds: ['commitment'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const facts = events as readonly Numbered<Effective<CommitmentEvent>>[];
    const made = facts.find((event) => event.type === 'CommitmentMade');
    if (made?.type !== 'CommitmentMade') return { commitments: [] };
    const { status, ...sides } = assessCommitment(countedOnce(facts));
    const details: Details = {
      ...factOf(made),
      ...sides,
      history: facts.filter((event) => event !== made).map(historyEntryOf),
    };
    const { ordinal } = recorded[0]!;
    const due = made.data.due?.on?.latest ?? null;
    return {
      commitments: [
        { ordinal, stream, id, negotiationId, status, due, ...span(made.metadata), details: JSON.stringify(details) },
      ],
    };
  },
};

type CommitmentRow = Readonly<{
  id: string;
  status: CommitmentStatus;
  due: string | null;
  earliest: string;
  latest: string;
  details: string;
  overdue: number;
}>;
const filters = {
  status: Status,
  partyId: described('Only commitments that this party made or received', idOf('party')),
};
type Filter = ValuesOf<typeof filters>;

const show = ({ id, status, overdue, details }: CommitmentRow): Commitment => ({
  id,
  status,
  overdue: overdue === 1,
  ...(JSON.parse(details) as Details),
});

// Overdue commitments come first, then by due day, those without a day last.
const ROWS = `
  SELECT *, (status IN ('open', 'disputed') AND due IS NOT NULL AND due < @today) AS overdue, coalesce(due, '9999-12-31') AS dueOrNever
  FROM commitments`;

/** The commitments of a negotiation, overdue ones first, as of `today`. */
export const commitmentsOf = (
  db: Database.Database,
  negotiationId: string,
  { status, partyId }: Filter,
  today: string,
  { after, limit }: Slice,
) => {
  const [afterOverdue = null, afterDue = null, afterEarliest = null, afterId = null] = after ?? [];
  return db
    .prepare<unknown[], CommitmentRow & { dueOrNever: string }>(
      `WITH row AS (${ROWS} WHERE negotiationId = @negotiationId)
       SELECT * FROM row
       WHERE (@status IS NULL OR status = @status)
         AND (@partyId IS NULL OR EXISTS (SELECT 1 FROM json_each(details, '$.byIds') WHERE value = @partyId)
                               OR EXISTS (SELECT 1 FROM json_each(details, '$.toIds') WHERE value = @partyId))
         AND (@afterId IS NULL OR (-overdue, dueOrNever, earliest, id) > (@afterOverdue, @afterDue, @afterEarliest, @afterId))
       ORDER BY -overdue, dueOrNever, earliest, id LIMIT @limit`,
    )
    .all({
      negotiationId,
      status: status ?? null,
      partyId: partyId ?? null,
      today,
      afterOverdue,
      afterDue,
      afterEarliest,
      afterId,
      limit,
    })
    .map((row) => ({ key: [-row.overdue, row.dueOrNever, row.earliest, row.id], ...show(row) }));
};

export const commitment = (db: Database.Database, id: string, today: string): Commitment | undefined => {
  const row = db
    .prepare<unknown[], CommitmentRow>(`${ROWS} WHERE stream = @stream`)
    .get({ stream: streamOf('commitment', id), today });
  return row && show(row);
};

export const commitmentRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/commitments',
    operationId: 'listCommitments',
    summary: 'List commitments, overdue ones first',
    tag: 'commitments',
    parameters: filters,
    models: ['commitments'],
    item: Commitment,
    ask: (views, negotiationId, filter, { today, slice }) => commitmentsOf(views, negotiationId, filter, today, slice),
  }),
  thingRoute({
    path: 'commitments/:id',
    operationId: 'getCommitment',
    summary: 'Get a commitment, its status, and its history',
    tag: 'commitments',
    kind: 'commitment',
    models: ['commitments'],
    item: Commitment,
    ask: (views, id, _, { today }) => commitment(views, id, today),
  }),
];
