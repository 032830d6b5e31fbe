import type Database from 'better-sqlite3';
import { q, refuseTextSearch, textSearch } from './search/list-search.js';
import { countedOnce } from '#domain/accounts.js';
import type { DisputeEvent } from '#domain/dispute.js';
import { streamOf } from '#domain/ids.js';
import { span } from '#domain/world-date.js';
import { Account, factOf } from './attribution.js';
import { type StoredFact, withFacts } from './timeline/facts.js';
import { type ReadModel, THING_COLUMNS } from '../projection/read-model.js';
import { dataOf, fieldsOf, optionalFieldsIn } from '../routes/facts.js';
import type { ValuesOf } from '../routes/parameters.js';
import type { Key, Slice } from '../routes/pages.js';
import { pageRoute, thingRoute } from '../routes/read-route.js';
import { all, described, named, object, oneOf, type Static, uuid } from '../routes/schema.js';

export const DISPUTE_STATUSES = ['open', 'settled'] as const;
type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

const Status = oneOf('DisputeStatus', DISPUTE_STATUSES);
export const Dispute = named(
  'Dispute',
  all(
    Account,
    fieldsOf('AccountDisputed'),
    optionalFieldsIn('DisputeSettled', 'preferred', 'reason'),
    object({
      id: uuid,
      status: Status,
      'settlement?': described('How it was settled, and who reported it', all(dataOf('DisputeSettled'), Account)),
    }),
  ),
);
export type Dispute = Static<typeof Dispute>;
type DisputeFact = StoredFact<DisputeEvent>;

/** Disputes: the recorded account, the rival account, and which of them was preferred. */
export const disputes: ReadModel = {
  name: 'disputes',
  version: 3,
  tables: {
    disputes: {
      columns: {
        // The ordinal is that of its first event
        ...THING_COLUMNS,
        status: 'TEXT',
        earliest: 'TEXT',
        latest: 'TEXT',
      },
      indexes: [['negotiationId', 'status', 'earliest', 'latest', 'ordinal']],
    },
  },
  kinds: ['dispute'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const facts = events as readonly DisputeFact[];
    const disputed = openingOf(facts);
    if (disputed === undefined) return { disputes: [] };
    return {
      disputes: [
        {
          stream,
          ordinal: recorded[0]!.ordinal,
          id,
          negotiationId,
          status: settlementOf(facts) ? 'settled' : 'open',
          ...span(disputed.metadata),
        },
      ],
    };
  },
};

const openingOf = (facts: readonly DisputeFact[]) => facts.find((fact) => fact.type === 'AccountDisputed');
const settlementOf = (facts: readonly DisputeFact[]) =>
  countedOnce(facts).find((fact) => fact.type === 'DisputeSettled');

type DisputeRow = Readonly<{
  ordinal: number;
  stream: string;
  id: string;
  negotiationId: string;
  status: DisputeStatus;
  earliest: string;
  latest: string;
}>;

const show = ({ id, status, facts }: DisputeRow & Readonly<{ facts: readonly DisputeFact[] }>): Dispute => {
  const settled = settlementOf(facts);
  return {
    id,
    status,
    ...factOf(openingOf(facts)!),
    ...(settled && { preferred: settled.data.preferred, reason: settled.data.reason, settlement: factOf(settled) }),
  };
};

const filters = { status: Status, q };

/** The disputes of a negotiation, the open ones first, then in chronological order. */
export const disputesOf = (
  db: Database.Database,
  negotiationId: string,
  { status, q }: ValuesOf<typeof filters>,
  { after, limit }: Slice,
) => {
  const { streams, keeps = (rows) => rows } = textSearch(db, negotiationId, 'dispute', q);
  const where = [
    `${streams === undefined ? '' : '+'}negotiationId = @negotiationId`,
    ...(status === undefined ? [] : ['status = @status']),
  ];
  const from =
    streams === undefined
      ? 'disputes'
      : '(SELECT value AS match FROM json_each(@streams)) CROSS JOIN disputes ON disputes.stream = match';
  const read = (last: Key | undefined): readonly DisputeRow[] => {
    const [lastStatus, lastEarliest, lastLatest, lastOrdinal] = last ?? [];
    const beyond = '(status, earliest, latest, ordinal) > (@lastStatus, @lastEarliest, @lastLatest, @lastOrdinal)';
    return (
      db
        // "open" sorts before "settled".
        .prepare<unknown[], DisputeRow>(
          `SELECT disputes.* FROM ${from} WHERE ${(last === undefined ? where : [...where, beyond]).join(' AND ')}
           ORDER BY status, earliest, latest, ordinal LIMIT @limit`,
        )
        .all({
          negotiationId,
          status,
          lastStatus,
          lastEarliest,
          lastLatest,
          lastOrdinal,
          streams: JSON.stringify(streams),
          limit,
        })
    );
  };
  const found: DisputeRow[] = [];
  for (let last = after; found.length < limit;) {
    const portion = read(last);
    found.push(...keeps(portion));
    if (portion.length < limit) break;
    last = keyOf(portion.at(-1)!);
  }
  const rows = found.slice(0, limit);
  return withFacts<DisputeEvent, DisputeRow>(db, rows).map((row) => ({
    key: keyOf(row),
    ...show(row),
  }));
};

const keyOf = ({ status, earliest, latest, ordinal }: DisputeRow): Key => [status, earliest, latest, ordinal];

/** How many disputes of a negotiation are open, or settled. */
export const countDisputes = (db: Database.Database, negotiationId: string, status: DisputeStatus): number =>
  db
    .prepare<[string, string], number>('SELECT count(*) FROM disputes WHERE negotiationId = ? AND status = ?')
    .pluck()
    .get(negotiationId, status)!;

export const dispute = (db: Database.Database, id: string): Dispute | undefined => {
  const rows = db.prepare<[string], DisputeRow>('SELECT * FROM disputes WHERE stream = ?').all(streamOf('dispute', id));
  return withFacts<DisputeEvent, DisputeRow>(db, rows).map(show)[0];
};

export const disputeRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/disputes',
    operationId: 'listDisputes',
    summary: 'List disputes between accounts, the open ones first',
    tag: 'disputes',
    parameters: filters,
    models: ['disputes', 'timeline'],
    check: refuseTextSearch,
    item: Dispute,
    ask: (views, negotiationId, filter, { slice }) => disputesOf(views, negotiationId, filter, slice),
  }),
  thingRoute({
    path: 'disputes/:id',
    operationId: 'getDispute',
    summary: 'Get a dispute, and which account is preferred',
    tag: 'disputes',
    kind: 'dispute',
    models: ['disputes', 'timeline'],
    item: Dispute,
    ask: dispute,
  }),
];
