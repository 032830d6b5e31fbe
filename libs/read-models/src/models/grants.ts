import type Database from 'better-sqlite3';
import type { Recorder } from '#domain/envelope.js';
import type { LoggedEvent, ReadModel, Row } from '../projection/read-model.js';
import type { Slice } from '../routes/pages.js';
import { pageRoute } from '../routes/read-route.js';
import { described, instant, named, object, oneOf, text } from '../routes/schema.js';

/** `opened`: the person opened the negotiation, and needs no grant. */
export const GRANT_STATUSES = ['opened', 'given', 'revoked'] as const;
export type GrantStatus = (typeof GRANT_STATUSES)[number];

export const RecorderName = named(
  'Recorder',
  described('A person, as the login identifies them', object({ issuer: text, subject: text, name: text })),
);
const Grant = named(
  'Grant',
  object({
    issuer: described('The issuer of the tokens of the person', text),
    subject: described('The subject of these tokens', text),
    'name?': text,
    status: described(
      '`opened`: the person opened the negotiation, and needs no grant',
      oneOf('GrantStatus', GRANT_STATUSES),
    ),
    since: described('When this was recorded', instant),
    recordedBy: described('Who opened the negotiation, or gave or revoked the grant', RecorderName),
    'reason?': text,
  }),
);

/** Access to negotiations: a row for the person who opened each, and one for each grant or revocation. */
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
  // By what was recorded: a voided negotiation changes nobody's access.
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

/** Who has or had access to a negotiation, in the order of the log. Of several rows of a person, the last is in effect. */
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
    summary: 'List who has or had access to a negotiation, since when, and who granted or revoked it',
    tag: 'grants',
    models: ['grants'],
    // Administrators grant access to negotiations that they cannot read.
    roleWithoutGrant: 'administrator',
    item: Grant,
    ask: (views, negotiationId, _, { slice }) => grantsOf(views, negotiationId, slice),
  }),
];
