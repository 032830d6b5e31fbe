import type Database from 'better-sqlite3';
import { type Kind, KINDS, thingOf } from '#domain/ids.js';
import { described, mapOf, named, type Static } from '../routes/schema.js';
import { Label, labels } from './things.js';

export const Names = named(
  'Names',
  described(
    'The names of all things that the answer mentions, by id; by `kind-id` if things of two kinds share an id',
    mapOf(Label),
  ),
);
export type Names = Static<typeof Names>;

/**
 * The labels of all things that an answer mentions, by id; by `kind-id` if things of two kinds share an id. Voided things are
 * marked; references to them remain. `among`: only things of these negotiations, since a text in an answer may look like an
 * id of another negotiation.
 */
export const resolveLabels = (db: Database.Database, answer: unknown, among?: readonly string[]): Names => {
  const mentioned = new Mentioned();
  collect(answer, '', mentioned);
  const found = labels(db, mentioned.ids(), (kind, id) => mentioned.has(kind, id), among);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** The ids of all things that a value mentions. */
export const idsIn = (value: unknown): Iterable<string> => {
  const mentioned = new Mentioned();
  collect(value, '', mentioned);
  return mentioned.ids();
};

/** The ids in an answer, with the kinds that they refer to; undefined if the answer does not say. */
class Mentioned {
  private readonly kinds = new Map<string, Set<Kind | undefined>>();

  add(kind: Kind | undefined, id: string) {
    const known = this.kinds.get(id);
    if (known) known.add(kind);
    else this.kinds.set(id, new Set([kind]));
  }
  has(kind: Kind, id: string): boolean {
    const known = this.kinds.get(id);
    // A grant is named only in answers about that grant, since it says who has access.
    return known !== undefined && (known.has(kind) || (kind !== 'grant' && known.has(undefined)));
  }
  ids(): Iterable<string> {
    return this.kinds.keys();
  }
}

/**
 * Ids are in fields whose names end in Id, Ids or By (`partyId`, `issueIds`, `saidFulfilledBy`), in `consentOf`, in `{kind, id}` and
 * `{kind, thingId}`, in the `stream` of an event, and in what changed: in the pointer `field`, and in `before` and `after`.
 */
const collect = (value: unknown, field: string, mentioned: Mentioned): void => {
  if (typeof value === 'string') collectFrom(value, field, mentioned);
  else if (Array.isArray(value)) for (const one of value) collect(one, field, mentioned);
  else if (typeof value === 'object' && value !== null) {
    const { kind, id, thingId = id } = value as Readonly<Record<string, unknown>>;
    if (isKind(kind) && typeof thingId === 'string') mentioned.add(kind, thingId);
    for (const name in value) collect((value as Readonly<Record<string, unknown>>)[name], name, mentioned);
  }
};

const collectFrom = (value: string, field: string, mentioned: Mentioned): void => {
  const { holds, kind } = roleOf(field);
  if (holds === 'id') mentioned.add(kind, value);
  else if (holds === 'pointer') for (const part of value.split('/')) mentioned.add(undefined, part);
  else if (holds === 'stream') {
    const thing = thingOf(value);
    mentioned.add(thing.kind, thing.id);
  }
};

/** What the texts in a field are. `kind`: of the things whose ids they are, if the name of the field says it. */
type Role = Readonly<{ holds: 'id' | 'pointer' | 'stream' | 'text'; kind: Kind | undefined }>;

/** A page has thousands of texts in a few fields. */
const roles = new Map<string, Role>();
const MOST_ROLES = 1_000;
export const roleOf = (field: string): Role => {
  const known = roles.get(field);
  if (known !== undefined) return known;
  const holds = holdsIn(field);
  const role: Role = { holds, kind: holds === 'id' ? kindIn(field) : undefined };
  if (roles.size < MOST_ROLES) roles.set(field, role);
  return role;
};
const holdsIn = (field: string): Role['holds'] => {
  if (field === 'stream') return 'stream';
  if (field === 'field') return 'pointer';
  return /(?:Id|Ids|By|consentOf)$|^before$|^after$/.test(field) && !/^(?:event|thing)Id$/.test(field) ? 'id' : 'text';
};

const isKind = (value: unknown): value is Kind => (KINDS as readonly unknown[]).includes(value);

/** The kind of thing that a field refers to, by the name of the field. */
export const kindIn = (field: string): Kind | undefined => {
  const named = NAMED.exec(field)?.[1]?.toLowerCase();
  return isKind(named) ? named : (KIND_IN.get(field) ?? (field.endsWith('By') ? 'party' : undefined));
};
const NAMED = new RegExp(`(${KINDS.join('|')})Ids?$`, 'i');
const FIELDS: Partial<Record<Kind, readonly string[]>> = {
  party: [
    'actorId',
    'awaitedFromIds',
    'byIds',
    'confirmedById',
    'consentOf',
    'givenByIds',
    'proposedById',
    'raisedById',
    'refusedByIds',
    'tabledByIds',
    'toIds',
  ],
  representative: [
    'announcedById',
    'circulatedById',
    'delegatedToId',
    'headId',
    'invitedById',
    'inviteeId',
    'issuedById',
    'personId',
    'replacedById',
    'reportedById',
    'speakerId',
    'speakingForId',
    'speaksForId',
    'withdrawnById',
  ],
  meeting: ['preparesForId'],
  statement: ['inReplyToId'],
  measure: ['instrumentId', 'widensId'],
  proposal: ['replacesId'],
};
const KIND_IN = new Map(
  (Object.keys(FIELDS) as Kind[]).flatMap((kind) => FIELDS[kind]!.map((field) => [field, kind] as const)),
);
