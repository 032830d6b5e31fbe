declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** What a record is about, in the world. */
export const WORLD_KINDS = [
  'negotiation',
  'party',
  'representative',
  'issue',
  'meeting',
  'minutes',
  'statement',
  'position',
  'measure',
  'commitment',
  'proposal',
  'dispute',
] as const;
/** Everything that has a stream of its own, `kind-id`: the world, who may see it, and what became of the log. */
export const KINDS = [...WORLD_KINDS, 'grant', 'ledger'] as const;
export type Kind = (typeof KINDS)[number];

/** Ids are UUIDs (RFC 9562), in lower case, given by the client or made by the service. */
export type NegotiationId = Brand<string, 'negotiation'>;
export type PartyId = Brand<string, 'party'>;
export type RepresentativeId = Brand<string, 'representative'>;
export type IssueId = Brand<string, 'issue'>;
export type MeetingId = Brand<string, 'meeting'>;
export type StatementId = Brand<string, 'statement'>;
export type MeasureId = Brand<string, 'measure'>;
export type ProposalId = Brand<string, 'proposal'>;
export type EventId = Brand<string, 'event'>;

/** A thing named where more than one kind may stand. */
export type ThingRef = Readonly<{ kind: Kind; id: string }>;

export type Stream = Brand<string, 'Stream'>;
export const streamOf = (kind: Kind, id: string) => `${kind}-${id}` as Stream;
export const thingOf = (stream: string): ThingRef => {
  const dash = stream.indexOf('-');
  return { kind: stream.slice(0, dash) as Kind, id: stream.slice(dash + 1) };
};

/** RFC 3339 in UTC with milliseconds, `2025-10-27T09:30:00.000Z`: the order of the texts is the order of time. */
export type Instant = Brand<string, 'Instant'>;
