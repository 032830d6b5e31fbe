import type Database from 'better-sqlite3';
import type { EventOf } from '#domain/events.js';
import { isFact } from '#domain/effective.js';
import { type Kind, KINDS, streamOf, thingOf } from '#domain/ids.js';
import { inWorldOrder } from '#domain/world-order.js';
import type { Fact, ReadModel, Thing } from '../projection/read-model.js';
import { KindName } from '../routes/enums.js';
import { described, named, object, onlyTrue, type Static, text, uuid } from '../routes/schema.js';
import { keptBetweenMoments } from './kept-between-moments.js';
import { truncate } from './truncate.js';

/** One row for each thing: its label, and whether it is voided. */
export const things: ReadModel = {
  name: 'things',
  version: 3,
  tables: {
    things: {
      columns: {
        stream: 'TEXT',
        kind: 'TEXT',
        id: 'TEXT',
        negotiationId: 'TEXT',
        label: 'TEXT',
        revision: 'INTEGER',
        standing: 'TEXT',
        recordedAt: 'TEXT',
        lastOrdinal: 'INTEGER',
      },
      indexes: [['id'], ['negotiationId', 'standing', 'kind', 'lastOrdinal'], ['negotiationId', 'lastOrdinal']],
      tallies: {
        from: ['kind', 'standing'],
        of: ({ kind, standing }) => (standing === 'present' ? [{ name: String(kind), day: '', count: 1 }] : []),
      },
    },
  },
  kinds: KINDS,
  rows: (thing) => {
    const { stream, kind, id, negotiationId, revision, recorded } = thing;
    const standing = thing.standing === 'present' ? 'present' : 'voided';
    const recordedAt = recorded[0]!.metadata.recordedAt;
    const { ordinal: lastOrdinal } = recorded.at(-1)!;
    const label = labelOf(thing);
    return { things: [{ stream, kind, id, negotiationId, label, revision, standing, recordedAt, lastOrdinal }] };
  },
};

type Labels = { readonly [Type in Fact['type']]?: (data: EventOf<Type>['data']) => string | undefined };

/** The initial name of a thing. In chronological order, the opening is not always first. */
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
/** The facts that rename a thing. */
const RENAMES: Labels = {
  NegotiationDescribed: ({ title }) => title,
  PositionTaken: ({ text }) => text,
  PositionShifted: ({ text }) => text,
  PositionMaintained: ({ text }) => text,
};
const labelBy = (labels: Labels, { type, data }: Fact): string | undefined =>
  (labels[type] as ((data: unknown) => string | undefined) | undefined)?.(data);

/** A voided thing keeps its last name in chronological order. */
const labelOf = ({ kind, standing, events, recorded }: Thing): string => {
  const facts: readonly Fact[] =
    standing === 'present' ? events : inWorldOrder(recorded.filter((event) => isFact<Fact>(event)));
  let name: string | undefined;
  let renamed: string | undefined;
  for (const fact of facts) {
    name ??= labelBy(NAMES, fact);
    renamed = labelBy(RENAMES, fact) ?? renamed;
  }
  return truncate(renamed ?? name ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, LABEL_LENGTH);
};

const LABEL_LENGTH = 120;

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

/** All but the last ordinal, which depends on the order of recording. */
const THING = 'stream, kind, id, negotiationId, label, revision, standing, recordedAt';

export const thing = (db: Database.Database, kind: Kind, id: string): ThingRow | undefined =>
  db.prepare<[string], ThingRow>(`SELECT ${THING} FROM things WHERE stream = ?`).get(streamOf(kind, id));

export const ThingRef = named('ThingRef', object({ kind: KindName, id: uuid }));
export const Label = named(
  'Label',
  object({
    kind: KindName,
    label: described('Its name or title, or the beginning of its text', text),
    'voided?': described('It was voided; references to it remain', onlyTrue),
  }),
);
export type Label = Static<typeof Label>;

/** Things in memory, by their ids: about 500 bytes each. */
const KEPT_THINGS = 10_000;
const thingsWith = keptBetweenMoments<readonly ThingRow[]>({
  most: KEPT_THINGS,
  sizeOf: ({ length }) => length,
  keyOf: (stream) => thingOf(stream).id,
});

const lookUp = (db: Database.Database, ids: readonly string[]): ReadonlyMap<string, readonly ThingRow[]> =>
  Map.groupBy(
    db
      .prepare<[string], ThingRow>(`SELECT ${THING} FROM things WHERE id IN (SELECT value FROM json_each(?))`)
      .all(JSON.stringify(ids)),
    ({ id }) => id,
  );

/**
 * The labels of the things with these ids for which `isMeant` holds. The key is the id; if several things share an id, which
 * clients choose, it is `kind-id` for each of them. `among`: only things of these negotiations.
 */
export const labels = (
  db: Database.Database,
  ids: Iterable<string>,
  isMeant: (kind: Kind, id: string) => boolean = () => true,
  among?: readonly string[],
): ReadonlyMap<string, Label> => {
  const found = [...thingsWith(db, [...new Set(ids)], (missing) => lookUp(db, missing)).values()]
    .flat()
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
