import type Database from 'better-sqlite3';
import type { Effective } from '#domain/effective.js';
import type { IssueEvent } from '#domain/issue.js';
import type { NegotiationEvent } from '#domain/negotiation.js';
import type { PartyEvent } from '#domain/party.js';
import type { RepresentativeEvent } from '#domain/representative.js';
import { span } from '#domain/world-date.js';
import { briefAccountOf, factOf } from '../attribution.js';
import { countedOnce } from '#domain/accounts.js';
import {
  type ColumnType,
  type Fact,
  type Numbered,
  type ReadModel,
  type Row,
  type Table,
  type Thing,
  THING_COLUMNS,
} from '../../projection/read-model.js';

export const NEGOTIATION_STATUSES = ['exploratory', 'active', 'suspended', 'concluded'] as const;
export const PARTY_STATUSES = ['joined', 'left'] as const;
export const REPRESENTATIVE_STATUSES = ['named', 'stood-down'] as const;
export const ISSUE_STATUSES = ['raised', 'settled', 'reopened'] as const;

const table = (own: Readonly<Record<string, ColumnType>>, ...indexes: readonly (readonly string[])[]): Table => ({
  columns: {
    // The ordinal is that of the event that opened it
    ...THING_COLUMNS,
    status: 'TEXT',
    earliest: 'TEXT',
    latest: 'TEXT',
    ...own,
    details: 'TEXT',
    history: 'TEXT',
  },
  indexes: [['negotiationId', ...BY_TIME], ...indexes],
});
const BY_TIME = ['earliest', 'latest', 'ordinal'] as const;

/** Negotiations, their parties, people and issues. `history` has all facts after the opening of a thing. */
export const overview: ReadModel = {
  name: 'overview',
  version: 2,
  tables: {
    negotiations: table({}, BY_TIME, ['status', ...BY_TIME]),
    parties: table({ role: 'TEXT' }),
    representatives: table({ kind: 'TEXT', partyId: 'TEXT?' }, ['partyId']),
    issues: table({ raisedById: 'TEXT?' }),
  },
  kinds: ['negotiation', 'party', 'representative', 'issue'],
  rows: (thing) => {
    const opening = thing.events.find(({ type }) => Object.hasOwn(OPENS, type));
    if (opening === undefined) return {};
    switch (opening.type) {
      case 'NegotiationOpened':
        return { negotiations: [{ ...rowOf(thing, opening), details: JSON.stringify(describe(thing, opening)) }] };
      case 'PartyJoined':
        return { parties: [{ ...rowOf(thing, opening), role: opening.data.role }] };
      case 'RepresentativeNamed': {
        const { kind, partyId = null } = opening.data;
        return { representatives: [{ ...rowOf(thing, opening), kind, partyId }] };
      }
      case 'IssueRaised':
        return { issues: [{ ...rowOf(thing, opening), raisedById: opening.data.raisedById ?? null }] };
      default:
        return {};
    }
  },
};

/** The initial status of each kind of thing. In chronological order, the opening is not always first. */
const OPENS = {
  NegotiationOpened: 'exploratory',
  PartyJoined: 'joined',
  RepresentativeNamed: 'named',
  IssueRaised: 'raised',
} as const;

/** The status of a thing after each event; null if the event does not change it. */
const BECOMES = {
  NegotiationOpened: null,
  NegotiationDescribed: null,
  NegotiationActivated: 'active',
  NegotiationSuspended: 'suspended',
  NegotiationResumed: 'active',
  NegotiationConcluded: 'concluded',
  NegotiationReopened: 'active',
  PartyJoined: null,
  PartyLeft: 'left',
  RepresentativeNamed: null,
  RepresentativeStoodDown: 'stood-down',
  IssueRaised: null,
  IssueSettled: 'settled',
  IssueReopened: 'reopened',
} satisfies Record<(NegotiationEvent | PartyEvent | RepresentativeEvent | IssueEvent)['type'], string | null>;
const becomes = (type: Fact['type']): string | null =>
  (BECOMES as Readonly<Record<string, string | null>>)[type] ?? null;

type Event = Numbered<Effective<Fact>>;

/** The fact that led to the current status of a thing. */
const lastTurn = ({ events }: Thing): Event | undefined =>
  countedOnce(events).findLast(({ type }) => becomes(type) !== null);

const rowOf = (thing: Thing, opening: Event) => {
  const { stream, id, negotiationId, events } = thing;
  const turn = lastTurn(thing);
  const history = events
    .filter((event) => event !== opening)
    .map((event) => ({ type: event.type, ...turnOf(event), ...factOf(event) }));
  return {
    stream,
    id,
    negotiationId,
    status: (turn && becomes(turn.type)) ?? OPENS[opening.type as keyof typeof OPENS],
    ...span(opening.metadata),
    ordinal: opening.ordinal,
    details: JSON.stringify({ ...factOf(opening), ...since(turn) }),
    history: JSON.stringify(history),
  } satisfies Row;
};
const turnOf = ({ type }: Event) => {
  const status = becomes(type);
  return status === null ? {} : { status };
};

/** Since when the thing has this status. */
const since = (turn: Event | undefined) => {
  if (turn === undefined) return {};
  const { eventId, occurredOn, occurredText } = briefAccountOf(turn);
  return {
    since: {
      eventId,
      ...(occurredOn === undefined ? {} : { occurredOn }),
      ...(occurredText === undefined ? {} : { occurredText }),
    },
  };
};

/** The latest description, field by field, and the outcome if there is one. */
const describe = (thing: Thing, opening: Event) => {
  const latest: Record<string, unknown> = {};
  for (const { type, data } of thing.events) if (type === 'NegotiationDescribed') Object.assign(latest, data);
  const turn = lastTurn(thing);
  return {
    ...factOf(opening),
    ...latest,
    ...since(turn),
    ...(turn?.type === 'NegotiationConcluded' && turn.data),
  };
};

/** The ids of the people and bodies of a party. To be looked up before a query that needs them, so that it joins no two tables. */
export const peopleOf = (db: Database.Database, partyId: string): readonly string[] =>
  db.prepare<[string], string>('SELECT id FROM representatives WHERE partyId = ?').pluck().all(partyId);
