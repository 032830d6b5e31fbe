import type Database from 'better-sqlite3';
import type { IssueEvent } from '#domain/issue.js';
import type { NegotiationEvent } from '#domain/negotiation.js';
import type { PartyEvent } from '#domain/party.js';
import type { RepresentativeEvent } from '#domain/representative.js';
import { span } from '#domain/world-date.js';
import { countedOnce } from '#domain/accounts.js';
import {
  type ColumnType,
  type Fact,
  type ReadModel,
  type Row,
  type Table,
  type Thing,
  THING_COLUMNS,
} from '../../projection/read-model.js';
import { EVERY, termOf } from '../../projection/terms.js';
import type { StoredFact } from '../timeline/facts.js';

export const NEGOTIATION_STATUSES = ['exploratory', 'active', 'suspended', 'concluded'] as const;
export const PARTY_STATUSES = ['joined', 'left'] as const;
export const REPRESENTATIVE_STATUSES = ['named', 'stood-down'] as const;
export const ISSUE_STATUSES = ['raised', 'settled', 'reopened'] as const;

const columns = {
  // The ordinal is that of the event that opened it
  ...THING_COLUMNS,
  status: 'TEXT',
  earliest: 'TEXT',
  latest: 'TEXT',
} as const;
const BY_TIME = ['earliest', 'latest', 'ordinal'] as const;

/** What is listed within a negotiation, by its status and the columns of its own. */
const listOf = (own: Readonly<Record<string, ColumnType>>, ...indexes: readonly (readonly string[])[]): Table => {
  const filters = ['status', ...Object.keys(own)];
  return {
    columns: { ...columns, ...own },
    indexes,
    terms: {
      by: BY_TIME,
      days: ['earliest', 'latest'],
      from: filters,
      of: (row) => [
        EVERY,
        ...filters.filter((column) => row[column] !== null).map((column) => termOf(column, String(row[column]))),
      ],
    },
  };
};

/** Negotiations, their parties, people and issues. */
export const overview: ReadModel = {
  name: 'overview',
  version: 3,
  tables: {
    negotiations: { columns, indexes: [['negotiationId', ...BY_TIME], BY_TIME, ['status', ...BY_TIME]] },
    parties: listOf({ role: 'TEXT' }, ['negotiationId']),
    representatives: listOf({ kind: 'TEXT', partyId: 'TEXT?' }, ['partyId']),
    issues: listOf({ raisedById: 'TEXT?' }),
  },
  kinds: ['negotiation', 'party', 'representative', 'issue'],
  rows: (thing) => {
    const opening = openingOf(thing.events);
    if (opening === undefined) return {};
    switch (opening.type) {
      case 'NegotiationOpened':
        return { negotiations: [rowOf(thing, opening)] };
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
export const becomes = (type: Fact['type']): string | null =>
  (BECOMES as Readonly<Record<string, string | null>>)[type] ?? null;

export const openingOf = <E extends StoredFact>(facts: readonly E[]): E | undefined =>
  facts.find(({ type }) => Object.hasOwn(OPENS, type));

/** The fact that led to the current status of a thing. */
export const lastTurn = (facts: readonly StoredFact[]): StoredFact | undefined =>
  countedOnce(facts).findLast(({ type }) => becomes(type) !== null);

const rowOf = ({ stream, id, negotiationId, events }: Thing, opening: StoredFact) => {
  const turn = lastTurn(events);
  return {
    stream,
    id,
    negotiationId,
    status: (turn && becomes(turn.type)) ?? OPENS[opening.type as keyof typeof OPENS],
    ...span(opening.metadata),
    ordinal: opening.ordinal,
  } satisfies Row;
};

/** The ids of the people and bodies of a party. To be looked up before a query that needs them, so that it joins no two tables. */
export const peopleOf = (db: Database.Database, partyId: string): readonly string[] =>
  db.prepare<[string], string>('SELECT id FROM representatives WHERE partyId = ?').pluck().all(partyId);
