import type Database from 'better-sqlite3';
import { unknown } from '#domain/decider.js';
import { streamOf, type ThingRef } from '#domain/ids.js';
import { type PositionEvent, type Scope, SCOPES } from '#domain/position.js';
import { span } from '#domain/world-date.js';
import { Account, BriefAccount, briefAccountOf, factOf, typesOf } from './attribution.js';
import { type StoredFact, withFacts } from './timeline/facts.js';
import { type Reference, voidedIn, warningsOf, WarningsField } from './warnings.js';
import { countedOnce } from '#domain/accounts.js';
import { type Asked, conditionsFor, countListed, isOneOf, type List, listed, valuesFor } from './listed.js';
import { history, listedHistory, showing } from './history.js';
import { q, refuseTextSearch, textSearch } from './search/list-search.js';
import {
  PROVENANCE_COLUMNS,
  PROVENANCE_CONDITIONS,
  type ProvenanceColumns,
  provenanceColumns,
  provenanceFilters,
  provenanceTerms,
  provenanceTermsFor,
} from './provenance.js';
import { type ReadModel, type Row, type Table, THING_COLUMNS, type Term } from '../projection/read-model.js';
import { EVERY, termOf } from '../projection/terms.js';
import { type DatesAsEdtf, type FactType, fieldsWithout, ofCommands, optionalFieldsIn } from '../routes/facts.js';
import { several, type ValuesOf } from '../routes/parameters.js';
import type { Slice } from '../routes/pages.js';
import { pageRoute, thingRoute } from '../routes/read-route.js';
import {
  all,
  described,
  either,
  idOf,
  is,
  list,
  named,
  object,
  oneOf,
  onlyTrue,
  type Schema,
  type Static,
  uuid,
} from '../routes/schema.js';

export type PositionFact = StoredFact<PositionEvent>;

const wanted = optionalFieldsIn('PositionTaken', 'text', 'kind', 'reason', 'scale', 'salience');
/** What a party wants, as far as it is recorded. A withdrawn position keeps its last content. */
export const Stand = all(object({ status: oneOf('PositionStatus', ['held', 'withdrawn']) }), wanted);
type Stand = Static<typeof Stand>;
const step = object({
  'from?': described('What it was before, if that is recorded', wanted),
  'gap?': described('It shifts or withdraws a position that is not recorded', onlyTrue),
});
type Step = Static<typeof step>;
const takenFrom = object({
  'from?': described('What the party held before, if it took this position without having withdrawn that', wanted),
});
const entrySchema = (type: FactType) =>
  all(
    Account,
    fieldsWithout(type as PositionEvent['type'], 'partyId', 'issueId', 'scope'),
    object({ type: is(type) }),
    ...(type === 'PositionMaintained' ? [] : [type === 'PositionTaken' ? takenFrom : step]),
  );
type Entry<E extends PositionEvent = PositionEvent> = E extends PositionEvent
  ? Readonly<{ type: E['type'] }> & DatesAsEdtf<Omit<E['data'], 'partyId' | 'issueId' | 'scope'>> & Account & Step
  : never;
export const ScopeName = oneOf('PositionScope', SCOPES);
const History = list(either(...typesOf('position').map(entrySchema))) as Schema<readonly Entry[]>;
const Position = named(
  'Position',
  all(
    object({
      id: uuid,
      partyId: idOf('party'),
      issueId: idOf('issue'),
      scope: described('Said in public, said in private, or assessed by our side', ScopeName),
      now: described('What the party wants. If the position is withdrawn, what it wanted', Stand),
      since: described('The fact since which this holds', BriefAccount),
      'movedBy?': described('The evidence of that fact', list(ofCommands<ThingRef>('NamedThing'))),
      'gap?': described('Its history shifts or withdraws a position that is not recorded', onlyTrue),
      'warnings?': WarningsField,
    }),
    listedHistory(History),
  ),
);
type Position = Static<typeof Position>;

const termsOf = (row: Row): readonly Term[] => {
  const { partyId, issueId, scope, ...provenance } = row as TermColumns;
  return [
    EVERY,
    termOf('party', partyId),
    termOf('issue', issueId),
    termOf('scope', scope),
    ...provenanceTerms(provenance),
  ];
};
type TermColumns = Readonly<Record<'partyId' | 'issueId' | 'scope', string>> & ProvenanceColumns;

const table: Table = {
  columns: {
    // The ordinal is that of its first event
    ...THING_COLUMNS,
    partyId: 'TEXT',
    issueId: 'TEXT',
    scope: 'TEXT',
    status: 'TEXT',
    // Of the fact since which it holds
    ...PROVENANCE_COLUMNS,
    // When what holds now began
    earliest: 'TEXT',
    latest: 'TEXT',
  },
  terms: {
    by: ['issueId', 'partyId', 'scope', 'id'],
    days: [],
    from: ['partyId', 'issueId', 'scope', 'firstHand', 'reliability'],
    of: termsOf,
  },
};

/** Positions by party and issue: what each party wants, since when, and its history. */
export const positions: ReadModel = {
  name: 'positions',
  version: 4,
  tables: { positions: table },
  kinds: ['position'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const facts = events as readonly PositionFact[];
    const [first] = facts;
    if (first === undefined) return { positions: [] };
    const { partyId, issueId, scope } = first.data;
    const { since, now } = courseOf(facts);
    const { ordinal } = recorded[0]!;
    const key = { ordinal, stream, id, negotiationId, partyId, issueId, scope, status: now.status };
    return { positions: [{ ...key, ...provenanceColumns(since), ...span(since.metadata) }] };
  },
};

type Course = Readonly<{ now: Stand; since: PositionFact; steps: ReadonlyMap<PositionFact, Step> }>;

/** `events` are the position's effective events, in the world's order; at least one. */
const courseOf = (events: readonly PositionFact[]): Course => {
  const steps = new Map<PositionFact, Step>();
  let now: Stand = { status: 'withdrawn' };
  let since = events[0]!;
  for (const event of countedOnce(events)) {
    const { status, ...before } = now;
    const step: Step = status === 'held' && before.text !== undefined ? { from: before } : { gap: true };
    if (event.type === 'PositionShifted' || event.type === 'PositionWithdrawn') steps.set(event, step);
    else if (event.type === 'PositionTaken' && step.from) steps.set(event, step);
    // A repeated position does not start anew, unless none was recorded.
    if (event.type !== 'PositionMaintained' || status === 'withdrawn') since = event;
    now = follow(now, event);
  }
  return { now, since, steps };
};

const follow = (now: Stand, event: PositionFact): Stand => {
  switch (event.type) {
    case 'PositionTaken': {
      const { text, kind, reason, scale, salience } = event.data;
      return stand('held', { text, kind, reason, scale, salience });
    }
    case 'PositionShifted': {
      const { text, kind = now.kind, reason, scale = now.scale, salience = now.salience } = event.data;
      return stand('held', { text, kind, reason, scale, salience });
    }
    // A withdrawn position cannot be maintained: only what is said now is known to be held.
    case 'PositionMaintained': {
      const before: Partial<Stand> = now.status === 'held' ? now : {};
      const { text = before.text, reason = before.reason } = event.data;
      return stand('held', { ...before, text, reason });
    }
    case 'PositionWithdrawn':
      return stand('withdrawn', { ...now, reason: event.data.reason });
    default:
      return unknown(event);
  }
};

type Loose<T> = { [K in keyof T]?: T[K] | undefined };
const stand = (status: Stand['status'], { text, kind, reason, scale, salience }: Loose<Stand>): Stand => ({
  status,
  ...(text !== undefined && { text }),
  ...(kind !== undefined && { kind }),
  ...(reason !== undefined && { reason }),
  ...(scale !== undefined && { scale }),
  ...(salience !== undefined && { salience }),
});

const entryOf = (event: PositionFact, step: Step | undefined) => {
  const { partyId: _, issueId: __, scope: ___, ...fact } = factOf(event);
  return { type: event.type, ...fact, ...step } as Entry;
};

type PositionRow = Readonly<{
  ordinal: number;
  stream: string;
  negotiationId: string;
  id: string;
  partyId: string;
  issueId: string;
  scope: Scope;
}>;

/** What a position refers to, and for as long as it is held, the evidence of it. */
const referencesIn = ({ partyId, issueId }: PositionRow, { since, now }: Course): readonly Reference[] => [
  { kind: 'party', id: partyId, field: '/partyId' },
  { kind: 'issue', id: issueId, field: '/issueId' },
  ...(now.status === 'held' ? (since.data.evidence ?? []) : []).map((shown, n) => ({
    ...shown,
    field: `/movedBy/${n}`,
  })),
];

const show = (db: Database.Database, rows: readonly PositionRow[]): readonly Position[] => {
  const courses = withFacts<PositionEvent, PositionRow>(db, rows).map((row) => {
    const course = courseOf(row.facts);
    return { ...row, ...course, references: referencesIn(row, course) };
  });
  const voided = voidedIn(
    db,
    courses.flatMap(({ references }) => references),
  );
  return courses.map(({ id, partyId, issueId, scope, facts, since, now, steps, references }) => {
    const gap = [...steps.values()].some((step) => step.gap);
    const moved = since.data.evidence;
    return {
      id,
      partyId,
      issueId,
      scope,
      now,
      since: briefAccountOf(since),
      ...(moved && { movedBy: moved }),
      ...(gap && { gap }),
      ...warningsOf(voided(references)),
      history: facts.map((event) => entryOf(event, steps.get(event))),
    };
  });
};

const filters = {
  partyId: described('Only positions of this party. It may be repeated', several(idOf('party'))),
  issueId: idOf('issue'),
  scope: ScopeName,
  q,
  ...provenanceFilters,
};

type Filter = ValuesOf<typeof filters>;
const CONDITIONS = {
  partyId: isOneOf('partyId', 'partyId'),
  issueId: 'issueId = @issueId',
  scope: 'scope = @scope',
  ...PROVENANCE_CONDITIONS,
} satisfies Record<Exclude<keyof Filter, 'q'>, string>;

/** By what usually leaves out most. */
const partsOf = ({ partyId, issueId, scope, ...provenance }: Filter): Asked['parts'] => {
  if (issueId !== undefined) return [{ term: termOf('issue', issueId) }];
  if (partyId !== undefined) return partyId.map((id) => ({ term: termOf('party', id) }));
  const [terms = [scope === undefined ? EVERY : termOf('scope', scope)]] = provenanceTermsFor(provenance);
  return terms.map((term) => ({ term }));
};

const LIST: List = { name: 'positions', table };

/** The positions in a negotiation, by issue. */
export const positionsOf = (db: Database.Database, negotiationId: string, { q, ...filter }: Filter, slice: Slice) => {
  const asked = {
    negotiationId,
    parts: partsOf(filter),
    conditions: conditionsFor(CONDITIONS, filter),
    values: valuesFor(filter),
    search: textSearch(db, negotiationId, 'position', q),
  };
  const rows = listed<PositionRow>(db, LIST, asked, slice);
  return show(db, rows).map((shown) => ({ key: [shown.issueId, shown.partyId, shown.scope, shown.id], ...shown }));
};

/** The positions in a negotiation with their facts and what follows from them, by issue; and how many there are. */
export const coursesOf = (db: Database.Database, negotiationId: string, limit: number) =>
  coursesWith(db, negotiationId, EVERY, limit);

/** Those on an issue, by party. */
export const coursesOn = (db: Database.Database, negotiationId: string, issueId: string, limit: number) =>
  coursesWith(db, negotiationId, termOf('issue', issueId), limit);

const coursesWith = (db: Database.Database, negotiationId: string, term: Term, limit: number) => {
  const asked = { negotiationId, parts: [{ term }], conditions: [], values: {} } as const;
  const rows = listed<PositionRow>(db, LIST, asked, { after: undefined, limit });
  return {
    all: countListed(db, LIST, asked),
    found: withFacts<PositionEvent, PositionRow>(db, rows).map((row) => ({ ...row, ...courseOf(row.facts) })),
  };
};

export const position = (db: Database.Database, id: string): Position | undefined => {
  const rows = db.prepare<[string], PositionRow>('SELECT * FROM positions WHERE stream = ?');
  return show(db, rows.all(streamOf('position', id)))[0];
};

export const positionRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/positions',
    operationId: 'listPositions',
    summary: 'List what each party wants on each issue, since when, and what moved it',
    tag: 'positions',
    parameters: { ...filters, history },
    models: ['positions', 'timeline'],
    check: refuseTextSearch,
    item: Position,
    ask: (views, negotiationId, { history, ...filter }, { slice }) =>
      showing(history, positionsOf(views, negotiationId, filter, slice)),
  }),
  thingRoute({
    path: 'positions/:id',
    operationId: 'getPosition',
    summary: 'Get the position of a party on an issue, and its history',
    tag: 'positions',
    kind: 'position',
    models: ['positions', 'timeline'],
    item: Position,
    more: object({ history: History }),
    ask: position,
  }),
];
