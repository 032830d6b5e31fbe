import type Database from 'better-sqlite3';
import type { Recorder } from '#domain/envelope.js';
import type { LoggedEvent, ReadModel, Row } from '../projection/read-model.js';
import { inPortions, type Slice } from '../routes/pages.js';
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
  tables: {
    grants: {
      columns: {
        // Of the event that made it so
        ordinal: 'INTEGER',
        stream: 'TEXT',
        negotiationId: 'TEXT',
        issuer: 'TEXT',
        subject: 'TEXT',
        name: 'TEXT?',
        status: 'TEXT',
        since: 'TEXT',
        byIssuer: 'TEXT',
        bySubject: 'TEXT',
        byName: 'TEXT',
        reason: 'TEXT?',
      },
      indexes: [
        ['negotiationId', 'ordinal'],
        ['negotiationId', 'issuer', 'subject', 'ordinal'],
      ],
    },
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
export const grantsOf = (db: Database.Database, negotiationId: string, { after, limit }: Slice) => {
  const rows = db.prepare<unknown[], GrantRow>(
    'SELECT * FROM grants WHERE negotiationId = ? AND ordinal > ? ORDER BY ordinal LIMIT ?',
  );
  const later = db.prepare(
    'SELECT 1 FROM grants WHERE negotiationId = ? AND issuer = ? AND subject = ? AND ordinal > ? LIMIT 1',
  );
  const page: (ReturnType<typeof show> & { key: readonly number[] })[] = [];
  const read = (last: GrantRow | undefined, portion: number) =>
    rows.all(negotiationId, last?.ordinal ?? after?.[0] ?? -1, portion);
  for (const row of inPortions(read)) {
    if (page.length === limit) break;
    const { ordinal, issuer, subject } = row;
    if (later.get(negotiationId, issuer, subject, ordinal) === undefined) page.push({ key: [ordinal], ...show(row) });
  }
  return page;
};

const show = ({ issuer, subject, name, status, since, byIssuer, bySubject, byName, reason }: GrantRow) => ({
  issuer,
  subject,
  ...(name !== null && { name }),
  status,
  since,
  recordedBy: { issuer: byIssuer, subject: bySubject, name: byName },
  ...(reason !== null && { reason }),
});

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
