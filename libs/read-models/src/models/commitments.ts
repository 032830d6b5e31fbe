import type Database from 'better-sqlite3';
import type { CommitmentEvent } from '#domain/commitment.js';
import { assessCommitment } from '#domain/assess-commitment.js';
import { streamOf } from '#domain/ids.js';
import { span } from '#domain/world-date.js';
import { countedOnce } from '#domain/accounts.js';
import { factOf } from './attribution.js';
import type { ReadModel } from '../projection/read-model.js';

/** The pledges: who made them to whom, what became of them, and what each side says of that. */
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
    const made = events.find((event) => event.type === 'CommitmentMade');
    if (made?.type !== 'CommitmentMade') return { commitments: [] };
    const { status, ...sides } = assessCommitment(countedOnce(events) as readonly CommitmentEvent[]);
    const details = {
      ...factOf(made),
      ...sides,
      history: events.filter((event) => event !== made).map((event) => ({ type: event.type, ...factOf(event) })),
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
  status: string;
  due: string | null;
  earliest: string;
  latest: string;
  details: string;
  overdue: number;
}>;
export type Commitment = Readonly<{ id: string; status: string; overdue: boolean }>;
export type CommitmentFilter = Readonly<{ status?: string | undefined; partyId?: string | undefined }>;

const show = ({ id, status, overdue, details }: CommitmentRow): Commitment => ({
  id,
  status,
  overdue: overdue === 1,
  ...(JSON.parse(details) as object),
});

// Open pledges whose day is past come first; then by when they are due, those without a day last.
const ROWS = `
  SELECT *, (status IN ('open', 'disputed') AND due IS NOT NULL AND due < @today) AS overdue, coalesce(due, '9999-12-31') AS dueOrNever
  FROM commitments`;

/** The commitments of a negotiation, overdue first. `today` is the day by which they are judged. */
export const commitmentsOf = (
  db: Database.Database,
  negotiationId: string,
  { status = null, partyId = null }: { [K in keyof CommitmentFilter]: CommitmentFilter[K] | null },
  today: string,
  { after, limit }: Readonly<{ after: readonly (string | number)[] | undefined; limit: number }>,
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
    .all({ negotiationId, status, partyId, today, afterOverdue, afterDue, afterEarliest, afterId, limit })
    .map((row) => ({ key: [-row.overdue, row.dueOrNever, row.earliest, row.id], ...show(row) }));
};

export const commitment = (db: Database.Database, id: string, today: string): Commitment | undefined => {
  const row = db
    .prepare<unknown[], CommitmentRow>(`${ROWS} WHERE stream = @stream`)
    .get({ stream: streamOf('commitment', id), today });
  return row && show(row);
};
