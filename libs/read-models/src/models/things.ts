import type Database from 'better-sqlite3';
import type { EventOf } from '#domain/events.js';
import { inWorldOrder, isFact } from '#domain/effective.js';
import { type Kind, KINDS, streamOf } from '#domain/ids.js';
import type { Fact, ReadModel, Thing } from '../projection/read-model.js';
import { KindName } from '../routes/enums.js';
import { described, named, object, onlyTrue, type Static, text, uuid } from '../routes/schema.js';

/** One row for each thing on record: what to call it, and whether it stands. */
export const things: ReadModel = {
  name: 'things',
  version: 1,
  schema: `
    CREATE TABLE things (
      stream        TEXT    NOT NULL,
      kind          TEXT    NOT NULL,
      id            TEXT    NOT NULL,
      negotiationId TEXT    NOT NULL,
      label         TEXT    NOT NULL,
      revision      INTEGER NOT NULL,
      standing      TEXT    NOT NULL,
      recordedAt    TEXT    NOT NULL
    ) STRICT;
    CREATE INDEX things_stream ON things (stream);
    CREATE INDEX things_id ON things (id);
    CREATE INDEX things_negotiation ON things (negotiationId);`,
  tables: {
    things: ['stream', 'kind', 'id', 'negotiationId', 'label', 'revision', 'standing', 'recordedAt'],
  },
  kinds: KINDS,
  rows: (thing) => {
    const { stream, kind, id, negotiationId, revision, recorded } = thing;
    const standing = thing.standing === 'present' ? 'present' : 'voided';
    const recordedAt = recorded[0]!.metadata.recordedAt;
    return { things: [{ stream, kind, id, negotiationId, label: labelOf(thing), revision, standing, recordedAt }] };
  },
};

type Labels = { readonly [Type in Fact['type']]?: (data: EventOf<Type>['data']) => string | undefined };

/** What a thing is called from the start. In the world's order the opening need not come first. */
const NAMES: Labels = {
  NegotiationOpened: ({ title }) => title,
  PartyJoined: ({ name }) => name,
  RepresentativeNamed: ({ name }) => name,
  IssueRaised: ({ title }) => title,
  MeetingProposed: ({ title }) => title,
  MinutesCirculated: () => 'Minutes',
  StatementMade: ({ text }) => text,
  MeasureAnnounced: ({ title }) => title,
  CommitmentMade: ({ text }) => text,
  ProposalTabled: ({ title }) => title,
  AccountDisputed: ({ rivalAccount }) => rivalAccount,
  GrantGiven: ({ name, subject }) => name ?? subject,
  GrantRevoked: ({ name, subject }) => name ?? subject,
  OriginStarted: ({ origin }) => origin,
};
/** What gives it another name later. */
const RENAMES: Labels = {
  NegotiationDescribed: ({ title }) => title,
  PositionTaken: ({ text }) => text,
  PositionShifted: ({ text }) => text,
  PositionMaintained: ({ text }) => text,
};
const labelBy = (labels: Labels, { type, data }: Fact): string | undefined =>
  (labels[type] as ((data: unknown) => string | undefined) | undefined)?.(data);

/** A thing that was taken back, whole or fact by fact, keeps the name that was told last in the world's order. */
const labelOf = ({ kind, standing, events, recorded }: Thing): string => {
  const facts: readonly Fact[] =
    standing === 'present' ? events : inWorldOrder(recorded.filter((event) => isFact<Fact>(event)));
  let name: string | undefined;
  let renamed: string | undefined;
  for (const fact of facts) {
    name ??= labelBy(NAMES, fact);
    renamed = labelBy(RENAMES, fact) ?? renamed;
  }
  return short(renamed ?? name ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`);
};

const LABEL_LENGTH = 120;
/** Cut by code points, so that no character is halved. */
const short = (text: string): string => {
  if (text.length <= LABEL_LENGTH) return text;
  const characters = Array.from(text);
  return characters.length <= LABEL_LENGTH ? text : `${characters.slice(0, LABEL_LENGTH - 1).join('')}…`;
};

export type ThingRow = Readonly<{
  stream: string;
  kind: Kind;
  id: string;
  negotiationId: string;
  label: string;
  /** Of the last event. */
  revision: number;
  standing: 'present' | 'voided';
  /** When its first event was recorded. */
  recordedAt: string;
}>;

export const thing = (db: Database.Database, kind: Kind, id: string): ThingRow | undefined =>
  db.prepare<[string], ThingRow>('SELECT * FROM things WHERE stream = ?').get(streamOf(kind, id));

export const ThingRef = named('ThingRef', object({ kind: KindName, id: uuid }));
export const Label = named(
  'Label',
  object({
    kind: KindName,
    label: described('What it is called: a name, a title, or the beginning of a text', text),
    'voided?': described('It was taken back; what refers to it stays', onlyTrue),
  }),
);
export type Label = Static<typeof Label>;

/**
 * What to call the things with these ids that are on record, those that are meant: by id, or where several of them share
 * one, since clients choose ids, each by `kind-id` and none by the id. `among`: of these negotiations alone.
 */
export const labels = (
  db: Database.Database,
  ids: Iterable<string>,
  isMeant: (kind: Kind, id: string) => boolean = () => true,
  among?: readonly string[],
): ReadonlyMap<string, Label> => {
  const found = db
    .prepare<[string], ThingRow>('SELECT * FROM things WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify([...new Set(ids)]))
    .filter(({ kind, id, negotiationId }) => isMeant(kind, id) && (among?.includes(negotiationId) ?? true));
  const sharing = new Map<string, number>();
  for (const { id } of found) sharing.set(id, (sharing.get(id) ?? 0) + 1);
  return new Map(
    found.map(({ stream, id, kind, label, standing }) => [
      sharing.get(id) === 1 ? id : stream,
      { kind, label, ...(standing === 'voided' && { voided: true }) },
    ]),
  );
};
