import type Database from 'better-sqlite3';
import type { Recorder } from '#domain/envelope.js';
import type { LoggedEvent, ReadModel, Row } from '../projection/read-model.js';
import { keptModels } from '../projection/tables.js';
import { pageRoute, type Slice } from '../routes/read-route.js';
import { described, instant, named, object, oneOf, text } from '../routes/schema.js';

/** `opened`: they opened the negotiation, and so have it without a grant. */
export const GRANT_STATUSES = ['opened', 'given', 'revoked'] as const;
export type GrantStatus = (typeof GRANT_STATUSES)[number];

export const RecorderName = named(
  'Recorder',
  described('Somebody, as the login knows them', object({ issuer: text, subject: text, name: text })),
);
const Grant = named(
  'Grant',
  object({
    issuer: described('Who issues the tokens of that person', text),
    subject: described('By what it knows them', text),
    'name?': text,
    status: described(
      '`opened`: they opened the negotiation, and have it without a grant',
      oneOf('GrantStatus', GRANT_STATUSES),
    ),
    since: described('When that was recorded', instant),
    recordedBy: described('Who opened, gave or revoked it', RecorderName),
    'reason?': text,
  }),
);

/** Who has which negotiation: a row for whoever opened it, and one for each person to whom it was given or from whom it was taken. */
export const grants: ReadModel = {
  name: 'grants',
  version: 1,
  schema: `
    CREATE TABLE grants (
      ordinal       INTEGER PRIMARY KEY, -- of the event that made it so
      stream        TEXT    NOT NULL,
      negotiationId TEXT    NOT NULL,
      issuer        TEXT    NOT NULL,
      subject       TEXT    NOT NULL,
      name          TEXT,
      status        TEXT    NOT NULL,
      since         TEXT    NOT NULL,
      byIssuer      TEXT    NOT NULL,
      bySubject     TEXT    NOT NULL,
      byName        TEXT    NOT NULL,
      reason        TEXT
    ) STRICT;
    CREATE INDEX grants_stream ON grants (stream);
    CREATE INDEX grants_negotiation ON grants (negotiationId, ordinal);`,
  tables: {
    grants: [
      'ordinal',
      'stream',
      'negotiationId',
      'issuer',
      'subject',
      'name',
      'status',
      'since',
      'byIssuer',
      'bySubject',
      'byName',
      'reason',
    ],
  },
  kinds: ['negotiation', 'grant'],
  // As recorded: that a negotiation was voided lets nobody in and shuts nobody out.
  rows: ({ kind, recorded }) => ({
    grants: [kind === 'grant' ? actRow(recorded.at(-1)!) : openingRow(recorded[0]!)],
  }),
};

const openingRow = (event: LoggedEvent): Row => ({
  ...rowOf(event, event.metadata.recordedBy),
  status: 'opened' satisfies GrantStatus,
  reason: null,
});

const actRow = (event: LoggedEvent): Row => {
  if (event.type !== 'GrantGiven' && event.type !== 'GrantRevoked') throw new Error(`${event.type} is no grant`);
  const status: GrantStatus = event.type === 'GrantGiven' ? 'given' : 'revoked';
  return { ...rowOf(event, event.data), status, reason: event.data.reason ?? null };
};

const rowOf = (
  { ordinal, stream, metadata: { negotiationId, recordedAt, recordedBy } }: LoggedEvent,
  { issuer, subject, name }: Partial<Recorder>,
) => ({
  ordinal,
  stream,
  negotiationId,
  issuer: issuer!,
  subject: subject!,
  name: name ?? null,
  since: recordedAt,
  byIssuer: recordedBy.issuer,
  bySubject: recordedBy.subject,
  byName: recordedBy.name,
});

type GrantRow = Readonly<{
  ordinal: number;
  negotiationId: string;
  issuer: string;
  subject: string;
  name: string | null;
  status: GrantStatus;
  since: string;
  byIssuer: string;
  bySubject: string;
  byName: string;
  reason: string | null;
}>;

/** How it stands between a negotiation and a person. */
export type KnownGrant = Pick<GrantRow, 'negotiationId' | 'issuer' | 'subject' | 'status'>;

/** All of them, in the order of the log: what comes later counts. None where the model is still to be built. */
export const knownGrants = (db: Database.Database): readonly KnownGrant[] =>
  keptModels(db).some(({ name }) => name === grants.name)
    ? db.prepare<[], KnownGrant>('SELECT negotiationId, issuer, subject, status FROM grants ORDER BY ordinal').all()
    : [];

/** Who has a negotiation, or had it, in the order in which that came to be. Where somebody was given what they opened, the later counts. */
export const grantsOf = (db: Database.Database, negotiationId: string, { after, limit }: Slice) =>
  db
    .prepare<unknown[], GrantRow>(
      `SELECT * FROM grants AS it WHERE negotiationId = ? AND ordinal > ? AND NOT EXISTS (
         SELECT 1 FROM grants AS later WHERE later.negotiationId = it.negotiationId AND later.ordinal > it.ordinal
         AND later.issuer = it.issuer AND later.subject = it.subject)
       ORDER BY ordinal LIMIT ?`,
    )
    .all(negotiationId, after?.[0] ?? -1, limit)
    .map(({ ordinal, issuer, subject, name, status, since, byIssuer, bySubject, byName, reason }) => ({
      key: [ordinal],
      issuer,
      subject,
      ...(name !== null && { name }),
      status,
      since,
      recordedBy: { issuer: byIssuer, subject: bySubject, name: byName },
      ...(reason !== null && { reason }),
    }));

export const grantRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/grants',
    operationId: 'listGrants',
    summary: 'Who has a negotiation, or had it, since when, and who gave or took it',
    tag: 'grants',
    models: ['grants'],
    // An administrator lets people into negotiations without having them.
    roleWithoutGrant: 'administrator',
    item: Grant,
    ask: (views, negotiationId, _, { slice }) => grantsOf(views, negotiationId, slice),
  }),
];
